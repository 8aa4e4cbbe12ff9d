"""How the content of a report is put on paper in every form alike: cells, titles and the order of the tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from tasks.law.annual_report import AnnualReport, Cell, ReportTable
from tasks.law.periodic_brief import PeriodicBrief
from tasks.law.report_counts import main_figures, worth_showing
from tasks.law.report_figures import exact, plain
from tasks.law.report_stages import StageDeadline
from tasks.law.report_views import year_on_year
from tasks.law.shanghai import shanghai_date
from tasks.papers.wording import day_text, printable

NOT_COLLECTED = "—"
BRIEF_NOTE = "说明：按期、逾期公开以网站读回确认的时间为准；现超期未公开、现未更正为统计时的情况。"
"""All the notes a page has room for."""


def tables_of(report: AnnualReport) -> tuple[ReportTable, ...]:
    """Every table of a report in the order of printing: both years, the official forms, offices, months."""
    compared = year_on_year(worth_showing(report.figures), f"{report.year}年", f"{report.year - 1}年")
    months = (report.months,) if report.months is not None else ()
    return (*((compared,) if report.figures else ()), *report.tables, *report.offices, *months)


def brief_tables(brief: PeriodicBrief) -> tuple[ReportTable, ...]:
    """The tables of a brief, without notes: it is one page."""
    compared = year_on_year(main_figures(brief.figures), "本期", "上年同期")
    return tuple(replace(table, notes=()) for table in (compared, *brief.offices))


def caption_of(table: ReportTable, year: int) -> str:
    """What stands above a table."""
    return printable(f"{year}年度{table.title}")


def unit_line(report: AnnualReport) -> tuple[str, str]:
    """Who fills in the form and until when it was counted, as the line below its title says."""
    return f"填报单位：{printable(report.authority)}", f"数据截至：{day_text(counted_on(report.counted_at))}"


def counted_on(counted_at: str) -> date:
    """The Shanghai day of counting."""
    return shanghai_date(datetime.fromisoformat(counted_at))


def cell_text(cell: Cell) -> str:
    """A cell as text: a dash where nothing is collected, no exponents, nothing that no paper can carry."""
    if cell is None:
        return NOT_COLLECTED
    if isinstance(cell, str):
        return " ".join(printable(cell).split())
    return plain(exact(cell))


def basis_line(report: AnnualReport) -> str:
    """What the figures stand on, for whoever wants to check them."""
    return f"统计库快照：{report.snapshot}；计数规则：{report.rules}；文字体例：{report.prose or '无'}。"


def deadline_line(stage: StageDeadline) -> str:
    """By when a stage must be handed in, such as 第一阶段报送期限2027-01-20."""
    told = f"{stage.stage}报送期限{stage.due_on.isoformat()}"
    if stage.hand_in_by != stage.due_on:
        told += f"（该日休息，请于{stage.hand_in_by.isoformat()}前报送）"
    return printable(
        f"{told}：{stage.sender}报送{'、'.join(stage.receivers)}{'，并在官方网站公开' if stage.published else ''}"
    )
