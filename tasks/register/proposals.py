"""Acts that need two people: proposed by one, carried out in the transaction in which another agrees (promise 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from pydantic import TypeAdapter

from tasks.law.acts import Channel
from tasks.law.lifecycle import PublicationState
from tasks.law.powers import Power
from tasks.register.acting import Act, ActRefused
from tasks.register.database import Register, instant_text
from tasks.register.schema import decision, operator_act, proposal, publication

AGREED, DISAGREED = "同意", "不同意"


class ProposalKind(StrEnum):
    """What two people can do together."""

    VANISH = "vanish"
    WITHHOLD_PUBLISHED = "withhold_published"
    RELEASE_DOUBT = "release_doubt"
    SHOW_HELD = "show_held"


KIND_NAMES: dict[ProposalKind, str] = {
    ProposalKind.VANISH: "公示有误，撤除",
    ProposalKind.WITHHOLD_PUBLISHED: "已公开的改为不予公示，撤除",
    ProposalKind.RELEASE_DOUBT: "核对后公示存疑文本",
    ProposalKind.SHOW_HELD: "恢复显示存疑文本中隐去的内容",
}
"""Kinds by the names officers use."""

KIND_POWERS: dict[ProposalKind, Power] = {
    ProposalKind.VANISH: Power.VANISH,
    ProposalKind.WITHHOLD_PUBLISHED: Power.VANISH,
    ProposalKind.RELEASE_DOUBT: Power.RELEASE_DOUBT,
    ProposalKind.SHOW_HELD: Power.RELEASE_DOUBT,
}
"""Which power both people need."""

TAKES_DOWN = frozenset({ProposalKind.VANISH, ProposalKind.WITHHOLD_PUBLISHED})
"""What takes a text down for good."""


@dataclass(frozen=True, slots=True)
class ProposalDetails:
    """All that carrying out needs, as it was when proposed; `record_id` is the version that was looked at."""

    record_id: int
    requester: str = ""
    notice_number: str = ""
    replaced_by: str = ""
    received_on: date | None = None
    due_on: date | None = None
    phrases: tuple[str, ...] = ()
    channel: Channel | None = None


_DETAILS = TypeAdapter(ProposalDetails)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal that waits for its second person; `public`: its decision can be read somewhere now."""

    id: int
    kind: ProposalKind
    decision_id: int
    act_type: str
    document_number: str
    current_record_id: int
    summary: str
    details: ProposalDetails
    reason: str
    basis: str
    proposed_by: str
    proposed_at: str
    public: bool


def propose(
    register: Register, act: Act, kind: ProposalKind, decision_id: int, summary: str, details: ProposalDetails
) -> int:
    """Keep a proposal and who made it; returns its number. ActRefused where the same one waits already."""
    with register.writing() as connection:
        same = (kind, details.channel)
        waiting = [
            one for one in open_proposals(connection, decision_id) if (one.kind, one.details.channel) == same
        ]
        if waiting:
            first = waiting[0]
            raise ActRefused(
                f"{first.document_number}已由{first.proposed_by}提出“{KIND_NAMES[kind]}”（第{first.id}号），"
                f"由另一人用 gongshi confirm {first.id} 确认"
            )
        row = {
            "act": kind.value,
            "decision_id": decision_id,
            "summary": summary,
            "arguments": _DETAILS.dump_json(details).decode(),
            "reason": act.reason.strip(),
            "basis": act.basis.strip(),
            "proposed_by": act.operator,
            "proposed_at": instant_text(act.at),
        }
        number = connection.execute(sa.insert(proposal).values(row).returning(proposal.c.id)).scalar_one()
        proposed = act.row("propose") | {"decision_id": decision_id, "subject": summary}
        connection.execute(sa.insert(operator_act), [proposed | {"proposal_id": number}])
    return int(number)


def open_proposals(connection: sa.Connection, decision_id: int | None = None) -> list[Proposal]:
    """What waits for a second person, oldest first; of all decisions, or of one."""
    query = _select().where(proposal.c.settled_at.is_(None))
    if decision_id is not None:
        query = query.where(proposal.c.decision_id == decision_id)
    return _proposals(connection, query)


def read_proposal(connection: sa.Connection, number: int) -> Proposal:
    """An open proposal by number; ActRefused where there is none, or it is settled."""
    found = _proposals(connection, _select().where(proposal.c.id == number))
    if not found:
        raise ActRefused(f"没有第{number}号待确认事项；待确认的见 gongshi proposals")
    settled = connection.execute(
        sa.select(proposal.c.settled_by, proposal.c.outcome).where(
            proposal.c.id == number, proposal.c.settled_at.is_not(None)
        )
    ).one_or_none()
    if settled:
        raise ActRefused(f"第{number}号事项已由{settled.settled_by}{settled.outcome}，无需再次确认")
    return found[0]


def _select() -> sa.Select[tuple[object, ...]]:
    public = sa.exists().where(
        publication.c.decision_id == proposal.c.decision_id,
        publication.c.state == PublicationState.PUBLISHED,
    )
    return (
        sa.select(
            proposal,
            decision.c.act_type,
            decision.c.document_number,
            decision.c.current_record_id,
            public.label("public"),
        )
        .join_from(proposal, decision, decision.c.id == proposal.c.decision_id)
        .order_by(proposal.c.id)
    )


def _proposals(connection: sa.Connection, query: sa.Select[tuple[object, ...]]) -> list[Proposal]:
    return [
        Proposal(
            row.id,
            ProposalKind(row.act),
            row.decision_id,
            row.act_type,
            row.document_number,
            row.current_record_id,
            row.summary,
            _DETAILS.validate_json(row.arguments),
            row.reason,
            row.basis,
            row.proposed_by,
            row.proposed_at,
            bool(row.public),
        )
        for row in connection.execute(query)
    ]


@contextmanager
def agreeing(register: Register, act: Act, one: Proposal) -> Iterator[Register]:
    """Agree to a proposal: what is done with the register that is given, is done in the same transaction."""
    with register.writing() as connection:
        _settle(connection, act, one, AGREED)
        yield _SameTransaction(register.engine, register.home, connection)


def disagree(register: Register, act: Act, one: Proposal) -> None:
    """Settle a proposal without carrying it out."""
    with register.writing() as connection:
        _settle(connection, act, one, DISAGREED)


def _settle(connection: sa.Connection, act: Act, one: Proposal, outcome: str) -> None:
    settled = connection.execute(
        sa.update(proposal)
        .where(proposal.c.id == one.id, proposal.c.settled_at.is_(None))
        .values(settled_by=act.operator, settled_at=instant_text(act.at), outcome=outcome)
    )
    if settled.rowcount != 1:
        raise ActRefused(f"第{one.id}号事项已经办结")
    said = act.row("agree" if outcome == AGREED else "disagree")
    keeps = {"decision_id": one.decision_id, "subject": one.summary, "proposal_id": one.id}
    connection.execute(sa.insert(operator_act), [said | keeps])


@dataclass(frozen=True)
class _SameTransaction(Register):
    """The register inside a transaction already begun: what it writes stands or falls with that one."""

    connection: sa.Connection

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        yield self.connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        yield self.connection


def joint_operator(one: Proposal, second: str) -> str:
    """Both names, as kept with the act they did together."""
    return f"{one.proposed_by}、{second}"


def waiting_to_vanish(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Those that take something down, what is public first."""
    return sorted(
        (one for one in proposals if one.kind in TAKES_DOWN), key=lambda one: (not one.public, one.id)
    )
