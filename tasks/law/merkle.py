"""The Merkle tree of the transparency log (RFC 6962, promise 7): pure hashing, appended to without rereading."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

EMPTY_ROOT = hashlib.sha256(b"").digest()
TILE_WIDTH = 256
"""Hashes in a full tile, as in C2SP tlog-tiles."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf's data."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def commitment(salt: bytes, content_hash: bytes) -> bytes:
    """The data of a leaf: without the salt nobody can confirm a guess at the content."""
    return hashlib.sha256(salt + content_hash).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree: the roots of its full subtrees from the left, each with its height."""

    size: int = 0
    subtrees: tuple[tuple[int, bytes], ...] = ()

    def extend(self, leaves: Iterable[bytes], height: int = 0) -> Frontier:
        """The frontier after appending leaf hashes, or the roots of full subtrees of one `height`."""
        stack = list(self.subtrees)
        size = self.size
        for leaf in leaves:
            stack.append((height, leaf))
            size += 1 << height
            while len(stack) > 1 and stack[-1][0] == stack[-2][0]:
                (both, left), (_, right) = stack[-2:]
                stack[-2:] = [(both + 1, node_hash(left, right))]
        return Frontier(size, tuple(stack))

    @property
    def root(self) -> bytes:
        """The root hash."""
        if not self.subtrees:
            return EMPTY_ROOT
        root = self.subtrees[-1][1]
        for _, left in reversed(self.subtrees[:-1]):
            root = node_hash(left, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes, from nothing."""
    return Frontier().extend(leaves).root
