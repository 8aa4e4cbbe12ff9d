"""By when the annual report is due, and which days a brief compares (clauses G16 to G18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.contracts.law_tables import load_law
from tasks.contracts.tables_annual import load_annual
from tasks.law.periodic_brief import NotBegunError, Span, a_year_before, span_of, until_today
from tasks.law.report_stages import DayOff, StageRow, stage_deadlines

CALENDAR = load_law(None).calendar
ROWS = load_annual(None).stages
US = "滨河市卫生健康委员会"


def test_the_institute_reports_by_20_january_and_the_commission_by_31_january() -> None:
    first, second = stage_deadlines(2026, ROWS, CALENDAR, US)
    assert (first.due_on, first.receivers) == (date(2027, 1, 20), (f"{US}综合监督处",))
    assert (second.due_on, second.sender) == (date(2027, 1, 31), US)
    assert second.receivers == ("市人民政府", "国家卫生健康委员会")
    assert (first.published, second.published) == (False, True)


def test_a_day_off_is_handed_in_before_and_never_after() -> None:
    _, second = stage_deadlines(2026, ROWS, CALENDAR, US)
    assert second.due_on.weekday() == 6
    assert second.hand_in_by == date(2027, 1, 29)


@given(st.integers(2018, 2034))
def test_the_day_to_count_on_is_worked_and_not_later_than_the_plan_says(year: int) -> None:
    for stage in stage_deadlines(year, ROWS, CALENDAR, US):
        assert stage.hand_in_by <= stage.due_on
        assert CALENDAR.is_working(stage.hand_in_by)
        assert (stage.due_on - stage.hand_in_by).days <= 12


def test_a_table_may_say_that_the_next_working_day_will_do() -> None:
    later = [replace(row, day_off=DayOff.LATER) for row in ROWS]
    assert stage_deadlines(2026, later, CALENDAR, US)[1].hand_in_by == date(2027, 2, 1)
    kept = [replace(row, day_off=DayOff.KEEP) for row in ROWS]
    assert stage_deadlines(2026, kept, CALENDAR, US)[1].hand_in_by == date(2027, 1, 31)


def test_no_stage_before_the_plan_was_in_force() -> None:
    assert stage_deadlines(2017, ROWS, CALENDAR, US) == ()


def test_a_day_that_no_year_has_is_refused() -> None:
    with pytest.raises(ValueError, match="day"):
        StageRow("x", "x", "x", (), 2, 30, DayOff.KEEP, date(2019, 1, 1), date(2019, 1, 1), "G16", "x")


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2026-10", Span("2026年10月", date(2026, 10, 1), date(2026, 10, 31))),
        ("2024-02", Span("2024年2月", date(2024, 2, 1), date(2024, 2, 29))),
        ("2026Q3", Span("2026年第三季度", date(2026, 7, 1), date(2026, 9, 30))),
        ("2026q1", Span("2026年第一季度", date(2026, 1, 1), date(2026, 3, 31))),
    ],
)
def test_months_and_quarters_are_understood(text: str, span: Span) -> None:
    assert span_of(text) == span


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026Q5", "2026-1", "10-2026", "２０２６Q1x", "1999-01"]
)
def test_anything_else_is_no_period(text: str) -> None:
    with pytest.raises(ValueError, match="不是月份或者季度"):
        span_of(text)


def test_a_running_month_is_held_against_the_same_days_a_year_before() -> None:
    part = until_today(span_of("2026-11"), date(2026, 11, 12))
    assert (part.start, part.end) == (date(2026, 11, 1), date(2026, 11, 12))
    before = a_year_before(part)
    assert (before.start, before.end) == (date(2025, 11, 1), date(2025, 11, 12))


def test_whole_february_is_held_against_whole_february() -> None:
    assert a_year_before(span_of("2024-02")).end == date(2023, 2, 28)
    assert a_year_before(span_of("2025-02")).end == date(2024, 2, 29)


def test_a_month_that_has_not_begun_has_no_brief() -> None:
    with pytest.raises(NotBegunError, match="2026年12月尚未开始"):
        until_today(span_of("2026-12"), date(2026, 11, 30))
