"""From a figure of an official form to the decisions behind it, and to those the form leaves out by rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from tasks.contracts.tables_counting import DEFAULT_PROFILE, FormKind, Measure
from tasks.law.annual_report import Scope
from tasks.warehouse.district_rows import DistrictRows, handed_in
from tasks.warehouse.form_layouts import FEN, Column, Layout, ask, read_layout
from tasks.warehouse.forms import TOTAL, Cell, money
from tasks.warehouse.snapshots import open_snapshot


class UnknownCellError(ValueError):
    """The form has no such column or unit; the sentence names those it has."""


@dataclass(frozen=True, slots=True)
class DecisionBehind:
    """One decision behind a figure, or left out; no text where it was erased for having been public in error.

    `value` is what it adds to the cell: 1, or fen in a column of money.
    """

    document_number: str | None
    act_type: str
    decided_on: date
    authority: str
    office: str
    kinds: tuple[str, ...]
    counted_as: str | None
    fen: int
    website_state: str | None
    value: int
    why: str


@dataclass(frozen=True, slots=True)
class Drill:
    """A figure of a form and its decisions; without `column` those the form leaves out, and `cell` their number.

    `handed_in` has what units add to the city's figure by their workbooks, behind which stand no decisions here.
    """

    year: int
    form: FormKind
    profile: str
    title: str
    unit: str
    column: str
    cell: Cell
    decisions: tuple[DecisionBehind, ...]
    scope: Scope | None = None
    handed_in: tuple[tuple[str, Cell], ...] = ()


@dataclass(frozen=True, slots=True)
class CellPlace:
    """Which figure is meant; no unit or 合计 means all units, no column what is left out by rule."""

    year: int
    form: FormKind
    unit: str = ""
    column: str = ""
    profile: str = DEFAULT_PROFILE
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of the form: units counted from systems by their printed names, and those of workbooks."""

    units: dict[str, str]
    districts: DistrictRows


def drill(snapshot: Path, place: CellPlace) -> Drill:
    """The decisions behind a figure; UnknownProfileError and UnknownCellError where the form has no such place."""
    with open_snapshot(snapshot) as warehouse:
        layout = read_layout(warehouse, place.form, place.profile)
        asked = layout.asked(place.year, place.scope)
        lines = _lines(warehouse, layout, place, asked)
        asked |= {"unit": _unit(layout, lines, place)}
        if place.column:
            column = _column(layout, place.column)
            rows = _rows(warehouse, "drill", asked | {"ordinal": column.ordinal})
            handed = _handed_in(lines.districts, place.unit, column)
            cell = _figure(column.measure, sum(row.value for row in rows) + sum(handed.values()))
            told = tuple((unit, _figure(column.measure, value)) for unit, value in handed.items())
        else:
            rows, told = _rows(warehouse, "drill_left_out", asked), ()
            cell = len(rows)
    return Drill(
        place.year,
        place.form,
        place.profile,
        layout.title,
        place.unit or TOTAL,
        place.column,
        cell,
        rows,
        place.scope,
        told,
    )


def _figure(measure: Measure, value: int) -> Cell:
    return money(value, measure) if measure in FEN else value


def _lines(
    warehouse: duckdb.DuckDBPyConnection, layout: Layout, place: CellPlace, asked: dict[str, Any]
) -> _Lines:
    units = {str(row["name"]): str(row["unit"]) for row in ask(warehouse, "units", asked)}
    return _Lines(units, handed_in(warehouse, layout, place.year, set(units.values()), place.scope))


def _handed_in(districts: DistrictRows, unit: str, column: Column) -> dict[str, int]:
    """What workbooks add to a column, by unit: of one of them, or of all for 合计."""
    found: dict[str, int] = {}
    for name, cells in districts.rows:
        figure = cells[column.ordinal - 1]
        if unit in ("", TOTAL, name) and isinstance(figure, int) and figure:
            found[name] = found.get(name, 0) + figure
    return found


def _rows(
    warehouse: duckdb.DuckDBPyConnection, statement: str, asked: dict[str, Any]
) -> tuple[DecisionBehind, ...]:
    return tuple(
        DecisionBehind(**row | {"kinds": tuple(row["kinds"] or ())})
        for row in ask(warehouse, statement, asked)
    )


def _column(layout: Layout, heading: str) -> Column:
    found = next((column for column in layout.columns if column.heading == heading), None)
    if found is None:
        known = "、".join(
            column.heading for column in layout.columns if column.measure is not Measure.NOT_COLLECTED
        )
        raise UnknownCellError(f"{layout.title}没有栏目“{heading}”，可查的栏目：{known}")
    if found.measure is Measure.NOT_COLLECTED:
        raise UnknownCellError(f"栏目“{heading}”本系统未归集，由承办单位填写，没有可列的决定")
    return found


def _unit(layout: Layout, lines: _Lines, place: CellPlace) -> str | None:
    """The unit to ask for: None for all; that of a workbook has no decisions and goes by its name."""
    if place.unit in ("", TOTAL):
        return None
    handed = [name for name, _ in lines.districts.rows]
    if place.unit not in lines.units and place.unit not in handed:
        known = "、".join([*lines.units, *handed, TOTAL])
        raise UnknownCellError(f"{place.year}年度{layout.title}没有单位“{place.unit}”，可查的单位：{known}")
    return lines.units.get(place.unit, place.unit)
