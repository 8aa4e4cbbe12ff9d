"""From a figure of an official form to the decisions behind it, and to those the form leaves out by rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from tasks.contracts.tables_counting import DEFAULT_PROFILE, FormKind, Measure
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
    """A figure of a form and its decisions; without `column` those the form leaves out, and `cell` their number."""

    year: int
    form: FormKind
    profile: str
    title: str
    unit: str
    column: str
    cell: Cell
    decisions: tuple[DecisionBehind, ...]


@dataclass(frozen=True, slots=True)
class CellPlace:
    """Which figure is meant; no unit or 合计 means all units, no column what is left out by rule."""

    year: int
    form: FormKind
    unit: str = ""
    column: str = ""
    profile: str = DEFAULT_PROFILE


def drill(snapshot: Path, place: CellPlace) -> Drill:
    """The decisions behind a figure; UnknownProfileError and UnknownCellError where the form has no such place."""
    with open_snapshot(snapshot) as warehouse:
        layout = read_layout(warehouse, place.form, place.profile)
        asked = layout.asked(place.year) | {"unit": _unit(warehouse, layout, place)}
        if place.column:
            column = _column(layout, place.column)
            rows = _rows(warehouse, "drill", asked | {"ordinal": column.ordinal})
            cell = _figure(column.measure, sum(row.value for row in rows))
        else:
            rows = _rows(warehouse, "drill_left_out", asked)
            cell = len(rows)
    return Drill(
        place.year, place.form, place.profile, layout.title, place.unit or TOTAL, place.column, cell, rows
    )


def _figure(measure: Measure, value: int) -> Cell:
    return money(value, measure) if measure in FEN else value


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


def _unit(warehouse: duckdb.DuckDBPyConnection, layout: Layout, place: CellPlace) -> str | None:
    if place.unit in ("", TOTAL):
        return None
    units = {row["name"]: str(row["unit"]) for row in ask(warehouse, "units", layout.asked(place.year))}
    if place.unit not in units:
        known = "、".join([*units, TOTAL])
        raise UnknownCellError(f"{place.year}年度{layout.title}没有单位“{place.unit}”，可查的单位：{known}")
    return units[place.unit]
