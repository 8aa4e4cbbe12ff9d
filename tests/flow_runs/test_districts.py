"""Districts hand in their year by workbook: out, filled in, taken whole or not at all, counted once (clause G17)."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from tasks.annual_reporting import draft_report
from tasks.contracts.tables_checks import CheckSeverity
from tasks.contracts.tables_counting import FormKind, Measure, load_counting
from tasks.counting import year_forms
from tasks.district_intake import TakenFile, take_files, taken_text, write_templates
from tasks.district_standing import districts_missing, standing_answer, standing_text
from tasks.law.annual_report import Scope
from tasks.register.acting import ActRefused
from tasks.register.schema import district_figure, district_workbook, operator_act
from tasks.statistics_checking import check_year
from tasks.warehouse.drill import CellPlace, drill
from tasks.warehouse.snapshots import current_snapshot, open_snapshot
from tests.flow_runs.test_command_line import gongshi
from tests.office import AUTHORITY, CODE, Office, penalty

CLERK, REASON, BASIS = "办公室 吴某", "区县报送", "滨卫函〔2025〕12号"
ON_TIME, LATE = datetime(2026, 1, 12, 2, tzinfo=UTC), datetime(2026, 1, 20, 2, tzinfo=UTC)
AFTER = datetime(2026, 1, 20, 3, tzinfo=UTC)
BUREAU, CONTROL, HILL = "滨河市青山县卫生健康局", "滨河市青山县疾病预防控制局", "滨河市云岭县卫生健康局"
HAIZHOU = "滨河市海州区卫生健康局"
OWN_ROW = f"- {{id: commission, name: {AUTHORITY}, code: '{CODE}', role: 主管部门, source: 三定规定}}\n"
DISTRICT_ROW = f"- {{id: haizhou, name: {HAIZHOU}, role: 区县主管部门, level: district, source: 三定规定}}\n"
DISTRICTS = f"""\
- {{id: qingshan, name: 青山县, authorities: [{BUREAU}, {CONTROL}], due: 01-15, contact_office: 综合监督处,
   basis: 滨卫函〔2025〕12号, source: 滨卫函〔2025〕12号}}
- {{id: yunling, name: 云岭县, authorities: [{HILL}], due: 01-10, contact_office: 综合监督处,
   basis: 滨卫函〔2025〕12号, source: 滨卫函〔2025〕12号}}
- {{id: jiuzhou, name: 旧州县, authorities: [滨河市旧州县卫生局], due: 01-10, contact_office: 综合监督处,
   basis: 滨卫函〔2025〕12号, source: 滨卫函〔2025〕12号, in_force_to: 2024-12-31}}
