"""The transparency log in the register: leaves are appended in the transaction that intends to publish."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import orjson
import sqlalchemy as sa

from tasks.law.lifecycle import PublicationState
from tasks.law.merkle import TILE_WIDTH, Frontier, commitment, leaf_hash, root_of
from tasks.register.database import instant_text
from tasks.register.schema import edition, log_leaf, log_tile, publication, setting
from tasks.register.selection import selected

FRONTIER = "log_frontier"
SALT_BYTES = 16
RECOVERED = "recovered"
"""The kind of a leaf taken over from the public log: what it commits to is not known here."""


class LeafToAppend(NamedTuple):
    """A publication or withdrawal on its way into the log."""

    kind: str
    decision_id: int
    content_hash: bytes


class AppendedLeaf(NamedTuple):
    """Where a leaf stands, and the salt that opens it."""

    place: int
    salt: bytes


def read_frontier(connection: sa.Connection) -> Frontier:
    """The log's right edge."""
    text = read_setting(connection, FRONTIER)
    if text is None:
        return Frontier()
    stored = orjson.loads(text)
    return Frontier(stored["size"], tuple((height, bytes.fromhex(h)) for height, h in stored["subtrees"]))


def append_leaves(
    connection: sa.Connection, leaves: Sequence[LeafToAppend], at: datetime
) -> list[AppendedLeaf]:
    """Append leaves in order; the caller holds the claim on the website."""
    if not leaves:
        return []
    frontier = read_frontier(connection)
    randomness = os.urandom(SALT_BYTES * len(leaves))
    salts = [randomness[SALT_BYTES * n : SALT_BYTES * (n + 1)] for n in range(len(leaves))]
    hashes = [
        leaf_hash(commitment(salt, leaf.content_hash)) for salt, leaf in zip(salts, leaves, strict=True)
    ]
    _append(connection, frontier, hashes, [(leaf.kind, leaf.decision_id) for leaf in leaves], at)
    return [AppendedLeaf(frontier.size + n, salt) for n, salt in enumerate(salts)]


def append_recovered(connection: sa.Connection, hashes: Sequence[bytes], at: datetime) -> Frontier:
    """Append leaves that the public log has and this register lost; gives the edge they lead to, to be compared."""
    return _append(connection, read_frontier(connection), hashes, [(RECOVERED, None)] * len(hashes), at)


def _append(
    connection: sa.Connection,
    frontier: Frontier,
    hashes: Sequence[bytes],
    origins: Sequence[tuple[str, int | None]],
    at: datetime,
) -> Frontier:
    appended_at = instant_text(at)
    rows = [
        {
            "index": frontier.size + n,
            "kind": kind,
            "decision_id": decision_id,
            "hash": hashes[n],
            "appended_at": appended_at,
        }
        for n, (kind, decision_id) in enumerate(origins)
    ]
    connection.execute(sa.insert(log_leaf), rows)
    grown = frontier.extend(hashes)
    _store_tiles(connection, frontier.size, grown.size)
    write_setting(connection, FRONTIER, _frontier_text(grown))
    return grown


def forget_salts(connection: sa.Connection, decision_ids: Sequence[int]) -> None:
    """Erase the salts of these decisions' texts that no page shows or is to show any more (promise 7).

    Without its salt a text once public can be confirmed by nobody, the authority included. What stands on any
    channel, and what is on its way there, keeps its salt.
    """
    ended = (PublicationState.WITHDRAWN, PublicationState.EXPIRED)
    standing = publication.c.state.not_in(ended)
    with selected(connection, decision_ids) as chosen:
        shown = [
            sa.select(column).where(publication.c.decision_id.in_(chosen), standing, column.is_not(None))
            for column in (publication.c.live_edition_id, publication.c.wanted_edition_id)
        ]
        connection.execute(
            sa.update(edition)
            .where(
                edition.c.decision_id.in_(chosen),
                edition.c.salt.is_not(None),
                edition.c.id.not_in(sa.union(*shown)),
            )
            .values(salt=None)
        )


def _frontier_text(frontier: Frontier) -> str:
    subtrees = [(height, h.hex()) for height, h in frontier.subtrees]
    return orjson.dumps({"size": frontier.size, "subtrees": subtrees}).decode()


def _store_tiles(connection: sa.Connection, before: int, after: int) -> None:
    """Keep the hash of every tile that became full, level by level."""
    level, first, last = 1, before // TILE_WIDTH, after // TILE_WIDTH
    while first < last:
        below = tile_hashes(connection, level - 1, first * TILE_WIDTH, last * TILE_WIDTH)
        rows = [
            {
                "level": level,
                "index": first + n,
                "hash": root_of(below[n * TILE_WIDTH : (n + 1) * TILE_WIDTH]),
            }
            for n in range(last - first)
        ]
        connection.execute(sa.insert(log_tile), rows)
        level, first, last = level + 1, first // TILE_WIDTH, last // TILE_WIDTH


def tile_hashes(connection: sa.Connection, level: int, first: int, last: int) -> list[bytes]:
    """Hashes [first, last) of a level: leaves at level 0, full tiles above."""
    table = log_leaf if level == 0 else log_tile
    query = (
        sa.select(table.c.hash).where(table.c.index >= first, table.c.index < last).order_by(table.c.index)
    )
    if level:
        query = query.where(log_tile.c.level == level)
    return list(connection.scalars(query))


def root_at(connection: sa.Connection, size: int) -> bytes:
    """The root over the first `size` leaves, from full tiles and what stands to the right of them."""
    level = 0
    while size >> 8 * (level + 1):
        level += 1
    frontier = Frontier()
    for height in range(level, -1, -1):
        first, last = size >> 8 * (height + 1) << 8, size >> 8 * height
        frontier = frontier.extend(tile_hashes(connection, height, first, last), 8 * height)
    return frontier.root


def read_setting(connection: sa.Connection, name: str) -> str | None:
    """A named value; None where it was never kept."""
    return connection.scalar(sa.select(setting.c.value).where(setting.c.name == name))


PUBLICATIONS_CHANGED = "publications_changed_at"
"""The setting that tells when rows of publications changed that no new row or counter tells of."""


def write_setting(connection: sa.Connection, name: str, value: str) -> None:
    """Keep a named value."""
    if not connection.execute(sa.update(setting).where(setting.c.name == name).values(value=value)).rowcount:
        connection.execute(sa.insert(setting).values(name=name, value=value))
