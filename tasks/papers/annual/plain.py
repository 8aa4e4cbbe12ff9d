"""The annual report and the brief for reading in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tasks.law.annual_report import AnnualReport, ReportSection
from tasks.law.periodic_brief import PeriodicBrief
from tasks.law.report_counts import worth_showing
from tasks.law.report_views import year_on_year
from tasks.papers.annual.shown import basis_line, brief_tables, cell_text, counted_on, deadline_line
from tasks.papers.wording import day_text, printable


def report_text(report: AnnualReport) -> str:
    """Title, deadlines, text and both years' figures."""
    compared = year_on_year(worth_showing(report.figures), f"{report.year}年", f"{report.year - 1}年")
    lines = [
        report.title,
        f"数据截至：{day_text(counted_on(report.counted_at))}",
        *map(deadline_line, report.stages),
        *_sections(report.sections),
        "",
        compared.title,
        *_rows(compared.rows),
        "",
        basis_line(report),
    ]
    return printable("\n".join(lines))


def brief_text(brief: PeriodicBrief) -> str:
    """Title, text and figures."""
    lines = [brief.title, f"数据截至：{day_text(counted_on(brief.counted_at))}", *_sections(brief.sections)]
    for table in brief_tables(brief):
        lines += ["", f"{table.title}（{'、'.join(table.columns[1:])}）", *_rows(table.rows)]
    return printable("\n".join(lines))


def _sections(parts: Iterable[ReportSection]) -> Iterator[str]:
    for part in parts:
        yield ""
        yield part.heading
        yield from part.paragraphs


def _rows(rows: Iterable[Iterable[str | int | float | None]]) -> Iterator[str]:
    for first, *cells in rows:
        yield f"　{cell_text(first)}：{'，'.join(map(cell_text, cells))}"
