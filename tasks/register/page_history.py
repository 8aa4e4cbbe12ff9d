"""What a decision's page says of its own past: since when it shows, that its text was replaced, what it replaces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.law.lifecycle import WithdrawalReason
from tasks.law.withdrawing import COMES_BACK
from tasks.register.schema import decision, edition, publication, receipt, withdrawal
from tasks.register.selection import selected

SUCCEEDED = (WithdrawalReason.CHANGED, WithdrawalReason.REMADE)
"""Endings after which another decision stands in a decision's place."""


@dataclass(frozen=True, slots=True)
class Predecessor:
    """A withdrawn decision whose place this one took; its reason is public, so its number may be told."""

    page_id: str
    document_number: str
    reason: str
    ended_at: str


@dataclass(frozen=True, slots=True)
class PageHistory:
    """The past of one page; instants are the register's, "" where there is none.

    `revised_at` is when the text shown now was first read back, given only where texts of another version showed
    before it; `earlier_leaf` is the newest of those in the log; `corrected` says that it was taken down meanwhile.
    """

    first_published_at: str = ""
    revised_at: str = ""
    earlier_leaf: int | None = None
    corrected: bool = False
    replaces: tuple[Predecessor, ...] = ()


def read_histories(
    connection: sa.Connection, editions: Mapping[int, int], now: str
) -> dict[int, PageHistory]:
    """The pasts of pages that have one, by publication; `editions` gives the edition each shows or is to show."""
    with selected(connection, editions) as chosen:
        first = dict(
            connection.execute(
                sa.select(publication.c.id, publication.c.first_published_at).where(
                    publication.c.id.in_(chosen), publication.c.first_published_at.is_not(None)
                )
            )
            .tuples()
            .all()
        )
        replaced = _predecessors(connection, chosen)
        corrected = set(connection.scalars(_corrected(chosen)))
    revised = _revisions(connection, {i: editions[i] for i in first}, now)
    return {
        i: PageHistory(
            first.get(i, ""),
            *revised.get(i, ("", None)),
            i in corrected and i in revised,
            replaced.get(i, ()),
        )
        for i in {*first, *replaced}
    }


def _predecessors(
    connection: sa.Connection, chosen: sa.Select[tuple[int]]
) -> dict[int, tuple[Predecessor, ...]]:
    former = decision.alias("former")
    rows = connection.execute(
        sa.select(
            publication.c.id,
            former.c.page_id,
            former.c.document_number,
            withdrawal.c.reason,
            withdrawal.c.settled_at,
        )
        .join_from(publication, decision, decision.c.id == publication.c.decision_id)
        .join(withdrawal, withdrawal.c.replaced_by == decision.c.number_key)
        .join(former, former.c.id == withdrawal.c.decision_id)
        .where(
            publication.c.id.in_(chosen),
            withdrawal.c.channel == Channel.WEBSITE,
            withdrawal.c.reason.in_(SUCCEEDED),
            withdrawal.c.was_public,
            withdrawal.c.settled_at.is_not(None),
            former.c.authority_code == decision.c.authority_code,
            former.c.act_type == decision.c.act_type,
            former.c.id != decision.c.id,
            ~ended_again(),
        )
        .order_by(withdrawal.c.id)
    )
    found: dict[int, list[Predecessor]] = defaultdict(list)
    for publication_id, *told in rows:
        found[publication_id].append(Predecessor(*told))
    return {publication_id: tuple(each) for publication_id, each in found.items()}


def ended_again() -> sa.Exists:
    """A later ending took a withdrawal's place: a told one that of a silent one, *vanish* that of any."""
    later = withdrawal.alias("later")
    return sa.exists().where(
        later.c.decision_id == withdrawal.c.decision_id,
        later.c.channel == withdrawal.c.channel,
        later.c.id > withdrawal.c.id,
    )


def _corrected(chosen: sa.Select[tuple[int]]) -> sa.Select[tuple[int]]:
    return (
        sa.select(publication.c.id)
        .join_from(publication, withdrawal, withdrawal.c.decision_id == publication.c.decision_id)
        .where(
            publication.c.id.in_(chosen),
            withdrawal.c.channel == Channel.WEBSITE,
            withdrawal.c.reason.in_(COMES_BACK),
            withdrawal.c.settled_at.is_not(None),
        )
    )


def _revisions(
    connection: sa.Connection, editions: Mapping[int, int], now: str
) -> dict[int, tuple[str, int | None]]:
    """When the text shown came in place of that of another version, and where the newest of those is logged."""
    wanted = set(editions.values())
    with selected(connection, editions) as chosen:
        rows = connection.execute(
            sa.select(
                receipt.c.publication_id,
                receipt.c.edition_id,
                receipt.c.read_at,
                edition.c.record_id,
                edition.c.leaf_index,
            )
            .join(edition, edition.c.id == receipt.c.edition_id)
            .where(receipt.c.publication_id.in_(chosen), receipt.c.kind == "published")
            .order_by(receipt.c.id)
        ).all()
    with selected(connection, wanted) as chosen:
        records = dict(
            connection.execute(sa.select(edition.c.id, edition.c.record_id).where(edition.c.id.in_(chosen)))
            .tuples()
            .all()
        )
    return _revised(rows, editions, records, now)


def _revised(
    rows: Iterable[sa.Row[tuple[int, int | None, str, int, int | None]]],
    editions: Mapping[int, int],
    records: Mapping[int, int],
    now: str,
) -> dict[int, tuple[str, int | None]]:
    since: dict[int, str] = {}
    earlier: dict[int, int | None] = {}
    for publication_id, edition_id, read_at, record_id, leaf in rows:
        shown = editions[publication_id]
        if edition_id == shown:
            since.setdefault(publication_id, read_at)
        elif record_id != records[shown]:
            earlier[publication_id] = leaf
    return {i: (since.get(i, now), leaf) for i, leaf in earlier.items()}
