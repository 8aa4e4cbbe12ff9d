"""The objection desk's rows: registered with their clock, answered once, listed with the overdue first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from tasks.law.acts import ActType, Channel
from tasks.law.deadlines import Deadline
from tasks.law.lifecycle import PublicationState
from tasks.law.objections import ObjectionResult, refuse_reply
from tasks.law.shanghai import shanghai_date
from tasks.register.database import Register, instant_text
from tasks.register.operator_acts import Act, ActRefused, NamedDecision, find_decision
from tasks.register.reassessment import mark_for_assessment
from tasks.register.schema import decision, objection, operator_act, publication

_NOT_YET_PUBLIC = (PublicationState.HELD, PublicationState.DUE)

CountReply = Callable[[date, ActType], Deadline]


@dataclass(frozen=True, slots=True)
class NewObjection:
    """What was received; `stopped_by` names the document that stopped execution, "" where none did."""

    objector: str
    content: str
    received_on: date
    stopped_by: str = ""
    deferred_until: date | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """An objection as registered; `state` is the website's, `deferred_until` set where the publication now waits."""

    id: int
    document_number: str
    reply: Deadline
    state: PublicationState
    deferred_until: date | None


@dataclass(frozen=True, slots=True)
class Replied:
    """An objection as answered."""

    document_number: str
    execution_stopped: bool


@dataclass(frozen=True, slots=True)
class OpenObjections:
    """How many wait for an answer, and how many of them are overdue."""

    open: int
    overdue: int


def register_objection(
    register: Register,
    act: Act,
    number: str,
    new: NewObjection,
    count: CountReply,
    act_type: str = "",
    authority: str = "",
) -> Registered:
    """Register an objection; where execution was stopped, what is not public yet is deferred with it.

    ActRefused for a day to come, one no rule was in force on, or a decision not known.
    """
    if new.received_on > shanghai_date(act.at):
        raise ActRefused(f"收到日期{new.received_on}在今天之后，请核对")
    with register.writing() as connection:
        named = find_decision(connection, number, act_type, authority)
        reply = count(new.received_on, named.act_type)
        if reply.due_on is None:
            raise ActRefused(f"{new.received_on}尚无适用的答复期限规则，请核对收到日期")
        added = connection.execute(sa.insert(objection), _row(act, named, new, reply))
        state = _website_state(connection, named.id)
        until = None
        if new.stopped_by and state in _NOT_YET_PUBLIC:
            until = _until(new, shanghai_date(act.at))
            _defer(connection, act, named.id, new.stopped_by, until)
        (objection_id,) = added.inserted_primary_key or (0,)
    return Registered(objection_id, named.document_number, reply, state, until)


def _row(act: Act, named: NamedDecision, new: NewObjection, reply: Deadline) -> dict[str, Any]:
    return {
        "decision_id": named.id,
        "objector": new.objector.strip(),
        "content": new.content.strip(),
        "received_on": new.received_on.isoformat(),
        "execution_stopped": bool(new.stopped_by),
        "stopped_by": new.stopped_by or None,
        "registered_by": act.operator.strip(),
        "registered_at": instant_text(act.at),
    } | _clock(reply)


def _clock(reply: Deadline) -> dict[str, Any]:
    return {
        "reply_due_on": str(reply.due_on),
        "reply_latest_on": str(reply.latest_on),
        "provisional": reply.provisional,
        "deadline_rule": reply.rule,
        "calendar": reply.calendar,
    }


def _until(new: NewObjection, today: date) -> date:
    """Until when the publication waits: a person says so, since on that day it goes out by itself."""
    if new.deferred_until is None or new.deferred_until <= today:
        raise ActRefused("已停止执行且尚未公开的，须写明暂缓公示到哪一天（--until），该日应在今天之后")
    return new.deferred_until