"""

Cells = Mapping[str, Mapping[str, Any]]
"""What is filled in by sheet and cell, over a workbook full of zeros."""
SHEETS = {"行政处罚": 15, "行政许可": 5, "行政强制": 12, "其他行政执法行为": 3}
FIGURES: Cells = {
    "行政处罚": {"B5": 2, "D5": 3, "O5": 5, "P5": 12000.5, "D6": 1, "O6": 1, "P6": 500},
    "行政许可": {"B5": 40, "C5": 39, "D5": 38, "E5": 1},
    "其他行政执法行为": {"D5": 120, "D6": 9},
}


@pytest.fixture(autouse=True)
def tables(request: pytest.FixtureRequest) -> None:
    """The law of an installation with one own authority and two districts that hand in workbooks."""
    name = "office" if "office" in request.fixturenames else "sqlite_office"
    one: Office = request.getfixturevalue(name)
    configure(one)
    one.on(ON_TIME)


def configure(office: Office, districts: str = DISTRICTS, authorities: str = OWN_ROW) -> None:
    law = office.home / "law"
    law.mkdir(exist_ok=True)
    (law / "districts.yaml").write_text(districts, encoding="utf-8")
    (law / "authorities.yaml").write_text(authorities, encoding="utf-8")


def template(office: Office, district: str = "青山县") -> Path:
    (found,) = [path for path in write_templates(2025, office.home / "out") if district in path.name]
    return found


def filled(
    office: Office, cells: Cells = FIGURES, district: str = "青山县", name: str = "filled.xlsx"
) -> Path:
    """A workbook as a district hands it in: zeros, and the cells given."""
    book = openpyxl.load_workbook(template(office, district))
    for sheet, width in SHEETS.items():
        last = book[sheet].max_row - 1
        for row in range(5, last + 1):
            for column in range(2, width + 2):
                book[sheet].cell(row, column).value = 0
        for cell, value in cells.get(sheet, {}).items():
            book[sheet][cell] = value
    path = office.home / name
    book.save(path)
    return path


def take(*paths: Path, reason: str = REASON) -> list[TakenFile]:
    return take_files(paths, CLERK, reason, BASIS)


def took(*paths: Path, reason: str = REASON) -> None:
    assert [one.faults for one in take(*paths, reason=reason)] == [()] * len(paths)


def rows_of(scope: Scope | None, form: str = "penalty") -> dict[str, list[Any]]:
    told = year_forms(2025, scope=scope).to_json()["forms"][form]
    return {row[0]: row[1:] for row in told["rows"]}


def notes_of(scope: Scope | None, form: str = "penalty") -> str:
    return "".join(year_forms(2025, scope=scope).to_json()["forms"][form]["notes"])


def nothing_kept(office: Office) -> bool:
    return not office.rows(sa.select(district_workbook.c.id)) and not office.rows(
        sa.select(operator_act.c.id)
    )


def test_a_filled_workbook_stands_in_the_citys_forms_and_not_in_our_own(office: Office) -> None:
    office.take(penalty("滨卫罚〔2025〕1号", 处罚决定日期="2025-05-06"))
    path = filled(office)
    (taken,) = take(path)
    assert taken.sentence == "已收下：青山县2025年度统计报表（第1份），办公室 吴某"
    city = rows_of(Scope.CITY)
    assert list(city) == [AUTHORITY, BUREAU, CONTROL, "合计"]
    assert city[BUREAU] == [2, 0, 3, *[0] * 10, 5, 12000.5]
    assert city["合计"] == [2, 0, 5, *[0] * 10, 7, 17500.5]
    assert rows_of(Scope.CITY, "licence")[BUREAU] == [40, 39, 38, 1, 0]
    assert rows_of(Scope.CITY, "other_acts")["合计"] == [0, 0, 129]
    assert list(rows_of(Scope.OWN)) == [AUTHORITY, "合计"]
    assert rows_of(Scope.OWN)["合计"] == [0, 0, 1, *[0] * 10, 1, 5000]
    assert f"取自区县报送的年度报表，其余单位按系统中的决定计数：{BUREAU}（2026-01-12收到）" in notes_of(
        Scope.CITY
    )
    assert "区县" not in notes_of(Scope.OWN)
    (kept,) = office.rows(
        sa.select(district_workbook, operator_act).join_from(district_workbook, operator_act)
    )
    assert kept.content_hash == hashlib.sha256(path.read_bytes()).digest()
    assert (kept.operator, kept.reason, kept.basis, kept.act) == (CLERK, REASON, BASIS, "take_district")
    assert kept.subject == "青山县2025年度统计报表第1份"


def test_without_a_scope_the_forms_are_counted_from_systems_as_ever(sqlite_office: Office) -> None:
    configure(sqlite_office, authorities=OWN_ROW + DISTRICT_ROW)
    before = year_forms(2025).to_json()
    took(filled(sqlite_office))
    assert year_forms(2025).to_json() == before
    assert "scope" not in before
    assert list(rows_of(None)) == [AUTHORITY, HAIZHOU, "合计"]


def test_a_connected_district_counts_by_its_decisions_in_the_city_only(office: Office) -> None:
    configure(office, authorities=OWN_ROW + DISTRICT_ROW)
    office.take(
        penalty("滨卫罚〔2025〕1号", 处罚决定日期="2025-05-06"),
        penalty(
            "海卫罚〔2025〕1号", 处罚决定日期="2025-05-07", 处罚机关=HAIZHOU, 处罚机关统一社会信用代码="111201000000000026"
        ),
    )  # fmt: skip
    assert {unit: row[13] for unit, row in rows_of(Scope.CITY).items()} == {
        AUTHORITY: 1,
        HAIZHOU: 1,
        "合计": 2,
    }
    assert {unit: row[13] for unit, row in rows_of(Scope.OWN).items()} == {AUTHORITY: 1, "合计": 1}
    assert "未计入本表：区县机关的执法行为1宗" in notes_of(Scope.OWN)
    assert "区县机关的执法行为" not in notes_of(Scope.CITY)
    with office.open() as here:
        own, city = (draft_report(here, 2025, scope) for scope in (Scope.OWN, Scope.CITY))
    assert [row[0] for row in own.tables[0].rows] == [AUTHORITY, "合计"]
    assert [row[0] for row in city.tables[0].rows] == [AUTHORITY, HAIZHOU, "合计"]


def two_ways(office: Office) -> None:
    """One act of our own, one of a connected district, one workbook."""
    configure(office, authorities=OWN_ROW + DISTRICT_ROW)
    office.take(
        penalty("滨卫罚〔2025〕1号", 处罚决定日期="2025-05-06"),
        penalty(
            "海卫罚〔2025〕1号", 处罚决定日期="2025-05-07", 处罚机关=HAIZHOU, 处罚机关统一社会信用代码="111201000000000026"
        ),
    )  # fmt: skip
    took(filled(office))


@pytest.mark.parametrize("scope", [None, *Scope])
def test_behind_every_figure_of_a_scope_stand_its_decisions_and_what_workbooks_add(
    office: Office, scope: Scope | None
) -> None:
    two_ways(office)
    counted = year_forms(2025, scope=scope)
    snapshot = current_snapshot(office.home / "warehouse")
    assert snapshot is not None
    collected = {
        form.form: [one.heading for one in form.columns if one.measure is not Measure.NOT_COLLECTED]
        for form in load_counting(None).forms
        if form.profile == "default"
    }
    for form in counted.forms:
        for unit, *cells in form.rows:
            for heading, cell in zip(form.columns[1:], cells, strict=True):
                if heading in collected[form.form]:
                    place = CellPlace(2025, form.form, str(unit), heading, scope=scope)
                    assert drill(snapshot, place).cell == cell, (form.form, unit, heading)
    fines = drill(snapshot, CellPlace(2025, FormKind.PENALTY, column="罚款", scope=scope))
    assert len(fines.decisions) == (1 if scope is Scope.OWN else 2)
    assert dict(fines.handed_in) == ({BUREAU: 3, CONTROL: 1} if scope is Scope.CITY else {})


def test_what_our_own_forms_leave_to_the_districts_is_listed(office: Office) -> None:
    two_ways(office)
    year_forms(2025)
    snapshot = current_snapshot(office.home / "warehouse")
    assert snapshot is not None
    own, city = (
        drill(snapshot, CellPlace(2025, FormKind.PENALTY, scope=scope)) for scope in (Scope.OWN, Scope.CITY)
    )
    assert [(one.document_number, one.why) for one in own.decisions] == [
        ("海卫罚〔2025〕1号", "区县机关的执法行为")
    ]
    assert city.decisions == ()


def test_the_checks_hold_for_both_scopes_and_for_what_districts_handed_in(office: Office) -> None:
    two_ways(office)
    with office.open() as here:
        found = check_year(here, 2025)
    assert not [one for one in found if one.severity is CheckSeverity.BLOCKING]
    assert not [one for one in found if one.check == "counted_twice"]
    any_bureau = f"- {{id: any, name: {BUREAU}, role: 区县, level: district, source: 约定}}\n"
    configure(office, authorities=OWN_ROW + DISTRICT_ROW + any_bureau)
    with office.open() as here:
        (twice,) = [one for one in check_year(here, 2025) if one.check == "counted_twice"]
    assert twice.place == f"青山县报表 {BUREAU}"
    with office.open() as here, here.register.writing() as connection:
        connection.execute(
            sa.update(district_figure)
            .where(
                district_figure.c.form == "penalty",
                district_figure.c.unit == CONTROL,
                district_figure.c.heading == "合计(宗)",
            )
            .values(value=4)
        )
    shutil.rmtree(office.home / "warehouse")
    with office.open() as here:
        (wrong,) = [one for one in check_year(here, 2025) if one.check == "cross_foot"]
    assert (wrong.place, wrong.problem, wrong.severity) == (
        f"行政处罚实施情况统计表（样式default）青山县报表 {CONTROL}", "各种类之和1，合计4", CheckSeverity.BLOCKING
    )  # fmt: skip


def test_a_named_unit_without_the_power_is_not_counted_from_a_workbook_either(sqlite_office: Office) -> None:
    took(filled(sqlite_office))
    row = (
        f"- {{id: green, name: {BUREAU}, role: 区县, level: district, act_types: [行政许可], source: 三定}}\n"
    )
    configure(sqlite_office, authorities=OWN_ROW + row)
    assert list(rows_of(Scope.CITY)) == [AUTHORITY, CONTROL, "合计"]
    assert f"没有本表所列执法职权，不列入本表：{BUREAU}。" in notes_of(Scope.CITY)
    assert BUREAU not in notes_of(Scope.OWN)
    snapshot = current_snapshot(sqlite_office.home / "warehouse")
    assert snapshot is not None
    with open_snapshot(snapshot) as warehouse:
        kept = warehouse.execute("SELECT DISTINCT unit FROM out_district_cell WHERE form = 'penalty'")
        assert kept.fetchall() == [(CONTROL,)]


def test_a_power_a_unit_does_not_have_is_no_zero(office: Office) -> None:
    none = dict.fromkeys([f"{column}6" for column in "BCDEFGHIJKLM"], "无此项")
    some = {"B6": "无此项", "C6": "无此项"}
    took(filled(office, {**FIGURES, "行政强制": none, "其他行政执法行为": {**some, "D6": 9}}))
    assert list(rows_of(Scope.CITY, "coercion")) == [AUTHORITY, BUREAU, "合计"]
    assert f"不具有本表所列权力、未列入本表的单位：{CONTROL}。" in notes_of(Scope.CITY, "coercion")
    assert rows_of(Scope.CITY, "other_acts")[CONTROL] == ["无此项", "无此项", 9]
    assert rows_of(Scope.CITY, "other_acts")["合计"] == [0, 0, 9]


def test_a_later_workbook_replaces_the_earlier_which_is_kept(office: Office) -> None:
    took(filled(office))
    rows_of(Scope.CITY)
    office.on(LATE)
    second = filled(office, {**FIGURES, "行政许可": {"B5": 41, "C5": 39, "D5": 38, "E5": 1}})
    (taken,) = take(second, reason="青山县更正许可申请数量")
    assert "第2份，替换第1份" in taken.sentence
    assert rows_of(Scope.CITY, "licence")[BUREAU] == [41, 39, 38, 1, 0]
    assert [row.ordinal for row in office.rows(sa.select(district_workbook.c.ordinal))] == [1, 2]
    reasons = office.rows(sa.select(operator_act.c.reason).order_by(operator_act.c.id))
    assert [row.reason for row in reasons] == [REASON, "青山县更正许可申请数量"]
    figures = office.rows(sa.select(district_figure.c.workbook_id, sa.func.count()).group_by("workbook_id"))
    assert len(figures) == 2
    (again,) = take(second)
    assert [fault.code for fault in again.faults] == ["already-taken"]
    (one, *_) = standing_answer(2025, AFTER)["districts"]
    assert (one["version"], one["handed_in_on"], one["days_late"]) == (2, "2026-01-12", 0)
    (then, *_) = standing_answer(2025, datetime(2026, 1, 13, tzinfo=UTC))["districts"]
    assert then["version"] == 1


def test_who_is_late_is_listed_with_the_text_to_send(office: Office) -> None:
    assert [one["state"] for one in standing_answer(2025, ON_TIME)["districts"]] == [
        "waiting", "late", "not_needed"
    ]  # fmt: skip
    office.on(LATE)
    took(filled(office))
    green, hill, old = standing_answer(2025, AFTER)["districts"]
    assert (green["state"], green["days_late"], green["taken_by"]) == ("handed_in", 5, CLERK)
    assert (hill["state"], hill["days_late"], hill["due_on"]) == ("late", 10, "2026-01-10")
    assert hill["reminder"].startswith(
        f"{HILL}：云岭县2025年度行政执法统计报表应于2026年1月10日（含）前报送，截至2026年1月20日尚未收到，已逾期10日。"
    )
    assert old == {"id": "jiuzhou", "name": "旧州县", "state": "not_needed"}
    text = standing_text(standing_answer(2025, AFTER))
    assert "青山县　已报送：2026-01-20收到，逾期5日，现行为第1份，办公室 吴某收下" in text
    assert "云岭县　逾期未报送：应于2026-01-10（含）前报送，已逾期10日" in text
    assert "旧州县　该年度无须报送" in text
    with office.open() as here:
        assert districts_missing(here, 2025, AFTER) == ["云岭县"]
    assert "以下区县的年度报表尚未收到，未计入本表：云岭县。" in notes_of(Scope.CITY)
    assert "云岭县" not in notes_of(Scope.OWN)


def test_a_district_counted_by_its_system_is_asked_for_no_workbook(sqlite_office: Office) -> None:
    early = filled(sqlite_office, {}, "云岭县")
    hill = f"- {{id: yunling, name: {HILL}, role: 区县主管部门, level: district, source: 三定规定}}\n"
    configure(sqlite_office, authorities=OWN_ROW + hill)
    assert [path.name for path in write_templates(2025, sqlite_office.home / "new")] == [
        "2025年度行政执法统计报表（青山县）.xlsx"
    ]
    assert standing_answer(2025, LATE)["districts"][1]["state"] == "by_system"
    assert f"已按系统计数，无须报送：{HILL}" in standing_text(standing_answer(2025, LATE))
    (refused,) = take(early)
    assert [fault.code for fault in refused.faults] == ["counted-by-system"]
    assert nothing_kept(sqlite_office)


def test_a_unit_of_a_district_that_is_counted_by_system_is_left_out_of_the_workbook(
    sqlite_office: Office,
) -> None:
    row = f"- {{id: green, name: {CONTROL}, role: 区县疾控, level: district, source: 三定规定}}\n"
    configure(sqlite_office, authorities=OWN_ROW + row)
    took(filled(sqlite_office, {}))
    assert list(rows_of(Scope.CITY)) == [AUTHORITY, CONTROL, BUREAU, "合计"]


def test_a_unit_with_decisions_in_the_register_is_refused_and_never_added_twice(office: Office) -> None:
    by_ending = (
        "- {id: any, name: 卫生健康局, name_pattern: 卫生健康局, role: 区县, level: district, source: 约定}\n"
    )
    took(filled(office))
    configure(office, authorities=OWN_ROW + by_ending)
    assert rows_of(Scope.CITY)[BUREAU][13] == 5
    office.take(
        penalty(
            "青卫罚〔2025〕1号", 处罚决定日期="2025-05-07", 处罚机关=BUREAU, 处罚机关统一社会信用代码="11120100000000004C"
        )
    )  # fmt: skip
    assert rows_of(Scope.CITY)[BUREAU][13] == 1
    assert rows_of(Scope.CITY)["合计"][13] == 2
    assert f"其报表中的数据未计入本表，请核实后只保留一种来源：{BUREAU}。" in notes_of(Scope.CITY)
    (refused,) = take(filled(office, {"行政许可": {"B5": 1}}))
    assert [(fault.code, fault.message) for fault in refused.faults] == [
        ("counted-by-system", f"登记簿中有{BUREAU}该年度的决定，已按系统计数，报表不能再计一次")
    ]


def test_one_fault_leaves_the_whole_file_out_and_others_go_in(office: Office) -> None:
    wrong = filled(office, {**FIGURES, "行政许可": {"B5": -1, "D6": "三件"}}, name="wrong.xlsx")
    refused, taken = take(wrong, filled(office, {}, "云岭县", "hill.xlsx"))
    assert [(fault.place, fault.code) for fault in refused.faults] == [
        ("行政许可!B5", "negative"), ("行政许可!D6", "not-a-number")
    ]  # fmt: skip
    assert refused.ordinal is None
    assert taken.ordinal == 1
    (kept,) = office.rows(sa.select(district_workbook.c.district))
    assert kept.district == "yunling"
    text = taken_text([refused])
    assert "wrong.xlsx　未收下：2处不符，整份未收" in text
    assert "行政许可!B5　申请数量为负数-1；" in text


def edited(office: Office, change: Callable[[Any], None], cells: Cells = FIGURES) -> Path:
    path = filled(office, cells)
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def put(sheet: str, cell: str, value: Any) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book[sheet][cell] = value

    return change


def hide_row(book: Any) -> None:
    book["行政处罚"].row_dimensions[6].hidden = True


def hide_column(book: Any) -> None:
    book["行政处罚"].column_dimensions["D"].hidden = True


def hide_sheet(book: Any) -> None:
    book["行政许可"].sheet_state = "hidden"


def insert_row(book: Any) -> None:
    book["行政许可"].insert_rows(5)


def drop_sheet(book: Any) -> None:
    book.remove(book["行政强制"])


def add_sheet(book: Any) -> None:
    book.create_sheet("补充")["A1"] = "另有三件"


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        (put("行政处罚", "C6", "=1+2"), "行政处罚!C6", "formula"),
        (put("行政处罚", "C6", "#REF!"), "行政处罚!C6", "formula-error"),
        (put("行政处罚", "C6", "12"), "行政处罚!C6", "not-a-number"),
        (put("行政处罚", "C6", True), "行政处罚!C6", "not-a-number"),
        (put("行政处罚", "C6", date(2025, 1, 2)), "行政处罚!C6", "not-a-number"),
        (put("行政处罚", "C6", None), "行政处罚!C6", "empty"),
        (put("行政处罚", "C6", -1), "行政处罚!C6", "negative"),
        (put("行政处罚", "C6", 1.5), "行政处罚!C6", "not-whole"),
        (put("行政处罚", "C6", 10**40), "行政处罚!C6", "too-large"),
        (put("行政处罚", "P6", 1e300), "行政处罚!P6", "too-large"),
        (put("行政处罚", "P6", 0.001), "行政处罚!P6", "not-whole"),
        (put("行政处罚", "P5", 0), "行政处罚!P5", "amount-missing"),
        (put("行政处罚", "O5", 6), "行政处罚!O5", "sum"),
        (put("行政处罚", "O5", "无此项"), "行政处罚!O5", "sum"),
        (put("行政处罚", "D4", "罚金"), "行政处罚!D4", "moved"),
        (put("行政处罚", "A5", CONTROL), "行政处罚!A5", "moved"),
        (put("行政处罚", "A1", "2024年度行政处罚实施情况统计表"), "行政处罚!A1", "moved"),
        (put("行政处罚", "A9", "备注：另有三件"), "行政处罚!A9", "outside"),
        (put("_gongshi", "B1", "别的格式"), "_gongshi", "not-our-template"),
        (put("_gongshi", "B2", "去年"), "_gongshi!B2", "not-our-template"),
        (put("_gongshi", "B2", "2026"), "_gongshi!B2", "too-early"),
        (put("_gongshi", "B3", "nowhere"), "_gongshi!B3", "unknown-district"),
        (put("_gongshi", "B3", "jiuzhou"), "_gongshi!B3", "unknown-district"),
        (put("_gongshi", "B4", "0"), "_gongshi!B4", "other-version"),
        (hide_row, "行政处罚!第6行", "hidden"),
        (hide_column, "行政处罚!D列", "hidden"),
        (hide_sheet, "行政许可", "hidden"),
        (insert_row, "行政许可!A5", "moved"),
        (drop_sheet, "行政强制", "sheet-missing"),
        (add_sheet, "补充", "extra-sheet"),
    ],
)
def test_every_fault_names_its_cell_and_nothing_is_kept(
    sqlite_office: Office, change: Callable[[Any], None], place: str, code: str
) -> None:
    (refused,) = take(edited(sqlite_office, change))
    assert (place, code) in [(fault.place, fault.code) for fault in refused.faults]
    assert all(fault.message and fault.mending for fault in refused.faults)
    assert nothing_kept(sqlite_office)


def rebuilt(
    path: Path, extra: Mapping[str, bytes], replace: Mapping[str, tuple[bytes, bytes]] | None = None
) -> None:
    """The same package with other parts in it."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name, (old, new) in (replace or {}).items():
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {**parts, **extra}.items():
            package.writestr(name, content)


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("xl/vbaProject.bin", "宏"),
        ("xl/externalLinks/externalLink1.xml", "外部链接"),
        ("xl/connections.xml", "数据连接"),
        ("xl/activeX/activeX1.xml", "控件"),
        ("xl/embeddings/oleObject1.bin", "嵌入的文件"),
    ],
)
def test_a_workbook_that_holds_more_than_cells_is_not_opened(
    sqlite_office: Office, part: str, told: str
) -> None:
    path = filled(sqlite_office)
    rebuilt(path, {part: b"<x/>"})
    (refused,) = take(path)
    assert [(fault.code, told in fault.message) for fault in refused.faults] == [("active-content", True)]
    assert nothing_kept(sqlite_office)


