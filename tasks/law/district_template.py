"""The workbook a district fills in: what stands in which cell, and the version that names it (clause G17).

Writer and checker both read this page, so that a cell that was moved or reworded is found.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

FORMAT = "gongshi-district-figures/1"
VERSION_SHEET, NOTES_SHEET = "_gongshi", "填表说明"
NO_POWER = "无此项"
UNIT_HEADING, TOTAL, CHECK = "单位名称", "合计", "校核"
TITLE_ROW, UNIT_ROW, HINT_ROW, HEADING_ROW, FIRST_ROW = 1, 2, 3, 4, 5
HINT = f"没有办理的填0；不具有该项权力的填“{NO_POWER}”，不填0；件数填整数，金额最多两位小数（单位为万元的六位）。"

Place = tuple[int, int]
"""Row and column of a cell, both from 1."""


class ColumnRole(StrEnum):
    """What a column is to the others of its form: a kind, their sum, the money, or a figure of its own."""

    PART = "part"
    TOTAL = "total"
    AMOUNT = "amount"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column to fill; `fen` says how many fen its unit of money has, `fines` that it counts fines."""

    heading: str
    role: ColumnRole
    fines: bool = False
    fen: int = 0


@dataclass(frozen=True, slots=True)
class TemplateForm:
    """One official form as a sheet."""

    form: str
    sheet: str
    title: str
    columns: tuple[TemplateColumn, ...]
    notes: tuple[str, ...] = ()

    def columns_of(self, role: ColumnRole) -> list[int]:
        """The sheet's columns with a role, from 2."""
        return [place for place, column in enumerate(self.columns, 2) if column.role is role]

    @property
    def check_column(self) -> int | None:
        """The column that says whether the kinds add up; None where the form has no sum."""
        return len(self.columns) + 2 if self.columns_of(ColumnRole.TOTAL) else None


@dataclass(frozen=True, slots=True)
class DistrictTemplate:
    """One district's workbook of a year."""

    year: int
    district_id: str
    district: str
    units: tuple[str, ...]
    forms: tuple[TemplateForm, ...]

    @property
    def version(self) -> str:
        """What changes with any heading or unit: twelve hexadecimal digits."""
        headings = [(form.form, form.sheet, [str(column) for column in form.columns]) for form in self.forms]
        return hashlib.sha256(f"{FORMAT}{self.units}{headings}".encode()).hexdigest()[:12]

    @property
    def identity(self) -> tuple[tuple[str, str], ...]:
        """What the hidden sheet says, row by row."""
        return (
            ("格式", FORMAT),
            ("年度", str(self.year)),
            ("区县", self.district_id),
            ("模板版本", self.version),
            ("统计表", "、".join(form.form for form in self.forms)),
        )

    @property
    def total_row(self) -> int:
        """The row of the sums under the units."""
        return FIRST_ROW + len(self.units)

    def inputs(self, form: TemplateForm) -> Iterator[tuple[str, Place, TemplateColumn]]:
        """Every cell to fill, with its unit and column."""
        for row, unit in enumerate(self.units, FIRST_ROW):
            for place, column in enumerate(form.columns, 2):
                yield unit, (row, place), column

    def fixed(self, form: TemplateForm) -> dict[Place, str]:
        """The words that stand in the sheet and must stay where they are."""
        words = {
            (TITLE_ROW, 1): f"{self.year}年度{form.title}",
            (UNIT_ROW, 1): f"填报区县：{self.district}",
            (HINT_ROW, 1): HINT,
            (HEADING_ROW, 1): UNIT_HEADING,
            (self.total_row, 1): TOTAL,
        }
        words |= {(HEADING_ROW, place): column.heading for place, column in enumerate(form.columns, 2)}
        words |= {(row, 1): unit for row, unit in enumerate(self.units, FIRST_ROW)}
        if form.check_column:
            words[HEADING_ROW, form.check_column] = CHECK
        return words

    def controls(self, form: TemplateForm) -> dict[Place, str]:
        """The formulas by which the district sees whether its figures add up; they are never read."""
        last = self.total_row - 1
        sums = {
            (self.total_row, place): f"=SUM({cell_name(FIRST_ROW, place)}:{cell_name(last, place)})"
            for place in range(2, len(form.columns) + 2)
        }
        if form.check_column is None:
            return sums
        (total,) = form.columns_of(ColumnRole.TOTAL)
        for row in range(FIRST_ROW, self.total_row + 1):
            parts = ",".join(cell_name(row, place) for place in form.columns_of(ColumnRole.PART))
            equal = f"SUM({parts})=N({cell_name(row, total)})"
            sums[row, form.check_column] = f'=IF({equal},"相符","不符")'
        return sums


def cell_name(row: int, column: int) -> str:
    """A cell as officers name it: C7."""
    return f"{column_name(column)}{row}"


def column_name(column: int) -> str:
    """A column's letters, from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
