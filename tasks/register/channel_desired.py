"""How decisions should stand on a platform, by page and in portions; and having one sent again (promises 4 and 5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.law.channel_reconciling import ChannelStep, Standing
from tasks.law.lifecycle import PublicationState
from tasks.law.reconciling import Action
from tasks.register.schema import decision, edition, publication
from tasks.register.selection import temporary

_LONGEST_PAGE_ID = 26


def desired_between(
    connection: sa.Connection, channel: Channel, after: str, until: str | None
) -> dict[str, Standing]:
    """What a platform should show of the pages behind one and up to another (None: to the end)."""
    span = [decision.c.page_id > after]
    if until is not None:
        span.append(decision.c.page_id <= until)
    rows = connection.execute(
        sa.select(
            decision.c.page_id,
            decision.c.document_number,
            publication.c.state,
            publication.c.sequence,
            publication.c.to_do,
            edition.c.hash,
        )
        .join_from(publication, decision, decision.c.id == publication.c.decision_id)
        .outerjoin(edition, edition.c.id == publication.c.live_edition_id)
        .where(publication.c.channel == channel, *span)
    )
    return {
        row.page_id: Standing(
            row.state == PublicationState.PUBLISHED,
            row.sequence,
            (row.hash or b"") if row.state == PublicationState.PUBLISHED else b"",
            row.document_number,
            row.to_do is not None,
        )
        for row in rows
    }


def known_pages(connection: sa.Connection, page_ids: Iterable[str]) -> set[str]:
    """Those of these page ids that belong to a decision."""
    column = sa.Column("page_id", sa.String(_LONGEST_PAGE_ID), primary_key=True)
    rows = [{"page_id": one} for one in page_ids if len(one) <= _LONGEST_PAGE_ID]
    if not rows:
        return set()
    with temporary(connection, "known_pages", [column], rows) as table:
        named = sa.select(decision.c.page_id).join(table, table.c.page_id == decision.c.page_id)
        return set(connection.scalars(named))


_TO_DO: Mapping[Action, str] = {
    Action.TAKE_DOWN: "remove",
    Action.PUT: "publish",
    Action.REPLACE: "publish",
}


def send_again(
    connection: sa.Connection, channel: Channel, steps: Sequence[ChannelStep]
) -> list[ChannelStep]:
    """Put the pages of these steps into the outbox once more, as changes newer than the platform's own.

    What changed since it was looked at, or waits to be sent, is left alone; returned are the steps that were taken.
    """
    columns: list[sa.Column[Any]] = [
        sa.Column("page_id", sa.String(26), primary_key=True),
        sa.Column("sequence", sa.Integer),
        sa.Column("registered", sa.Integer),
        sa.Column("to_do", sa.String(12)),
    ]
    rows = [
        {
            "page_id": one.step.address,
            "sequence": one.sequence,
            "registered": one.registered,
            "to_do": _TO_DO[one.step.action],
        }
        for one in steps
    ]
    with temporary(connection, "sent_again", columns, rows) as table:
        named = (
            sa.select(decision.c.id, table.c.sequence, table.c.registered, table.c.to_do)
            .join_from(table, decision, decision.c.page_id == table.c.page_id)
            .subquery()
        )
        connection.execute(
            sa.update(publication)
            .where(
                publication.c.decision_id == named.c.id,
                publication.c.channel == channel,
                publication.c.to_do.is_(None),
                publication.c.sequence == named.c.registered,
            )
            .values(
                sequence=named.c.sequence,
                to_do=named.c.to_do,
                wanted_edition_id=publication.c.live_edition_id,
                attempts=0,
                not_before=None,
                set_aside_at=None,
                sent_sequence=None,
            )
        )
        taken = connection.scalars(
            sa.select(table.c.page_id)
            .join(decision, decision.c.page_id == table.c.page_id)
            .join(publication, publication.c.decision_id == decision.c.id)
            .where(
                publication.c.channel == channel,
                publication.c.sequence == table.c.sequence,
                publication.c.to_do == table.c.to_do,
            )
        )
        known = set(taken)
    return [one for one in steps if one.step.address in known]
