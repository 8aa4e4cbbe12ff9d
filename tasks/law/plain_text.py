"""Text as the detectors read it: half width, capital letters, every digit as 0-9, of the same length as the text."""

from __future__ import annotations

import re

_ZEROS = (
    *(
        0x660,
        0x6F0,
        0x7C0,
        0x966,
        0x9E6,
        0xA66,
        0xAE6,
        0xB66,
        0xBE6,
        0xC66,
        0xCE6,
        0xD66,
        0xDE6,
        0xE50,
        0xED0,
        0xF20,
    ),
    *(
        0x1040,
        0x1090,
        0x17E0,
        0x1810,
        0x1946,
        0x19D0,
        0x1A80,
        0x1A90,
        0x1B50,
        0x1BB0,
        0x1C40,
        0x1C50,
        0xA620,
        0xA8D0,
    ),
    *(
        0xA900,
        0xA9D0,
        0xA9F0,
        0xAA50,
        0xABF0,
        0xFF10,
        0x104A0,
        0x1D7CE,
        0x1D7D8,
        0x1D7E2,
        0x1D7EC,
        0x1D7F6,
        0x1FBF0,
    ),
)
"""Where the ten digits of a script begin."""
_DIGITS = {zero + place: str(place) for zero in _ZEROS for place in range(10)}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-")
_SPACES = dict.fromkeys((0xA0, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000), " ")
_CAPITALS = {code: chr(code - 32) for code in range(0x61, 0x7B)}
_HALF = {code: chr(code - 0xFEE0).upper() for code in range(0xFF01, 0xFF5F)}
_PLAIN = _HALF | _DIGITS | _DASHES | _SPACES | _CAPITALS

_COMMON = tuple((character, chr(ord(character) - 0xFEE0)) for character in "，：（）；")
_BASIC = "".join(re.escape(chr(code)) for code in _PLAIN if code <= 0xFFFF and chr(code) not in "，：（）；")
_OTHERS = re.compile(f"[{_BASIC}\U00010000-\U0010ffff]")
"""All else that changes; the planes beyond the first in one range, since a class of single ones is slow to search."""


def plain(text: str) -> str:
    """The text as the detectors read it; spans found in it are spans of the text."""
    if text.isascii():
        return text.upper()
    if _OTHERS.search(text) is not None:
        return text.translate(_PLAIN)
    for full, half in _COMMON:
        if full in text:
            text = text.replace(full, half)
    return text


def places(text: str, value: str) -> list[tuple[int, int]]:
    """Every place of a value in a text, without overlap."""
    found = []
    start = text.find(value) if value else -1
    while start >= 0:
        found.append((start, start + len(value)))
        start = text.find(value, start + len(value))
    return found
