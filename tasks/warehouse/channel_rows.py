"""What became of decisions on the channels, for the warehouse: publications, their endings, what was handed in (I1, G12).

What a platform wrote, its receipt numbers and what operators wrote stay in the register.
"""

from __future__ import annotations

import sqlalchemy as sa

from tasks.law.lifecycle import WithdrawalReason
from tasks.register.assess import RULING
from tasks.register.schema import hand_in, hand_in_row, publication, withdrawal

VANISHED = sa.select(withdrawal.c.decision_id).where(
    withdrawal.c.reason == sa.literal_column(f"'{WithdrawalReason.IN_ERROR.value}'")
)
"""Decisions of which no text may be kept (*vanish*)."""


def _unless_vanished(text: sa.Column[str], of: sa.Column[int]) -> sa.Label[str]:
    return sa.case((of.not_in(VANISHED), text)).label(text.name)


def _unless_ruled(text: sa.Column[str]) -> sa.Label[str]:
    """What an operator wrote names people: neither that nor their name is for statistics."""
    told = sa.and_(
        publication.c.disclosure_rule != sa.literal_column(f"'{RULING}'"),
        publication.c.decision_id.not_in(VANISHED),
    )
    return sa.case((told, text)).label(text.name)


PUBLICATIONS = sa.select(
    publication.c.id.label("publication_id"),
    publication.c.decision_id,
    publication.c.channel,
    publication.c.state,
    publication.c.state_since,
    publication.c.disclosure,
    _unless_ruled(publication.c.disclosure_reason),
    _unless_ruled(publication.c.disclosure_basis),
    publication.c.disclosure_rule,
    publication.c.reexamine_on,
    publication.c.gate,
    publication.c.due_on,
    publication.c.latest_on,
    publication.c.provisional,
    publication.c.deadline_rule,
    publication.c.calendar,
    publication.c.period_ends_on,
    publication.c.period_rule,
    publication.c.first_published_at,
    publication.c.attempts,
)
WITHDRAWALS = sa.select(
    withdrawal.c.id.label("withdrawal_id"),
    withdrawal.c.decision_id,
    withdrawal.c.channel,
    withdrawal.c.reason,
    _unless_vanished(withdrawal.c.basis, withdrawal.c.decision_id),
    withdrawal.c.effective_on,
    withdrawal.c.received_on,
    withdrawal.c.due_on,
    withdrawal.c.requested_at,
    withdrawal.c.was_public,
    withdrawal.c.settled_at,
)
HAND_INS = (
    sa.select(
        hand_in_row.c.id.label("hand_in_row_id"),
        hand_in_row.c.publication_id,
        hand_in_row.c.decision_id,
        hand_in.c.channel,
        hand_in.c.name.label("file"),
        hand_in_row.c.row_number,
        hand_in_row.c.task,
        hand_in_row.c.sequence,
        hand_in.c.placed_at,
        hand_in_row.c.answered_at,
        hand_in_row.c.result,
        hand_in_row.c.code,
    )
    .join_from(hand_in_row, hand_in)
    .where(hand_in.c.placed_at.is_not(None))
)
"""Rows of files that stand or stood in the hand-in folder; what was only intended is left out."""
