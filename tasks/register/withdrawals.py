"""Withdrawals requested: by a notice, by an operator, or by the end of a disclosure period (clause G15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from tasks.law.acts import ActType, Channel
from tasks.law.document_numbers import identity_key
from tasks.law.lifecycle import PublicationState, WithdrawalReason
from tasks.law.shanghai import shanghai_date
from tasks.law.withdrawing import WithdrawalRequest, explanation
from tasks.register.counters import bump
from tasks.register.database import Register, instant_text
from tasks.register.list_places import mark_stale
from tasks.register.schema import decision, publication, withdrawal
from tasks.register.selection import selected

_OPEN = (PublicationState.HELD, PublicationState.EXEMPT, PublicationState.DUE)


@dataclass(frozen=True, slots=True)
class DecisionToWithdraw:
    """A decision and the request that brings it down; `due_on` is the withdrawal's own deadline."""

    decision_id: int
    act_type: ActType
    document_number: str
    request: WithdrawalRequest
    due_on: date | None = None
    notice_record_id: int | None = None


def request_withdrawals(
    connection: sa.Connection, wanted: Sequence[DecisionToWithdraw], now: datetime, list_block: int
) -> None:
    """Record the requests: what is public gets withdrawing to do, what is not yet never becomes public.

    A decision already withdrawn keeps its first reason.
    """
    at = instant_text(now)
    with selected(connection, (one.decision_id for one in wanted)) as chosen:
        rows = connection.execute(
            sa.select(publication).where(
                publication.c.decision_id.in_(chosen), publication.c.channel == Channel.WEBSITE
            )
        ).all()
    standing = {row.decision_id: row for row in rows if row.state != PublicationState.WITHDRAWN}
    first: dict[int, DecisionToWithdraw] = {}
    for one in wanted:
        if one.decision_id in standing and standing[one.decision_id].to_do != "withdraw":
            first.setdefault(one.decision_id, one)
    public = {i for i in first if _may_be_public(standing[i])}
    requests = [_withdrawal_row(one, one.decision_id in public, at) for one in first.values()]
    if requests:
        connection.execute(sa.insert(withdrawal), requests)
    _set_to_withdraw(connection, public)
    mark_stale(
        connection,
        {
            (part, ordinal // list_block)
            for i in public
            for part, ordinal in (
                (standing[i].act_part, standing[i].act_ordinal),
                (standing[i].office_part, standing[i].office_ordinal),
            )
            if part is not None
        },
    )
    never = {i: standing[i].state for i in first.keys() - public}
    expired = {i for i in never if first[i].request.reason is WithdrawalReason.EXPIRED}
    _close(connection, {i: s for i, s in never.items() if i in expired}, PublicationState.EXPIRED, at)
    _close(connection, {i: s for i, s in never.items() if i not in expired}, PublicationState.WITHDRAWN, at)


def _may_be_public(row: sa.Row[tuple[object, ...]]) -> bool:
    """Whether it was ever written to the site, also where it was not read back yet."""
    return row.act_part is not None


def _withdrawal_row(one: DecisionToWithdraw, was_public: bool, at: str) -> dict[str, object]:
    request = one.request
    return {
        "decision_id": one.decision_id,
        "reason": request.reason,
        "basis": request.basis,
        "requester": request.requester,
        "explanation": explanation(request, one.act_type, one.document_number),
        "notice_record_id": one.notice_record_id,
        "replaced_by": identity_key(request.replaced_by) or None,
        "effective_on": request.effective_on.isoformat() if request.effective_on else None,
        "received_on": request.received_on.isoformat() if request.received_on else None,
        "due_on": one.due_on.isoformat() if one.due_on else None,
        "requested_at": at,
        "was_public": was_public,
        "settled_at": None if was_public else at,
    }


def _set_to_withdraw(connection: sa.Connection, decision_ids: set[int]) -> None:
    with selected(connection, decision_ids) as chosen:
        connection.execute(
            sa.update(publication)
            .where(publication.c.decision_id.in_(chosen), publication.c.channel == Channel.WEBSITE)
            .values(to_do="withdraw")
        )


def _close(connection: sa.Connection, states: dict[int, str], following: PublicationState, at: str) -> None:
    """End publications that never became public."""
    with selected(connection, states) as chosen:
        connection.execute(
            sa.update(publication)
            .where(publication.c.decision_id.in_(chosen), publication.c.channel == Channel.WEBSITE)
            .values(state=following, state_since=at, to_do=None, gate=None, gate_note=None, assess_on=None)
        )
    changes = Counter({following.value: len(states)})
    changes.subtract(Counter(states.values()))
    bump(connection, Channel.WEBSITE, changes)


def request_expiries(register: Register, now: datetime, list_block: int) -> int:
    """Request the end of every publication whose disclosure period is over; returns how many."""
    with register.writing() as connection:
        rows = connection.execute(
            sa.select(
                decision.c.id, decision.c.act_type, decision.c.document_number, publication.c.period_rule
            )
            .join_from(publication, decision, decision.c.id == publication.c.decision_id)
            .where(
                publication.c.channel == Channel.WEBSITE,
                publication.c.state.in_((*_OPEN, PublicationState.PUBLISHED)),
                publication.c.period_ends_on < shanghai_date(now).isoformat(),
                publication.c.to_do.is_distinct_from("withdraw"),
            )
        ).all()
        wanted = [
            DecisionToWithdraw(
                row.id,
                ActType(row.act_type),
                row.document_number,
                WithdrawalRequest(
                    WithdrawalReason.EXPIRED, f"公示期届满（{row.period_rule}）", "公示期限规则"
                ),
            )
            for row in rows
        ]
        request_withdrawals(connection, wanted, now, list_block)
    return len(wanted)
