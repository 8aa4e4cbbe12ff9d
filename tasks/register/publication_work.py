"""What the website channel has to do next, as intents committed before anything is written (promise 6)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from tasks.law.acts import Channel
from tasks.law.lifecycle import PublicationState
from tasks.register.counters import bump
from tasks.register.database import Register, instant_text
from tasks.register.schema import decision, edition, listing_part, publication, receipt, stale_file
from tasks.register.selection import selected
from tasks.register.transparency import LeafToAppend, append_leaves


@dataclass(frozen=True, slots=True)
class PageToPublish:
    """One decision page to write and read back; `body` is the public edition as canonical JSON."""

    publication_id: int
    decision_id: int
    page_id: str
    act_type: str
    office: str
    decided_on: str
    due_on: str
    state: str
    edition_id: int
    body: str
    redacted: bool
    edition_hash: bytes
    leaf_index: int
    salt: bytes


@dataclass(frozen=True, slots=True)
class PartOf:
    """How a decision is filed: its two parts and the block size of each kind of file made from them."""

    act_part: Callable[[str, str], str]
    office_part: Callable[[str, str], str]
    block: int


@dataclass(frozen=True, slots=True)
class PageRead:
    """What came back for a page."""

    page: PageToPublish
    status: int
    page_hash: bytes
    problem: str | None


Position = tuple[str, int]
"""Where a sweep through the work stands: (due date, publication id)."""


def intend_pages(
    register: Register, parts: PartOf, after: Position, limit: int, now: datetime
) -> list[PageToPublish]:
    """Take up to `limit` pages, oldest deadline first: log leaf, list place and stale lists are committed."""
    with register.writing() as connection:
        rows = _pages_to_do(connection, after, limit)
        leaves = _append_missing_leaves(connection, rows, now)
        _file_in_lists(connection, rows, parts)
    return [
        PageToPublish(
            row.publication_id,
            row.decision_id,
            row.page_id,
            row.act_type,
            row.office,
            row.decided_on,
            row.due_on or "",
            row.state,
            row.edition_id,
            row.body,
            row.redacted,
            row.hash,
            *leaves.get(row.edition_id, (row.leaf_index, row.salt)),
        )
        for row in rows
    ]


def _pages_to_do(
    connection: sa.Connection, after: Position, limit: int
) -> Sequence[sa.Row[tuple[object, ...]]]:
    due = sa.func.coalesce(publication.c.due_on, "")
    return connection.execute(
        sa.select(
            publication.c.id.label("publication_id"),
            publication.c.due_on,
            publication.c.state,
            publication.c.act_part,
            publication.c.act_ordinal,
            publication.c.office_part,
            publication.c.office_ordinal,
            decision.c.id.label("decision_id"),
            decision.c.page_id,
            decision.c.act_type,
            decision.c.office,
            decision.c.decided_on,
            edition.c.id.label("edition_id"),
            edition.c.body,
            edition.c.redacted,
            edition.c.hash,
            edition.c.leaf_index,
            edition.c.salt,
        )
        .join_from(publication, decision, decision.c.id == publication.c.decision_id)
        .join(edition, edition.c.id == publication.c.wanted_edition_id)
        .where(
            publication.c.channel == Channel.WEBSITE,
            publication.c.to_do == "publish",
            sa.or_(due > after[0], sa.and_(due == after[0], publication.c.id > after[1])),
        )
        .order_by(due, publication.c.id)
        .limit(limit)
    ).all()


def _append_missing_leaves(
    connection: sa.Connection, rows: Sequence[sa.Row[tuple[object, ...]]], now: datetime
) -> dict[int, tuple[int, bytes]]:
    missing = [row for row in rows if row.leaf_index is None]
    leaves = append_leaves(
        connection, [LeafToAppend("publish", row.decision_id, row.hash) for row in missing], now
    )
    placed = [
        {"edition_id": row.edition_id, "at": leaf.place, "with_salt": leaf.salt}
        for row, leaf in zip(missing, leaves, strict=True)
    ]
    if placed:
        connection.execute(
            sa.update(edition)
            .where(edition.c.id == sa.bindparam("edition_id"))
            .values(leaf_index=sa.bindparam("at"), salt=sa.bindparam("with_salt")),
            placed,
        )
    return {one["edition_id"]: (one["at"], one["with_salt"]) for one in placed}


def _file_in_lists(
    connection: sa.Connection, rows: Sequence[sa.Row[tuple[object, ...]]], parts: PartOf
) -> None:
    """Give each page its lasting place in its two parts; a page that changed parts leaves a stale block behind."""
    wanted = {
        row.publication_id: (
            parts.act_part(row.act_type, row.decided_on),
            parts.office_part(row.office, row.decided_on),
        )
        for row in rows
    }
    names = {
        part: name
        for row in rows
        for part, name in zip(wanted[row.publication_id], (row.act_type, row.office), strict=True)
    }
    ordinals = _Ordinals(connection, names)
    filed, stale = [], set()
    for row in rows:
        act, office = wanted[row.publication_id]
        for part, ordinal in ((row.act_part, row.act_ordinal), (row.office_part, row.office_ordinal)):
            if part is not None:
                stale.add((part, ordinal // parts.block))
        act_ordinal = row.act_ordinal if row.act_part == act else ordinals.give(act)
        office_ordinal = row.office_ordinal if row.office_part == office else ordinals.give(office)
        stale |= {(act, act_ordinal // parts.block), (office, office_ordinal // parts.block)}
        if (row.act_part, row.office_part) != (act, office):
            filed.append(
                {"of": row.publication_id, "ap": act, "ao": act_ordinal, "op": office, "oo": office_ordinal}
            )
    ordinals.store()
    if filed:
        connection.execute(
            sa.update(publication)
            .where(publication.c.id == sa.bindparam("of"))
            .values(
                act_part=sa.bindparam("ap"),
                act_ordinal=sa.bindparam("ao"),
                office_part=sa.bindparam("op"),
                office_ordinal=sa.bindparam("oo"),
            ),
            filed,
        )
    mark_stale(connection, stale)


class _Ordinals:
    """Hands out the next place in each part."""

    def __init__(self, connection: sa.Connection, names: dict[str, str]) -> None:
        self._connection = connection
        self._names = names
        query = sa.select(listing_part.c.part, listing_part.c.next_ordinal).where(
            listing_part.c.part.in_(names)
        )
        self._known = dict(connection.execute(query).tuples().all())
        self._next: dict[str, int] = defaultdict(int, self._known)
        self._given: set[str] = set()

    def give(self, part: str) -> int:
        """The next free ordinal of a part, from 0."""
        ordinal = self._next[part]
        self._next[part] = ordinal + 1
        self._given.add(part)
        return ordinal

    def store(self) -> None:
        """Keep what was handed out."""
        new = [p for p in sorted(self._given) if p not in self._known]
        if new:
            rows = [
                {"part": p, "name": self._names[p], "next_ordinal": self._next[p], "live": 0} for p in new
            ]
            self._connection.execute(sa.insert(listing_part), rows)
        old = [{"of": p, "following": self._next[p]} for p in sorted(self._given) if p in self._known]
        if old:
            self._connection.execute(
                sa.update(listing_part)
                .where(listing_part.c.part == sa.bindparam("of"))
                .values(next_ordinal=sa.bindparam("following")),
                old,
            )


def mark_stale(connection: sa.Connection, blocks: set[tuple[str, int]]) -> None:
    """Note that blocks of lists must be written again; a block marked while it is being written stays marked."""
    if not blocks:
        return
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(
        insert(stale_file).on_conflict_do_update(
            index_elements=[stale_file.c.part, stale_file.c.number], set_={"marks": stale_file.c.marks + 1}
        ),
        [{"part": part, "number": number, "marks": 1} for part, number in sorted(blocks)],
    )


def settle_pages(register: Register, readings: Sequence[PageRead], now: datetime, read_from: str) -> int:
    """Commit what was read back: matching pages are published with a receipt, others stay to be done."""
    at = instant_text(now)
    good = [r for r in readings if r.problem is None]
    bad = [r for r in readings if r.problem is not None]
    with register.writing() as connection:
        good = _still_wanted(connection, good)
        if good:
            connection.execute(
                sa.update(publication)
                .where(publication.c.id == sa.bindparam("of"))
                .values(
                    state=PublicationState.PUBLISHED,
                    state_since=sa.case(
                        (publication.c.state == PublicationState.DUE, at), else_=publication.c.state_since
                    ),
                    live_edition_id=sa.bindparam("shown"),
                    page_hash=sa.bindparam("body_hash"),
                    first_published_at=sa.func.coalesce(publication.c.first_published_at, at),
                    attempts=publication.c.attempts + 1,
                    last_problem=None,
                    to_do=None,
                ),
                [
                    {"of": r.page.publication_id, "shown": r.page.edition_id, "body_hash": r.page_hash}
                    for r in good
                ],
            )
            connection.execute(sa.insert(receipt), [_receipt_row(r, at, read_from) for r in good])
        if bad:
            connection.execute(
                sa.update(publication)
                .where(publication.c.id == sa.bindparam("of"))
                .values(attempts=publication.c.attempts + 1, last_problem=sa.bindparam("problem")),
                [{"of": r.page.publication_id, "problem": r.problem} for r in bad],
            )
        was = Counter(r.page.state for r in good)
        changes = Counter({PublicationState.PUBLISHED.value: len(good)})
        changes.subtract(was)
        bump(connection, Channel.WEBSITE, changes)
    return len(good)


def _still_wanted(connection: sa.Connection, readings: Sequence[PageRead]) -> list[PageRead]:
    """Readings whose text is still the one to show: while they were read somebody may have decided otherwise."""
    with selected(connection, (r.page.publication_id for r in readings)) as chosen:
        query = sa.select(publication.c.id, publication.c.wanted_edition_id).where(
            publication.c.id.in_(chosen), publication.c.to_do == "publish"
        )
        wanted = dict(connection.execute(query).tuples().all())
    return [r for r in readings if wanted.get(r.page.publication_id) == r.page.edition_id]


def _receipt_row(reading: PageRead, at: str, read_from: str) -> dict[str, object]:
    return {
        "publication_id": reading.page.publication_id,
        "kind": "published",
        "edition_id": reading.page.edition_id,
        "status": reading.status,
        "page_hash": reading.page_hash,
        "read_at": at,
        "read_from": read_from,
    }
