"""The official forms of a year, counted from a snapshot by the rules the snapshot was built with (DOMAIN 4.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from tasks.contracts.tables_counting import DEFAULT_PROFILE, FormColumn, FormKind, Measure
from tasks.law.annual_report import SCOPE_NAMES, Scope
from tasks.law.authorities import Level
from tasks.warehouse.district_rows import DistrictRows, Figure, district_rows
from tasks.warehouse.form_layouts import FormLayout, UnknownProfileError, form_layout
from tasks.warehouse.snapshots import open_snapshot
from tasks.warehouse.statements import asking

__all__ = ["Form", "Forms", "UnknownProfileError", "official_forms"]

UNIT_HEADING, TOTAL = "单位名称", "合计"
_FEN = {Measure.YUAN: 100, Measure.WAN: 1_000_000}
_LEVELS = {Scope.OWN: (Level.OWN,), Scope.CITY: tuple(Level)}
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
                    "columns": list(form.columns),
                    "rows": [list(row) for row in form.rows],
                    "notes": list(form.notes),
                    "uncounted": form.uncounted,
                }
                for form in self.forms
            },
        }


_Counts = Mapping[tuple[str, str], Mapping[str, int]]


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
            form_layout(warehouse, form, (profiles or {}).get(form, DEFAULT_PROFILE)) for form in FormKind
        ]
        counted = tuple(_count(warehouse, layout, year, scope) for layout in layouts)
        built = warehouse.execute("SELECT value FROM meta_snapshot WHERE item = 'built_at'").fetchone()
    return Forms(year, str(built[0]) if built else "", _with_missing(counted, missing), scope)


def _with_missing(forms: tuple[Form, ...], missing: Sequence[str]) -> tuple[Form, ...]:
    if not missing:
        return forms
    note = f"以下区县的年度报表尚未收到，未计入本表：{'、'.join(missing)}。"
    return tuple(replace(form, notes=(*form.notes, note)) for form in forms)


def _count(warehouse: duckdb.DuckDBPyConnection, layout: FormLayout, year: int, scope: Scope | None) -> Form:
    asked: dict[str, Any] = {"year": year, "levels": list(_LEVELS[scope or Scope.CITY])}
    units = _ask(warehouse, "units", {**asked, "act_types": layout.act_types})
    counts = _counts(warehouse, layout, asked)
    items = sorted({item for _, item in counts})
    lines: list[tuple[str, Sequence[Figure]]] = [
        (unit["name"], _figures(layout.columns, counts, unit["unit"], items)) for unit in units
    ]
    handed_in = _handed_in(warehouse, layout, year, {unit["unit"] for unit in units}, scope)
    lines += handed_in.rows
    lines.append((TOTAL, _totals(layout.columns, [figures for _, figures in lines])))
    beside = _ask(warehouse, "uncounted", {"year": year, "act_types": layout.act_types})[0]
    return Form(
        layout.form,
        layout.profile,
        layout.title,
        (UNIT_HEADING, *(column.heading for column in layout.columns)),
        tuple((name, *map(_cell, layout.columns, figures)) for name, figures in lines),
        (*layout.notes, *handed_in.notes, *_notes(warehouse, layout, asked, beside)),
        beside["records"],
    )


def _counts(warehouse: duckdb.DuckDBPyConnection, layout: FormLayout, asked: Mapping[str, Any]) -> _Counts:
    order = {"severity_order": layout.severity_order} if layout.form is FormKind.PENALTY else {}
    counts: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in _ask(warehouse, layout.form.value, {**asked, **order}):
        counts[row.pop("unit"), row.pop("item")] = row
    return counts


def _handed_in(
    warehouse: duckdb.DuckDBPyConnection,
    layout: FormLayout,
    year: int,
    counted: set[str],
    scope: Scope | None,
) -> DistrictRows:
    """What districts handed in, for the whole city only."""
    if scope is not Scope.CITY:
        return DistrictRows((), ())
    found = _ask(warehouse, "district_figures", {"year": year, "form": layout.form.value})
    if found and layout.profile != DEFAULT_PROFILE:
        raise UnknownProfileError(
            f"区县报表按样式“{DEFAULT_PROFILE}”填报，全市的表不能用样式“{layout.profile}”"
        )
    headings = {column.heading: column.measure is not Measure.NOT_COLLECTED for column in layout.columns}
    return district_rows(found, headings, counted)


def _ask(warehouse: duckdb.DuckDBPyConnection, name: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    cursor = warehouse.execute(asking(name), asked)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _figures(
    columns: Sequence[FormColumn], counts: _Counts, unit: str, every_item: Sequence[str]
) -> list[Figure]:
    return [_figure(column, counts, unit, column.items or every_item) for column in columns]


def _figure(column: FormColumn, counts: _Counts, unit: str, items: Sequence[str]) -> Figure:
    if column.measure is Measure.NOT_COLLECTED:
        return None
    measured = "fen" if column.measure in _FEN else column.measure.value
    return sum(counts.get((unit, item), {}).get(measured, 0) for item in items)


def _totals(columns: Sequence[FormColumn], lines: Sequence[Sequence[Figure]]) -> list[Figure]:
    return [
        None
        if column.measure is Measure.NOT_COLLECTED
        else sum(figure for line in lines if isinstance(figure := line[place], int))
        for place, column in enumerate(columns)
    ]


def _cell(column: FormColumn, figure: Figure) -> Cell:
    return _money(figure, column.measure) if isinstance(figure, int) and column.measure in _FEN else figure


def _money(fen: int, measure: Measure) -> Number:
    """Whole where it is whole, else with the decimals its unit has."""
    unit = _FEN[measure]
    return fen // unit if fen % unit == 0 else round(fen / unit, _DECIMALS[measure])


def _notes(
    warehouse: duckdb.DuckDBPyConnection,
    layout: FormLayout,
    asked: Mapping[str, Any],
    beside: Mapping[str, int],
) -> list[str]:
    notes = _severity_notes(warehouse, layout, asked["year"]) if layout.form is FormKind.PENALTY else []
    left_out = _ask(warehouse, "left_out", {**asked, "act_types": layout.act_types})
    if left_out:
        told = "；".join(f"{row['reason']}{row['cases']}宗" for row in left_out)
        notes.append(f"已登记但按规则未计入本表：{told}。")
    if beside["records"]:
        undated = f"（其中决定日期无法读出{beside['undated']}条）" if beside["undated"] else ""
        notes.append(f"另有退回待更正的记录{beside['records']}条{undated}，尚未计入本表。")
    if beside["corrections"]:
        notes.append(f"另有更正记录{beside['corrections']}条被退回，所涉决定仍按原登记内容计入。")
    missing = [c.heading for c in layout.columns if c.measure is Measure.NOT_COLLECTED]
    if missing:
        notes.append(f"本系统未归集、须由承办单位填写的栏目：{'、'.join(missing)}。")
    return notes


def _severity_notes(warehouse: duckdb.DuckDBPyConnection, layout: FormLayout, year: int) -> list[str]:
    orders = _ask(warehouse, "severity_orders", {"year": year, "severity_order": layout.severity_order})
    return [
        f"处罚种类由轻到重（{order['title']}，{order['clause']}）：{'、'.join(order['kinds'])}。"
        for order in orders
    ]
