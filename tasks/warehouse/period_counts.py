"""Counts of any period for reports and briefs, asked of a snapshot (clauses G16, G18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from pydantic import TypeAdapter

from tasks.law.annual_report import Scope
from tasks.law.report_counts import ActsCounted, OfficeRejected, OfficeShown, OfficeWithdrawn, PeriodCounts
from tasks.warehouse.form_layouts import levels_of
from tasks.warehouse.snapshots import open_snapshot
from tasks.warehouse.statements import asking

_ACTS = TypeAdapter(tuple[ActsCounted, ...])
_SHOWN = TypeAdapter(tuple[OfficeShown, ...])
_REJECTED = TypeAdapter(tuple[OfficeRejected, ...])
_WITHDRAWN = TypeAdapter(tuple[OfficeWithdrawn, ...])


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts of a period, the first day of any counted act, and that on which records began to come in."""

    period: Period
    counts: PeriodCounts
    first_day: date | None
    running_since: date | None

    @property
    def covered(self) -> bool:
        """Whether the register reaches back to the period; only then a 0 means that nothing was done."""
        return self.first_day is not None and self.first_day <= self.period.end

    @property
    def watched(self) -> bool:
        """Whether records came in through the whole period; only then its disclosure can be compared."""
        return self.running_since is not None and self.running_since <= self.period.start

    @property
    def begins_inside(self) -> date | None:
        """The first day of what is known, where that lies inside the period and not at its start."""
        first = self.first_day
        return first if first is not None and self.period.start < first <= self.period.end else None


def count_period(snapshot: Path, period: Period, today: date, scope: Scope | None = None) -> Counted:
    """Count a period from systems alone; `today` tells what is overdue, `scope` whose acts count (None: everyone's).

    Records sent back name no authority and are told under every scope.
    """
    span = {"from": period.start, "until": period.end}
    asked = {**span, "levels": levels_of(scope)}
    with open_snapshot(snapshot) as warehouse:
        coverage = _ask(warehouse, "period_coverage", asked)[0]
        counts = PeriodCounts(
            acts=_ACTS.validate_python(_ask(warehouse, "period_acts", asked)),
            shown=_SHOWN.validate_python(_ask(warehouse, "period_shown", {**asked, "today": today})),
            rejected=_REJECTED.validate_python(_ask(warehouse, "period_rejected", {**span, "today": today})),
            withdrawn=_WITHDRAWN.validate_python(_ask(warehouse, "period_withdrawn", asked)),
            authorities=coverage["authorities"],
        )
    return Counted(period, counts, coverage["first_day"], coverage["running_since"])


def _ask(warehouse: duckdb.DuckDBPyConnection, name: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    cursor = warehouse.execute(asking(name), asked)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
