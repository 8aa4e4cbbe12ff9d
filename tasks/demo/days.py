"""When the city decides: on working days, twice as much towards the end of a year."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from tasks.demo.chance import Chance
from tasks.law.shanghai import SHANGHAI

_MONTH_WEIGHTS = {1: 0.7, 2: 0.5, 11: 2.2, 12: 2.4}
_CLOSED = {(1, 1), (5, 1), (5, 2), (5, 3), *((10, day) for day in range(1, 8))}


def deciding_days(today: date, years: int = 2) -> dict[date, float]:
    """Each day on which offices decide, up to yesterday, with its weight."""
    first = today.replace(year=today.year - years, day=min(today.day, 28))
    days = (first + timedelta(days=number) for number in range((today - first).days))
    return {
        day: _MONTH_WEIGHTS.get(day.month, 1.0)
        for day in days
        if day.weekday() < 5 and (day.month, day.day) not in _CLOSED
    }


def invent_days(chance: Chance, days: dict[date, float], count: int) -> list[date]:
    """`count` days of decision in order."""
    return sorted(chance.choices(tuple(days), tuple(days.values()), k=count))


def arrival(chance: Chance, decided_on: date, today: date, late: bool) -> datetime:
    """When a decision reached its source: soon, or long after where it is late, but before today."""
    wait = chance.randint(14, 70) if late else chance.weighed({0: 5, 1: 3, 2: 2, 3: 1})
    day = min(decided_on + timedelta(days=wait), today - timedelta(days=1))
    clock = time(chance.randint(8, 17), chance.randint(0, 59), chance.randint(0, 59))
    return datetime.combine(day, clock, SHANGHAI)
