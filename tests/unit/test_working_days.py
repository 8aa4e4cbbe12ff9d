"""Working days as the State Council's notices make them (clause G10, DOMAIN 2.5 and 3)."""

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from tasks.contracts.law_tables import load_calendar, load_notices
from tasks.law.holiday_customs import Customs
from tasks.law.working_days import WorkCalendar

CALENDAR = load_calendar(None)

GOLDEN = [
    ("2020-01-17", "2020-01-21", "2020-02-04", "2020-02-21"),
    ("2020-01-22", "2020-02-04", "2020-02-10", "2020-02-27"),
    ("2023-04-20", "2023-04-24", "2023-04-28", "2023-05-19"),
    ("2023-09-22", "2023-09-27", "2023-10-09", "2023-10-26"),
    ("2024-09-12", "2024-09-18", "2024-09-24", "2024-10-16"),
    ("2025-01-20", "2025-01-23", "2025-02-05", "2025-02-21"),
    ("2025-09-25", "2025-09-29", "2025-10-11", "2025-10-29"),
    ("2026-02-10", "2026-02-13", "2026-02-26", "2026-03-16"),
    ("2026-04-28", "2026-05-06", "2026-05-11", "2026-05-28"),
    ("2026-09-18", "2026-09-22", "2026-09-29", "2026-10-22"),
    ("2026-09-24", "2026-09-30", "2026-10-12", "2026-10-29"),
    ("2026-11-23", "2026-11-26", "2026-12-02", "2026-12-21"),
]


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


@pytest.mark.parametrize(("decided_on", "third", "seventh", "twentieth"), GOLDEN)
def test_the_day_of_decision_does_not_count(
    decided_on: str, third: str, seventh: str, twentieth: str
) -> None:
    for n, expected in ((3, third), (7, seventh), (20, twentieth)):
        count = CALENDAR.add(date.fromisoformat(decided_on), n)
        assert count.due_on.isoformat() == expected
        assert count.latest_on == count.due_on
        assert not count.provisional


def test_every_day_2007_to_2026_agrees_with_chinesecalendar() -> None:
    every_day = days(date(2007, 1, 1), date(2026, 12, 31))
    assert [day for day in every_day if CALENDAR.is_working(day) != chinese_calendar.is_workday(day)] == []


def test_every_day_2007_to_2026_agrees_with_holidays() -> None:
    other = holidays.country_holidays("CN", years=range(2007, 2027))
    every_day = days(date(2007, 1, 1), date(2026, 12, 31))
    assert [day for day in every_day if CALENDAR.is_working(day) != other.is_working_day(day)] == []


def test_lunar_and_solar_term_dates_agree_with_holidays() -> None:
    chinese = holidays.country_holidays("CN", years=range(2008, 2036), language="zh_CN")
    customs: Customs = CALENDAR.customs
    for year in range(2008, 2036):
        for holiday in customs.holidays:
            first = holiday.first_day(year)
            assert first is not None
            # the second day of the Spring Festival block is New Year's Day itself, a holiday under every version
            day = first + timedelta(days=1) if holiday.name == "春节" else first
            assert day in chinese, (holiday.name, day)


def test_a_count_names_the_notices_it_relied_on() -> None:
    assert CALENDAR.add(date(2026, 11, 23), 20).calendar == "2026-1"
    assert CALENDAR.add(date(2020, 1, 17), 7).calendar == "2020-2"
    assert CALENDAR.add(date(2025, 12, 30), 7).calendar == "2025-1+2026-1"
    # 29 December 2018 works by the notice of 2019
    assert CALENDAR.add(date(2018, 12, 26), 3).calendar == "2018-1+2019-2"
    assert CALENDAR.add(date(2026, 12, 23), 7).calendar == "2026-1+2027?"


def test_the_2020_extension_counts_only_once_it_was_known() -> None:
    before = load_calendar(None, as_of=date(2020, 1, 26))
    after = load_calendar(None, as_of=date(2020, 1, 27))
    assert before.add(date(2020, 1, 17), 7).due_on == date(2020, 2, 1)
    assert before.add(date(2020, 1, 17), 7).calendar == "2020-1"
    assert after.add(date(2020, 1, 17), 7).due_on == date(2020, 2, 4)


def test_the_first_notices_of_2015_and_2019_are_kept() -> None:
    assert load_calendar(None, as_of=date(2015, 5, 12)).is_working(date(2015, 9, 3))
    assert not load_calendar(None, as_of=date(2015, 5, 13)).is_working(date(2015, 9, 3))
    assert load_calendar(None, as_of=date(2019, 3, 21)).is_working(date(2019, 5, 2))
    assert not load_calendar(None, as_of=date(2019, 3, 22)).is_working(date(2019, 5, 2))


def test_a_notice_of_the_next_year_changes_december() -> None:
    before = load_calendar(None, as_of=date(2018, 12, 5))
    after = load_calendar(None, as_of=date(2018, 12, 6))
    count = before.add(date(2018, 12, 26), 3)
    assert count.provisional
    assert (count.due_on, count.latest_on) == (date(2018, 12, 29), date(2019, 1, 4))
    assert after.add(date(2018, 12, 26), 3).due_on == date(2018, 12, 29)
    assert not after.add(date(2018, 12, 26), 3).provisional


def test_the_version_changes_with_the_notices() -> None:
    notices = load_notices(None)
    fewer = WorkCalendar([one for one in notices if one.version != "2020-2"], CALENDAR.customs)
    assert CALENDAR.version == load_calendar(None).version
    assert CALENDAR.version != fewer.version
    assert CALENDAR.version.startswith("2026-1")


def test_days_before_the_first_notice_and_absurd_years_are_refused() -> None:
    with pytest.raises(ValueError, match="2006"):
        CALENDAR.add(date(2006, 12, 31), 7)
    with pytest.raises(ValueError, match="9999"):
        CALENDAR.add(date(9999, 12, 31), 7)
    with pytest.raises(ValueError, match="starts at 1"):
        CALENDAR.add(date(2026, 1, 1), 0)
    with pytest.raises(ValueError, match="at least one"):
        WorkCalendar([], CALENDAR.customs)


def test_working_days_between_counts_the_last_day_and_not_the_first() -> None:
    assert CALENDAR.working_days_between(date(2026, 10, 12), date(2026, 10, 14)) == 2
    assert CALENDAR.working_days_between(date(2026, 9, 30), date(2026, 10, 8)) == 1
    assert CALENDAR.working_days_between(date(2026, 9, 30), date(2026, 10, 7)) == 0
    assert CALENDAR.working_days_between(date(2026, 10, 14), date(2026, 10, 12)) == 0
