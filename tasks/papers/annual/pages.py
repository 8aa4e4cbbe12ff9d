"""The annual report and the brief as HTML pages that need nothing beside them: style and charts are inside."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tasks.law.annual_report import AnnualReport
from tasks.law.periodic_brief import PeriodicBrief
from tasks.law.report_views import TOTAL, charts_of
from tasks.papers.annual.chart_drawing import drawn
from tasks.papers.annual.shown import (
    BRIEF_NOTE,
    basis_line,
    brief_tables,
    caption_of,
    cell_text,
    counted_on,
    tables_of,
    unit_line,
)
from tasks.papers.wording import day_text, printable

TEMPLATES = Path(__file__).resolve().parents[3] / "reports" / "annual"


def report_page(report: AnnualReport) -> bytes:
    """The annual report as one page."""
    tables = [(caption_of(table, report.year), table) for table in tables_of(report)]
    charts = [(printable(chart.title), Markup(drawn(chart))) for chart in charts_of(report)]  # noqa: S704 - escaped there
    return _page(
        "report.html",
        report=report,
        tables=tables,
        charts=charts,
        lines=unit_line(report),
        basis=basis_line(report),
    )


def brief_page(brief: PeriodicBrief) -> bytes:
    """The brief as one page."""
    tables = [(printable(table.title), table) for table in brief_tables(brief)]
    return _page(
        "brief.html",
        brief=brief,
        note=BRIEF_NOTE,
        tables=tables,
        counted=day_text(counted_on(brief.counted_at)),
    )


def _page(template: str, **content: object) -> bytes:
    return _environment().get_template(template).render(content).encode()


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        keep_trailing_newline=True,
    )
    made.filters.update(cell=cell_text, day=day_text, clean=printable)
    made.globals.update(total=TOTAL)
    return made
