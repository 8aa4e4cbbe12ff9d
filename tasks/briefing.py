"""Steps that draft the periodic brief for the head from the statistics file (clause G18)."""

from __future__ import annotations

from pathlib import Path

from tasks.annual_reporting import day_of
from tasks.contracts.tables_annual import load_annual
from tasks.counting import renew_snapshot
from tasks.installation import Installation, open_installation
from tasks.law.periodic_brief import PeriodicBrief, Span, a_year_before, until_today
from tasks.law.report_counts import figures_of, withdrawn_text
from tasks.law.report_offices import quality_by_office, work_by_office
from tasks.law.report_prose import draft_sections
from tasks.papers.annual.brief_document import brief_document
from tasks.papers.annual.files import write_whole
from tasks.papers.annual.pages import brief_page
from tasks.papers.wording import day_text
from tasks.steps import step
from tasks.warehouse.period_counts import Period, count_period
from tasks.warehouse.snapshots import snapshot_items


def brief_for(span: Span) -> PeriodicBrief:
    """The brief of a month or quarter, from a fresh snapshot; NotBegunError for one that has not begun."""
    with open_installation() as here:
        return draft_brief(here, span)


def brief_on_paper(brief: PeriodicBrief, folder: Path) -> list[Path]:
    """Write the brief as DOCX and HTML, and its content as JSON; returns the files."""
    return write_whole(
        folder,
        {
            f"{brief.title}.docx": brief_document(brief),
            f"{brief.title}.html": brief_page(brief),
            f"{brief.title}.json": brief.to_json().encode(),
        },
    )


@step("起草执法情况简报")
def draft_brief(here: Installation, whole: Span) -> PeriodicBrief:
    """The brief of a period as far as it has come; NotBegunError where it has not begun."""
    words = load_annual(here.settings.home).brief
    span = until_today(whole, here.today)
    earlier = a_year_before(span)
    snapshot = renew_snapshot(here)
    counted_at = snapshot_items(snapshot)["built_at"]
    now = count_period(snapshot, Period(span.start, span.end), here.today)
    before = count_period(snapshot, Period(earlier.start, earlier.end), here.today)
    figures = figures_of(now.counts, before.counts if before.covered else None, watched_before=before.watched)
    facts = {
        "period": span.name,
        "authority": here.settings.site.publisher,
        "counted_on": day_text(day_of(counted_at)),
        "unfinished": "是" if span.end < whole.end else "",
        "withdrawn_reasons": withdrawn_text(figures),
    }
    return PeriodicBrief(
        period=span,
        authority=facts["authority"],
        title=f"{span.name}行政执法情况简报",
        counted_at=counted_at,
        snapshot=snapshot.name,
        prose=words.version,
        sections=draft_sections(words, figures, facts),
        figures=figures,
        offices=(work_by_office(now.counts), quality_by_office(now.counts)),
    )
