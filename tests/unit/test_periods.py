"""How long a penalty stays public (DOMAIN 2.4)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.contracts.law_tables import load_law
from tasks.law.acts import ActType, Channel
from tasks.law.decision import Decision
from tasks.law.periods import NO_PERIOD, SeverityClass, add_months, disclosure_period, severity_class

REGIMES = load_law(None).period_regimes


def penalty(
    decided_on: date | None = date(2026, 5, 6), kinds: str = "罚款", **given_fields: object
) -> Decision:
    return Decision(ActType.PENALTY, decided_on=decided_on, penalty_kinds=kinds, **given_fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kinds", "procedure", "content", "expected"),
    [
        ("警告", "", "", SeverityClass.MINOR),
        ("警告;通报批评", "普通程序", "", SeverityClass.MINOR),
        ("警告；罚款", "普通程序", "", SeverityClass.GENERAL),
        ("罚款", "简易程序", "", SeverityClass.MINOR),
        ("罚款", "01", "", SeverityClass.MINOR),
        ("罚款", "", "", SeverityClass.GENERAL),
        ("没收违法所得、没收非法财物", "", "", SeverityClass.GENERAL),
        ("暂扣许可证件", "", "", SeverityClass.GENERAL),
        ("吊销许可证件", "", "", SeverityClass.SERIOUS),
        ("罚款;限制从业", "简易程序", "", SeverityClass.SERIOUS),
        ("暂扣或者吊销许可证、执照", "", "暂扣执业证书六个月", SeverityClass.GENERAL),
        ("暂扣或者吊销许可证、执照", "", "吊销执业证书", SeverityClass.SERIOUS),
        ("", "", "", SeverityClass.GENERAL),
    ],
)
def test_severity_is_only_what_the_record_shows(
    kinds: str, procedure: str, content: str, expected: SeverityClass
) -> None:
    assert severity_class(penalty(kinds=kinds, procedure_kind=procedure, penalty_content=content)) is expected


@pytest.mark.parametrize(
    ("decided_on", "kinds", "ends_on", "rule"),
    [
        (date(2026, 4, 1), "警告", date(2026, 7, 1), "ndrc-order-36"),
        (date(2026, 4, 1), "罚款", date(2027, 4, 1), "ndrc-order-36"),
        (date(2026, 4, 1), "吊销许可证件", date(2029, 4, 1), "ndrc-order-36"),
        (date(2026, 3, 31), "罚款", date(2029, 3, 31), "ndrc-order-58"),
        (date(2023, 5, 1), "罚款", date(2026, 5, 1), "ndrc-order-58"),
        (date(2023, 4, 30), "罚款", date(2024, 4, 30), "ndrc-527"),
        (date(2019, 7, 1), "限制从业", date(2022, 7, 1), "ndrc-527"),
        (date(2019, 6, 30), "罚款", date(2020, 6, 30), "before-527"),
    ],
)
@pytest.mark.parametrize("channel", [Channel.WEBSITE, Channel.CMS, Channel.CREDIT])
def test_the_decision_date_selects_the_regime(
    decided_on: date, kinds: str, ends_on: date, rule: str, channel: Channel
) -> None:
    period = disclosure_period(penalty(decided_on, kinds), REGIMES, channel)
    assert (period.ends_on, period.rule) == (ends_on, rule)


def test_the_sources_end_shortens_but_never_lengthens() -> None:
    shorter = penalty(disclosure_until=date(2026, 8, 6))
    longer = penalty(disclosure_until=date(2031, 5, 6))
    same_day = penalty(disclosure_until=date(2026, 5, 6))
    assert disclosure_period(shorter, REGIMES, Channel.WEBSITE).ends_on == date(2026, 8, 6)
    assert disclosure_period(longer, REGIMES, Channel.WEBSITE).ends_on == date(2027, 5, 6)
    assert disclosure_period(same_day, REGIMES, Channel.WEBSITE).ends_on == date(2026, 5, 6)


def test_an_end_before_the_decision_is_computed_again() -> None:
    wrong = penalty(disclosure_until=date(2026, 5, 5))
    assert disclosure_period(wrong, REGIMES, Channel.WEBSITE).ends_on == date(2027, 5, 6)


def test_before_2019_07_the_sources_end_prevails() -> None:
    old = penalty(date(2018, 3, 1), disclosure_until=date(2021, 3, 1))
    assert disclosure_period(old, REGIMES, Channel.WEBSITE).ends_on == date(2021, 3, 1)


def test_the_last_day_is_shown_and_the_following_is_not() -> None:
    period = disclosure_period(penalty(), REGIMES, Channel.WEBSITE)
    assert not period.is_over(date(2027, 5, 6))
    assert period.is_over(date(2027, 5, 7))


@pytest.mark.parametrize("act_type", [one for one in ActType if one is not ActType.PENALTY])
def test_other_acts_have_no_end(act_type: ActType) -> None:
    decision = Decision(act_type, decided_on=date(2026, 5, 6))
    period = disclosure_period(decision, REGIMES, Channel.WEBSITE)
    assert period == NO_PERIOD
    assert not period.is_over(date(2099, 12, 31))


def test_without_a_decision_date_there_is_no_period() -> None:
    assert disclosure_period(penalty(None), REGIMES, Channel.WEBSITE) == NO_PERIOD


def test_months_end_on_the_last_day_where_the_day_is_missing() -> None:
    assert add_months(date(2025, 11, 30), 3) == date(2026, 2, 28)
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2026, 12, 31), 1) == date(2027, 1, 31)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 60))
def test_adding_months_never_moves_past_the_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
