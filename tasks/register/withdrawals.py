"""Withdrawals requested: by a notice, by an operator, or by the end of a disclosure period (clause G15)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from tasks.law.acts import ActType, Channel
from tasks.law.channels import ChannelRow
from tasks.law.document_numbers import identity_key
from tasks.law.lifecycle import PublicationState, WithdrawalReason
from tasks.law.shanghai import shanghai_date
from tasks.law.withdrawing import WithdrawalRequest, explanation, outranks
from tasks.register.counters import bump
from tasks.register.database import Register, instant_text
from tasks.register.list_places import mark_stale
from tasks.register.schema import decision, publication, withdrawal
from tasks.register.selection import selected
from tasks.register.written import PUBLIC_SOMEWHERE

_OPEN = (PublicationState.HELD, PublicationState.EXEMPT, PublicationState.DUE)


@dataclass(frozen=True, slots=True)
class DecisionToWithdraw:
    """A decision and the request that brings it down; `due_on` is the withdrawal's own deadline.

    `channel` of None means everywhere the reason reaches (`channels.yaml`, endings).
    """

    decision_id: int
    act_type: ActType
    document_number: str
    request: WithdrawalRequest
    due_on: date | None = None
    notice_record_id: int | None = None
    channel: Channel | None = None

    def concerns(self, channel: str, channels: Mapping[Channel, ChannelRow]) -> bool:
        """Whether a publication on that channel comes down."""
        if self.channel is not None:
            return self.channel == channel
        return self.request.reason in channels[Channel(channel)].endings


@dataclass(frozen=True, slots=True)
class WithdrawalRules:
    """What the register is told of the channels: their rows, and how many entries one block of a list holds."""

    channels: Mapping[Channel, ChannelRow]
    list_block: int


def request_withdrawals(
    connection: sa.Connection, wanted: Sequence[DecisionToWithdraw], now: datetime, rules: WithdrawalRules
) -> None:
    """Record the requests: what is public gets withdrawing to do, what is not yet never becomes public.

    A publication that ended keeps its first reason, unless the new one outranks it.
    """
    at = instant_text(now)
    ending = _ending(connection, wanted, rules.channels)
    public = {row.id for row, _ in ending if row.public}
    if ending:
        connection.execute(
            sa.insert(withdrawal), [_withdrawal_row(one, row, row.id in public, at) for row, one in ending]
        )
    _set_to_withdraw(connection, public)
    mark_stale(
        connection,
        {
            (part, ordinal // rules.list_block)
            for row, _ in ending
            for part, ordinal in (
                (row.act_part, row.act_ordinal),
                (row.office_part, row.office_ordinal),
            )
            if part is not None
        },
    )
    never = [(row, one) for row, one in ending if row.id not in public]
    for following in (PublicationState.EXPIRED, PublicationState.WITHDRAWN):
        _close(connection, [row for row, one in never if _end_of(one) is following], following, at)


def _ending(
    connection: sa.Connection, wanted: Sequence[DecisionToWithdraw], channels: Mapping[Channel, ChannelRow]
) -> list[tuple[Any, DecisionToWithdraw]]:
    """The publications that end, each with the first request for it."""
    with selected(connection, (one.decision_id for one in wanted)) as chosen:
        rows = connection.execute(
            sa.select(
                publication, PUBLIC_SOMEWHERE.label("public"), _last_reason().label("last_reason")
            ).where(
                publication.c.decision_id.in_(chosen),
                publication.c.to_do.is_distinct_from("withdraw"),
            )
        ).all()
    standing = defaultdict(list)
    for row in rows:
        standing[row.decision_id].append(row)
    found: dict[int, tuple[Any, DecisionToWithdraw]] = {}
    for one in wanted:
        for row in standing[one.decision_id]:
            if one.concerns(row.channel, channels) and not _over_already(row, one):
                found.setdefault(row.id, (row, one))
    return list(found.values())


def _last_reason() -> sa.ScalarSelect[str]:
    """Why a publication ended last."""
    newest = (
        sa.select(sa.func.max(withdrawal.c.id))
        .where(
            withdrawal.c.decision_id == publication.c.decision_id,
            withdrawal.c.channel == publication.c.channel,
        )
        .correlate(publication)
        .scalar_subquery()
    )
    return sa.select(withdrawal.c.reason).where(withdrawal.c.id == newest).scalar_subquery()


def _over_already(row: Any, one: DecisionToWithdraw) -> bool:
    """What has ended stays so, except where the law wants another reason told or all text gone.

    What has ended without a request came when its period was over.
    """
    if row.state not in (PublicationState.WITHDRAWN, PublicationState.EXPIRED):
        return False
    last = WithdrawalReason(row.last_reason or WithdrawalReason.EXPIRED)
    return not outranks(one.request.reason, last)


def _end_of(one: DecisionToWithdraw) -> PublicationState:
    expired = one.request.reason is WithdrawalReason.EXPIRED
    return PublicationState.EXPIRED if expired else PublicationState.WITHDRAWN


def _withdrawal_row(one: DecisionToWithdraw, row: Any, was_public: bool, at: str) -> dict[str, object]:
    request = one.request
    return {
        "decision_id": one.decision_id,
        "channel": row.channel,
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


def _set_to_withdraw(connection: sa.Connection, publication_ids: Iterable[int]) -> None:
    with selected(connection, publication_ids) as chosen:
        connection.execute(
            sa.update(publication)
            .where(publication.c.id.in_(chosen))
            .values(
                to_do="withdraw",
                sequence=publication.c.sequence + 1,
                attempts=0,
                not_before=None,
                set_aside_at=None,
            )
        )


def _close(connection: sa.Connection, rows: Sequence[Any], following: PublicationState, at: str) -> None:
    """End publications that never became public."""
    with selected(connection, (row.id for row in rows)) as chosen:
        connection.execute(
            sa.update(publication)
            .where(publication.c.id.in_(chosen))
            .values(state=following, state_since=at, to_do=None, gate=None, gate_note=None, assess_on=None)
        )
    changes: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        changes[row.channel].update({following.value: 1})
        changes[row.channel].update({row.state: -1})
    for balance, counted in changes.items():
        bump(connection, balance, counted)


def request_expiries(register: Register, now: datetime, rules: WithdrawalRules) -> int:
    """Request the end of every publication whose disclosure period is over; returns how many."""
    with register.writing() as connection:
        rows = connection.execute(
            sa.select(
                decision.c.id,
                decision.c.act_type,
                decision.c.document_number,
                publication.c.channel,
                publication.c.period_rule,
            )
            .join_from(publication, decision, decision.c.id == publication.c.decision_id)
            .where(
                publication.c.channel.in_(tuple(Channel)),
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
                channel=Channel(row.channel),
            )
            for row in rows
        ]
        request_withdrawals(connection, wanted, now, rules)
    return len(wanted)
