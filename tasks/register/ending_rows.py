"""Endings as the website tells them: the list of withdrawals, and what feed readers are to forget."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.law.lifecycle import PUBLIC_REASONS, WithdrawalReason
from tasks.register.page_history import ended_again
from tasks.register.schema import decision, withdrawal
from tasks.register.site_rows import PUBLIC_DECISIONS


@dataclass(frozen=True, slots=True)
class PublicWithdrawal:
    """A settled or running withdrawal whose reason is told."""

    page_id: str
    act_type: str
    reason: str
    explanation: str
    requested_at: str
    document_number: str
    authority: str
    successor_page: str | None


@dataclass(frozen=True, slots=True)
class Removal:
    """A decision that left the site; "" for a reason the law does not want told."""

    page_id: str
    reason: str
    requested_at: str


def read_withdrawals(connection: sa.Connection) -> list[PublicWithdrawal]:
    """Withdrawals the public is told about, newest first."""
    successor = decision.alias("successor")
    rows = connection.execute(
        sa.select(
            decision.c.page_id,
            decision.c.act_type,
            withdrawal.c.reason,
            withdrawal.c.explanation,
            withdrawal.c.requested_at,
            decision.c.document_number,
            decision.c.authority_name,
            sa.func.max(successor.c.page_id),
        )
        .join_from(withdrawal, decision, decision.c.id == withdrawal.c.decision_id)
        .outerjoin(
            successor,
            sa.and_(
                successor.c.number_key == withdrawal.c.replaced_by,
                successor.c.authority_code == decision.c.authority_code,
                successor.c.act_type == decision.c.act_type,
                successor.c.id.in_(PUBLIC_DECISIONS),
            ),
        )
        .where(
            withdrawal.c.channel == Channel.WEBSITE,
            withdrawal.c.was_public,
            withdrawal.c.reason.in_(PUBLIC_REASONS),
            ~ended_again(),
        )
        .group_by(withdrawal.c.id, decision.c.id)
        .order_by(withdrawal.c.id.desc())
    )
    return [PublicWithdrawal(*row) for row in rows]


def read_removals(connection: sa.Connection, limit: int) -> list[Removal]:
    """The newest removals a feed tells, newest first: all that are not back on the site, but what vanished."""
    rows = connection.execute(
        sa.select(
            decision.c.page_id,
            sa.case((withdrawal.c.reason.in_(PUBLIC_REASONS), withdrawal.c.reason), else_=""),
            withdrawal.c.requested_at,
        )
        .join_from(withdrawal, decision, decision.c.id == withdrawal.c.decision_id)
        .where(
            withdrawal.c.channel == Channel.WEBSITE,
            withdrawal.c.was_public,
            withdrawal.c.reason != WithdrawalReason.IN_ERROR,
            withdrawal.c.decision_id.not_in(PUBLIC_DECISIONS),
            ~ended_again(),
        )
        .order_by(withdrawal.c.id.desc())
        .limit(limit)
    )
    return [Removal(*row) for row in rows]


def vanished_decisions(connection: sa.Connection) -> list[int]:
    """The decisions published in error on any channel, of which no text may be kept for statistics either."""
    query = sa.select(withdrawal.c.decision_id.distinct()).where(
        withdrawal.c.reason == WithdrawalReason.IN_ERROR
    )
    return list(connection.scalars(query.order_by(withdrawal.c.decision_id)))
