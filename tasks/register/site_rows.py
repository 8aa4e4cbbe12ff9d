"""What the website's lists are made of: read by part, never the whole register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.law.lifecycle import PublicationState
from tasks.register.database import Register
from tasks.register.schema import (
    decision,
    edition,
    listing_part,
    live_file,
    publication,
    stale_file,
)
from tasks.register.selection import temporary

SHOWN = sa.and_(
    publication.c.channel == Channel.WEBSITE,
    publication.c.state == PublicationState.PUBLISHED,
    publication.c.to_do.is_distinct_from("withdraw"),
)
"""Publications that lists may show."""

PUBLIC_DECISIONS = sa.select(publication.c.decision_id).where(SHOWN)
"""Decisions that stand on the site, for links to them."""


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """One decision as it stands on the site."""

    ordinal: int
    page_id: str
    act_type: str
    office: str
    decided_on: str
    published_at: str
    shown_since: str
    body: str
    redacted: bool
    edition_hash: bytes
    leaf_index: int
    salt: bytes


@dataclass(frozen=True, slots=True)
class ShownPage:
    """One decision page as it stands on the site, to be written again."""

    publication_id: int
    edition_id: int
    page_id: str
    act_type: str
    office: str
    decided_on: str
    published_at: str
    shown_since: str
    body: str
    redacted: bool
    edition_hash: bytes
    leaf_index: int
    salt: bytes


@dataclass(frozen=True, slots=True)
class PartStanding:
    """A part's name, how many of it stand on the site, and the next ordinal it will give out."""

    part: str
    name: str
    live: int
    next_ordinal: int


def read_stale(connection: sa.Connection) -> dict[str, dict[int, int]]:
    """Stale blocks by part, each with how often it was marked."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    query = sa.select(stale_file.c.part, stale_file.c.number, stale_file.c.marks)
    for part, number, marks in connection.execute(query):
        found[part][number] = marks
    return dict(found)


def read_part(
    connection: sa.Connection, part: str, of_office: bool, spans: Iterable[range]
) -> list[ShownDecision]:
    """The decisions of a part standing on the site, with ordinals inside the spans, by ordinal."""
    part_column = publication.c.office_part if of_office else publication.c.act_part
    ordinal = publication.c.office_ordinal if of_office else publication.c.act_ordinal
    inside = sa.or_(*(ordinal.between(span.start, span.stop - 1) for span in spans))
    return _shown(connection, ordinal, sa.and_(part_column == part, inside), [ordinal])


def read_newest(connection: sa.Connection, limit: int) -> list[ShownDecision]:
    """The decisions that came onto the site last, newest first."""
    by = [publication.c.first_published_at.desc(), publication.c.id.desc()]
    return _shown(connection, publication.c.id, sa.true(), by, limit)


def _shown(
    connection: sa.Connection,
    ordinal: sa.ColumnElement[int],
    where: sa.ColumnElement[bool],
    order: Sequence[sa.ColumnElement[object]],
    limit: int | None = None,
) -> list[ShownDecision]:
    rows = connection.execute(_as_shown(ordinal).where(SHOWN, where).order_by(*order).limit(limit))
    return [ShownDecision(*row) for row in rows]


def read_shown(connection: sa.Connection, chosen: sa.Select[tuple[int]]) -> list[ShownPage]:
    """Some publications as they stand on the site, by id."""
    query = _as_shown(publication.c.id, edition.c.id).where(SHOWN, publication.c.id.in_(chosen))
    return [ShownPage(*row) for row in connection.execute(query.order_by(publication.c.id))]


def _as_shown(*leading: sa.ColumnElement[int]) -> sa.Select[Any]:
    return (
        sa.select(
            *leading,
            decision.c.page_id,
            decision.c.act_type,
            decision.c.office,
            decision.c.decided_on,
            publication.c.first_published_at,
            publication.c.state_since,
            edition.c.body,
            edition.c.redacted,
            edition.c.hash,
            edition.c.leaf_index,
            edition.c.salt,
        )
        .join_from(publication, decision, decision.c.id == publication.c.decision_id)
        .join(edition, edition.c.id == publication.c.live_edition_id)
    )


def recount_parts(connection: sa.Connection, parts: Iterable[str]) -> None:
    """Renew how many decisions of these parts stand on the site."""
    rows = [{"part": part} for part in parts]
    if not rows:
        return
    column = sa.Column("part", sa.String(60), primary_key=True)
    with temporary(connection, "counted_parts", [column], rows) as table:
        chosen = sa.select(table.c.part)
        for part_column in (publication.c.act_part, publication.c.office_part):
            counts = sa.select(sa.func.count()).where(SHOWN, part_column == listing_part.c.part)
            is_office = listing_part.c.part.startswith("office-")
            own = is_office if part_column is publication.c.office_part else sa.not_(is_office)
            connection.execute(
                sa.update(listing_part)
                .where(listing_part.c.part.in_(chosen), own)
                .values(live=counts.correlate(listing_part).scalar_subquery())
            )


def read_parts(connection: sa.Connection) -> list[PartStanding]:
    """Every part, by name of part."""
    rows = connection.execute(
        sa.select(
            listing_part.c.part, listing_part.c.name, listing_part.c.live, listing_part.c.next_ordinal
        ).order_by(listing_part.c.part)
    )
    return [PartStanding(*row) for row in rows]


def known_hashes(connection: sa.Connection, paths: Iterable[str]) -> dict[str, bytes]:
    """The hashes the site is known to answer with, for these addresses."""
    column = sa.Column("path", sa.String(300), primary_key=True)
    with temporary(connection, "asked_paths", [column], [{"path": p} for p in dict.fromkeys(paths)]) as table:
        rows = connection.execute(
            sa.select(live_file.c.path, live_file.c.hash).where(live_file.c.path.in_(sa.select(table.c.path)))
        )
        return dict(rows.tuples().all())


def settle_files(
    register: Register,
    hashes: Mapping[str, bytes],
    status: int,
    settled: Mapping[str, Mapping[int, int]] | None = None,
) -> None:
    """Keep what the site now answers at these addresses, and take the blocks that were settled off the list."""
    column = sa.Column("path", sa.String(300), primary_key=True)
    with register.writing() as connection:
        with temporary(connection, "settled_paths", [column], [{"path": p} for p in hashes]) as table:
            connection.execute(sa.delete(live_file).where(live_file.c.path.in_(sa.select(table.c.path))))
        if hashes:
            rows = [{"path": path, "hash": known, "status": status} for path, known in hashes.items()]
            connection.execute(sa.insert(live_file), rows)
        blocks = [
            {"of": part, "block": number, "seen": marks}
            for part, numbers in (settled or {}).items()
            for number, marks in numbers.items()
        ]
        if blocks:
            connection.execute(
                sa.delete(stale_file).where(
                    stale_file.c.part == sa.bindparam("of"),
                    stale_file.c.number == sa.bindparam("block"),
                    stale_file.c.marks == sa.bindparam("seen"),
                ),
                blocks,
            )


def forget_files(register: Register, paths: Iterable[str]) -> None:
    """These addresses answer nothing any more."""
    column = sa.Column("path", sa.String(300), primary_key=True)
    with (
        register.writing() as connection,
        temporary(connection, "gone_paths", [column], [{"path": p} for p in dict.fromkeys(paths)]) as table,
    ):
        connection.execute(sa.delete(live_file).where(live_file.c.path.in_(sa.select(table.c.path))))
