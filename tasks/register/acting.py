"""What every operator's act says, why one is refused, and which decision is meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tasks.law.acts import ActType, Channel
from tasks.law.document_numbers import identity_key
from tasks.law.lifecycle import PublicationState
from tasks.register.database import instant_text
from tasks.register.schema import decision, publication


class ActRefused(Exception):
    """An operator's act that cannot be done; the sentence says why and what would help."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who decides, why and on what basis, all three mandatory; with the office and the role in which it is done.

    `proposal_id` names the proposal that two people carried, `record_id` the version the act holds for.
    """

    operator: str
    reason: str
    basis: str
    at: datetime
    office: str = ""
    role: str = ""
    proposal_id: int | None = None
    record_id: int | None = None

    def __post_init__(self) -> None:
        for name, text in (("办理人", self.operator), ("理由", self.reason), ("依据", self.basis)):
            if not text.strip():
                raise ActRefused(f"请填写{name}")

    def row(self, act: str) -> dict[str, object]:
        """The columns every act has."""
        return {
            "act": act,
            "reason": self.reason.strip(),
            "basis": self.basis.strip(),
            "operator": self.operator.strip(),
            "office": self.office or None,
            "role": self.role or None,
            "proposal_id": self.proposal_id,
            "record_id": self.record_id,
            "acted_at": instant_text(self.at),
        }


@dataclass(frozen=True, slots=True)
class NamedDecision:
    """A decision an operator named by number."""

    id: int
    act_type: ActType
    document_number: str
    current_record_id: int


def find_decision(
    connection: sa.Connection, number: str, act_type: str = "", authority: str = ""
) -> NamedDecision:
    """The one decision with a number; ActRefused where there is none, or more than one."""
    query = sa.select(
        decision.c.id, decision.c.act_type, decision.c.document_number, decision.c.current_record_id
    ).where(decision.c.number_key == identity_key(number))
    if act_type:
        query = query.where(decision.c.act_type == act_type)
    if authority:
        query = query.where(
            sa.or_(decision.c.authority_code == authority, decision.c.authority_name == authority)
        )
    rows = connection.execute(query.limit(3)).all()
    if not rows:
        raise ActRefused(f"未找到文书号“{number}”的决定，请核对文书号")
    if len(rows) > 1:
        raise ActRefused(f"文书号“{number}”对应多个决定，请用 --act-type 和 --authority 指明")
    (row,) = rows
    return NamedDecision(row.id, ActType(row.act_type), row.document_number, row.current_record_id)


def gate_note(connection: sa.Connection, decision_id: int) -> str:
    """What a decision's publication waits for, "" where it waits for nothing."""
    found = connection.scalar(
        sa.select(publication.c.gate_note).where(
            publication.c.decision_id == decision_id,
            publication.c.channel == Channel.WEBSITE,
            publication.c.state == PublicationState.HELD,
        )
    )
    return found or ""
