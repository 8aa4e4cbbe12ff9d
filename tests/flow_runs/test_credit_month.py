"""The monthly 双公示 table: what was produced, shown, handed in and stored, and why the rest was not (G12, DOMAIN 1.4)."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from flows.cli import gongshi
from tasks.contracts.law_rows import SHIPPED_LAW, LawTableError
from tasks.credit_counting import credit_month_text, month_of_credit
from tasks.deciding import disclose, withdraw
from tasks.law.acts import ActType
from tasks.law.credit_metrics import Measure
from tasks.law.shanghai import SHANGHAI
from tasks.settings import SettingsFault
from tasks.warehouse.credit_figures import CreditMonth, Figures
from tasks.warehouse.snapshots import open_snapshot
from tests.credit_folders import answer, credit
from tests.ending_acts import BY, vanished
from tests.office import Office, licence, notice, penalty

__all__ = ["credit"]

OCTOBER, NOVEMBER, SEPTEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 9, 1)
LICENCE, PENALTY = ActType.LICENCE, ActType.PENALTY


def at(month: int, day: int, hour: int = 10, minute: int = 0, second: int = 0) -> datetime:
    """A time in Shanghai."""
    return datetime(2026, month, day, hour, minute, second, tzinfo=SHANGHAI).astimezone(UTC)


def licensed(ordinal: int, day: date, **changes: str) -> dict[str, str]:
    dates = {"许可决定日期": str(day), "有效期自": str(day)}
    return licence(f"滨卫医许〔2026〕{ordinal}号", **dates, **changes)


def punished(ordinal: int, day: date, **changes: str) -> dict[str, str]:
    before, after = str(day - timedelta(days=1)), str(day + timedelta(days=1))
    dates = {"处罚决定日期": str(day), "法制审核日期": before, "送达日期": after}
    return penalty(f"滨卫医罚〔2026〕{ordinal}号", **(dates | changes))


def lic(ordinal: int) -> str:
    return f"滨卫医许〔2026〕{ordinal}号"


def pen(ordinal: int) -> str:
    return f"滨卫医罚〔2026〕{ordinal}号"


def handed_in_at(office: Office, instant: datetime, *rows: dict[str, str]) -> None:
    office.on(instant)
    for row in rows:
        number = row.get("行政许可决定文书号") or row["行政处罚决定书文号"]
        office.take(row, keys=[number], stamps=[instant.isoformat()])
    office.publish()
    office.deliver()


def answered(office: Office, **said: str) -> None:
    answer(office, **said)
    office.deliver()


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


def of(table: CreditMonth, act: ActType) -> Figures:
    return table.totals[act]


def bases(row: Figures) -> dict[str, int]:
    return {basis.words: basis.decisions for basis in row.bases}


def percents(table: CreditMonth, act: ActType) -> dict[str, str | None]:
    rates = table.totals[act].rates
    return {metric.title: rate.percent for metric, rate in zip(table.metrics, rates, strict=True)}


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


def test_the_month_ends_with_its_last_day_and_the_deadline_at_midnight_in_shanghai(credit: Office) -> None:
    credit.on(at(11, 1))
    credit.take(licensed(1, date(2026, 10, 31)), licensed(2, date(2026, 11, 1)))
    handed_in_at(credit, at(11, 9, 23, 59, 50), licensed(3, date(2026, 10, 29)))
    assert of(month_of_credit(OCTOBER), LICENCE).produced == 2
    assert of(month_of_credit(NOVEMBER), LICENCE).produced == 1
    handed_in_at(credit, at(11, 10, 0, 0, 10), licensed(4, date(2026, 10, 29)))
    table = month_of_credit(OCTOBER)
    assert [(one.document_number, one.reported_on) for one in table.late] == [(lic(4), date(2026, 11, 10))]
    assert of(table, LICENCE).counts[Measure.ON_TIME] == 2


def test_what_is_owed_is_in_time_until_its_deadline_and_overdue_after(credit: Office) -> None:
    credit.on(at(10, 22))
    credit.take(licensed(1, date(2026, 10, 20)))
    credit.publish()
    credit.on(at(10, 29, 23, 59))
    assert bases(of(month_of_credit(OCTOBER), LICENCE)) == {"待报送，尚在期限内": 1}
    credit.on(at(10, 30, 0, 1))
    table = month_of_credit(OCTOBER)
    assert bases(of(table, LICENCE)) == {"应报未报，已超期": 1}
    assert percents(table, LICENCE) == {"上报率": "0.0%", "合规率": None, "及时率": None, "入库率": None}
    assert [one.document_number for one in table.late] == [lic(1)]


def test_the_same_decision_from_two_systems_is_produced_once(credit: Office) -> None:
    credit.on(at(10, 22))
    credit.take(licensed(1, date(2026, 10, 20)), source="甲系统", keys=["1"], stamps=["2026-10-22T01:00:00"])
    credit.take(licensed(1, date(2026, 10, 20)), source="乙系统", keys=["9"], stamps=["2026-10-22T01:00:00"])
    credit.deliver()
    assert (
        of(month_of_credit(OCTOBER), LICENCE).produced,
        of(month_of_credit(OCTOBER), LICENCE).reported,
    ) == (1, 1)


def test_an_empty_month_prints_no_share_and_a_month_to_come_is_refused(october: Office) -> None:
    table = month_of_credit(SEPTEMBER)
    assert (table.names, of(table, LICENCE).produced) == ((), 0)
    assert set(percents(table, LICENCE).values()) == {None}
    assert "—" in credit_month_text(table)
    assert table.unbalanced == []
    with pytest.raises(SettingsFault, match="2026年12月尚未开始"):
        month_of_credit(date(2026, 12, 1))
    assert "本月尚未结束，以上为截至2026-11-24的数据。" in credit_month_text(month_of_credit(NOVEMBER))


def test_an_office_without_a_credit_channel_says_so_and_has_no_share(office: Office) -> None:
    office.on(at(10, 22))
    office.take(licensed(1, date(2026, 10, 20)))
    office.publish()
    table = month_of_credit(OCTOBER)
    row = of(table, LICENCE)
    assert (row.produced, row.shown, row.unreported, row.way) == (1, 1, 1, "未设渠道")
    assert bases(row) == {"未设信用平台报送渠道，未经本系统报送": 1}
    assert set(percents(table, LICENCE).values()) == {None}
    assert table.unbalanced == []


def test_what_was_decided_before_the_channel_began_is_not_told_as_handed_in_or_owed(credit: Office) -> None:
    path = credit.home / "channels" / "credit.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "since: 2026-10-15\n", encoding="utf-8")
    handed_in_at(credit, at(10, 22), licensed(1, date(2026, 10, 14)), licensed(2, date(2026, 10, 15)))
    table = month_of_credit(OCTOBER)
    assert bases(of(table, LICENCE)) == {"不报送：本渠道自2026-10-15起报送，此前的决定由原途径报送": 1}
    assert percents(table, LICENCE)["上报率"] is None
    assert percents(table, LICENCE)["及时率"] == "100.0%"


def test_what_was_sent_back_to_its_office_is_told_beside_the_table(credit: Office) -> None:
    credit.on(at(10, 22))
    credit.take(punished(1, date(2026, 10, 20), 处罚内容="警告，罚款人民币捌仟元整"))
    table = month_of_credit(OCTOBER)
    assert of(table, PENALTY).produced == 0
    assert table.notes[0] == "另有本月行政处罚记录1条退回待更正，尚未登记，未计入本表。"


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
