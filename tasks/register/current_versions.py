"""The current version of one decision, as an operator who names it must see it before deciding."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
import sqlalchemy as sa

from tasks.law.acts import ActType, Channel
from tasks.law.corrections import Corrections
from tasks.law.decision import Decision, decision_from_content
from tasks.law.lifecycle import Gate, PublicationState
from tasks.register.acting import find_decision
from tasks.register.acts_taken import corrections
from tasks.register.schema import decision, operator_act, publication, record


@dataclass(frozen=True, slots=True)
class CurrentVersion:
    """What is decided about: the content, what was corrected in it, where it is public and what holds it."""

    decision_id: int
    record_id: int
    act_type: ActType
    document_number: str
    authority_code: str
    decision: Decision
    corrections: Corrections
    published_on: frozenset[Channel]
    gates: frozenset[Gate]
    states: frozenset[PublicationState]
    being_withdrawn: bool

    @property
    def ended(self) -> bool:
        """Whether it is over everywhere: withdrawn, or its disclosure period past."""
        return self.states <= {PublicationState.WITHDRAWN, PublicationState.EXPIRED}

    @property
    def withdrawn(self) -> bool:
        """Whether it was taken down everywhere."""
        return self.states <= {PublicationState.WITHDRAWN}


def current_version(
    connection: sa.Connection, number: str, act_type: str = "", authority: str = ""
) -> CurrentVersion:
    """The version a number names; ActRefused where it names none, or more than one decision."""
    return version_of(connection, find_decision(connection, number, act_type, authority).id)


def version_of(connection: sa.Connection, decision_id: int) -> CurrentVersion:
    """The current version of a decision by its id."""
    row = connection.execute(
        sa.select(decision, record.c.content)
        .join_from(decision, record, record.c.id == decision.c.current_record_id)
        .where(decision.c.id == decision_id)
    ).one()
    acts = connection.execute(
        sa.select(operator_act)
        .where(operator_act.c.decision_id == decision_id, operator_act.c.act.in_(("hide", "show")))
        .order_by(operator_act.c.id)
    ).all()
    shown = connection.execute(
        sa.select(publication.c.channel, publication.c.state, publication.c.gate, publication.c.to_do).where(
            publication.c.decision_id == decision_id
        )
    ).all()
    act_type, record_id = ActType(row.act_type), row.current_record_id
    return CurrentVersion(
        decision_id=decision_id,
        record_id=record_id,
        act_type=act_type,
        document_number=row.document_number,
        authority_code=row.authority_code,
        decision=decision_from_content(act_type, orjson.loads(row.content)),
        corrections=corrections(acts, record_id),
        published_on=frozenset(Channel(p.channel) for p in shown if p.state == PublicationState.PUBLISHED),
        gates=frozenset(Gate(p.gate) for p in shown if p.gate),
        states=frozenset(PublicationState(p.state) for p in shown),
        being_withdrawn=any(p.to_do == "withdraw" for p in shown),
    )
