"""A district's figures: what must be in which cell, what contradicts what, who is late (clause G17)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.contracts.law_rows import LawTableError
from tasks.contracts.tables_counting import load_counting
from tasks.contracts.tables_districts import load_districts, template_for
from tasks.law.authorities import Authority, Level, counting_row
from tasks.law.district_cells import Entry, EntryKind
from tasks.law.district_figures import (
    FilledSheet,
    Identity,
    check_workbook,
    identity_of,
)
from tasks.law.district_template import VERSION_SHEET, ColumnRole, cell_name, column_name
from tasks.law.districts import District, chasing_text, check_districts, districts_of_year
from tasks.warehouse.district_rows import district_rows

ONE = District("east", "东区", ("甲局", "乙局"), "01-15", "监督处", "某函", "某函")
TEMPLATE = template_for(ONE, ONE.authorities, 2025, load_counting(None))
PENALTY = TEMPLATE.forms[0]
(AMOUNT,) = PENALTY.columns_of(ColumnRole.AMOUNT)
(TOTAL,) = PENALTY.columns_of(ColumnRole.TOTAL)
PARTS = PENALTY.columns_of(ColumnRole.PART)
FINES = next(place for place, column in enumerate(PENALTY.columns, 2) if column.fines)


def number(value: Any) -> Entry:
    return Entry(EntryKind.NUMBER, str(value), Decimal(str(value)))


def word(text: str) -> Entry:
    return Entry(EntryKind.TEXT, text)


def sheets(row: dict[int, Entry] | None = None) -> list[FilledSheet]:
    """A workbook of zeros, with the first unit's penalties as given by column."""
    found = []
    for form in TEMPLATE.forms:
        entries = {place: word(text) for place, text in TEMPLATE.fixed(form).items()}
        entries |= {place: number(0) for _, place, _ in TEMPLATE.inputs(form)}
        if form is PENALTY:
            entries |= {(5, column): entry for column, entry in (row or {}).items()}
        found.append(FilledSheet(form.sheet, entries))
    version = {
        (row, column): word(text)
        for row, pair in enumerate(TEMPLATE.identity, 1)
        for column, text in enumerate(pair, 1)
    }
    return [*found, FilledSheet(VERSION_SHEET, version, visible=False)]


def codes(row: dict[int, Entry]) -> list[tuple[str, str]]:
    figures, faults = check_workbook(TEMPLATE, sheets(row))
    assert bool(figures) != bool(faults)
    return [(fault.place, fault.code) for fault in faults]


def test_a_workbook_says_which_template_it_was_filled_in() -> None:
    assert identity_of(sheets()) == Identity(2025, "east", TEMPLATE.version)


def test_zeros_are_figures_and_a_power_not_had_is_none() -> None:
    figures, faults = check_workbook(TEMPLATE, sheets({PARTS[0]: word(" 无此项 ")}))
    assert faults == []
    assert len(figures) == 2 * sum(len(form.columns) for form in TEMPLATE.forms)
    values = {(one.form, one.unit, one.heading): one.value for one in figures}
    assert values["penalty", "甲局", "警告"] is None
    assert values["penalty", "乙局", "警告"] == 0


@given(
    parts=st.lists(st.integers(0, 100_000), min_size=len(PARTS), max_size=len(PARTS)),
    fen=st.integers(1, 10**12),
)
def test_what_adds_up_is_taken_to_the_cent(parts: list[int], fen: int) -> None:
    row = dict(zip(PARTS, map(number, parts), strict=True))
    row |= {TOTAL: number(sum(parts)), AMOUNT: number(fen / 100 if sum(parts) else 0)}
    figures, faults = check_workbook(TEMPLATE, sheets(row))
    assert faults == []
    of_unit = [one.value for one in figures if (one.form, one.unit) == ("penalty", "甲局")]
    assert of_unit == [*parts, sum(parts), fen if sum(parts) else 0]


@given(
    parts=st.lists(st.integers(0, 1_000), min_size=len(PARTS), max_size=len(PARTS)),
    off=st.integers(-5, 5).filter(bool),
)
def test_what_does_not_add_up_is_told_at_the_sum(parts: list[int], off: int) -> None:
    total = sum(parts) + off
    row = dict(zip(PARTS, map(number, parts), strict=True)) | {TOTAL: number(total), AMOUNT: number(1)}
    assert (f"行政处罚!{cell_name(5, TOTAL)}", "sum" if total >= 0 else "negative") in codes(row)


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ({FINES: number(2), TOTAL: number(2)}, AMOUNT, "amount-missing"),
        ({AMOUNT: number(300)}, AMOUNT, "amount-alone"),
        ({FINES: number(2), TOTAL: number(2), AMOUNT: word("无此项")}, AMOUNT, "amount-missing"),
        ({AMOUNT: number("10000000000000")}, AMOUNT, "too-large"),
        ({AMOUNT: number("Infinity")}, AMOUNT, "too-large"),
        ({AMOUNT: number("1.005"), FINES: number(1), TOTAL: number(1)}, AMOUNT, "not-whole"),
        ({FINES: number("2.5")}, FINES, "not-whole"),
        ({FINES: number("2.00001")}, FINES, "not-whole"),
        ({FINES: number(-1)}, FINES, "negative"),
        ({FINES: word("两件")}, FINES, "not-a-number"),
        ({FINES: word("0")}, FINES, "not-a-number"),
        ({FINES: word("   ")}, FINES, "empty"),
        ({FINES: Entry(EntryKind.FORMULA, "=HYPERLINK(1)")}, FINES, "formula"),
        ({FINES: Entry(EntryKind.ERROR, "#N/A")}, FINES, "formula-error"),
        ({FINES: Entry(EntryKind.OTHER, "2025-01-02")}, FINES, "not-a-number"),
        (dict.fromkeys([*PARTS, TOTAL], word("无此项")) | {AMOUNT: number(5)}, AMOUNT, "amount-alone"),
        (dict.fromkeys(PARTS, word("无此项")), TOTAL, "sum"),
    ],
)
def test_a_faulty_cell_is_named(row: dict[int, Entry], column: int, code: str) -> None:
    assert codes(row) == [(f"行政处罚!{cell_name(5, column)}", code)]


