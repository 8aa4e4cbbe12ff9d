"""The monthly 双公示 table: what was produced, shown, handed in and stored, and why the rest was not (G12, DOMAIN 1.4)."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from flows.cli import gongshi
from tasks.contracts.law_rows import SHIPPED_LAW, LawTableError
from tasks.credit_counting import credit_month_text, month_of_credit
from tasks.deciding import disclose, withdraw
from tasks.warehouse.snapshots import open_snapshot
from tests.credit_folders import credit
from tests.credit_months import (
    LICENCE,
    NOVEMBER,
    OCTOBER,
    PENALTY,
    answered,
    at,
    bases,
    handed_in_at,
    lic,
    licensed,
    of,
    pen,
    percents,
    punished,
)
from tests.ending_acts import BY, vanished
from tests.office import Office, notice

__all__ = ["credit"]

SIMPLE = {"案件程序类别": "简易程序", "处罚类别": "警告", "处罚内容": "警告", "罚款金额（万元）": ""}
UNFIT = {"行政相对人类别": "个体工商户"}


@pytest.fixture
def october(credit: Office) -> Office:
    """An office on 24 November whose October has everything that happens to decisions on the credit platform."""
    handed_in_at(
        credit,
        at(10, 22),
        licensed(1, date(2026, 10, 20)),
        punished(2, date(2026, 10, 20)),
        punished(4, date(2026, 10, 20), **SIMPLE),
        punished(5, date(2026, 10, 20), **UNFIT),
        licensed(6, date(2026, 10, 20)),
        licensed(7, date(2026, 10, 20)),
        punished(8, date(2026, 10, 20)),
    )
    credit.take(licensed(9, date(2026, 10, 21)), keys=[lic(9)], stamps=["2026-10-22T03:00:00"])
    withdraw(lic(9), "撤销", "滨河市人民政府", "滨政复决〔2026〕21号", "", "", *BY)
    credit.take(licensed(10, date(2026, 10, 21)), keys=[lic(10)], stamps=["2026-10-22T03:00:00"])
    disclose(
        lic(10), "不予公示", None, "", "处长甲", "牵涉孙小海的隐私", "《条例》第十五条", channel="credit"
    )
    answered(
        credit, **{lic(1): "入库成功", pen(2): "退回", lic(6): "入库成功", lic(7): "入库成功", pen(8): "退回"}
    )
    mended = punished(8, date(2026, 10, 20), 行政相对人名称="滨河市海州区安康第二口腔门诊部有限公司")
    handed_in_at(credit, at(10, 26), mended)
    answered(credit, **{pen(8): "入库成功"})
    credit.take(notice(lic(6), 生效日期="2026-10-25", 收到日期="2026-10-26"))
    withdraw(lic(7), "信用修复", "当事人", "", "", "", "审查人甲", "信用修复完成", "信用修复决定")
    credit.withdraw()
    credit.deliver()
    answered(credit, **{lic(6): "删除成功", lic(7): "删除成功"})
    handed_in_at(credit, at(11, 10), licensed(3, date(2026, 10, 9)))
    credit.on(at(11, 24))
    return credit


def test_produced_is_handed_in_and_not_handed_in_with_its_basis_for_each_office_and_act(
    october: Office,
) -> None:
    table = month_of_credit(OCTOBER)
    licences, penalties = of(table, LICENCE), of(table, PENALTY)
    assert (licences.produced, licences.reported, licences.unreported) == (6, 4, 2)
    assert bases(licences) == {"经审批不报送（理由见审批表）": 1, "报送前已终止公示（撤销）": 1}
    assert (penalties.produced, penalties.reported, penalties.unreported) == (4, 2, 2)
    assert bases(penalties) == {
        "不予公示：轻微失信信息（《信用修复管理办法》）": 1,
        "暂缓：报送内容不符合数据标准，待更正": 1,
    }
    assert table.names == ("滨河市卫生健康委员会 政务服务处", "滨河市卫生健康委员会 监督处")
    assert [row.produced for row in table.figures[LICENCE]] == [6, 0]
    assert [row.produced for row in table.figures[PENALTY]] == [0, 4]
    assert table.unbalanced == []
    text = credit_month_text(table)
    assert "核对：平衡。行政许可产生6＝报送4＋未报送2；行政处罚产生4＝报送2＋未报送2" in text
    october.assert_balanced()


def test_stored_counts_what_the_platform_took_also_when_it_ended_since(october: Office) -> None:
    table = month_of_credit(OCTOBER)
    licences, penalties = of(table, LICENCE), of(table, PENALTY)
    assert (licences.stored, dict(licences.ended)) == (3, {"撤销": 1, "信用修复": 1})
    assert (penalties.stored, sum(penalties.refused.values()), sum(penalties.not_stored.values())) == (
        1,
        2,
        1,
    )
    assert licences.awaiting == 1
    assert "其中尚未入库1件" in penalties.problems
    assert "信用平台未查询到该主体" in penalties.problems


def test_the_metrics_are_those_of_their_definitions_and_who_misses_them_is_told(october: Office) -> None:
    table = month_of_credit(OCTOBER)
    assert percents(table, LICENCE) == {
        "上报率": "100.0%",
        "合规率": "75.0%",
        "及时率": "75.0%",
        "入库率": "75.0%",
    }
    assert percents(table, PENALTY) == {
        "上报率": "66.6%",
        "合规率": "0.0%",
        "及时率": "100.0%",
        "入库率": "50.0%",
    }
    text = credit_month_text(table)
    assert "滨河市卫生健康委员会 监督处行政处罚上报率66.6%，低于100%。" in text.replace("\n   ", "")
    assert "上报率＝上报量÷应上报量" in text


def test_a_late_report_is_named_and_stays_in_the_month_the_decision_was_made(october: Office) -> None:
    table = month_of_credit(OCTOBER)
    told = {one.document_number: (one.due_on, one.reported_on, one.held) for one in table.late}
    assert told[lic(3)] == (date(2026, 10, 19), date(2026, 11, 10), False)
    assert told[pen(5)] == (date(2026, 10, 29), None, True)
    assert set(told) == {lic(3), pen(5)}
    assert (
        f"{lic(3)}（滨河市卫生健康委员会 政务服务处）：2026-10-09决定，应于2026-10-19前报送，2026-11-10报送"
        in (credit_month_text(table))
    )
    assert of(month_of_credit(NOVEMBER), LICENCE).produced == 0


def test_an_answer_that_comes_later_makes_the_table_new(october: Office) -> None:
    before = month_of_credit(OCTOBER)
    answered(october, **{lic(3): "入库成功"})
    after = month_of_credit(OCTOBER)
    assert (of(before, LICENCE).stored, of(after, LICENCE).stored) == (3, 4)
    assert (of(before, LICENCE).awaiting, of(after, LICENCE).awaiting) == (1, 0)


def test_nobody_is_named_and_nothing_the_platform_wrote_is_kept(october: Office) -> None:
    table = month_of_credit(OCTOBER)
    with october.open() as here:
        stored = (here.settings.warehouse / "current.duckdb").resolve()
    with open_snapshot(stored) as warehouse:
        names = [row[0] for row in warehouse.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        kept = "".join(str(warehouse.table(name).fetchall()) for name in names)
        codes = {row[0] for row in warehouse.execute("SELECT DISTINCT code FROM core_hand_in").fetchall()}
    for words in ("孙小海", "处长甲", "审查人甲", "未查询到主体或查询到的主体信息不匹配"):
        assert words not in kept
        assert words not in credit_month_text(table)
    assert codes == {None, "subject-not-matched"}


def test_what_vanished_keeps_its_place_without_its_number(october: Office) -> None:
    vanished(october, lic(3))
    october.withdraw()
    table = month_of_credit(OCTOBER)
    assert of(table, LICENCE).produced == 6
    assert table.unbalanced == []
    assert lic(3) not in credit_month_text(table)
    assert "（公示有误撤除，不列文书号）" in credit_month_text(table)


def test_the_command_prints_writes_and_answers(october: Office, tmp_path: Path) -> None:
    def run(*words: str) -> str:
        done = CliRunner().invoke(gongshi, ["credit-month", *words])
        assert done.exit_code == 0, done.output
        return done.output

    assert "核对：平衡" in run("2026-10")
    answer_ = json.loads(
        run("2026-10", "--json", "--csv", str(tmp_path / "csv"), "--xlsx", str(tmp_path / "a.xlsx"))
    )
    run("2026-10", "--xlsx", str(tmp_path / "b.xlsx"))
    assert answer_["acts"]["行政许可"][-1]["unit"] == "合计"
    assert answer_["acts"]["行政许可"][-1]["produced"] == 6
    assert answer_["acts"]["行政许可"][-1]["shown_by_city"] is None
    assert answer_["balanced"] is True
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    files = sorted(path.name for path in (tmp_path / "csv").iterdir())
    assert len(files) == 4
    with (tmp_path / "csv" / "2026-10双公示月报-行政处罚.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [rows[-1][name] for name in ("单位名称/处室", "产生数量", "未报送数量", "市级网站公示数量")] == [
        "合计", "4", "2", "未归集",
    ]  # fmt: skip
    refused = CliRunner().invoke(gongshi, ["credit-month", "2026-13"])
    assert refused.exit_code == 2


def test_the_workbook_has_the_official_headings_in_two_rows(october: Office, tmp_path: Path) -> None:
    month_of_credit(OCTOBER, workbook=tmp_path / "月报.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "月报.xlsx").worksheets[0]
    assert {str(one) for one in sheet.merged_cells.ranges} >= {"A3:A4", "B3:M3", "N3:Y3", "Z3:Z4", "AA3:AA4"}
    assert (sheet["A3"].value, sheet["B3"].value, sheet["N3"].value) == ("单位名称", "行政许可", "行政处罚")
    heads = [cell.value for cell in sheet[4]][1:13]
    assert heads == ["产生数量", "本单位公示数量", "报送数量", "报送方式", "未报送数量", "未报送依据", "有效入库数",
                     "市级网站公示数量", "上报率", "合规率", "及时率", "入库率"]  # fmt: skip
    assert (sheet["Z3"].value, sheet["AA3"].value) == ("本单位公示网址", "报送存在问题情况")
    total = [cell.value for cell in sheet[7]]
    assert (total[0], total[1], total[3], total[5], total[13]) == ("合计", 6, 4, 2, 4)


def test_every_rule_of_the_metrics_can_be_changed_by_the_installation(october: Office) -> None:
    shipped = (SHIPPED_LAW / "credit_metrics.yaml").read_text(encoding="utf-8")
    own = october.home / "law" / "credit_metrics.yaml"
    own.parent.mkdir(exist_ok=True)
    own.write_text(shipped.replace("numerator: [compliant]", "numerator: [stored]"), encoding="utf-8")
    assert percents(month_of_credit(OCTOBER), PENALTY)["合规率"] == "50.0%"
    own.write_text(shipped.replace("threshold: 95", "threshold: 950"), encoding="utf-8")
    with pytest.raises(LawTableError, match=r"credit_metrics\.yaml第4行（storing-rate）"):
        month_of_credit(OCTOBER)
