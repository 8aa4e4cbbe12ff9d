"""Confirming and freezing the annual report: whose figures, what voids a confirmation, what stands in the way (G18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tasks.contracts.law_rows import SHIPPED_LAW, LawTableError
from tasks.contracts.tables_counting import FormKind
from tasks.contracts.tables_operators import load_powers
from tasks.contracts.tables_reporting import load_report_offices
from tasks.law.annual_report import AnnualReport, FigureChange, ReportTable, Scope
from tasks.law.lifecycle import Refusal
from tasks.law.operators import Deputy, Operator, Roster, Seat
from tasks.law.powers import Role
from tasks.law.report_freezing import WaitingRecord, read_set_aside, refuse_freeze, refuse_unfinished
from tasks.law.report_signing import (
    Confirmation,
    ReportOffice,
    Signature,
    change_text,
    changes_text,
    duties_on,
    may_freeze,
    may_sign,
    part_from_json,
    part_of,
    standings,
    unclaimed_forms,
)

JANUARY = date(2026, 1, 12)
LICENCES = ReportTable(
    "licence", "行政许可实施情况统计表", ("单位名称", "许可数量", "撤销许可数量"), (("甲", 3, 0), ("合计", 3, 0)), ("说明",)
)  # fmt: skip
PENALTIES = ReportTable(
    "penalty", "行政处罚实施情况统计表", ("单位名称", "警告", "罚没金额(元)", "立案数量"),
    (("甲", 2, 1200.5, None), ("合计", 2, 1200.5, None)),
)  # fmt: skip
REPORT = AnnualReport(
    2025, Scope.OWN, "滨河市卫生健康委员会", "总体情况", "gongshi-1.duckdb", "2026-01-12", "2026.11/abc",
    (LICENCES, PENALTIES),
)  # fmt: skip
DUTIES = {"政务服务处": ("licence",), "监督处": ("penalty", "coercion")}
RECORD = WaitingRecord(12, "行政处罚", "滨卫医罚〔2025〕12号", "执法系统", correction=False)
CORRECTION = WaitingRecord(15, "行政许可", "", "许可系统", correction=True)


def signed(report: AnnualReport, office: str, by: str = "") -> Signature:
    return Signature(
        office, part_of(report, DUTIES[office]), by or f"{office} 某甲", "2026-01-12T02:00:00+00:00"
    )


BOTH = [signed(REPORT, "政务服务处"), signed(REPORT, "监督处")]


def with_warnings(report: AnnualReport, warnings: int) -> AnnualReport:
    rows = (("甲", warnings, 1200.5, None), ("合计", warnings, 1200.5, None))
    return replace(report, tables=(LICENCES, replace(PENALTIES, rows=rows)))


def refused(
    report: AnnualReport = REPORT,
    signatures: list[Signature] = BOTH,
    *,
    today: date = JANUARY,
    duties: dict[str, tuple[str, ...]] = DUTIES,
    waiting: tuple[WaitingRecord, ...] = (),
    set_aside: tuple[int, ...] = (),
    faults: tuple[str, ...] = (),
) -> list[Refusal]:
    offices = standings(report, duties, signatures)
    return refuse_freeze(report, today, offices, unclaimed_forms(report, duties), waiting, set_aside, faults)


def test_a_year_that_is_over_confirmed_and_complete_may_be_frozen() -> None:
    assert refused() == []


def test_a_part_is_the_figures_of_the_offices_own_forms_and_comes_back_as_kept() -> None:
    part = part_of(REPORT, ("penalty",))
    assert ("penalty", "甲", "罚没金额(元)", 1200.5) in part.figures
    assert ("penalty", "甲", "立案数量", None) in part.figures
    assert {figure[0] for figure in part.figures} == {"penalty"}
    again = part_from_json(part.to_json())
    assert set(again.figures) == set(part.figures)
    assert (again.to_json(), again.digest) == (part.to_json(), part.digest)


def test_neither_notes_nor_order_nor_the_other_offices_figures_void_a_confirmation() -> None:
    noted = replace(LICENCES, notes=("另一说明",), rows=tuple(reversed(LICENCES.rows)))
    other = with_warnings(replace(REPORT, tables=(noted, PENALTIES)), 9)
    other = replace(other, tables=(noted, other.tables[1]), snapshot="gongshi-2.duckdb")
    found = {one.office: one.state for one in standings(other, DUTIES, BOTH)}
    assert found == {"政务服务处": Confirmation.VALID, "监督处": Confirmation.STALE}


def test_a_changed_figure_voids_the_confirmation_and_is_named() -> None:
    now = with_warnings(REPORT, 3)
    (_, stale) = standings(now, DUTIES, BOTH)
    assert stale.changes == (
        FigureChange("penalty", "甲", "警告", 2, 3),
        FigureChange("penalty", "合计", "警告", 2, 3),
    )
    (refusal,) = refused(now)
    assert refusal.code == "signature-stale"
    assert "监督处的确认（监督处 某甲）已失效" in refusal.sentence
    assert "行政处罚实施情况统计表甲“警告”由2变为3" in refusal.sentence
    assert "实施方案二（三）6" in refusal.sentence
    assert "gongshi report sign 2025 --office 监督处" in refusal.sentence


def test_the_newest_confirmation_of_an_office_counts() -> None:
    now = with_warnings(REPORT, 3)
    assert refused(now, [*BOTH, signed(now, "监督处")]) == []
    (refusal,) = refused(REPORT, [*BOTH, signed(now, "监督处")])
    assert refusal.code == "signature-stale"


def test_a_unit_or_column_that_came_or_went_is_a_change_too() -> None:
    fewer = replace(PENALTIES, columns=("单位名称", "警告"), rows=(("甲", 2), ("合计", 2)))
    now = replace(REPORT, tables=(LICENCES, fewer))
    (_, stale) = standings(now, DUTIES, BOTH)
    assert {(one.column, one.before, one.now) for one in stale.changes} == {("罚没金额(元)", 1200.5, None)}
    assert change_text(now, stale.changes[0]) == "行政处罚实施情况统计表甲“罚没金额(元)”由1200.5变为空"


def test_where_only_an_uncollected_column_went_the_sentence_still_says_something() -> None:
    fewer = replace(PENALTIES, columns=PENALTIES.columns[:3], rows=tuple(row[:3] for row in PENALTIES.rows))
    (refusal,) = refused(replace(REPORT, tables=(LICENCES, fewer)))
    assert "表样有变动" in refusal.sentence


def test_many_changes_are_told_by_the_first_and_their_number() -> None:
    changes = [FigureChange("penalty", f"单位{n}", "警告", 0, n) for n in range(1, 9)]
    told = changes_text(REPORT, changes)
    assert told.count("由0变为") == 5
    assert told.endswith("等8处")


def test_an_office_that_has_not_confirmed_is_named_with_its_forms_and_the_command() -> None:
    (refusal,) = refused(signatures=[signed(REPORT, "监督处")])
    assert refusal.code == "office-not-signed"
    assert "政务服务处尚未确认行政许可实施情况统计表" in refusal.sentence
    city = replace(REPORT, scope=Scope.CITY)
    (refusal,) = refused(city, [signed(city, "监督处")])
    assert "gongshi report sign 2025 --scope city --office 政务服务处" in refusal.sentence


def test_a_form_for_which_no_office_answers_keeps_the_report_open() -> None:
    (refusal,) = refused(duties={"监督处": ("penalty",)}, signatures=[
        Signature("监督处", part_of(REPORT, ("penalty",)), "监督处 某甲", "")
    ])  # fmt: skip
    assert refusal.code == "form-without-office"
    assert "“行政许可实施情况统计表”" in refusal.sentence
    assert "law/report_offices.yaml" in refusal.sentence


def test_an_office_whose_forms_are_not_in_the_report_need_not_confirm() -> None:
    assert refused(duties={**DUTIES, "爱卫处": ("elsewhere",)}) == []


@pytest.mark.parametrize(("day", "over"), [(date(2025, 12, 31), False), (date(2026, 1, 1), True)])
def test_a_year_is_over_on_the_first_of_january(day: date, over: bool) -> None:
    assert (refuse_unfinished(2025, day) is None) == over
    codes = [one.code for one in refused(today=day)]
    assert codes == ([] if over else ["year-not-over"])


def test_a_year_not_over_says_from_when() -> None:
    refusal = refuse_unfinished(2026, date(2026, 12, 31))
    assert refusal is not None
    assert "2026年度尚未结束" in refusal.sentence
    assert "2027年1月1日" in refusal.sentence


def test_records_sent_back_are_mended_or_named_with_a_reason() -> None:
    (refusal,) = refused(waiting=(RECORD, CORRECTION))
    assert refusal.code == "records-waiting"
    assert "记录2条" in refusal.sentence
    assert "12号（行政处罚　滨卫医罚〔2025〕12号）、15号（行政许可更正）" in refusal.sentence
    assert "--without" in refusal.sentence
    (refusal,) = refused(waiting=(RECORD, CORRECTION), set_aside=(12,))
    assert "记录1条" in refusal.sentence
    assert refused(waiting=(RECORD, CORRECTION), set_aside=(12, 15)) == []


def test_a_record_that_does_not_wait_cannot_be_set_aside() -> None:
    (refusal,) = refused(waiting=(RECORD,), set_aside=(12, 99))
    assert refusal.code == "not-waiting"
    assert "第99号记录" in refusal.sentence


def test_what_the_checks_found_stands_in_the_way() -> None:
    found = refused(faults=("合计与各单位之和不一致", "去年的数字为空"))
    assert [one.code for one in found] == ["check-failed", "check-failed"]
    assert "合计与各单位之和不一致" in found[0].sentence


def test_everything_in_the_way_is_said_at_once() -> None:
    found = refused(signatures=[], today=date(2025, 12, 1), waiting=(RECORD,), faults=("核对",))
    assert [one.code for one in found] == [
        "year-not-over", "office-not-signed", "office-not-signed", "records-waiting", "check-failed",
    ]  # fmt: skip


def test_records_are_named_by_number_and_reason() -> None:
    assert read_set_aside(["12,15 = 来源系统已停用", "7=重复＝登记"]) == {
        12: "来源系统已停用",
        15: "来源系统已停用",
        7: "重复＝登记",
    }
    assert read_set_aside([]) == {}


@pytest.mark.parametrize(
    "text", ["12", "12=", "12= ", "=理由", "甲=理由", "12 15=理由", "-1=理由", "1.5=理由"]
)
def test_a_record_without_number_or_reason_is_not_taken(text: str) -> None:
    found = read_set_aside([text])
    assert isinstance(found, Refusal)
    assert text in found.sentence


def test_a_record_named_twice_is_not_taken() -> None:
    found = read_set_aside(["12=甲", "3,12=乙"])
    assert isinstance(found, Refusal)
    assert "第12号" in found.sentence


def test_the_shipped_offices_answer_for_every_official_form() -> None:
    duties = duties_on(load_report_offices(None), JANUARY)
    assert duties["政务服务处"] == ("licence",)
    assert {form for forms in duties.values() for form in forms} == set(FormKind)


def test_the_day_of_the_act_selects_the_offices() -> None:
    def row(name: str, office: str, begins: date, ends: date | None) -> ReportOffice:
        return ReportOffice(name, office, ("licence",), begins, begins, "G18", "三定规定", ends)

    rows = [
        row("a", "审批处", date(2018, 1, 1), date(2026, 1, 31)),
        row("b", "政务服务处", date(2026, 2, 1), None),
    ]
    assert list(duties_on(rows, date(2026, 1, 31))) == ["审批处"]
    assert list(duties_on(rows, date(2026, 2, 1))) == ["政务服务处"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("office: 政务服务处", "office: ' '", r"第1行（report-licences）.*office不能为空"),
        ("forms: [licence]", "forms: []", "forms至少一项"),
        ("clause: G18", "claus: G18", "字段claus"),
        ("id: report-supervision", "id: report-licences", "编号重复"),
    ],
)
def test_an_own_table_is_read_exactly(tmp_path: Path, old: str, new: str, said: str) -> None:
    (tmp_path / "law").mkdir()
    text = (SHIPPED_LAW / "report_offices.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "law" / "report_offices.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LawTableError, match=said) as refusal:
        load_report_offices(tmp_path)
    assert str(path) in str(refusal.value)


def person(name: str, office: str, role: Role, *deputies: str) -> Operator:
    dates = (date(2026, 1, 1), date(2026, 1, 31))
    return Operator(
        name, office, (role,), date(2020, 1, 1), deputies=tuple(Deputy(one, *dates) for one in deputies)
    )


POWERS = load_powers(None)
PEOPLE = Roster(
    [
        person("孙某", "政务服务处", Role.CASE, "办公室 吴某"),
        person("冯某", "监督处", Role.CASE),
        person("吴某", "办公室", Role.FINAL),
        person("周某", "监督处", Role.LEGAL),
        person("郑某", "委领导", Role.HEAD, "办公室 钱某"),
        person("钱某", "办公室", Role.FIRST),
    ]
)


def test_an_office_is_spoken_for_by_its_own_people_or_their_deputies() -> None:
    own = may_sign(PEOPLE, POWERS, "冯某", "监督处", JANUARY)
    assert isinstance(own, Seat)
    assert own.role_text == "经办"
    deputy = may_sign(PEOPLE, POWERS, "吴某", "政务服务处", JANUARY)
    assert isinstance(deputy, Seat)
    assert deputy.role_text == "经办（代政务服务处 孙某）"
    late = may_sign(PEOPLE, POWERS, "吴某", "政务服务处", date(2026, 2, 1))
    assert isinstance(late, Refusal)


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("冯某", "operator-of-other-office", "“监督处 冯某”不是政务服务处的人员"),
        ("郑某", "operator-of-other-office", "可由该处人员办理：政务服务处 孙某、办公室 吴某"),
        ("周某", "operator-lacks-role", "不能办理“确认年度报告数字”"),
        ("赵无人", "operator-unknown", "名册中没有“赵无人”"),
    ],
)
def test_nobody_else_speaks_for_an_office(name: str, code: str, said: str) -> None:
    found = may_sign(PEOPLE, POWERS, name, "政务服务处", JANUARY)
    assert isinstance(found, Refusal)
    assert found.code == code
    assert said in found.sentence


def test_who_confirmed_figures_does_not_freeze_them_nor_does_a_deputy_for_that_person() -> None:
    assert isinstance(may_freeze(PEOPLE, POWERS, "郑某", JANUARY, ["政务服务处 孙某"]), Seat)
    assert isinstance(may_freeze(PEOPLE, POWERS, "吴某", JANUARY, []), Seat)
    for name, signer in (("吴某", "办公室 吴某"), ("钱某", "委领导 郑某")):
        found = may_freeze(PEOPLE, POWERS, name, JANUARY, ["政务服务处 孙某", signer])
        assert isinstance(found, Refusal)
        assert found.code == "second-person-needed"
        assert "须由另一人办理“冻结年度报告”" in found.sentence
    lacking = may_freeze(PEOPLE, POWERS, "冯某", JANUARY, [])
    assert isinstance(lacking, Refusal)
    assert lacking.code == "operator-lacks-role"
