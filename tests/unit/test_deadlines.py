"""Publication and withdrawal deadlines (clauses G10, G15)."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from tasks.contracts.law_tables import load_law
from tasks.law.acts import ActType
from tasks.law.deadlines import (
    Deadline,
    DeadlineRule,
    DeadlineRules,
    deadline,
    is_due_soon,
    is_on_time,
    is_overdue,
    withdrawal_deadline,
    working_days_late,
)
from tasks.law.shanghai import next_midnight, shanghai_date

LAW = load_law(None)
OTHER_ACTS = [ActType.COERCION, ActType.INSPECTION, ActType.LEVY, ActType.REQUISITION]


def due(day: str, act_type: ActType, item_code: str = "") -> Deadline:
    return deadline(date.fromisoformat(day), act_type, LAW.deadline_rules, LAW.calendar, item_code)


@pytest.mark.parametrize("act_type", [ActType.LICENCE, ActType.PENALTY])
def test_licences_and_penalties_have_7_working_days(act_type: ActType) -> None:
    assert due("2026-11-23", act_type) == Deadline(
        decided_on=date(2026, 11, 23),
        act_type=act_type,
        due_on=date(2026, 12, 2),
        working_days=7,
        provisional=False,
        latest_on=date(2026, 12, 2),
        rule="decision-2018",
        calendar="2026-1",
    )


@pytest.mark.parametrize("act_type", OTHER_ACTS)
def test_other_acts_have_20_working_days(act_type: ActType) -> None:
    answer = due("2026-11-23", act_type)
    assert (answer.due_on, answer.working_days, answer.rule) == (date(2026, 12, 21), 20, "other-2019")


def test_rules_are_selected_by_the_decision_date() -> None:
    assert due("2018-12-04", ActType.PENALTY).rule == "decision-2008"
    assert due("2018-12-04", ActType.PENALTY).working_days == 20
    assert due("2018-12-05", ActType.PENALTY).rule == "decision-2018"
    assert due("2019-05-14", ActType.COERCION).rule == "other-2008"
    assert due("2019-05-15", ActType.COERCION).rule == "other-2019"


@pytest.mark.parametrize("act_type", list(ActType))
def test_before_any_rule_there_is_no_deadline(act_type: ActType) -> None:
    for day in ("1999-09-09", "2008-04-30"):
        assert due(day, act_type) == Deadline(date.fromisoformat(day), act_type)
    assert due("2008-05-01", act_type).working_days == 20


def test_a_special_law_wins_for_its_items() -> None:
    assert due("2026-03-02", ActType.PENALTY, "安全生产").rule == "work-safety-2021"
    assert due("2026-03-02", ActType.PENALTY, "别的事项").rule == "decision-2018"
    assert due("2020-03-02", ActType.PENALTY, "安全生产").rule == "decision-2018"
    assert due("2026-03-02", ActType.LICENCE, "安全生产").rule == "decision-2018"


def test_a_provisional_year_gives_the_earlier_day_and_both_bounds() -> None:
    answer = due("2026-12-23", ActType.PENALTY)
    assert (answer.due_on, answer.latest_on) == (date(2027, 1, 1), date(2027, 1, 4))
    assert answer.provisional
    assert answer.calendar == "2026-1+2027?"


def test_rules_not_known_on_a_day_are_not_used() -> None:
    law = load_law(None, as_of=date(2018, 6, 1))
    assert (
        deadline(date(2018, 5, 2), ActType.PENALTY, law.deadline_rules, law.calendar).rule == "decision-2008"
    )


def test_a_revoked_penalty_must_be_gone_in_3_working_days() -> None:
    answer = withdrawal_deadline(date(2026, 9, 24), ActType.PENALTY, LAW.withdrawal_rules, LAW.calendar)
    assert (answer.due_on, answer.rule) == (date(2026, 9, 30), "withdrawal-penalty-2021")


@pytest.mark.parametrize("act_type", list(ActType))
def test_every_act_has_a_withdrawal_clock(act_type: ActType) -> None:
    for day in (date(2010, 3, 1), date(2021, 7, 14), date(2021, 7, 15), date(2026, 3, 2)):
        answer = withdrawal_deadline(day, act_type, LAW.withdrawal_rules, LAW.calendar)
        assert answer.working_days == 3


def test_a_publication_is_on_time_until_24_00_in_shanghai() -> None:
    due_on = date(2026, 10, 12)
    midnight = datetime(2026, 10, 12, 16, tzinfo=UTC)
    assert next_midnight(due_on) == midnight
    assert is_on_time(due_on, midnight)
    assert not is_on_time(due_on, midnight + timedelta(microseconds=1))
    assert not is_overdue(due_on, midnight - timedelta(microseconds=1))
    assert is_overdue(due_on, midnight)


def test_lateness_is_told_in_working_days() -> None:
    due_on = date(2026, 9, 30)
    noon = timezone(timedelta(hours=8))
    assert working_days_late(due_on, datetime(2026, 9, 30, 12, tzinfo=noon), LAW.calendar) == 0
    assert working_days_late(due_on, datetime(2026, 10, 7, 12, tzinfo=noon), LAW.calendar) == 0
    assert working_days_late(due_on, datetime(2026, 10, 9, 12, tzinfo=noon), LAW.calendar) == 2


def test_due_soon_is_within_3_working_days() -> None:
    due_on = date(2026, 10, 12)
    at = [datetime(2026, 10, day, 1, tzinfo=UTC) for day in (7, 8, 12, 13)]
    # 8, 9, 10 (a working Saturday) and 12 October lie after the 7th
    assert [is_due_soon(due_on, now, LAW.calendar) for now in at] == [False, True, True, False]


def test_today_is_a_shanghai_date() -> None:
    assert shanghai_date(datetime(2026, 11, 23, 15, 59, tzinfo=UTC)) == date(2026, 11, 23)
    assert shanghai_date(datetime(2026, 11, 23, 16, tzinfo=UTC)) == date(2026, 11, 24)
    with pytest.raises(ValueError, match="zone"):
        shanghai_date(datetime(2026, 11, 23))  # noqa: DTZ001


def rule(rule_id: str, start: date, end: date | None) -> DeadlineRule:
    return DeadlineRule(rule_id, (ActType.LICENCE,), 7, start, start, "G10", "某规定", in_force_to=end)


def test_rows_that_would_answer_at_once_are_refused() -> None:
    early = rule("a", date(2010, 1, 1), date(2012, 12, 31))
    with pytest.raises(ValueError, match="重叠"):
        DeadlineRules([early, rule("b", date(2012, 12, 31), None)])
    with pytest.raises(ValueError, match="编号重复"):
        DeadlineRules([early, rule("a", date(2013, 1, 1), None)])
    assert len(DeadlineRules([rule("b", date(2013, 1, 1), None), early]).rows) == 2
