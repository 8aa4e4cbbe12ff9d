"""Change stamps and the cursor: where the next incremental pull starts.

A transaction may get its stamp now and commit later, so a pull reads again from `overlap` before the last
stamp it saw. Once a pull that began at least `overlap` after that stamp was first seen has done so, nothing
at or before the stamp can still appear: the cursor is settled and a pull with nothing new reads nothing.
What commits later still is found by the full comparison.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import orjson

from tasks.sources.cell_text import cell_text

Stamp = str | int | float | Decimal | date | datetime

_SHANGHAI = timezone(timedelta(hours=8))
_FUTURE_SLACK = timedelta(hours=1)
_NUMBER_SETTLES = timedelta(hours=1)
_MINUTE = timedelta(seconds=60)
_DAY = timedelta(hours=36)
_ZONE = re.compile(r"(?<=\d)(Z|[+-]\d\d:?\d\d)$")
_TEXT_FORMS = (
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y-%m-%dT%H:%M:%S.%f",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y%m%d%H%M%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y%m%d",
)


def stamp_text(value: object) -> str:
    """A stamp as text of which the order is the source's order."""
    if type(value) is str:
        return value[:64]
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, float | Decimal):
        return stamp_text(int(value)) + "." + format(abs(Decimal(str(value))) % 1, ".6f")[2:]
    if isinstance(value, int):
        return f"{value:020d}" if value >= 0 else f"-{10**19 + value:019d}"
    return cell_text(value)[:64]


def _grain(stamp: Stamp) -> timedelta:
    """How long rows may go on getting this same stamp."""
    if isinstance(stamp, datetime):
        return _MINUTE
    if isinstance(stamp, date):
        return _DAY
    if isinstance(stamp, str):
        return _MINUTE if "%H" in (_text_form(stamp) or "") else _DAY
    return _NUMBER_SETTLES


def _without_zone(text: str) -> tuple[str, str]:
    zone = _ZONE.search(text) if ":" in text else None
    return (text[: zone.start()], zone[0]) if zone else (text, "")


def _text_form(text: str) -> str | None:
    if text.isdigit() and len(text) not in (8, 14):
        return None
    text, _ = _without_zone(text)
    for form in _TEXT_FORMS:
        try:
            datetime.strptime(text, form)  # noqa: DTZ007 - only whether it can be read
        except ValueError:
            continue
        return form
    return None


def earlier(stamp: Stamp, seconds: float) -> Stamp:
    """A stamp so much before another; numbers in their own unit, text that is no time unchanged."""
    if isinstance(stamp, datetime):
        return stamp - timedelta(seconds=seconds)
    if isinstance(stamp, date):
        return stamp - timedelta(days=-(-seconds // 86_400))
    if isinstance(stamp, Decimal):
        return stamp - Decimal(str(seconds))
    if isinstance(stamp, int | float):
        return stamp - int(seconds)
    form = _text_form(stamp)
    if form is None:
        return stamp
    local, zone = _without_zone(stamp)
    moment = datetime.strptime(local, form) - timedelta(seconds=seconds)  # noqa: DTZ007 - keeps its own zone
    digits = len(local.rpartition(".")[2]) if form.endswith("%f") else 6
    text = moment.strftime(form)
    return (text[: len(text) - 6 + digits] if form.endswith("%f") else text) + zone


def not_beyond(stamp: Stamp, now: datetime) -> Stamp:
    """The stamp, or the present where the source's clock or a typing error put it into the future."""
    limit = now.astimezone(_SHANGHAI) + _FUTURE_SLACK
    if isinstance(stamp, datetime):
        here = limit if stamp.tzinfo else limit.replace(tzinfo=None)
        return min(stamp, here)
    if isinstance(stamp, date):
        return min(stamp, limit.date())
    form = _text_form(stamp) if isinstance(stamp, str) else None
    return min(str(stamp), limit.strftime(form)) if form else stamp


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last stamp seen, when it was first seen, and whether nothing before it can still appear."""

    stamp: Stamp
    seen_at: datetime
    settled: bool = False

    def start(self, overlap: float) -> Stamp:
        """From which stamp on to read again."""
        return earlier(self.stamp, overlap)

    def settles(self, now: datetime, overlap: float) -> bool:
        """Whether a pull that begins now and reads the overlap is the last that needs to."""
        return now - self.seen_at >= _grain(self.stamp) + timedelta(seconds=overlap)

    def text(self) -> str:
        """The cursor as the register keeps it."""
        kind, value = _encoded(self.stamp)
        state = {
            "stamp": value,
            "kind": kind,
            "seen_at": self.seen_at.isoformat(),
            "settled": self.settled,
        }
        return orjson.dumps(state).decode()


def read_cursor(text: str | None) -> Cursor | None:
    """The cursor the register kept; None for a source never pulled."""
    if not text:
        return None
    state: dict[str, Any] = orjson.loads(text)
    return Cursor(
        _decoded(state["kind"], state["stamp"]), datetime.fromisoformat(state["seen_at"]), state["settled"]
    )


def advanced(cursor: Cursor | None, stamps: Iterable[Stamp | None], now: datetime) -> Cursor | None:
    """The cursor after a batch; it never goes back, nor beyond the present."""
    seen = [stamp for stamp in stamps if stamp not in (None, "")]
    if not seen:
        return cursor
    newest = not_beyond(max(seen, key=stamp_text), now)
    if cursor is not None and stamp_text(newest) <= stamp_text(cursor.stamp):
        return cursor
    return Cursor(newest, now)


def settled(cursor: Cursor | None) -> Cursor | None:
    """The cursor when nothing before its stamp can still appear."""
    return replace(cursor, settled=True) if cursor else None


def _encoded(stamp: Stamp) -> tuple[str, str]:
    if isinstance(stamp, datetime):
        return "instant", stamp.isoformat()
    if isinstance(stamp, date):
        return "day", stamp.isoformat()
    if isinstance(stamp, str):
        return "text", stamp
    return ("whole" if isinstance(stamp, int) else "number"), str(stamp)


def _decoded(kind: str, value: str) -> Stamp:
    match kind:
        case "instant":
            return datetime.fromisoformat(value)
        case "day":
            return date.fromisoformat(value)
        case "whole":
            return int(value)
        case "number":
            return Decimal(value)
        case _:
            return value
