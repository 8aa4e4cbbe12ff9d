"""The redaction policy as data: which persons an act names, and the words that announce a personal name (G14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from tasks.law import addresses, detectors, health, minors
from tasks.law.acts import ActType
from tasks.law.name_finder import NameFinder
from tasks.law.names import NameLists


class Showing(StrEnum):
    """Whether a person's name is shown or becomes 张某."""

    NAME = "name"
    MASK = "mask"


@dataclass(frozen=True, slots=True)
class RedactionRow:
    """How persons are treated in these acts; the decision date selects the row."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    id: str
    act_types: tuple[ActType, ...]
    natural_person: Showing
    refused_person: Showing
    legal_representative: Showing
    masked_cues: tuple[str, ...]
    in_force_from: date
    known_since: date
    clause: str
    source: str
    in_force_to: date | None = None
    note: str = ""
    assumption: bool = False

    def covers(self, act_type: ActType, day: date) -> bool:
        """Whether the row answers for an act decided on a day."""
        return (
            act_type in self.act_types
            and self.in_force_from <= day
            and (self.in_force_to is None or day <= self.in_force_to)
        )


@dataclass(frozen=True, slots=True)
class RedactionTable:
    """The file `redaction.yaml` as a whole."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    version: str
    mask: str
    address_mask: str
    health_mask: str
    public_numbers: tuple[str, ...]
    rows: tuple[RedactionRow, ...]
    names: NameLists


STRICTEST = RedactionRow(
    id="redaction-strictest",
    act_types=tuple(ActType),
    natural_person=Showing.MASK,
    refused_person=Showing.MASK,
    legal_representative=Showing.MASK,
    masked_cues=(),
    in_force_from=date.min,
    known_since=date.min,
    clause="G14",
    source="无适用规则时从严",
)
"""What applies where no row does: nobody is named, after any cue."""


class RedactionPolicy:
    """The table made ready: rows by act, and one compiled name finder per set of cues."""

    def __init__(self, table: RedactionTable, rows: Iterable[RedactionRow] | None = None) -> None:
        """Compile `rows` (by default all of the table's); ValueError for a cue group that is not listed."""
        self.version = table.version
        self.mask = table.mask
        self.address_mask = table.address_mask
        self.health_mask = table.health_mask
        self.public_numbers = frozenset(table.public_numbers)
        self.rows = tuple(table.rows if rows is None else rows)
        self.names = table.names
        self._finders: dict[tuple[str, ...], NameFinder] = {}
        for row in (*self.rows, STRICTEST):
            cues = row.masked_cues or tuple(table.names.cues)
            if unknown := [cue for cue in cues if cue not in table.names.cues]:
                raise ValueError(f"{row.id}的masked_cues未定义：{'、'.join(unknown)}")
            self._finders[row.masked_cues] = NameFinder(table.names, cues)

    def row_for(self, act_type: ActType, day: date | None) -> RedactionRow:
        """The row in force on the decision date, or the strictest where there is none."""
        if day is not None:
            for row in self.rows:
                if row.covers(act_type, day):
                    return row
        return STRICTEST

    def finder_for(self, row: RedactionRow) -> NameFinder:
        """What finds the personal names a row hides."""
        return self._finders[row.masked_cues]

    def may_hide(self, row: RedactionRow, text: str) -> bool:
        """Whether anything in a text could have to be hidden; False for nearly all clean prose, and fast."""
        return (
            detectors.may_detect(text)
            or addresses.may_hold_home(text)
            or health.may_tell_illness(text)
            or minors.may_tell_of_minor(text)
            or self._finders[row.masked_cues].may_find(text)
        )
