"""The yearly handover to the justice bureau: its headings with the figures of the official forms (clause G17)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tasks.contracts.tables_counting import FormKind
from tasks.contracts.tables_justice import FormPlace, JusticeRow
from tasks.warehouse.form_files import as_cell, write_file
from tasks.warehouse.form_text import centred, display_width, note_lines
from tasks.warehouse.forms import Cell, Forms, official_forms

NOT_COLLECTED = "未归集"
_NOTES = (
    "各栏数字与年度行政执法统计表的合计一致；行政执法主体数量为统计表列明的单位数。",
    f"“{NOT_COLLECTED}”表示本系统不掌握，由承办单位填写，不等于零。",
)


@dataclass(frozen=True, slots=True)
class JusticeFigure:
    """One heading and its figure; None where it is not collected."""

    row: JusticeRow
    figure: Cell


@dataclass(frozen=True, slots=True)
class JusticeTable:
    """The handover of a year."""

    year: int
    counted_at: str
    figures: tuple[JusticeFigure, ...]

    @property
    def title(self) -> str:
        """What stands above the table."""
        return f"{self.year}年度行政执法情况统计表（报市司法局）"

    @property
    def notes(self) -> list[str]:
        """What is printed under it."""
        unsure = any(one.row.assumption for one in self.figures)
        return [*_NOTES, *(["栏目口径待与市司法局核对。"] if unsure else [])]

    def to_json(self) -> dict[str, Any]:
        """The table for programs: null is not collected."""
        return {
            "year": self.year,
            "counted_at": self.counted_at,
            "rows": [
                {"id": one.row.id, "section": one.row.section, "heading": one.row.heading, "unit": one.row.unit,
                 "figure": one.figure}
                for one in self.figures
            ],
            "notes": self.notes,
        }  # fmt: skip


def justice_table(snapshot: Path, year: int, rows: Sequence[JusticeRow]) -> JusticeTable:
    """The table of a year from a snapshot; every figure is read from the official form that has it."""
    forms = _Forms(snapshot, year)
    found = tuple(JusticeFigure(row, _figure(forms, row)) for row in rows)
    return JusticeTable(year, forms.of("default").counted_at, found)


def _figure(forms: _Forms, row: JusticeRow) -> Cell:
    if row.authorities:
        return forms.authorities()
    return None if row.place is None else forms.total(row.place)


class _Forms:
    """The official forms of a year, each profile counted once."""

    def __init__(self, snapshot: Path, year: int) -> None:
        self._snapshot, self._year = snapshot, year
        self._counted: dict[str, Forms] = {}

    def of(self, profile: str, form: FormKind | None = None) -> Forms:
        """The forms with one of them in another profile."""
        key = f"{form}/{profile}"
        if key not in self._counted:
            profiles = {} if form is None else {form: profile}
            self._counted[key] = official_forms(self._snapshot, self._year, profiles)
        return self._counted[key]

    def total(self, place: FormPlace) -> Cell:
        """What stands in the row 合计 of a column."""
        forms = self.of(place.profile, place.form)
        form = next(one for one in forms.forms if one.form is place.form)
        return form.rows[-1][form.columns.index(place.column)]

    def authorities(self) -> int:
        """How many different authorities the forms name."""
        return len({row[0] for form in self.of("default").forms for row in form.rows[:-1]})


def print_justice_table(table: JusticeTable) -> str:
    """For a terminal: the headings under their sections."""
    width = max(display_width(one.row.heading) for one in table.figures) + 4
    lines, section = [centred(table.title), ""], ""
    for one in table.figures:
        if one.row.section != section:
            section = one.row.section
            lines.append(section)
        figure = _shown(one.figure)
        unit = f" {one.row.unit}" if one.figure is not None else ""
        gap = " " * (width - display_width(one.row.heading))
        lines.append(f"  {one.row.heading}{gap}{figure}{unit}")
    lines += ["", "说明："]
    return "\n".join([*lines, *_numbered(table.notes)])


def write_justice_csv(table: JusticeTable, folder: Path) -> Path:
    """Write the table for a spreadsheet."""
    folder.mkdir(parents=True, exist_ok=True)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["类别", "栏目", "计量单位", f"{table.year}年"])
    for one in table.figures:
        writer.writerow(
            [as_cell(one.row.section), as_cell(one.row.heading), as_cell(one.row.unit), _shown(one.figure)]
        )
    return write_file(folder / f"{table.title}.csv", "\ufeff" + text.getvalue())


def _shown(figure: Cell) -> str:
    return NOT_COLLECTED if figure is None else as_cell(figure)


def _numbered(notes: Iterable[str]) -> list[str]:
    return [line for number, note in enumerate(notes, 1) for line in note_lines(number, note)]
