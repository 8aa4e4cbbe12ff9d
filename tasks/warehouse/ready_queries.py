"""The ready queries for statisticians: plain SQL files whose first comment lines say what they answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tasks.warehouse.statements import STATISTICS

READY_QUERIES = STATISTICS / "queries"


@dataclass(frozen=True, slots=True)
class ReadyQuery:
    """A question with its SQL; `notes` are the comment lines under the title."""

    name: str
    title: str
    notes: tuple[str, ...]
    sql: str


class SilentQueryError(ValueError):
    """A query does not say what it answers; the sentence names the file."""


def ready_queries() -> tuple[ReadyQuery, ...]:
    """Every ready query in the order of its number; SilentQueryError for one without a title or explanation."""
    return tuple(_read(path) for path in sorted(READY_QUERIES.glob("*.sql")))


def _read(path: Path) -> ReadyQuery:
    lines = path.read_text(encoding="utf-8").splitlines()
    said = tuple(_comments(lines))
    if len(said) < 2:
        raise SilentQueryError(f"{path.name}开头应有两行以上注释：标题和所回答的问题")
    sql = "\n".join(lines[len(said) :]).strip()
    return ReadyQuery(path.stem, said[0], said[1:], sql)


def _comments(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if not line.startswith("-- "):
            return
        yield line.removeprefix("-- ").strip()
