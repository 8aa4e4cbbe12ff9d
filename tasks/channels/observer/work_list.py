"""Work lists: what should be answered at which public address; nothing else is in them, and nothing private."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson

from tasks.channels.website.reading_back import Expected

FORMAT = "gongshi-worklist-1"


class BrokenFile(ValueError):
    """A work list or receipt that is not whole, or not ours; a half-copied one becomes whole by itself."""


@dataclass(frozen=True, slots=True)
class WorkList:
    """What is asked; `number` grows with every list, `id` is the SHA-256 of everything else in it."""

    number: int
    made_at: datetime
    asks: tuple[Expected, ...]

    @property
    def id(self) -> str:
        """The list's own name: whoever knows it has read the whole list."""
        return sha256(orjson.dumps(self._content())).hexdigest()

    @property
    def file_name(self) -> str:
        """Its file's name; by name is by number."""
        return f"{self.number:08d}-{self.id[:12]}"

    def _content(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "number": self.number,
            "made_at": self.made_at.isoformat(),
            "addresses": [
                [one.path, one.status, one.hash.hex() if one.hash is not None else None] for one in self.asks
            ],
        }

    def to_bytes(self) -> bytes:
        """The file."""
        return orjson.dumps({"id": self.id, **self._content()}, option=orjson.OPT_INDENT_2)


def work_list(number: int, made_at: datetime, asks: Sequence[Expected]) -> WorkList:
    """A list of these asks, by address."""
    return WorkList(number, made_at, tuple(sorted(asks, key=lambda one: one.path)))


def read_work_list(content: bytes) -> WorkList:
    """The list in a file; BrokenFile where it is not whole or was changed on its way."""
    try:
        stored = orjson.loads(content)
        asks = tuple(
            Expected(str(path), int(status), bytes.fromhex(known) if known is not None else None)
            for path, status, known in stored["addresses"]
        )
        found = WorkList(int(stored["number"]), datetime.fromisoformat(stored["made_at"]), asks)
        whole = stored["format"] == FORMAT and stored["id"] == found.id
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenFile("核对清单不完整或不是核对清单") from error
    if not whole:
        raise BrokenFile("核对清单与其编号不符，传输中被改动或不完整")
    return found
