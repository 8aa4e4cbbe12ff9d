"""The lines of the city's forms that come from districts' workbooks, and what is said of them under the form."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import sqlalchemy as sa

from tasks.contracts.tables_counting import DEFAULT_PROFILE, Measure
from tasks.law.annual_report import Scope
from tasks.law.authorities import Authority, counting_row
from tasks.law.district_template import NO_POWER
from tasks.register.schema import district_figure, district_workbook, operator_act
from tasks.warehouse.authorities import unit_of
from tasks.warehouse.form_layouts import Layout, UnknownProfileError, ask
from tasks.warehouse.rule_rows import insert_rows
from tasks.warehouse.statements import building

_LATER = district_workbook.alias("later")
DISTRICT_FIGURES = (
    sa.select(
        district_workbook.c.year,
        district_workbook.c.district.label("district_id"),
        district_workbook.c.name.label("district"),
        district_figure.c.unit,
        district_figure.c.unit_ordinal,
        district_figure.c.form,
        district_figure.c.heading,
        district_figure.c.value,
        district_workbook.c.ordinal.label("version"),
        operator_act.c.acted_at.label("taken_at"),
    )
    .join_from(district_figure, district_workbook, district_workbook.c.id == district_figure.c.workbook_id)
    .join(operator_act, operator_act.c.id == district_workbook.c.act_id)
    .where(
        ~sa.exists().where(
            _LATER.c.year == district_workbook.c.year,
            _LATER.c.district == district_workbook.c.district,
            _LATER.c.ordinal > district_workbook.c.ordinal,
        )
    )
)
"""Of each district's workbooks of a year only the newest."""

Figure = int | str | None
"""A count, or fen where the column is money; 无此项; None where it is not collected."""


@dataclass(frozen=True, slots=True)
class DistrictRows:
    """One line for each unit, with its figures as they stand in the columns; `notes` go under the form."""

    rows: tuple[tuple[str, tuple[Figure, ...]], ...] = ()
    notes: tuple[str, ...] = ()

    def sum_of(self, place: int) -> int:
        """What the units have together in a column, by its place from 0."""
        return sum(figure for _, cells in self.rows if isinstance(figure := cells[place], int))


def mark_counted_units(warehouse: duckdb.DuckDBPyConnection, authorities: Iterable[Authority]) -> None:
    """Mark the units of workbooks that are counted from a connected system too."""
    rows = tuple(authorities)
    met = warehouse.execute("SELECT DISTINCT year, unit FROM core_district_figure").fetchall()
    marked = [
        (year, unit, unit_of(row, None if row.names_one_body(unit) else unit))
        for year, unit in met
        if (row := counting_row(unit, year, rows)) is not None
    ]
    insert_rows(warehouse, building("mark_district_units"), marked)


def handed_in(
    warehouse: duckdb.DuckDBPyConnection,
    layout: Layout,
    year: int,
    counted: Collection[str],
    scope: Scope | None,
) -> DistrictRows:
    """What districts handed in, for the whole city only; `counted` are the units that stand in the form already.

    An authority that is named and has no such power counts as one that does: its decisions are in the register.
    UnknownProfileError where the form is in another layout than the workbooks.
    """
    if scope is not Scope.CITY:
        return DistrictRows()
    found = ask(warehouse, "district_figures", {"year": year, "form": layout.form.value})
    if found and layout.profile != DEFAULT_PROFILE:
        raise UnknownProfileError(
            f"区县报表按样式“{DEFAULT_PROFILE}”填报，全市的表不能用样式“{layout.profile}”"
        )
    headings = {column.heading: column.measure is not Measure.NOT_COLLECTED for column in layout.columns}
    without_power = {row["unit"] for row in ask(warehouse, "without_power", layout.asked(year, scope))}
    return district_rows(found, headings, {*counted, *without_power})


def district_rows(
    found: Iterable[Mapping[str, Any]], headings: Mapping[str, bool], counted: Collection[str]
) -> DistrictRows:
    """The lines for `headings`, with whether each is collected; units in `counted` stand in the form already.

    These are told, not added.
    """
    units: dict[tuple[str, str], dict[str, Figure]] = {}
    taken: dict[str, str] = {}
    double: dict[str, None] = {}
    for row in found:
        unit = str(row["unit"])
        if row["counted_as"] in counted:
            double[unit] = None
            continue
        value = NO_POWER if row["value"] is None else row["value"]
        units.setdefault((row["district_id"], unit), {})[row["heading"]] = value
        taken[unit] = f"{unit}（{row['taken_on']}收到）"
    listed = [(unit, cells) for (_, unit), cells in units.items() if set(cells.values()) != {NO_POWER}]
    lines = tuple((unit, tuple(cells.get(heading) for heading in headings)) for unit, cells in listed)
    without = [unit for (_, unit), cells in units.items() if set(cells.values()) == {NO_POWER}]
    collected = {heading for heading, asked in headings.items() if asked}
    older = [unit for unit, cells in listed if collected - cells.keys()]
    return DistrictRows(lines, tuple(_notes([taken[unit] for unit, _ in lines], double, without, older)))


def _notes(
    taken: Sequence[str], double: Iterable[str], without: Sequence[str], older: Sequence[str]
) -> list[str]:
    notes = []
    if taken:
        notes.append(
            f"以下单位的数据取自区县报送的年度报表，其余单位按系统中的决定计数：{'、'.join(taken)}。"
        )
    if twice := "、".join(double):
        notes.append(
            f"以下单位已按系统中的决定计数，其报表中的数据未计入本表，请核实后只保留一种来源：{twice}。"
        )
    if without:
        notes.append(f"不具有本表所列权力、未列入本表的单位：{'、'.join(without)}。")
    if older:
        notes.append(f"以下单位按以前的表样填报，缺少的栏目未计入：{'、'.join(older)}。")
    return notes
