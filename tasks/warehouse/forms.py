"""The official forms of a year, counted from a snapshot by the rules the snapshot was built with (DOMAIN 4.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from tasks.contracts.tables_counting import DEFAULT_PROFILE, FormKind, Measure
from tasks.warehouse.snapshots import open_snapshot
from tasks.warehouse.statements import asking

UNIT_HEADING, TOTAL = "单位名称", "合计"
_FEN = {Measure.YUAN: 100, Measure.WAN: 1_000_000}
_DECIMALS = {Measure.YUAN: 2, Measure.WAN: 6}

Number = int | float
Cell = str | Number | None


class UnknownProfileError(ValueError):
    """No form goes by that profile; the sentence names those there are."""


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
    """The official forms of a year, and as of when they were counted."""

    year: int
    counted_at: str
    forms: tuple[Form, ...]

    def to_json(self) -> dict[str, Any]:
        """The forms for programs: numbers as numbers, by the form's name."""
        return {
            "year": self.year,
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


@dataclass(frozen=True, slots=True)
class _Column:
    heading: str
    items: tuple[str, ...]
    measure: Measure


@dataclass(frozen=True, slots=True)
class _Layout:
    """A form as the snapshot describes it."""

    form: FormKind
    profile: str
    title: str
    act_types: list[str]
    severity_order: str | None
    notes: tuple[str, ...]
    columns: tuple[_Column, ...]


_Counts = Mapping[tuple[str, str], Mapping[str, int]]


def official_forms(snapshot: Path, year: int, profiles: Mapping[FormKind, str] | None = None) -> Forms:
    """Count the four forms of a year; `profiles` names another than the default one for a form.

    UnknownProfileError where there is no such profile.
    """
    with open_snapshot(snapshot) as warehouse:
        layouts = [_layout(warehouse, form, (profiles or {}).get(form, DEFAULT_PROFILE)) for form in FormKind]
        counted = tuple(_count(warehouse, layout, year) for layout in layouts)
        built = warehouse.execute("SELECT value FROM meta_snapshot WHERE item = 'built_at'").fetchone()
    return Forms(year, str(built[0]) if built else "", counted)


def _layout(warehouse: duckdb.DuckDBPyConnection, form: FormKind, profile: str) -> _Layout:
    found = warehouse.execute(
        "SELECT title, act_types, severity_order, notes FROM meta_form WHERE form = ? AND profile = ?",
        [form.value, profile],
    ).fetchone()
    if found is None:
        known = warehouse.execute(
            "SELECT string_agg(profile, '、' ORDER BY profile) FROM meta_form WHERE form = ?", [form.value]
        ).fetchone()
        raise UnknownProfileError(f"没有样式“{profile}”，可用的样式：{known[0] if known else ''}")
    columns = warehouse.execute(
        "SELECT heading, items, measure FROM meta_form_column WHERE form = ? AND profile = ? ORDER BY ordinal",
        [form.value, profile],
    ).fetchall()
    title, act_types, severity_order, notes = found
    return _Layout(
        form,
        profile,
        title,
        act_types,
        severity_order,
        tuple(notes),
        tuple(_Column(heading, tuple(items), Measure(measure)) for heading, items, measure in columns),
    )


def _count(warehouse: duckdb.DuckDBPyConnection, layout: _Layout, year: int) -> Form:
    asked: dict[str, Any] = {"year": year}
    units = _ask(warehouse, "units", {**asked, "act_types": layout.act_types})
    if layout.form is FormKind.PENALTY:
        asked["severity_order"] = layout.severity_order
    counts: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in _ask(warehouse, layout.form.value, asked):
        counts[row.pop("unit"), row.pop("item")] = row
    items = sorted({item for _, item in counts})
    rows = [(unit["name"], *_cells(layout.columns, counts, [unit["unit"]], items)) for unit in units]
    total = (TOTAL, *_cells(layout.columns, counts, [unit["unit"] for unit in units], items))
    beside = _ask(warehouse, "uncounted", {"year": year, "act_types": layout.act_types})[0]
    return Form(
        layout.form,
        layout.profile,
        layout.title,
        (UNIT_HEADING, *(column.heading for column in layout.columns)),
        (*rows, total),
        (*layout.notes, *_notes(warehouse, layout, year, beside)),
        beside["records"],
    )


def _ask(warehouse: duckdb.DuckDBPyConnection, name: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    cursor = warehouse.execute(asking(name), asked)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _cells(
    columns: Sequence[_Column], counts: _Counts, units: Sequence[str], every_item: Sequence[str]
) -> list[Cell]:
    return [_cell(column, counts, units, column.items or every_item) for column in columns]


def _cell(column: _Column, counts: _Counts, units: Sequence[str], items: Sequence[str]) -> Cell:
    if column.measure is Measure.NOT_COLLECTED:
        return None
    measured = "fen" if column.measure in _FEN else column.measure.value
    found = sum(counts.get((unit, item), {}).get(measured, 0) for unit in units for item in items)
    return _money(found, column.measure) if column.measure in _FEN else found


def _money(fen: int, measure: Measure) -> Number:
    """Whole where it is whole, else with the decimals its unit has."""
    unit = _FEN[measure]
    return fen // unit if fen % unit == 0 else round(fen / unit, _DECIMALS[measure])


def _notes(
    warehouse: duckdb.DuckDBPyConnection, layout: _Layout, year: int, beside: Mapping[str, int]
) -> list[str]:
    notes = _severity_notes(warehouse, layout, year) if layout.form is FormKind.PENALTY else []
    left_out = _ask(warehouse, "left_out", {"year": year, "act_types": layout.act_types})
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


def _severity_notes(warehouse: duckdb.DuckDBPyConnection, layout: _Layout, year: int) -> list[str]:
    orders = _ask(warehouse, "severity_orders", {"year": year, "severity_order": layout.severity_order})
    return [
        f"处罚种类由轻到重（{order['title']}，{order['clause']}）：{'、'.join(order['kinds'])}。"
        for order in orders
    ]
