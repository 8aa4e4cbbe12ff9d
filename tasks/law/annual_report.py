"""The annual report as figures and words, before it is printed in any form (clauses G16, G17; seed 二(三)6).

A report is content: the same content always prints the same bytes, and two contents can be told apart figure by
figure. Nothing here counts; the figures come from the official forms.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from pydantic import TypeAdapter

from tasks.law.handover import Handover
from tasks.law.report_figures import ReportFigure
from tasks.law.report_stages import StageDeadline

Cell = str | int | float | None
"""A figure, a name, or None where the column is not collected here."""


class Scope(StrEnum):
    """Whose work a report tells: the authority's own, or that of the whole city."""

    OWN = "own"
    CITY = "city"


SCOPE_NAMES = {Scope.OWN: "我委", Scope.CITY: "全市"}


@dataclass(frozen=True, slots=True)
class ReportTable:
    """One official form: `rows` begin with the unit's name and end with 合计; `notes` are printed under it."""

    form: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportSection:
    """One part of the text; `to_fill` says that people have to write it."""

    heading: str
    paragraphs: tuple[str, ...]
    to_fill: bool = False


@dataclass(frozen=True, slots=True)
class AnnualReport:
    """A year's report: `before` are the same forms a year earlier, empty where that year was not counted.

    `snapshot` names the statistics file it was counted from, `counted_at` when that was made, `rules` the version and
    digest of the counting rules, `uncounted` the records sent back and not counted, by form. `figures` are the main
    figures of both years, `offices` and `months` the same work by office and by month, `stages` by when the report must
    be handed in, `handovers` what goes with it, `prose` the version of the words it was drafted with.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    year: int
    scope: Scope
    authority: str
    title: str
    snapshot: str
    counted_at: str
    rules: str
    tables: tuple[ReportTable, ...]
    before: tuple[ReportTable, ...] = ()
    sections: tuple[ReportSection, ...] = ()
    uncounted: tuple[tuple[str, int], ...] = ()
    figures: tuple[ReportFigure, ...] = ()
    offices: tuple[ReportTable, ...] = ()
    months: ReportTable | None = None
    stages: tuple[StageDeadline, ...] = ()
    handovers: tuple[Handover, ...] = ()
    prose: str = ""

    def to_json(self) -> str:
        """The content as it is kept; the same content is always the same text."""
        return _REPORT.dump_json(self).decode()

    @property
    def digest(self) -> str:
        """SHA-256 of the content, in hex."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()


_REPORT = TypeAdapter(AnnualReport)


def report_from_json(content: str) -> AnnualReport:
    """A report as it was kept; ValueError where that is no report."""
    return _REPORT.validate_json(content)


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure that is not what it was; None where the unit or column was not there."""

    form: str
    unit: str
    column: str
    before: Cell
    now: Cell


def changed_figures(kept: AnnualReport, now: AnnualReport) -> list[FigureChange]:
    """Every figure in which two reports differ, form by form, unit by unit; notes and prose do not count."""
    old, new = dict(_figures(kept)), dict(_figures(now))
    return [
        FigureChange(*place, old.get(place), new.get(place))
        for place in dict.fromkeys([*old, *new])
        if old.get(place) != new.get(place)
    ]


def _figures(report: AnnualReport) -> Iterator[tuple[tuple[str, str, str], Cell]]:
    for table in report.tables:
        for unit, *cells in table.rows:
            for column, cell in zip(table.columns[1:], cells, strict=True):
                yield (table.form, str(unit), column), cell