def _website_state(connection: sa.Connection, decision_id: int) -> PublicationState:
    query = sa.select(publication.c.state).where(
        publication.c.decision_id == decision_id, publication.c.channel == Channel.WEBSITE
    )
    return PublicationState(connection.execute(query).scalar_one())


def _defer(connection: sa.Connection, act: Act, decision_id: int, stopped_by: str, until: date) -> None:
    """The operator's ruling on every channel where the decision is not yet public."""
    channels = connection.scalars(
        sa.select(publication.c.channel).where(
            publication.c.decision_id == decision_id, publication.c.state.in_(_NOT_YET_PUBLIC)
        )
    ).all()
    row = act.row("defer") | {
        "decision_id": decision_id,
        "until": until.isoformat(),
        "reason": "行政复议或者行政诉讼期间停止执行",
        "basis": stopped_by,
    }
    connection.execute(sa.insert(operator_act), [row | {"channel": channel} for channel in channels])
    mark_for_assessment(connection, [decision_id], act.at)


def reply_objection(
    register: Register, act: Act, objection_id: int, result: ObjectionResult, reply: str, replied_on: date
) -> Replied:
    """Answer an objection, once; ActRefused where it is unknown or answered, or the day cannot be."""
    with register.writing() as connection:
        row = connection.execute(
            sa.select(objection, decision.c.document_number)
            .join_from(objection, decision, decision.c.id == objection.c.decision_id)
            .where(objection.c.id == objection_id)
        ).one_or_none()
        if row is None:
            raise ActRefused(f"没有{objection_id}号异议")
        received_on = date.fromisoformat(row.received_on)
        refused = refuse_reply(received_on, replied_on, shanghai_date(act.at), row.replied_on is not None)
        if refused:
            raise ActRefused(f"{objection_id}号异议{refused}")
        connection.execute(
            sa.update(objection)
            .where(objection.c.id == objection_id)
            .values(
                result=result.value,
                reply=reply.strip(),
                replied_on=replied_on.isoformat(),
                replied_by=act.operator.strip(),
                reply_registered_at=instant_text(act.at),
            )
        )
    return Replied(row.document_number, row.execution_stopped)


def read_objections(connection: sa.Connection, everything: bool = False) -> list[Any]:
    """Objections with their decisions, those that wait first, the earliest deadline first."""
    query = (
        sa.select(objection, decision.c.act_type, decision.c.document_number, decision.c.office)
        .join_from(objection, decision, decision.c.id == objection.c.decision_id)
        .order_by(objection.c.replied_on.is_not(None), objection.c.reply_due_on, objection.c.id)
    )
    if not everything:
        query = query.where(objection.c.replied_on.is_(None))
    return list(connection.execute(query).all())


def count_open_objections(connection: sa.Connection, today: date) -> OpenObjections:
    """The objections that wait for an answer on a day."""
    overdue = sa.func.sum(sa.case((objection.c.reply_due_on < today.isoformat(), 1), else_=0))
    query = sa.select(sa.func.count(), sa.func.coalesce(overdue, 0)).where(objection.c.replied_on.is_(None))
    waiting, late = connection.execute(query).one()
    return OpenObjections(waiting, late)


def move_reply_deadlines(register: Register, count: CountReply) -> int:
    """Count again, after a holiday notice, by when open objections must be answered; returns how many days moved."""
    moved = 0
    with register.writing() as connection:
        updates = []
        for row in read_objections(connection):
            clock = _clock(count(date.fromisoformat(row.received_on), ActType(row.act_type)))
            if any(getattr(row, name) != value for name, value in clock.items()):
                updates.append({"of": row.id, **{f"new_{name}": value for name, value in clock.items()}})
                moved += row.reply_due_on != clock["reply_due_on"]
        if updates:
            names = (name for name in updates[0] if name != "of")
            values: dict[str, Any] = {name.removeprefix("new_"): sa.bindparam(name) for name in names}
            connection.execute(
                sa.update(objection).where(objection.c.id == sa.bindparam("of")).values(values), updates
            )
    return moved
