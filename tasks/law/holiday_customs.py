"""What may be a working day or a day off in a year whose holiday notice is not out (design 5, clause G10)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import ClassVar

_MONDAY, _TUESDAY, _THURSDAY, _FRIDAY, _SATURDAY = 0, 1, 3, 4, 5


@dataclass(frozen=True, slots=True)
class Holiday:
    """One statutory holiday: its first day, fixed by `solar` (MM-DD) or dated year by year, and its customs.

    `off_before` and `off_after` say which days around the first day notices have given off (long holidays).
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    name: str
    days: int
    solar: str | None = None
    dates: Mapping[int, date] = field(default_factory=dict)
    long: bool = False
    off_before: int = 0
    off_after: int = 0

    def first_day(self, year: int) -> date | None:
        """The first statutory day in a year, None where it is not known."""
        if self.solar is None:
            return self.dates.get(year)
        return date.fromisoformat(f"{year:04d}-{self.solar}")


@dataclass(frozen=True, slots=True)
class Customs:
    """The statutory holidays and how far notices reach around them; read from `calendars/customs.yaml`."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    source: str
    known_since: date
    long_reach_days: int
    short_reach_days: int
    short_bridge_days: int
    year_end_from_day: int
    holidays: tuple[Holiday, ...]

    def may_be_off(self, year: int) -> Iterator[date]:
        """Days a notice for `year` may give off: the statutory ones and those it customarily adds."""
        for holiday in self.holidays:
            first = holiday.first_day(year)
            if first is not None:
                before, after = self._growth(holiday, first)
                yield from _days(first, -before, after)

    def may_work(self, year: int) -> Iterator[date]:
        """Weekend days a notice for `year` may turn into working days."""
        for holiday in self.holidays:
            first = holiday.first_day(year)
            if first is None or not (holiday.long or _TUESDAY <= first.weekday() <= _THURSDAY):
                continue
            reach = self.long_reach_days if holiday.long else self.short_reach_days
            for day in _days(first, -reach, holiday.days - 1 + reach):
                if day.weekday() >= _SATURDAY:
                    yield day

    def is_year_end(self, day: date) -> bool:
        """Whether the next year's notice may still change this day."""
        return day.month == 12 and day.day >= self.year_end_from_day

    def _growth(self, holiday: Holiday, first: date) -> tuple[int, int]:
        """How many days before and after its first day a holiday may take.

        A one-day holiday on Monday or Friday already makes three days with its weekend and does not grow.
        """
        if holiday.long:
            return holiday.off_before, holiday.off_after
        if first.weekday() in (_MONDAY, _FRIDAY):
            return 0, 0
        return self.short_bridge_days, self.short_bridge_days


def _days(first: date, start: int, end: int) -> Iterator[date]:
    return (first + timedelta(days=offset) for offset in range(start, end + 1))
