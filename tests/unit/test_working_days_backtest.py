"""A year whose notice is not out: bounds that would have held in every year since 2008 (design 5, promise 2)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.contracts.law_tables import load_calendar, load_notices
from tasks.law.working_days import WorkCalendar

CALENDAR = load_calendar(None)
NOTICES = load_notices(None)
# The one-off holiday of 3 September 2015 came by a notice of its own in May; no custom foretells it.
ONE_OFF = "2015-2"
AS_IT_WAS = WorkCalendar([one for one in NOTICES if one.version != ONE_OFF], CALENDAR.customs)


def known_before(year: int) -> WorkCalendar:
    return WorkCalendar([one for one in NOTICES if one.year < year], CALENDAR.customs)


@pytest.mark.parametrize("year", range(2008, 2027))
def test_the_true_day_is_never_before_the_safe_nor_after_the_latest_one(year: int) -> None:
    calendar = known_before(year)
    last = date(year, 12, 31) if year < 2026 else date(2026, 11, 30)
    day = date(year - 1, 12, 1)
    while day <= last:
        for n in (3, 7, 20):
            count, true = calendar.add(day, n), AS_IT_WAS.add(day, n).due_on
            assert count.due_on <= true <= count.latest_on, (day, n, count, true)
            assert count.provisional or count.due_on == true, (day, n)
        day += timedelta(days=1)


@pytest.mark.parametrize("year", range(2008, 2027))
def test_every_make_up_day_and_every_day_off_was_foreseen_as_possible(year: int) -> None:
    notice = [one for one in NOTICES if one.year == year and one.version != ONE_OFF][-1]
    may_work, may_be_off = set(CALENDAR.customs.may_work(year)), set(CALENDAR.customs.may_be_off(year))
    year_end = {day for day in notice.work if CALENDAR.customs.is_year_end(day)}
    weekend_work = {day for day in notice.work if day.weekday() >= 5} - year_end
    weekdays_off = {day for day in notice.off if day.weekday() < 5}
    assert weekend_work <= may_work
    assert weekdays_off <= may_be_off


@pytest.mark.parametrize(
    ("decided_on", "n", "due_on", "latest_on"),
    [
        ("2026-12-23", 7, "2027-01-01", "2027-01-04"),
        ("2026-12-04", 20, "2027-01-01", "2027-01-04"),
        ("2026-12-18", 20, "2027-01-15", "2027-01-18"),
        ("2026-12-31", 20, "2027-01-26", "2027-01-29"),
    ],
)
def test_2027_is_provisional(decided_on: str, n: int, due_on: str, latest_on: str) -> None:
    count = CALENDAR.add(date.fromisoformat(decided_on), n)
    assert count.provisional
    assert (count.due_on.isoformat(), count.latest_on.isoformat()) == (due_on, latest_on)


@pytest.mark.parametrize(("n", "last_certain"), [(7, date(2026, 12, 22)), (20, date(2026, 12, 3))])
def test_provisional_starts_exactly_where_2027_is_needed(n: int, last_certain: date) -> None:
    for offset in range(-40, 1):
        count = CALENDAR.add(last_certain + timedelta(days=offset), n)
        assert not count.provisional
        assert count.latest_on == count.due_on
    for offset in range(1, 40):
        assert CALENDAR.add(last_certain + timedelta(days=offset), n).provisional


def test_weekend_days_of_29_to_31_december_may_work_before_an_unknown_year() -> None:
    calendar = known_before(2023)
    assert calendar.is_working(date(2022, 12, 31))
    assert not calendar.is_working(date(2022, 12, 25))
    assert not CALENDAR.is_working(date(2022, 12, 31))


def test_a_far_year_is_provisional_too() -> None:
    count = CALENDAR.add(date(2041, 3, 3), 20)
    assert count.provisional
    assert count.calendar == "2041?"


@given(st.dates(date(2007, 1, 1), date(2031, 12, 31)), st.integers(1, 60))
def test_counts_grow_with_the_day_and_with_the_number(start: date, n: int) -> None:
    count = CALENDAR.add(start, n)
    following = CALENDAR.add(start, n + 1)
    next_day = CALENDAR.add(start + timedelta(days=1), n)
    assert start < count.due_on <= count.latest_on
    assert count.due_on < following.due_on
    assert count.latest_on < following.latest_on
    assert count.due_on <= next_day.due_on
    assert count.latest_on <= next_day.latest_on
    assert CALENDAR.is_working(count.due_on)


def test_an_answer_is_counted_once_and_remembered() -> None:
    assert CALENDAR.add(date(2024, 3, 4), 7) is CALENDAR.add(date(2024, 3, 4), 7)
