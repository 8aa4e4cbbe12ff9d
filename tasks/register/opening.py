"""Publications on a channel that was switched on after its decisions came (promise 1: one state on every channel)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from tasks.law.acts import ActType, Channel
from tasks.law.lifecycle import WithdrawalReason
from tasks.law.withdrawing import WithdrawalRequest
from tasks.register.assessed_rows import circumstances_of, facts_of
from tasks.register.assessment import Assess
from tasks.register.counters import read_balance
from tasks.register.database import Register
from tasks.register.publication_rows import add_publications
from tasks.register.schema import decision, publication, record, withdrawal
from tasks.register.selection import selected
from tasks.register.withdrawals import DecisionToWithdraw, WithdrawalRules, request_withdrawals


def open_missing(
    register: Register, channel: Channel, assess: Assess, now: datetime, limit: int, rules: WithdrawalRules
) -> int:
    """Open the publications of up to `limit` decisions that have none on a channel; returns how many.

    What was withdrawn on the website ends here at once, for the same reason, without having been shown.
    """
    with register.reading() as connection:
        if _complete(connection, channel):
            return 0
    with register.writing() as connection:
        rows = _without(connection, channel, limit)
        if not rows:
            return 0
        known = circumstances_of(connection, [row.id for row in rows])
        fresh = [
            (
                row.id,
                row.current_record_id,
                assess(facts_of(row.act_type, row.content, row.registered_at), known[row.id], [channel]),
            )
            for row in rows
        ]
        add_publications(connection, fresh, now)
        request_withdrawals(connection, _ended_elsewhere(connection, channel, rows, rules), now, rules)
    return len(rows)


def _complete(connection: sa.Connection, channel: Channel) -> bool:
    """Whether the balances know as many decisions there as on the website: what is usual costs nothing."""
    return read_balance(connection, channel).total == read_balance(connection, Channel.WEBSITE).total


def _without(connection: sa.Connection, channel: Channel, limit: int) -> Sequence[Any]:
    has_one = sa.exists().where(publication.c.decision_id == decision.c.id, publication.c.channel == channel)
    return connection.execute(
        sa.select(
            decision.c.id,
            decision.c.act_type,
            decision.c.current_record_id,
            decision.c.registered_at,
            record.c.content,
        )
        .join_from(decision, record, record.c.id == decision.c.current_record_id)
        .where(sa.not_(has_one))
        .order_by(decision.c.id)
        .limit(limit)
    ).all()


def _ended_elsewhere(
    connection: sa.Connection, channel: Channel, rows: Sequence[Any], rules: WithdrawalRules
) -> list[DecisionToWithdraw]:
    with selected(connection, (row.id for row in rows)) as chosen:
        found = connection.execute(
            sa.select(withdrawal, decision.c.act_type, decision.c.document_number)
            .join_from(withdrawal, decision, decision.c.id == withdrawal.c.decision_id)
            .where(
                withdrawal.c.decision_id.in_(chosen),
                withdrawal.c.channel == Channel.WEBSITE,
                withdrawal.c.reason != WithdrawalReason.EXPIRED,
            )
            .order_by(withdrawal.c.id)
        ).all()
    wanted = [_same_end(row) for row in found]
    return [
        DecisionToWithdraw(
            one.decision_id, one.act_type, one.document_number, one.request, one.due_on, None, channel
        )
        for one in wanted
        if one.concerns(channel, rules.channels)
    ]


def _same_end(row: Any) -> DecisionToWithdraw:
    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    request = WithdrawalRequest(
        WithdrawalReason(row.reason),
        row.basis,
        row.requester,
        effective_on=day(row.effective_on),
        received_on=day(row.received_on),
        replaced_by=row.replaced_by or "",
    )
    return DecisionToWithdraw(
        row.decision_id, ActType(row.act_type), row.document_number, request, day(row.due_on)
    )
