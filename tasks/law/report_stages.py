"""By when an annual report must be handed in at each stage: dates of the plan, as data (clauses G16, G17)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar

from tasks.law.working_days import WorkCalendar


class DayOff(StrEnum):
    """What is done where the last day is no working day: hand in before, stay with the day, or go on to the next."""

    EARLIER = "earlier"
    KEEP = "keep"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage: who hands the report of a year to whom, by which day of the year after."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    id: str
    stage: str
    sender: str
    receivers: tuple[str, ...]
    month: int
    day: int
    day_off: DayOff
    in_force_from: date
    known_since: date
    clause: str
    source: str
    published: bool = False
    in_force_to: date | None = None
    note: str = ""
    assumption: bool = False

    def __post_init__(self) -> None:
        """ValueError for a day that no year has, or that only some years have."""
        date(2001, self.month, self.day)

    def covers(self, day: date) -> bool:
        """Whether the row was in force on a day."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


@dataclass(frozen=True, slots=True)
class StageDeadline:
    """A stage of one report: `due_on` is the day the plan names, `hand_in_by` the last day to count on here."""

    stage: str
    sender: str
    receivers: tuple[str, ...]
    due_on: date
    hand_in_by: date
    published: bool
    rule: str
    calendar: str


def stage_deadlines(
    year: int, rows: Iterable[StageRow], calendar: WorkCalendar, authority: str
) -> tuple[StageDeadline, ...]:
    """The stages of an authority's report on `year`, the earliest first; none where no row was in force then."""
    here, found = {"authority": authority}, []
    for row in rows:
        due_on = date(year + 1, row.month, row.day)
        if row.covers(due_on):
            found.append(
                StageDeadline(
                    row.stage,
                    row.sender.format_map(here),
                    tuple(one.format_map(here) for one in row.receivers),
                    due_on,
                    _hand_in_by(due_on, row.day_off, calendar),
                    row.published,
                    row.id,
                    calendar.version,
                )
            )
    return tuple(sorted(found, key=lambda one: one.due_on))


def _hand_in_by(due_on: date, day_off: DayOff, calendar: WorkCalendar) -> date:
    """The day itself where people certainly work on it, else the nearest such day as the row says."""
    step = {DayOff.EARLIER: -1, DayOff.KEEP: 0, DayOff.LATER: 1}[day_off]
    day = due_on
    while step and not _certainly_worked(day, calendar):
        day += timedelta(days=step)
    return day


def _certainly_worked(day: date, calendar: WorkCalendar) -> bool:
    return calendar.working_days_between(day - timedelta(days=1), day) == 1
