"""Where a decision stands in the lists: its lasting ordinals, and the blocks that must be written again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from tasks.register.schema import listing_part, publication, stale_file


@dataclass(frozen=True, slots=True)
class PartOf:
    """How a decision is filed: its two parts and the block size of each kind of file made from them."""

    act_part: Callable[[str, str], str]
    office_part: Callable[[str, str], str]
    block: int


def file_in_lists(
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
