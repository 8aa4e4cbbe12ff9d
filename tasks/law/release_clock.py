"""Release review has a clock of its own inside the legal one (DOMAIN 10): it eats into the same days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from tasks.law.working_days import WorkCalendar


@dataclass(frozen=True, slots=True)
class ReleaseClockRow:
    """One row of `release_clock.yaml`: working days from registration; the day of registration selects it."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    id: str
    working_days: int
    in_force_from: date
    known_since: date
    clause: str
    source: str
    in_force_to: date | None = None
    note: str = ""
    assumption: bool = False

    def __post_init__(self) -> None:
        """ValueError for a review that would have to be done before its decision came in."""
        if self.working_days < 1:
            raise ValueError("working_days至少为1")

    def covers(self, day: date) -> bool:
        """Whether the row was in force on a day."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


def release_due(
    registered_on: date, due_on: date | None, rows: Iterable[ReleaseClockRow], calendar: WorkCalendar
) -> date | None:
    """The last day for release review; None where no row was in force and no legal deadline runs.

    Never later than the last working day before `due_on`: what comes in too late for that is overdue on arrival.
    """
    row = next((one for one in rows if one.covers(registered_on)), None)
    own = calendar.add(registered_on, row.working_days).due_on if row else None
    if due_on is None:
        return own
    latest = _working_day_before(due_on, calendar)
    return min(own, latest) if own else latest


def _working_day_before(day: date, calendar: WorkCalendar) -> date:
    """The last working day before a day; while a year is provisional, one that is certainly worked.

    A day that might turn out to be off is no day to leave the review for.
    """
    before = day - timedelta(days=1)
    while calendar.working_days_between(before - timedelta(days=1), before) == 0:
        before -= timedelta(days=1)
    return before
