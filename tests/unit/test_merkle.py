"""The Merkle tree of the transparency log against RFC 6962, whose definition is written out again here."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.law.merkle import (
    EMPTY_ROOT,
    Frontier,
    commitment,
    leaf_hash,
    root_of,
)

# The eight leaves of the reference implementation's tests, and the roots it gives for 1 to 8 of them.
LEAVES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def defined_root(data: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if not data:
        return hashlib.sha256(b"").digest()
    if len(data) == 1:
        return hashlib.sha256(b"\x00" + data[0]).digest()
    split = 1
    while split * 2 < len(data):
        split *= 2
    return hashlib.sha256(b"\x01" + defined_root(data[:split]) + defined_root(data[split:])).digest()


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert EMPTY_ROOT == defined_root([]) == Frontier().root


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_of_the_reference_leaves(size: int) -> None:
    assert root_of(leaf_hash(one) for one in LEAVES[:size]).hex() == ROOTS[size - 1]
    assert defined_root(LEAVES[:size]).hex() == ROOTS[size - 1]


@given(st.integers(0, 600), st.integers(0, 600))
def test_a_frontier_grown_in_two_portions_has_the_defined_root(first: int, second: int) -> None:
    data = [str(n).encode() for n in range(first + second)]
    hashes = [leaf_hash(one) for one in data]
    grown = Frontier().extend(hashes[:first]).extend(hashes[first:])
    assert grown.size == first + second
    assert grown.root == defined_root(data)


def test_full_subtrees_can_stand_for_their_leaves() -> None:
    hashes = [leaf_hash(str(n).encode()) for n in range(256 * 3 + 5)]
    tiles = [root_of(hashes[256 * n : 256 * n + 256]) for n in range(3)]
    by_tiles = Frontier().extend(tiles, 8).extend(hashes[768:])
    assert (by_tiles.size, by_tiles.root) == (773, root_of(hashes))


def test_without_the_salt_nobody_can_confirm_a_guess() -> None:
    content = hashlib.sha256(b"text").digest()
    assert commitment(b"a" * 16, content) != commitment(b"b" * 16, content)
    assert commitment(b"a" * 16, content) == hashlib.sha256(b"a" * 16 + content).digest()
