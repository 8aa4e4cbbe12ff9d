"""Where the transparency log stands on the site (C2SP tlog-tiles)."""

from __future__ import annotations

from tasks.law.merkle import TILE_WIDTH
from tasks.law.merkle_proofs import Place

CHECKPOINT = "/log/checkpoint"
KEYS_IN_FORCE = "/log/key"
"""Verifier keys that sign now, one a line: the key, a space, since when."""
KEY_HISTORY = "/log/keys"
"""Every verifier key there ever was, one a line: the key, since when, and until when where it no longer signs."""


def tile_path(place: Place, width: int) -> str:
    """The address of a tile that holds so many hashes."""
    groups: list[str] = []
    rest = place.number
    while True:
        groups.insert(0, f"{rest % 1000:03d}" if not groups else f"x{rest % 1000:03d}")
        rest //= 1000
        if not rest:
            break
    partial = "" if width == TILE_WIDTH else f".p/{width}"
    return f"/log/tile/{place.level}/{'/'.join(groups)}{partial}"
