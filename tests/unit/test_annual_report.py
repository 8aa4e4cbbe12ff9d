"""The annual report as content: it comes back as it was kept, and every changed figure is named (clause G17)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tasks.law.annual_report import (
    AnnualReport,
    FigureChange,
    ReportSection,
    ReportTable,
    Scope,
    changed_figures,
    report_from_json,
)

PENALTIES = ReportTable(
    "penalty",
    "行政处罚实施情况统计表",
    ("单位名称", "警告", "罚没金额(元)", "立案数量"),
    (("甲", 3, 1200.5, None), ("乙", 0, 0, None), ("合计", 3, 1200.5, None)),
    ("说明",),
)
REPORT = AnnualReport(
    2025, Scope.OWN, "滨河市卫生健康委员会", "总体情况", "gongshi-1.duckdb", "2026-01-12T09:00:00+08:00", "2026.11/abc",
    (PENALTIES,), sections=(ReportSection("基本情况", ("一段。",)), ReportSection("存在问题", (), to_fill=True)),
)  # fmt: skip


def test_a_kept_report_comes_back_word_for_word() -> None:
    again = report_from_json(REPORT.to_json())
    assert again == REPORT
    assert again.to_json() == REPORT.to_json()
    assert again.digest == REPORT.digest


def test_a_changed_word_changes_the_digest_but_no_figure() -> None:
    other = replace(REPORT, sections=(ReportSection("基本情况", ("另一段。",)),))
    assert other.digest != REPORT.digest
    assert changed_figures(REPORT, other) == []


def test_every_changed_figure_is_named_with_its_unit_and_column() -> None:
    rows = (("甲", 4, 1200.5, None), ("丙", 1, 0, None), ("合计", 5, 1200.5, None))
    now = replace(REPORT, tables=(replace(PENALTIES, rows=rows),))
    assert changed_figures(REPORT, now) == [
        FigureChange("penalty", "甲", "警告", 3, 4),
        FigureChange("penalty", "乙", "警告", 0, None),
        FigureChange("penalty", "乙", "罚没金额(元)", 0, None),
        FigureChange("penalty", "合计", "警告", 3, 5),
        FigureChange("penalty", "丙", "警告", None, 1),
        FigureChange("penalty", "丙", "罚没金额(元)", None, 0),
    ]


@pytest.mark.parametrize("content", ["", "{}", '{"year": 2025}', "[1]"])
def test_what_is_no_report_is_refused(content: str) -> None:
    with pytest.raises(ValueError, match=r"validation error|Invalid JSON"):
        report_from_json(content)