def test_money_that_a_spreadsheet_could_not_keep_exactly_is_still_exact() -> None:
    row = {FINES: number(1), TOTAL: number(1), AMOUNT: number(0.1 + 0.2)}
    figures, _ = check_workbook(TEMPLATE, sheets(row))
    (amount,) = [one.value for one in figures if one.heading == "罚没金额(元)" and one.unit == "甲局"]
    assert amount == 30


def test_the_version_follows_headings_and_units_and_not_the_year() -> None:
    other = template_for(ONE, ONE.authorities, 2026, load_counting(None))
    assert other.version == TEMPLATE.version
    assert replace(TEMPLATE, units=("甲局",)).version != TEMPLATE.version
    fewer = replace(PENALTY, columns=PENALTY.columns[:-1])
    assert replace(TEMPLATE, forms=(fewer, *TEMPLATE.forms[1:])).version != TEMPLATE.version


@pytest.mark.parametrize(("column", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA")])
def test_columns_have_the_names_officers_know(column: int, name: str) -> None:
    assert column_name(column) == name


def test_lateness_is_counted_from_the_day_after_the_due_day_of_the_next_year() -> None:
    assert [ONE.days_late(2025, date(2026, 1, day)) for day in (1, 15, 16, 20)] == [0, 0, 1, 5]
    told = chasing_text(ONE, ("甲局",), 2025, date(2026, 1, 16))
    assert "应于2026年1月15日（含）前报送，截至2026年1月16日尚未收到，已逾期1日" in told
    assert "报送监督处" in told


def test_the_row_in_force_latest_in_a_year_is_asked() -> None:
    old = replace(ONE, name="东县", in_force_to=date(2025, 6, 30))
    new = replace(ONE, in_force_from=date(2025, 7, 1))
    assert districts_of_year([old, new], 2025)["east"].name == "东区"
    assert districts_of_year([old, new], 2024)["east"].name == "东县"
    assert districts_of_year([old], 2026) == {}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"due": "02-30"}, "day"),
        ({"due": "1月15日"}, "due应为月-日"),
        ({"authorities": ()}, "authorities至少"),
        ({"authorities": ("甲局", "甲局")}, "重复"),
        ({"name": "../东区"}, "name"),
        ({"id": "东"}, "id"),
        ({"in_force_from": date(2025, 1, 1), "in_force_to": date(2024, 1, 1)}, "早于"),
    ],
)
def test_a_row_that_cannot_be_is_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        replace(ONE, **changes)


def test_a_unit_belongs_to_one_district() -> None:
    with pytest.raises(ValueError, match="都列有乙局"):
        check_districts([ONE, replace(ONE, id="west", name="西区", authorities=("乙局",))])
    with pytest.raises(ValueError, match="起止日期重叠"):
        check_districts([ONE, ONE])


def test_as_shipped_no_district_hands_in_workbooks_and_a_faulty_table_is_named(tmp_path: Path) -> None:
    assert load_districts(None) == ()
    (tmp_path / "law").mkdir()
    (tmp_path / "law" / "districts.yaml").write_text("- {id: a, name: 东区, authorities: [甲局]}\n", "utf-8")
    with pytest.raises(LawTableError, match="字段due有误"):
        load_districts(tmp_path)


def test_an_authority_is_our_own_unless_its_row_says_otherwise() -> None:
    own = Authority("a", "甲局", "主管部门", "三定规定")
    district = Authority("b", "乙局", "区县", "三定规定", level=Level.DISTRICT, in_force_to=date(2024, 6, 30))
    assert own.level is Level.OWN
    assert counting_row("乙局", 2024, [own, district]) is district
    assert counting_row("乙局", 2025, [own, district]) is None


def row(unit: str, heading: str, value: int | None, counted_as: str | None = None) -> dict[str, Any]:
    named = {"district_id": "east", "unit": unit, "heading": heading}
    return named | {"value": value, "counted_as": counted_as, "taken_on": "2026-01-12"}


def test_a_unit_that_stands_in_the_form_already_is_told_and_not_added() -> None:
    found = [row("甲局", "警告", 3, "=a"), row("乙局", "警告", 2), row("丙局", "警告", None)]
    told = district_rows(found, {"警告": True}, {"=a"})
    assert told.rows == (("乙局", (2,)),)
    assert any("只保留一种来源：甲局" in note for note in told.notes)
    assert any("未列入本表的单位：丙局" in note for note in told.notes)


def test_a_unit_that_changed_its_district_within_the_year_has_a_line_from_each() -> None:
    found = [row("甲局", "警告", 3), row("甲局", "警告", 2) | {"district_id": "west"}]
    assert district_rows(found, {"警告": True}, set()).rows == (("甲局", (3,)), ("甲局", (2,)))


def test_figures_of_an_older_form_are_told_where_a_column_is_missing() -> None:
    told = district_rows([row("乙局", "警告", 2)], {"警告": True, "罚款": True, "立案数量": False}, set())
    assert told.rows == (("乙局", (2, None, None)),)
    assert any("按以前的表样填报" in note for note in told.notes)
