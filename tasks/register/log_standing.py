"""What the register says about the leaves of its log: which texts and withdrawals have none, which it lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.law.lifecycle import PublicationState
from tasks.law.merkle import commitment, leaf_hash
from tasks.register.schema import decision, edition, log_leaf, publication, withdrawal
from tasks.register.selection import selected
from tasks.register.transparency import RECOVERED

_ROWS_AT_ONCE = 10_000


def unlogged_texts(connection: sa.Connection, size: int) -> Iterator[str]:
    """The document numbers of what stands on the website and is not what a leaf below `size` commits to."""
    rows = connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(
        sa.select(
            decision.c.document_number, edition.c.hash, edition.c.salt, edition.c.leaf_index, log_leaf.c.hash
        )
        .join_from(publication, edition, edition.c.id == publication.c.live_edition_id)
        .join(decision, decision.c.id == publication.c.decision_id)
        .outerjoin(log_leaf, log_leaf.c.index == edition.c.leaf_index)
        .where(publication.c.channel == Channel.WEBSITE, publication.c.state == PublicationState.PUBLISHED)
    )
    for number, content_hash, salt, index, leaf in rows:
        if leaf is None or salt is None or index >= size or leaf != leaf_hash(commitment(salt, content_hash)):
            yield number


def unlogged_withdrawals(connection: sa.Connection, size: int) -> list[str]:
    """The document numbers of decisions with more settled withdrawals from public view than leaves below `size`."""
    settled = (
        sa.select(withdrawal.c.decision_id, sa.func.count().label("wanted"))
        .where(
            withdrawal.c.channel == Channel.WEBSITE,
            withdrawal.c.was_public,
            withdrawal.c.settled_at.is_not(None),
        )
        .group_by(withdrawal.c.decision_id)
        .subquery()
    )
    logged = (
        sa.select(log_leaf.c.decision_id, sa.func.count().label("found"))
        .where(log_leaf.c.kind == "withdraw", log_leaf.c.index < size)
        .group_by(log_leaf.c.decision_id)
        .subquery()
    )
    return list(
        connection.scalars(
            sa.select(decision.c.document_number)
            .join_from(settled, decision, decision.c.id == settled.c.decision_id)
            .outerjoin(logged, logged.c.decision_id == settled.c.decision_id)
            .where(sa.func.coalesce(logged.c.found, 0) < settled.c.wanted)
            .order_by(decision.c.id)
        )
    )


def decisions_of(connection: sa.Connection, leaves: Sequence[int]) -> dict[int, str]:
    """The document numbers that leaves belong to, by leaf."""
    with selected(connection, leaves) as chosen:
        rows = connection.execute(
            sa.select(log_leaf.c.index, decision.c.document_number)
            .join_from(log_leaf, decision, decision.c.id == log_leaf.c.decision_id)
            .where(log_leaf.c.index.in_(chosen))
        )
        return dict(rows.tuples().all())


def recovered_spans(connection: sa.Connection) -> list[tuple[int, int]]:
    """First and last of each unbroken row of leaves that were taken over from the public log."""
    place = sa.func.row_number().over(order_by=log_leaf.c.index)
    run = (log_leaf.c.index - place).label("run")
    rows = sa.select(log_leaf.c.index, run).where(log_leaf.c.kind == RECOVERED).subquery()
    spans = connection.execute(
        sa.select(sa.func.min(rows.c.index), sa.func.max(rows.c.index))
        .group_by(rows.c.run)
        .order_by(sa.text("1"))
    )
    return [(first, last) for first, last in spans]


def pages_known(connection: sa.Connection) -> set[str]:
    """The page ids of every decision in the register."""
    return set(connection.scalars(sa.select(decision.c.page_id)))
