"""The transparency log as the public reads it: head and tiles over HTTP, believed only as far as they prove."""

from __future__ import annotations

from collections.abc import Iterable

from tasks.channels.website.channel import Website
from tasks.channels.website.log_addresses import CHECKPOINT, tile_path
from tasks.channels.website.log_files import public_head
from tasks.channels.website.log_keys import known_keys
from tasks.channels.website.log_notes import Head
from tasks.channels.website.reading_back import read_bytes
from tasks.law.merkle import TILE_WIDTH
from tasks.law.merkle_proofs import Place, TileTree, tile_width, tiles_for


class PublicLog:
    """The log at one head, read from the website; NoAnswer where the website gives none."""

    def __init__(self, website: Website, head: Head) -> None:
        self.head = head
        self._read_from = website.read_from
        self._above: dict[Place, bytes] = {}

    def tree(self, leaves: Iterable[int]) -> TileTree:
        """The tree as far as its tiles prove these leaves, or the heads that end with them."""
        places = tiles_for(self.head.size, leaves)
        paths = {tile_path(p, tile_width(self.head.size, p)): p for p in places - self._above.keys()}
        found = read_bytes(self._read_from, sorted(paths))
        tiles = {paths[path]: body for path, body in found.items()}
        self._above |= {place: body for place, body in tiles.items() if place.level}
        return TileTree(self.head.size, self._above | tiles)

    def tile(self, place: Place) -> str:
        """The address of a tile."""
        return tile_path(place, tile_width(self.head.size, place))


def read_public_log(website: Website) -> PublicLog | None:
    """The log as it stands; None where there is no head, SecondHistory where it is not signed by a key in force."""
    body = read_bytes(website.read_from, [CHECKPOINT]).get(CHECKPOINT)
    return None if body is None else PublicLog(website, public_head(body, known_keys(website)))


def leaves_between(size: int, first: int, last: int) -> range:
    """One leaf of every tile that holds any of the leaves [first, last) of a tree of that size."""
    return range(first // TILE_WIDTH * TILE_WIDTH, min(last, size), TILE_WIDTH)
