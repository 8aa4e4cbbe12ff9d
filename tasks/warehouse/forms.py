"""The official forms of a year, counted from a snapshot by the rules the snapshot was built with (DOMAIN 4.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from tasks.contracts.tables_counting import DEFAULT_PROFILE, FormKind, Measure
from tasks.law.annual_report import SCOPE_NAMES, Scope
from tasks.warehouse.district_rows import DistrictRows, Figure, handed_in
from tasks.warehouse.form_layouts import FEN, Column, Layout, UnknownProfileError, ask, read_layout
from tasks.warehouse.snapshots import open_snapshot

__all__ = ["TOTAL", "UNIT_HEADING", "Cell", "Form", "Forms", "UnknownProfileError", "official_forms"]

UNIT_HEADING, TOTAL = "单位名称", "合计"
_DECIMALS = {Measure.YUAN: 2, Measure.WAN: 6}

Number = int | float
Cell = str | Number | None


@dataclass(frozen=True, slots=True)
class Form:
    """One official form: `rows` end with 合计; a cell is None where the column is not collected here."""

    form: FormKind
    profile: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...]
    uncounted: int


@dataclass(frozen=True, slots=True)
class Forms:
    """The official forms of a year, as of when they were counted, and whose work they tell.

    `scope` of None: every configured authority, counted from systems alone.
    """

    year: int
    counted_at: str
    forms: tuple[Form, ...]
    scope: Scope | None = None

    def title_of(self, form: Form) -> str:
        """What stands above a form."""
        return f"{self.year}年度{form.title}" + (f"（{SCOPE_NAMES[self.scope]}）" if self.scope else "")

    def to_json(self) -> dict[str, Any]:
        """The forms for programs: numbers as numbers, by the form's name; `scope` where one was asked for."""
        return {
            "year": self.year,
            **({"scope": self.scope.value} if self.scope else {}),
            "forms": {
                form.form.value: {
                    "profile": form.profile,
                    "columns": list(form.columns),
                    "rows": [list(row) for row in form.rows],
                    "notes": list(form.notes),
                    "uncounted": form.uncounted,
                }
                for form in self.forms
            },
        }


_Counts = Mapping[tuple[str | None, int], int]
"""What is in a cell, by unit (None: all of them) and column."""


def official_forms(
    snapshot: Path,
    year: int,
    profiles: Mapping[FormKind, str] | None = None,
    scope: Scope | None = None,
    missing: Sequence[str] = (),
) -> Forms:
    """Count the four forms of a year; `profiles` names another than the default one for a form.

    `scope`: OWN counts the commission's own authorities only, CITY all of them and what districts handed in by
    workbook, None all of them. `missing`: districts whose workbook is still to come, told under each form.
    UnknownProfileError where there is no such profile, or where districts' figures, which
    come in the default one, cannot be told in it.
    """
    with open_snapshot(snapshot) as warehouse:
        layouts = [
            read_layout(warehouse, form, (profiles or {}).get(form, DEFAULT_PROFILE)) for form in FormKind
        ]
        counted = tuple(_count(warehouse, layout, year, scope) for layout in layouts)
        built = warehouse.execute("SELECT value FROM meta_snapshot WHERE item = 'built_at'").fetchone()
    return Forms(year, str(built[0]) if built else "", _with_missing(counted, missing), scope)


def _with_missing(forms: tuple[Form, ...], missing: Sequence[str]) -> tuple[Form, ...]:
    if not missing:
        return forms
    note = f"以下区县的年度报表尚未收到，未计入本表：{'、'.join(missing)}。"
    return tuple(replace(form, notes=(*form.notes, note)) for form in forms)


def _count(warehouse: duckdb.DuckDBPyConnection, layout: Layout, year: int, scope: Scope | None) -> Form:
    asked = layout.asked(year, scope)
    units = ask(warehouse, "units", asked)
    counts = {(row["unit"], row["ordinal"]): row["value"] for row in ask(warehouse, "cells", asked)}
    districts = handed_in(warehouse, layout, year, {unit["unit"] for unit in units}, scope)
    beside = ask(warehouse, "uncounted", {"year": year, "act_types": layout.act_types})[0]
    return Form(
        layout.form,
        layout.profile,
        layout.title,
        (UNIT_HEADING, *(column.heading for column in layout.columns)),
        (
            *((unit["name"], *_cells(layout, counts, unit["unit"])) for unit in units),
            *((unit, *map(_cell, layout.columns, figures)) for unit, figures in districts.rows),
            (TOTAL, *_totals(layout, counts, districts)),
        ),
        (*layout.notes, *districts.notes, *_notes(warehouse, layout, asked, beside)),
        beside["records"],
    )


def _cells(layout: Layout, counts: _Counts, unit: str | None) -> list[Cell]:
    return [_counted(column, counts.get((unit, column.ordinal), 0)) for column in layout.columns]


def _totals(layout: Layout, counts: _Counts, districts: DistrictRows) -> list[Cell]:
    """All units together: what is in no unit's cells too, so that a decision under none of them shows."""
    return [
        _counted(column, counts.get((None, column.ordinal), 0) + districts.sum_of(place))
        for place, column in enumerate(layout.columns)
    ]


def _counted(column: Column, value: int) -> Cell:
    return None if column.measure is Measure.NOT_COLLECTED else _cell(column, value)


def _cell(column: Column, figure: Figure) -> Cell:
    return money(figure, column.measure) if isinstance(figure, int) and column.measure in FEN else figure


def money(fen: int, measure: Measure) -> Number:
    """Fen in the unit of a column: whole where it is whole, else with the decimals its unit has."""
    unit = FEN[measure]
    return fen // unit if fen % unit == 0 else round(fen / unit, _DECIMALS[measure])


def _notes(
    warehouse: duckdb.DuckDBPyConnection, layout: Layout, asked: dict[str, Any], beside: Mapping[str, int]
) -> list[str]:
    notes = _severity_notes(warehouse, layout, asked["year"]) if layout.form is FormKind.PENALTY else []
    if left_out := ask(warehouse, "left_out", asked):
        told = "；".join(f"{row['reason']}{row['cases']}宗" for row in left_out)
        notes.append(f"已登记但按规则未计入本表：{told}。")
    if without_power := ask(warehouse, "without_power", asked):
        names = "、".join(row["name"] for row in without_power)
        notes.append(f"以下单位没有本表所列执法职权，不列入本表：{names}。")
    return [*notes, *_notes_beside(layout, beside)]


def _notes_beside(layout: Layout, beside: Mapping[str, int]) -> list[str]:
    notes = []
    if beside["records"]:
        undated = f"（其中决定日期无法读出{beside['undated']}条）" if beside["undated"] else ""
        notes.append(f"另有退回待更正的记录{beside['records']}条{undated}，尚未计入本表。")
    if beside["corrections"]:
        notes.append(f"另有更正记录{beside['corrections']}条被退回，所涉决定仍按原登记内容计入。")
    missing = [c.heading for c in layout.columns if c.measure is Measure.NOT_COLLECTED]
    if missing:
        notes.append(f"本系统未归集、须由承办单位填写的栏目：{'、'.join(missing)}。")
    return notes


def _severity_notes(warehouse: duckdb.DuckDBPyConnection, layout: Layout, year: int) -> list[str]:
    orders = ask(warehouse, "severity_orders", {"year": year, "severity_order": layout.severity_order})
    return [
        f"处罚种类由轻到重（{order['title']}，{order['clause']}）：{'、'.join(order['kinds'])}。"
        for order in orders
    ]
