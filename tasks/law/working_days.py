"""Counting working days by the State Council's holiday notices, with bounds where one is not out (clause G10)."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from tasks.law.holiday_customs import Customs

_YEARS_AHEAD = 3
_FARTHEST_YEARS = 200


@dataclass(frozen=True, slots=True)
class Notice:
    """One holiday notice: the days of its year, and of the December before, that differ from Monday to Friday."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    year: int
    version: str
    known_since: date
    source: tuple[str, ...]
    off: tuple[date, ...]
    work: tuple[date, ...]
    known_since_assumed: bool = False

    def age(self) -> tuple[int, date, int, str]:
        """What sorts notices by year and, within one, by when they came."""
        return self.year, self.known_since, len(self.version), self.version


@dataclass(frozen=True, slots=True)
class Count:
    """Where a count of working days ends: `due_on` is the safe, earlier day, `latest_on` the latest possible.

    `calendar` names the notices relied on; a year still without one is marked by a question mark.
    """

    due_on: date
    latest_on: date
    provisional: bool
    calendar: str


class WorkCalendar:
    """The working days known from a set of notices; the newest notice of a year counts."""

    def __init__(self, notices: Iterable[Notice], customs: Customs) -> None:
        """Take the notices to count by; ValueError where there is none."""
        newest: dict[int, Notice] = {}
        for notice in sorted(notices, key=Notice.age):
            newest[notice.year] = notice
        if not newest:
            raise ValueError("a calendar needs at least one holiday notice")
        self.notices: tuple[Notice, ...] = tuple(newest.values())
        self._by_year = newest
        self.customs = customs
        self._first = date(min(newest), 1, 1).toordinal()
        self._cache: dict[tuple[date, int], Count] = {}
        self._lay_out(max(newest) + _YEARS_AHEAD)

    @property
    def version(self) -> str:
        """The newest notice and a fingerprint of all of them; changes whenever an answer could change."""
        content = repr((self.notices, self.customs)).encode()
        return f"{self.notices[-1].version}/{hashlib.sha256(content).hexdigest()[:8]}"

    @property
    def last_announced_year(self) -> int:
        """The latest year whose notice is out."""
        return self.notices[-1].year

    def is_announced(self, day: date) -> bool:
        """Whether no notice to come is expected to change this day."""
        if day.year not in self._by_year:
            return False
        return day.year + 1 in self._by_year or not self.customs.is_year_end(day)

    def is_working(self, day: date) -> bool:
        """Whether people work on a day; where it is not announced, whether they might."""
        self._reach(day)
        place = bisect_left(self._safe, day.toordinal())
        return place < len(self._safe) and self._safe[place] == day.toordinal()

    def add(self, start: date, n: int) -> Count:
        """The n-th working day after `start`, which itself does not count (民法典 201); n is at least 1."""
        count = self._cache.get((start, n))
        if count is None:
            count = self._cache[start, n] = self._count(start, n)
        return count

    def working_days_between(self, after: date, until: date) -> int:
        """How many days later than `after`, up to and with `until`, are certainly working days."""
        if until <= after:
            return 0
        self._reach(until)
        self._reach(after)
        return bisect_right(self._sure, until.toordinal()) - bisect_right(self._sure, after.toordinal())

    def _count(self, start: date, n: int) -> Count:
        if n < 1:
            raise ValueError("a count of working days starts at 1")
        self._reach(start)
        while len(self._sure) - bisect_right(self._sure, start.toordinal()) < n:
            self._lay_out(self._last_year + _YEARS_AHEAD)
        due_on = self._nth(self._safe, start, n)
        latest_on = self._nth(self._sure, start, n)
        provisional = due_on != latest_on or due_on.year not in self._by_year
        return Count(due_on, latest_on, provisional, self._relied_on(start, latest_on, provisional))

    @staticmethod
    def _nth(days: list[int], start: date, n: int) -> date:
        return date.fromordinal(days[bisect_right(days, start.toordinal()) + n - 1])

    def _relied_on(self, start: date, latest_on: date, provisional: bool) -> str:
        """The notices behind a count, oldest first, as `2026-1` or `2026-1+2027?`."""
        years = range(start.year, latest_on.year + 1)
        names = [self._by_year[year].version if year in self._by_year else f"{year}?" for year in years]
        following = self._by_year.get(latest_on.year + 1)
        if following is not None and min(following.off + following.work) <= latest_on:
            names.append(following.version)
        elif provisional and latest_on.year in self._by_year:
            names.append(f"{latest_on.year + 1}?")
        return "+".join(names)

    def _reach(self, day: date) -> None:
        """Make sure a day lies within what is laid out; ValueError for one no calendar can speak of."""
        if day.toordinal() < self._first or day.year > self.last_announced_year + _FARTHEST_YEARS:
            raise ValueError(f"no working days are known for {day.year}")
        if day.year > self._last_year:
            self._lay_out(day.year + _YEARS_AHEAD)

    def _lay_out(self, last_year: int) -> None:
        """List every possibly and every certainly working day, from the first notice's year to `last_year`."""
        self._last_year = last_year
        years = range(date.fromordinal(self._first).year, self._last_year + 2)
        unannounced = [year for year in years if year not in self._by_year]
        may_be_off = {day for year in unannounced for day in self.customs.may_be_off(year)}
        may_work = {day for year in unannounced for day in self.customs.may_work(year)}
        named = {day: False for notice in self.notices for day in notice.off}
        named.update({day: True for notice in self.notices for day in notice.work})
        self._safe: list[int] = []
        self._sure: list[int] = []
        for ordinal in range(self._first, date(self._last_year, 12, 31).toordinal() + 1):
            possible, certain = self._readings(date.fromordinal(ordinal), named, may_work, may_be_off)
            if possible:
                self._safe.append(ordinal)
            if certain:
                self._sure.append(ordinal)

    def _readings(
        self, day: date, named: Mapping[date, bool], may_work: set[date], may_be_off: set[date]
    ) -> tuple[bool, bool]:
        """Whether a day is possibly, and whether it is certainly, a working day."""
        if day in named:
            return named[day], named[day]
        weekday = day.weekday() < 5
        if self.is_announced(day):
            return weekday, weekday
        if weekday:
            return True, day not in may_be_off
        return day in may_work or self.customs.is_year_end(day), False
