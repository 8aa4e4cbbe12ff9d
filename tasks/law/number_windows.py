"""Where in a text a long number can be: around its runs of digits, so that patterns need not read all of it."""

from __future__ import annotations

import re
from typing import NamedTuple

_RUN = re.compile(r"[0-9](?:[ \t　\u2010-\u2015\-－_·.()（）]{0,2}[0-9]){6,}")
"""Digits with at most two gaps between any two: whatever a number pattern finds has seven such digits in a row."""
_DATE = re.compile("(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_DATE_LENGTH = 10
_BEFORE, _BEHIND = 16, 6
"""More than any pattern reads before a run (a country code with gaps, letters) and behind it (X, a unit)."""


class Window(NamedTuple):
    """A part of a text around runs of digits; `longest` is the length of the longest, gaps included."""

    start: int
    end: int
    longest: int


def number_windows(text: str) -> list[Window]:
    """Where to look for numbers, in order and apart from each other; a run that is just a date is none."""
    windows: list[Window] = []
    for run in _RUN.finditer(text):
        first, last = run.span()
        if last - first == _DATE_LENGTH and _DATE.fullmatch(text, first, last):
            continue
        start, longest = max(0, first - _BEFORE), last - first
        if windows and start <= windows[-1].end:
            before = windows.pop()
            start, longest = before.start, max(longest, before.longest)
        windows.append(Window(start, last + _BEHIND, longest))
    return windows
