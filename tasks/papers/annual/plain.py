"""The annual report and the brief for reading in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tasks.law.annual_report import AnnualReport, Cell, ReportSection, ReportTable
from tasks.law.periodic_brief import PeriodicBrief
from tasks.law.report_counts import main_figures, worth_showing
from tasks.law.report_figures import ReportFigure
from tasks.law.report_views import year_on_year
from tasks.papers.annual.shown import basis_line, cell_text, counted_on, deadline_line
from tasks.papers.wording import day_text, printable


def report_text(report: AnnualReport) -> str:
    """Title, deadlines, text and both years' figures."""
    lines = [
        report.title,
        f"数据截至：{day_text(counted_on(report.counted_at))}",
        *map(deadline_line, report.stages),
        *_sections(report.sections),
        "",
        f"主要指标（括号内为{report.year - 1}年数和增减幅度）",
        *_figures(worth_showing(report.figures)),
        "",
        basis_line(report),
    ]
    return printable("\n".join(lines))


def brief_text(brief: PeriodicBrief) -> str:
    """Title, text and figures; of each office only what is not 0."""
    lines = [
        brief.title,
        f"数据截至：{day_text(counted_on(brief.counted_at))}",
        *_sections(brief.sections),
        "",
        "主要指标（括号内为上年同期数和增减幅度）",
        *_figures(main_figures(brief.figures)),
    ]
    for table in brief.offices:
        lines += ["", table.title, *_offices(table)]
    return printable("\n".join(lines))


def _sections(parts: Iterable[ReportSection]) -> Iterator[str]:
    for part in parts:
        yield ""
        yield part.heading
        yield from part.paragraphs


def _figures(figures: Iterable[ReportFigure]) -> Iterator[str]:
    for label, unit, now, before, _, share in year_on_year(figures, "", "").rows:
        earlier = f"{cell_text(before)}{unit}，{share}" if before is not None else str(share)
        yield f"　{label}{cell_text(now)}{unit}（{earlier}）"


def _offices(table: ReportTable) -> Iterator[str]:
    for first, *cells in table.rows:
        told = [
            _counted(heading, cell) for heading, cell in zip(table.columns[1:], cells, strict=True) if cell
        ]
        yield f"　{cell_text(first)}：{'，'.join(told) or '无'}"


def _counted(heading: str, cell: Cell) -> str:
    """行政许可(件) with 12 is read as 行政许可12件."""
    name, _, unit = heading.rstrip(")").partition("(")
    return f"{name}{cell_text(cell)}{unit}"
