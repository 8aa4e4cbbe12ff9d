"""The credit platform's own list of what it holds, as its query page exports it (clause G12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pandas as pd
from pydantic import TypeAdapter

from tasks.channels.credit_platform.known_answers import plain_spelling
from tasks.channels.credit_platform.table_file import SHIPPED, read_table_file


@dataclass(frozen=True, slots=True)
class ListHeadings:
    """The names each column may have."""

    document_number: tuple[str, ...]
    authority_code: tuple[str, ...]
    state: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListTable:
    """The whole of `listing.yaml`; `not_shown` are the states of what is kept but not shown."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    version: str
    headings: ListHeadings
    not_shown: tuple[str, ...]
    source: str
    assumption: bool = False
    note: str = ""

    def names(self) -> Iterator[tuple[str, str]]:
        """What a column says, with each name it may have."""
        for field in ListHeadings.__slots__:
            for name in getattr(self.headings, field):
                yield field, name


@dataclass(frozen=True, slots=True)
class ListedRecord:
    """One row of the list, counted from 1; texts as written there, "" where a cell is empty or missing."""

    row: int
    document_number: str
    authority_code: str
    shown: bool


_TABLE = TypeAdapter(ListTable)


def load_list_table(home: Path) -> ListTable:
    """The table: the installation's own (`channels/credit-listing.yaml`) takes the place of the shipped one whole."""
    own = home / "channels" / "credit-listing.yaml"
    return read_table_file(own if own.is_file() else SHIPPED / "listing.yaml", _TABLE)


class WithoutNumbers(Exception):
    """No column of the list names the decisions."""


def listed_records(frames: Iterable[pd.DataFrame], table: ListTable) -> list[ListedRecord]:
    """The rows of an exported list, as frames of raw text cells; WithoutNumbers where it names no decisions."""
    spellings = {plain_spelling(name): field for field, name in table.names()}
    hidden = {plain_spelling(word) for word in table.not_shown}
    rows: list[ListedRecord] = []
    numbered = False
    for frame in frames:
        columns = {spellings.get(plain_spelling(str(name))): str(name) for name in reversed(frame.columns)}
        numbered = numbered or "document_number" in columns
        for record in frame.to_dict("records"):
            cells = {field: str(record[name]).strip() for field, name in columns.items() if field}
            number, code = cells.get("document_number", ""), cells.get("authority_code", "")
            shown = plain_spelling(cells.get("state", "")) not in hidden
            rows.append(ListedRecord(len(rows) + 1, number, code, shown))
    if not numbered:
        raise WithoutNumbers
    return rows