def test_a_macro_file_with_another_ending_is_known_by_what_it_says_it_is(sqlite_office: Office) -> None:
    path = filled(sqlite_office)
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macro = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    rebuilt(path, {}, {"[Content_Types].xml": (plain, macro)})
    (refused,) = take(path)
    assert refused.faults[0].code == "active-content"
    assert nothing_kept(sqlite_office)


def test_what_is_no_workbook_is_refused_in_a_sentence(sqlite_office: Office, tmp_path: Path) -> None:
    contents = {
        "a.xlsx": b"",
        "b.xlsx": "单位,警告\n甲,1\n".encode(),
        "c.xlsx": b"%PDF-1.7",
        "d.xlsx": b"PK\x03\x04broken",
        "e.xlsx": b"PK" + b"\0" * (6 * 2**20),
        "f.xlsx": b"\xd0\xcf\x11\xe0" + b"\0" * 512,
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    taken = take(*(tmp_path / name for name in contents))
    assert [[fault.code for fault in one.faults] for one in taken] == [
        ["unknown-kind"], ["unknown-kind"], ["unknown-kind"], ["file-damaged"], ["too-large"], ["unknown-kind"],
    ]  # fmt: skip
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    bomb, wide = tmp_path / "bomb.xlsx", tmp_path / "wide.xlsx"
    shutil.copy(other, bomb)
    rebuilt(bomb, {"xl/worksheets/sheet9.xml": b"<x>" + b" " * (40 * 2**20)})
    far = openpyxl.Workbook()
    far.worksheets[0]["A1000000"] = 1
    far.save(wide)
    assert [one.faults[0].code for one in take(other, bomb, wide)] == [
        "not-our-template", "zip-bomb", "too-many-rows",
    ]  # fmt: skip
    assert nothing_kept(sqlite_office)


def test_a_template_made_before_a_unit_was_added_is_no_longer_taken(sqlite_office: Office) -> None:
    path = filled(sqlite_office, {}, "云岭县")
    configure(sqlite_office, DISTRICTS.replace(f"[{HILL}]", f"[{HILL}, 滨河市云岭县疾病预防控制局]"))
    (refused,) = take(path)
    assert [fault.code for fault in refused.faults] == ["other-version"]


def test_only_a_person_who_may_takes_workbooks_in(sqlite_office: Office) -> None:
    path = filled(sqlite_office)
    for operator, told in (("法规处 路某", "收下区县统计报表"), ("某人", "名册中没有")):
        with pytest.raises(ActRefused, match=told):
            take_files([path], operator, REASON, BASIS)
    with pytest.raises(ActRefused, match="请填写理由"):
        take_files([path], CLERK, " ", BASIS)
    assert nothing_kept(sqlite_office)


def test_the_template_is_locked_checked_and_adds_up_by_itself(sqlite_office: Office) -> None:
    book = openpyxl.load_workbook(template(sqlite_office))
    assert book.sheetnames == ["填表说明", *SHEETS, "_gongshi"]
    assert book["_gongshi"].sheet_state == "veryHidden"
    sheet = book["行政处罚"]
    assert sheet.protection.sheet
    assert [sheet["A5"].protection.locked, sheet["D4"].protection.locked, sheet["D5"].protection.locked] == [
        True, True, False
    ]  # fmt: skip
    assert sheet["D7"].value == "=SUM(D5:D6)"
    assert sheet["Q5"].value.startswith("=IF(SUM(B5,C5,D5")
    rules = {str(one.sqref): one for one in sheet.data_validations.dataValidation}
    assert "ROUND(D5,0)=D5" in rules["D5:D6"].formula1
    assert "ROUND(P5,2)=P5" in rules["P5:P6"].formula1
    notes = "".join(str(row[0].value) for row in book["填表说明"].iter_rows())
    assert "不具有该项权力的填“无此项”，不填0" in notes
    assert "按最重的一种计一宗" in notes


def test_an_installation_without_such_districts_says_so(sqlite_office: Office) -> None:
    (sqlite_office.home / "law" / "districts.yaml").unlink()
    with pytest.raises(ActRefused, match=r"districts\.yaml"):
        write_templates(2025, sqlite_office.home / "out")
    assert "没有须用报表报送的区县" in standing_text(standing_answer(2025, LATE))


def test_the_statistics_file_names_units_and_nobody(office: Office) -> None:
    took(filled(office))
    rows_of(Scope.CITY)
    snapshot = current_snapshot(office.home / "warehouse")
    assert snapshot is not None
    with open_snapshot(snapshot) as warehouse:
        rows = warehouse.execute("SELECT DISTINCT * EXCLUDE (form, heading, value) FROM core_district_figure")
        kept = rows.fetchall()
    assert {row[3] for row in kept} == {BUREAU, CONTROL}
    assert "吴某" not in str(kept)


def test_the_commands_write_take_list_and_count(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def run(*arguments: object) -> tuple[int, str]:
        code = gongshi(*arguments, monkeypatch=monkeypatch)
        return code, capsys.readouterr().out

    code, said = run("districts", "template", 2025, "--folder", tmp_path / "out")
    assert (code, len(said.splitlines())) == (0, 2)
    act = ("--by", CLERK, "--reason", REASON, "--basis", BASIS)
    code, said = run(
        "districts", "take", tmp_path / "out" / "2025年度行政执法统计报表（云岭县）.xlsx", *act, "--json"
    )
    (refused,) = json.loads(said)["files"]
    assert (code, refused["version"], refused["findings"][0]["place"]) == (1, None, "行政处罚!B5")
    code, said = run("districts", "take", filled(sqlite_office), *act)
    assert code == 0
    assert "已收下：青山县" in said
    code, said = run("districts", "list", 2025, "--as-of", "2026-01-20", "--json")
    assert [one["state"] for one in json.loads(said)["districts"]] == ["handed_in", "late", "not_needed"]
    code, said = run("statistics", 2025, "--scope", "city", "--csv", tmp_path / "csv")
    assert "2025年度行政处罚实施情况统计表（全市）" in said
    assert (tmp_path / "csv" / "2025年度行政处罚实施情况统计表（全市）.csv").is_file()
    code, said = run("statistics", 2025, "--scope", "own", "--json")
    assert json.loads(said)["scope"] == "own"
    assert json.loads(said)["forms"]["penalty"]["rows"][0][0] == AUTHORITY
    drilled = ("statistics", 2025, "--drill", "penalty", "--column", "罚款", "--scope", "city")
    code, said = run(*drilled)
    assert said.splitlines() == [
        "2025年度行政处罚实施情况统计表（全市）　合计　罚款：4",
        f"      {BUREAU}：3，取自区县报送的报表，由该单位逐件说明",
        f"      {CONTROL}：1，取自区县报送的报表，由该单位逐件说明",
    ]
    code, said = run(*drilled, "--unit", BUREAU, "--json")
    answer = json.loads(said)
    assert (answer["scope"], answer["cell"], answer["decisions"], answer["handed_in"]) == (
        "city", 3, [], {BUREAU: 3}
    )  # fmt: skip
    for more in (("--scope", "city", "--profile", "penalty=form-a"), ("--check", "--scope", "own")):
        assert gongshi("statistics", 2025, *more, monkeypatch=monkeypatch) == 2
