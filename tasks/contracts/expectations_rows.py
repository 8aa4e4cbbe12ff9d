"""Rules that compare records of one batch with each other, and patterns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pyarrow.compute as pc

from tasks.contracts.columns import Mask, combinations
from tasks.contracts.expectations import FieldRule, Table
from tasks.contracts.findings_text import shown


@dataclass(frozen=True, slots=True)
class PatternRule(FieldRule):
    """A field whose values have one form."""

    pattern: str

    def broken(self, table: Table) -> Mask:
        """The rows with a value of another form."""
        column = table.column(self.field.name)
        fits = pc.match_substring_regex(column.distinct, self.pattern).to_numpy(zero_copy_only=False)
        return column.where(~fits) & ~column.missing()


@dataclass(frozen=True, slots=True)
class ForbiddenRule(FieldRule):
    """A field that must not contain what a pattern finds; `as_typed` looks at the cell before it was mended.

    Mending joins a number that was broken over two lines, and the break would never be told.
    """

    pattern: str
    as_typed: str

    def broken(self, table: Table) -> Mask:
        """The rows in which one of the patterns finds something."""
        mended = table.fields[self.field.name]
        found = mended.column.where(self._finds(mended.column.distinct, self.pattern))
        if self.as_typed:
            found = found | mended.raw.where(self._finds(mended.raw.distinct, self.as_typed))
        return found

    def said(self, table: Table, row: int) -> Mapping[str, str]:
        """The cell, with a space for each character that cannot be seen."""
        typed = table.fields[self.field.name].raw.cell(row).strip()
        return {"value": shown("".join(c if c.isprintable() else " " for c in typed), self.field)}

    @staticmethod
    def _finds(distinct: Any, pattern: str) -> Any:
        trimmed = pc.utf8_trim_whitespace(distinct)
        return pc.match_substring_regex(trimmed, pattern).to_numpy(zero_copy_only=False)


@dataclass(frozen=True, slots=True)
class SameNumberRule(FieldRule):
    """One number, two contents: the later row is the version and is told so; identical rows are silent."""

    names: tuple[str, ...]

    def broken(self, table: Table) -> Mask:
        """The rows whose number stood in an earlier row with other content."""
        found = np.zeros(table.rows, dtype=bool)
        for row in self._earlier(table):
            found[row] = True
        return found

    def said(self, table: Table, row: int) -> Mapping[str, str]:
        """The number, and the earlier row."""
        value = shown(table.column(self.field.name).cell(row))
        return {"value": value, self.field.name: value, "other": str(self._earlier(table)[row] + 1)}

    def _earlier(self, table: Table) -> dict[int, int]:
        """By row that differs, the row before it with the same number."""
        key = ("same-number", self.names)
        if key not in table.memo:
            table.memo[key] = self._compare(table)
        return cast("dict[int, int]", table.memo[key])

    def _compare(self, table: Table) -> dict[int, int]:
        codes = combinations([table.column(n) for n in self.names])[1]
        counts = np.bincount(codes)
        if counts.max(initial=0) < 2:
            return {}
        rows = np.flatnonzero((counts[codes] > 1) & ~table.column(self.field.name).missing())
        by_number: dict[int, list[int]] = defaultdict(list)
        for row in rows:
            by_number[int(codes[row])].append(int(row))
        columns = [f.column for f in table.fields.values() if not f.column.is_blank()]
        differing: dict[int, int] = {}
        for same in by_number.values():
            contents = [tuple(c.cell(row) for c in columns) for row in same]
            for before, after in zip(range(len(same) - 1), range(1, len(same)), strict=True):
                if contents[before] != contents[after]:
                    differing[same[after]] = same[before]
        return differing
