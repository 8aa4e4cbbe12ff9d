"""Proofs of the transparency log (RFC 9162, 2.1.3 and 2.1.4): made from tiles, checked by hashing (promise 7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tasks.law.merkle import EMPTY_ROOT, TILE_WIDTH, node_hash

HASH_BYTES = 32
_TILE_HEIGHT = TILE_WIDTH.bit_length() - 1


class Place(NamedTuple):
    """Where a tile stands: its level (0 holds leaves, 1 the roots of full tiles of 0) and its number there."""

    level: int
    number: int


class BrokenTile(ValueError):
    """A tile that a proof needs is missing or has another length than the tree's size asks for."""

    def __init__(self, place: Place) -> None:
        super().__init__(f"no whole tile {place.number} of level {place.level}")
        self.place = place


def tile_width(size: int, place: Place) -> int:
    """How many hashes that tile holds in a tree of that size; 0 or less where the tree has no such tile."""
    return min(TILE_WIDTH, (size >> _TILE_HEIGHT * place.level) - place.number * TILE_WIDTH)


def tiles_for(size: int, leaves: Iterable[int]) -> set[Place]:
    """The tiles needed to prove these leaves, or the trees that end with them: their own and the right edge's."""
    wanted: set[Place] = set()
    level = 0
    numbers = {leaf for leaf in leaves if 0 <= leaf < size} | ({size - 1} if size else set())
    while size >> _TILE_HEIGHT * level:
        numbers = {number >> _TILE_HEIGHT for number in numbers}
        places = {Place(level, number) for number in numbers}
        edge = Place(level, (size >> _TILE_HEIGHT * level) >> _TILE_HEIGHT)
        wanted.update(place for place in (*places, edge) if tile_width(size, place) > 0)
        level += 1
    return wanted


class TileTree:
    """A tree of `size` leaves as its tiles show it; BrokenTile where a proof needs one that is not there whole."""

    def __init__(self, size: int, tiles: Mapping[Place, bytes]) -> None:
        self.size = size
        self._tiles = tiles
        self._layers: dict[Place, list[list[bytes]]] = {}
        self._ragged: dict[tuple[int, int], bytes] = {}

    def root_at(self, size: int) -> bytes:
        """The root over the first `size` leaves."""
        return self._span(0, size) if size else EMPTY_ROOT

    def leaf(self, index: int) -> bytes:
        """The hash of one leaf."""
        return self._node(0, index)

    def inclusion_proof(self, index: int) -> list[bytes]:
        """The audit path of a leaf, from the leaf upward."""
        first, last = 0, self.size
        path = []
        while last - first > 1:
            middle = first + _split(last - first)
            if index < middle:
                path.append(self._span(middle, last))
                last = middle
            else:
                path.append(self._span(first, middle))
                first = middle
        return path[::-1]

    def consistency_proof(self, old_size: int) -> list[bytes]:
        """Why the tree of `old_size` leaves (0 to all) is a prefix of this one."""
        if not 0 < old_size < self.size:
            return []
        first, last = 0, self.size
        path = []
        while last != old_size:
            middle = first + _split(last - first)
            if old_size <= middle:
                path.append(self._span(middle, last))
                last = middle
            else:
                path.append(self._span(first, middle))
                first = middle
        if first:
            path.append(self._span(first, last))
        return path[::-1]

    def _span(self, first: int, last: int) -> bytes:
        """The root over leaves [first, last), a subtree as RFC 9162 splits the tree."""
        width = last - first
        if width & width - 1 == 0:
            height = width.bit_length() - 1
            return self._node(height, first >> height)
        if (first, last) not in self._ragged:
            middle = first + _split(width)
            self._ragged[first, last] = node_hash(self._span(first, middle), self._span(middle, last))
        return self._ragged[first, last]

    def _node(self, height: int, index: int) -> bytes:
        level, above = divmod(height, _TILE_HEIGHT)
        place = Place(level, index << above >> _TILE_HEIGHT)
        layers = self._layers.get(place) or self._layers_of(place)
        return layers[above][index & (TILE_WIDTH >> above) - 1]

    def _layers_of(self, place: Place) -> list[list[bytes]]:
        tile, width = self._tiles.get(place, b""), tile_width(self.size, place)
        if width <= 0 or len(tile) != width * HASH_BYTES:
            raise BrokenTile(place)
        layers = [[tile[n * HASH_BYTES : (n + 1) * HASH_BYTES] for n in range(width)]]
        while len(layers[-1]) > 1:
            below = layers[-1]
            layers.append([node_hash(below[n], below[n + 1]) for n in range(0, len(below) - 1, 2)])
        self._layers[place] = layers
        return layers


def _split(width: int) -> int:
    """The largest power of two below a width of at least 2."""
    return 1 << (width - 1).bit_length() - 1


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root an audit path leads to (RFC 9162, 2.1.3.2); None where leaf and path do not fit the size."""
    if not 0 <= index < size:
        return None
    node, last = index, size - 1
    root = leaf
    for sibling in proof:
        if last == 0:
            return None
        if node & 1 or node == last:
            root = node_hash(sibling, root)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        node, last = node >> 1, last >> 1
    return root if last == 0 else None


def is_prefix(old: tuple[int, bytes], new: tuple[int, bytes], proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that the old tree (size, root) is the beginning of the new one (RFC 9162, 2.1.4.2)."""
    (old_size, old_root), (new_size, new_root) = old, new
    if old_size == new_size:
        return old_root == new_root and not proof
    if old_size == 0:
        return old_root == EMPTY_ROOT and not proof
    if not 0 < old_size < new_size:
        return False
    path = [old_root, *proof] if old_size & old_size - 1 == 0 else list(proof)
    node, last = old_size - 1, new_size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    if not path:
        return False
    old_found = new_found = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old_found, new_found = node_hash(sibling, old_found), node_hash(sibling, new_found)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            new_found = node_hash(new_found, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and old_found == old_root and new_found == new_root
