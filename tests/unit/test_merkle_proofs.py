"""Proofs of the log: made from tiles they say what the RFC's definition says, and nothing else passes."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.law.merkle import leaf_hash
from tasks.law.merkle import root_of as root_over
from tasks.law.merkle_proofs import (
    BrokenTile,
    Place,
    TileTree,
    is_prefix,
    root_from_inclusion,
    tile_width,
    tiles_for,
)

SIZES = st.one_of(st.integers(1, 600), st.sampled_from([255, 256, 257, 511, 512, 513, 66_000]))
HASHES = [leaf_hash(n.to_bytes(4, "big")) for n in range(66_000)]


def split(width: int) -> int:
    power = 1
    while power * 2 < width:
        power *= 2
    return power


def naive_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162, 2.1.1, over leaf hashes."""
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_path(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 9162, 2.1.3.1, word for word."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return [*naive_path(index, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(index - k, leaves[k:]), naive_root(leaves[:k])]


def naive_subproof(old: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 9162, 2.1.4.1, word for word."""
    if old == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = split(len(leaves))
    if old <= k:
        return [*naive_subproof(old, leaves[:k], whole), naive_root(leaves[k:])]
    return [*naive_subproof(old - k, leaves[k:], False), naive_root(leaves[:k])]


def all_tiles(leaves: list[bytes]) -> dict[Place, bytes]:
    """Every tile of a tree, made from its leaves alone."""
    tiles, level, hashes = {}, 0, leaves
    while hashes:
        for index in range((len(hashes) + 255) // 256):
            tiles[Place(level, index)] = b"".join(hashes[index * 256 : (index + 1) * 256])
        full = len(hashes) // 256
        hashes = [root_over(hashes[n * 256 : (n + 1) * 256]) for n in range(full)]
        level += 1
    return tiles


KNOWN: dict[bytes, bytes] = {}


def root_of(leaves: list[bytes]) -> bytes:
    """The root, computed once for each list of leaves."""
    name = hashlib.sha256(b"".join(leaves)).digest()
    if name not in KNOWN:
        KNOWN[name] = root_over(leaves)
    return KNOWN[name]


ALL = {size: all_tiles(HASHES[:size]) for size in (66_000,)}


def tree(size: int, *leaves: int) -> TileTree:
    """A tree that has only the tiles said to be needed for some leaves."""
    tiles = ALL.get(size) or all_tiles(HASHES[:size])
    wanted = tiles_for(size, leaves)
    assert wanted <= tiles.keys()
    return TileTree(size, {place: tiles[place] for place in wanted})


@settings(deadline=None)
@given(SIZES, st.data())
def test_the_audit_path_from_tiles_is_that_of_the_definition(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    grown = tree(size, index)
    proof = grown.inclusion_proof(index)
    if size < 1000:
        assert proof == naive_path(index, HASHES[:size])
    root = root_of(HASHES[:size])
    assert grown.root_at(size) == root
    assert grown.leaf(index) == HASHES[index]
    assert root_from_inclusion(HASHES[index], index, size, proof) == root


@settings(deadline=None)
@given(SIZES, st.data())
def test_nothing_but_the_leaf_at_its_place_is_proved(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = tree(size, index).inclusion_proof(index)
    root = root_of(HASHES[:size])
    assert root_from_inclusion(leaf_hash(b"other"), index, size, proof) != root
    assert root_from_inclusion(HASHES[index], index, size, [*proof, b"\0" * 32]) != root
    assert root_from_inclusion(HASHES[index], size, size, proof) is None
    elsewhere = data.draw(st.integers(0, size - 1))
    if elsewhere != index:
        assert root_from_inclusion(HASHES[index], elsewhere, size, proof) != root
    if proof:
        assert root_from_inclusion(HASHES[index], index, size, proof[:-1]) != root
        spoilt = data.draw(st.integers(0, len(proof) - 1))
        proof[spoilt] = bytes([proof[spoilt][0] ^ 1]) + proof[spoilt][1:]
        assert root_from_inclusion(HASHES[index], index, size, proof) != root


@settings(deadline=None)
@given(SIZES, st.data())
def test_the_consistency_proof_from_tiles_is_that_of_the_definition(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(0, size))
    grown = tree(size, old - 1)
    proof = grown.consistency_proof(old)
    if old > 0 and size < 1000:
        assert proof == naive_subproof(old, HASHES[:size], True)
    assert is_prefix((old, root_of(HASHES[:old])), (size, root_of(HASHES[:size])), proof)
    assert grown.root_at(old) == root_of(HASHES[:old])


@settings(deadline=None)
@given(SIZES, st.data())
def test_no_other_history_passes_as_a_prefix(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size))
    proof = tree(size, old - 1).consistency_proof(old)
    new = (size, root_of(HASHES[:size]))
    other = root_of([*HASHES[: max(old - 1, 0)], leaf_hash(b"other")])
    assert not is_prefix((old, other), new, proof)
    assert not is_prefix((old, root_of(HASHES[:old])), (size, other), proof)
    assert not is_prefix((size + 1, other), new, proof)
    assert not is_prefix((old, root_of(HASHES[:old])), new, [*proof, b"\0" * 32])
    if proof:
        assert not is_prefix((old, root_of(HASHES[:old])), new, proof[:-1])


def test_a_tile_that_is_missing_or_too_short_proves_nothing() -> None:
    tiles = all_tiles(HASHES[:700])
    for spoilt in (Place(0, 0), Place(0, 2), Place(1, 0)):
        for body in (b"", tiles[spoilt][:-1], tiles[spoilt] + b"\0" * 32):
            broken = TileTree(700, tiles | {spoilt: body})
            with pytest.raises(BrokenTile) as found:
                (broken.root_at(700), broken.inclusion_proof(3))
            assert found.value.place == spoilt


def test_tiles_have_the_width_the_size_gives_them() -> None:
    assert [tile_width(66_000, p) for p in (Place(0, 0), Place(0, 257), Place(1, 0), Place(1, 1))] == [
        256,
        208,
        256,
        1,
    ]
    assert tile_width(66_000, Place(2, 0)) == 1
    assert tile_width(66_000, Place(0, 258)) <= 0
    assert tiles_for(0, []) == set()
    assert tiles_for(1, [0]) == {Place(0, 0)}
