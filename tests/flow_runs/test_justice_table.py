"""The yearly handover to the justice bureau: the official forms' figures, and 未归集 for what nobody collects (G17)."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from flows.cli import gongshi
from tasks.contracts.law_rows import SHIPPED_LAW, LawTableError
from tasks.contracts.tables_counting import load_counting
from tasks.contracts.tables_justice import load_justice_rows
from tasks.counting import year_forms
from tasks.justice_counting import justice_text, justice_year
from tests.credit_months import licensed, punished
from tests.office import Office

SIMPLE = {"案件程序类别": "简易程序", "处罚类别": "警告", "处罚内容": "警告", "罚款金额（万元）": ""}


@pytest.fixture
def acting(office: Office) -> Office:
    """An office with three penalties, one of them by simple procedure, and two licences in 2026."""
    day = date(2026, 10, 20)
    office.take(punished(1, day), punished(2, day), punished(3, day, **SIMPLE))
    office.take(licensed(4, day), licensed(5, day))
    return office


def figures(year: int) -> dict[str, object]:
    return {one.row.heading: one.figure for one in justice_year(year).figures}


def test_the_headings_carry_what_was_done_in_the_year(acting: Office) -> None:
    found = figures(2026)
    assert found["行政执法主体数量"] == 1
    assert (found["行政处罚案件数量"], found["其中：简易程序"], found["其中：普通程序"]) == (3, 1, 2)
    assert (found["罚没金额"], found["行政处罚法制审核数量"], found["准予行政许可数量"]) == (1, 3, 2)
    assert (found["行政强制数量"], found["行政检查次数"]) == (0, 0)


def test_its_figures_are_those_of_the_official_forms(acting: Office) -> None:
    found = figures(2026)
    forms = {
        form.form.value: dict(zip(form.columns, form.rows[-1], strict=True))
        for form in year_forms(2026).forms
    }
    assert found["行政处罚案件数量"] == forms["penalty"]["合计(宗)"]
    assert found["准予行政许可数量"] == forms["licence"]["许可数量"]
    assert found["行政检查次数"] == forms["other_acts"]["行政检查次数"]


def test_what_nobody_collects_is_told_so_and_never_as_zero(acting: Office) -> None:
    table = justice_year(2026)
    text = justice_text(table)
    missing = [one.row.heading for one in table.figures if one.figure is None]
    assert {"持证执法人员数量", "被行政复议数量", "行政诉讼败诉数量", "评查案卷数量"} <= set(missing)
    for line in text.splitlines():
        if any(line.strip().startswith(heading) for heading in missing):
            assert line.endswith("未归集"), line
    sections = [line for line in text.splitlines() if line in ("执法主体", "办案", "复议诉讼", "案卷评查")]
    assert sections == ["执法主体", "办案", "复议诉讼", "案卷评查"]


def test_a_year_without_acts_has_zeros_where_it_was_counted_and_nothing_elsewhere(acting: Office) -> None:
    found = figures(2024)
    assert (found["行政处罚案件数量"], found["罚没金额"]) == (0, 0)
    assert found["被行政诉讼数量"] is None


def test_the_command_prints_writes_and_answers(acting: Office, tmp_path: Path) -> None:
    runner = CliRunner()
    assert "行政处罚案件数量" in runner.invoke(gongshi, ["justice-table", "2026"]).output
    done = runner.invoke(gongshi, ["justice-table", "2026", "--json", "--csv", str(tmp_path)])
    rows = {row["id"]: row["figure"] for row in json.loads(done.output)["rows"]}
    assert (rows["justice-penalties"], rows["justice-sued"]) == (3, None)
    with (tmp_path / "2026年度行政执法情况统计表（报市司法局）.csv").open(encoding="utf-8-sig") as file:
        written = {row["栏目"]: row["2026年"] for row in csv.DictReader(file)}
    assert (written["行政处罚案件数量"], written["被行政诉讼数量"]) == ("3", "未归集")


def test_a_heading_that_names_no_column_of_a_form_is_refused(tmp_path: Path) -> None:
    (tmp_path / "law").mkdir()
    shipped = (SHIPPED_LAW / "justice_table.yaml").read_text(encoding="utf-8")
    own = tmp_path / "law" / "justice_table.yaml"
    own.write_text(shipped.replace("column: 许可数量", "column: 许可件数"), encoding="utf-8")
    with pytest.raises(LawTableError, match=r"justice-granted：统计表licence的样式default没有“许可件数”一栏"):
        load_justice_rows(tmp_path, load_counting(None))
