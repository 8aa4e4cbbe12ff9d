"""Deadlines counted again after a holiday notice; what was computed before is kept (promise 8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
import sqlalchemy as sa

from tasks.law.acts import ActType, Channel
from tasks.law.deadlines import Deadline
from tasks.law.lifecycle import PublicationState, RecordState
from tasks.register.database import Register, instant_text
from tasks.register.schema import deadline_change, decision, publication, record
from tasks.register.transparency import PUBLICATIONS_CHANGED, write_setting

CountDeadline = Callable[[date, ActType, str, Channel], Deadline]


@dataclass(frozen=True, slots=True)
class MovedDeadline:
    """One deadline a notice moved."""

    act_type: str
    document_number: str
    decided_on: str
    due_before: str | None
    due_after: str | None
    provisional: bool


def move_deadlines(register: Register, count: CountDeadline, now: datetime) -> list[MovedDeadline]:
    """Count again the deadline of everything that still waits; returns those whose day changed."""
    at = instant_text(now)
    with register.writing() as connection:
        return [*_move_publications(connection, count, at), *_move_quarantined(connection, count, at)]


def _new_deadline(publication_id: int, due: Deadline) -> dict[str, object]:
    return {
        "of": publication_id,
        "due": due.due_on.isoformat() if due.due_on else None,
        "latest": due.latest_on.isoformat() if due.latest_on else None,
        "open": due.provisional,
        "by": due.rule,
        "days": due.calendar,
    }


def _move_publications(connection: sa.Connection, count: CountDeadline, at: str) -> list[MovedDeadline]:
    rows = connection.execute(
        sa.select(
            publication.c.id,
            publication.c.decision_id,
            publication.c.channel,
            publication.c.due_on,
            publication.c.calendar,
            publication.c.provisional,
            decision.c.act_type,
            decision.c.document_number,
            decision.c.decided_on,
            record.c.content,
        )
        .join_from(publication, decision, decision.c.id == publication.c.decision_id)
        .join(record, record.c.id == decision.c.current_record_id)
        .where(
            publication.c.state.in_((PublicationState.HELD, PublicationState.DUE, PublicationState.EXEMPT))
        )
    ).all()
    updates, changes, moved = [], [], []
    for row in rows:
        due = count(
            date.fromisoformat(row.decided_on),
            ActType(row.act_type),
            orjson.loads(row.content).get("item_code", ""),
            Channel(row.channel),
        )
        after = due.due_on.isoformat() if due.due_on else None
        if (after, due.calendar, due.provisional) == (row.due_on, row.calendar, row.provisional):
            continue
        updates.append(_new_deadline(row.id, due))
        if after == row.due_on:
            continue
        change = _change(row.due_on, row.calendar, after, due, at)
        changes.append({"decision_id": row.decision_id, "channel": row.channel, **change})
        if row.channel == Channel.WEBSITE:
            moved.append(
                MovedDeadline(
                    row.act_type, row.document_number, row.decided_on, row.due_on, after, due.provisional
                )
            )
    if updates:
        write_setting(connection, PUBLICATIONS_CHANGED, at)
        connection.execute(
            sa.update(publication)
            .where(publication.c.id == sa.bindparam("of"))
            .values(
                due_on=sa.bindparam("due"),
                latest_on=sa.bindparam("latest"),
                provisional=sa.bindparam("open"),
                deadline_rule=sa.bindparam("by"),
                calendar=sa.bindparam("days"),
            ),
            updates,
        )
    _keep(connection, changes)
    return moved


def _move_quarantined(connection: sa.Connection, count: CountDeadline, at: str) -> list[MovedDeadline]:
    rows = connection.execute(
        sa.select(
            record.c.id, record.c.source_key, record.c.act_type, record.c.decided_on, record.c.due_on
        ).where(
            record.c.state == RecordState.QUARANTINED,
            record.c.decided_on.is_not(None),
            record.c.act_type != "",
        )
    ).all()
    updates, changes, moved = [], [], []
    for row in rows:
        due = count(date.fromisoformat(row.decided_on), ActType(row.act_type), "", Channel.WEBSITE)
        after = due.due_on.isoformat() if due.due_on else None
        if after == row.due_on:
            continue
        updates.append({"of": row.id, "due": after})
        changes.append({"record_id": row.id, **_change(row.due_on, None, after, due, at)})
        moved.append(
            MovedDeadline(
                row.act_type,
                f"（退回记录{row.id}）",
                row.decided_on,
                row.due_on,
                after,
                due.provisional,
            )
        )
    if updates:
        connection.execute(
            sa.update(record).where(record.c.id == sa.bindparam("of")).values(due_on=sa.bindparam("due")),
            updates,
        )
    _keep(connection, changes)
    return moved


def _change(
    before: str | None, calendar: str | None, after: str | None, due: Deadline, at: str
) -> dict[str, Any]:
    return {
        "due_before": before,
        "calendar_before": calendar,
        "due_after": after,
        "calendar_after": due.calendar,
        "changed_at": at,
    }


def _keep(connection: sa.Connection, changes: Sequence[dict[str, Any]]) -> None:
    if changes:
        connection.execute(sa.insert(deadline_change), list(changes))
