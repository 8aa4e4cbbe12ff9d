"""How the content of a report is put on paper in every form alike: cells, titles and the order of the tables."""

from __future__ import annotations

from datetime import date, datetime

from tasks.law.annual_report import AnnualReport, Cell, ReportTable
from tasks.law.report_counts import worth_showing
from tasks.law.report_figures import exact, plain
from tasks.law.report_views import year_on_year
from tasks.law.shanghai import shanghai_date
from tasks.papers.wording import day_text, printable

NOT_COLLECTED = "—"


def tables_of(report: AnnualReport) -> tuple[ReportTable, ...]:
    """Every table of a report in the order of printing: both years, the official forms, offices, months."""
    compared = year_on_year(worth_showing(report.figures), f"{report.year}年", f"{report.year - 1}年")
    months = (report.months,) if report.months is not None else ()
    return (*((compared,) if report.figures else ()), *report.tables, *report.offices, *months)


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
