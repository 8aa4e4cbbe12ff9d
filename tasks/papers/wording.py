"""How facts are written on a paper: days, and texts without identity numbers or signs no paper can carry."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime

from tasks.law.characters import without_unseen
from tasks.law.detectors import HitKind
from tasks.law.scan import leaks
from tasks.law.shanghai import shanghai_date

LEFT_OUT = "（证件、账户号码略）"
_NUMBERS = frozenset({HitKind.CITIZEN_ID, HitKind.TRAVEL_DOCUMENT, HitKind.ACCOUNT, HitKind.NUMERALS})
_UNPRINTABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def day_text(day: date | str | None) -> str:
    """A day as official papers write it, such as 2026年11月24日; "" for none."""
    if not day:
        return ""
    value = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{value.year}年{value.month}月{value.day}日"


def instant_day_text(instant: str | None) -> str:
    """The Shanghai day of an instant as the register keeps it, "" for none."""
    return day_text(shanghai_date(datetime.fromisoformat(instant))) if instant else ""


def printable(text: str) -> str:
    """A text without control, direction and other unseen signs; line breaks stay."""
    return _UNPRINTABLE.sub("", without_unseen(text.replace("\r\n", "\n").replace("\r", "\n")))


def without_identity_numbers(text: str, known: Collection[str] = ()) -> str:
    """A text for a case file: identity and account numbers are left out, spans of known origin stay."""
    spans = sorted((hit.start, hit.end) for hit in leaks([text], known) if hit.kind in _NUMBERS)
    parts, done = [], 0
    for start, end in spans:
        if start >= done:
            parts += [text[done:start], LEFT_OUT]
        done = max(done, end)
    return "".join([*parts, text[done:]])
