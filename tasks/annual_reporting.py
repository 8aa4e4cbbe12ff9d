"""Steps that draft the annual report from the statistics file (clauses G16, G17)."""

from __future__ import annotations

from tasks.counting import counted_forms, renew_snapshot
from tasks.installation import Installation
from tasks.law.annual_report import AnnualReport, ReportTable, Scope
from tasks.steps import step
from tasks.warehouse.forms import Forms
from tasks.warehouse.snapshots import snapshot_items


@step("起草年度报告")
def draft_report(here: Installation, year: int, scope: Scope = Scope.OWN) -> AnnualReport:
    """The report of a year as it stands now, with the figures of the year before."""
    snapshot = renew_snapshot(here)
    forms = counted_forms(here, snapshot, year, scope)
    built_by = snapshot_items(snapshot)
    authority = here.settings.site.publisher
    return AnnualReport(
        year=year,
        scope=scope,
        authority=authority,
        title=f"{authority}{year}年度行政执法总体情况",
        snapshot=snapshot.name,
        counted_at=forms.counted_at,
        rules=f"{built_by['counting_version']}/{built_by['rules'][:12]}",
        tables=_tables(forms),
        before=_tables(counted_forms(here, snapshot, year - 1, scope)),
        sections=(),
        uncounted=tuple((form.form.value, form.uncounted) for form in forms.forms if form.uncounted),
    )


def _tables(forms: Forms) -> tuple[ReportTable, ...]:
    return tuple(
        ReportTable(form.form.value, form.title, form.columns, form.rows, form.notes) for form in forms.forms
    )
