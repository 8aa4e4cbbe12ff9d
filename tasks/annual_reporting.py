"""Steps that draft the annual report from the statistics file (clauses G16, G17)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from tasks.contracts.tables_annual import load_annual
from tasks.counting import counted_forms, renew_snapshot
from tasks.installation import Installation, open_installation
from tasks.law.annual_report import SCOPE_NAMES, AnnualReport, ReportTable, Scope
from tasks.law.handover import handovers_of
from tasks.law.report_counts import figures_of, withdrawn_text
from tasks.law.report_figures import ReportFigure, by_key
from tasks.law.report_offices import by_month, quality_by_office, work_by_office
from tasks.law.report_prose import draft_sections
from tasks.law.report_stages import stage_deadlines
from tasks.law.shanghai import shanghai_date
from tasks.papers.annual.files import report_files, write_whole
from tasks.papers.wording import day_text
from tasks.steps import step
from tasks.warehouse.forms import Forms
from tasks.warehouse.period_counts import Counted, Period, count_period
from tasks.warehouse.snapshots import snapshot_items

_TROUBLES = ("late", "overdue", "rejected", "withdrawn", "unsaid")


def report_for(year: int, scope: str) -> AnnualReport:
    """The draft of a year's report, from a fresh snapshot."""
    with open_installation() as here:
        return draft_report(here, year, Scope(scope))


def report_on_paper(report: AnnualReport, folder: Path) -> list[Path]:
    """Write a report as DOCX, XLSX and HTML, and its content as JSON; returns the files."""
    return write_whole(folder, report_files(report))


@step("起草年度报告")
def draft_report(here: Installation, year: int, scope: Scope = Scope.OWN) -> AnnualReport:
    """The report of a year as it stands now, with the figures of the year before where that was counted."""
    tables = load_annual(here.settings.home)
    snapshot = renew_snapshot(here)
    forms = counted_forms(here, snapshot, year, scope)
    built_by = snapshot_items(snapshot)
    authority = here.settings.site.publisher
    counted_on = day_of(forms.counted_at)
    now, before = (_count_year(snapshot, one, counted_on, scope) for one in (year, year - 1))
    figures = figures_of(now.counts, before.counts if before.covered else None, watched_before=before.watched)
    facts = _facts(year, scope, authority, counted_on, before) | _found(figures)
    stages = stage_deadlines(year, tables.stages, here.law.calendar, authority)
    return AnnualReport(
        year=year,
        scope=scope,
        authority=authority,
        title=f"{authority}{year}年度{'全市' if scope is Scope.CITY else ''}行政执法总体情况",
        snapshot=snapshot.name,
        counted_at=forms.counted_at,
        rules=f"{built_by['counting_version']}/{built_by['rules'][:12]}",
        tables=_tables(forms),
        before=_tables(counted_forms(here, snapshot, year - 1, scope)) if before.covered else (),
        sections=draft_sections(tables.annual, figures, facts),
        uncounted=tuple((form.form.value, form.uncounted) for form in forms.forms if form.uncounted),
        figures=figures,
        offices=(work_by_office(now.counts), quality_by_office(now.counts)),
        months=by_month(now.counts),
        stages=stages,
        handovers=handovers_of(stages, tables.handover, facts),
        prose=tables.annual.version,
    )


def day_of(counted_at: str) -> date:
    """The Shanghai day on which a snapshot was counted."""
    return shanghai_date(datetime.fromisoformat(counted_at))


def _count_year(snapshot: Path, year: int, today: date, scope: Scope) -> Counted:
    return count_period(snapshot, Period(date(year, 1, 1), date(year, 12, 31)), today, scope)


def _facts(year: int, scope: Scope, authority: str, counted_on: date, before: Counted) -> dict[str, str]:
    first = before.begins_inside
    return {
        "year": str(year),
        "last_year": str(year - 1),
        "authority": authority,
        "whose": SCOPE_NAMES[scope],
        "counted_on": day_text(counted_on),
        "first_day": day_text(first) if first else "",
        "unfinished": "是" if counted_on <= date(year, 12, 31) else "",
        "partial_before": "是" if first else "",
        "city": "是" if scope is Scope.CITY else "",
    }


def _found(figures: tuple[ReportFigure, ...]) -> dict[str, str]:
    known = by_key(figures)
    return {
        "troubled": "是" if any(known[key].now for key in _TROUBLES) else "",
        "withdrawn_reasons": withdrawn_text(figures),
    }


def _tables(forms: Forms) -> tuple[ReportTable, ...]:
    return tuple(
        ReportTable(form.form.value, form.title, form.columns, form.rows, form.notes) for form in forms.forms
    )
