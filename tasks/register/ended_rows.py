"""Decisions that left the website, and how they may still be told there: what a search for traces looks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.law.lifecycle import PUBLIC_REASONS, PublicationState
from tasks.register.page_history import ended_again
from tasks.register.schema import decision, edition, publication, withdrawal
from tasks.register.selection import temporary
from tasks.register.site_rows import PUBLIC_DECISIONS

_ENDED = (PublicationState.WITHDRAWN, PublicationState.EXPIRED)


@dataclass(frozen=True, slots=True)
class EndedDecision:
    """A decision whose end was settled; `told` where the law wants its number and reason told."""

    page_id: str
    document_number: str
    told: bool


def read_ended(connection: sa.Connection) -> list[EndedDecision]:
    """Every decision that stood on the website and left it; some hundred bytes each."""
    rows = connection.execute(
        sa.select(decision.c.page_id, decision.c.document_number, withdrawal.c.reason.in_(PUBLIC_REASONS))
        .join_from(withdrawal, decision, decision.c.id == withdrawal.c.decision_id)
        .join(publication, publication.c.decision_id == decision.c.id)
        .where(
            withdrawal.c.channel == Channel.WEBSITE,
            withdrawal.c.was_public,
            withdrawal.c.settled_at.is_not(None),
            publication.c.channel == Channel.WEBSITE,
            publication.c.state.in_(_ENDED),
            ~ended_again(),
        )
    )
    return [EndedDecision(page_id, number, bool(told)) for page_id, number, told in rows]


def numbers_in_use(connection: sa.Connection, numbers: Iterable[str]) -> set[str]:
    """Which of these numbers a decision on the site has too, or names in its own public text."""
    column = sa.Column("document_number", sa.Text, primary_key=True)
    rows = [{"document_number": number} for number in dict.fromkeys(numbers)]
    if not rows:
        return set()
    with temporary(connection, "found_numbers", [column], rows) as table:
        same = sa.select(table.c.document_number).where(
            table.c.document_number.in_(
                sa.select(decision.c.document_number).where(decision.c.id.in_(PUBLIC_DECISIONS))
            )
        )
        named = (
            sa.select(table.c.document_number)
            .join(edition, edition.c.body.contains(table.c.document_number))
            .join(publication, publication.c.live_edition_id == edition.c.id)
            .where(publication.c.decision_id.in_(PUBLIC_DECISIONS))
        )
        return {*connection.scalars(same), *connection.scalars(named)}
