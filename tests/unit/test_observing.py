"""What an observer saw counts only where it was asked for this and nobody saw anything else since."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tasks.law.observing import Asked, Observation, Observer, Verdict, clock_fault, judge

RIGHT, OLD = b"r" * 32, b"o" * 32
MADE = datetime(2026, 11, 24, 2, tzinfo=UTC)


def saw(who: str, number: int, body: bytes, status: int = 200, at: int = 0) -> Observation:
    return Observation(who, number, status, body, "", (MADE + timedelta(minutes=at)).isoformat())


def test_a_look_made_for_an_earlier_list_proves_nothing() -> None:
    """Published, withdrawn, published again: the first receipt must not settle the third act."""
    asked = [Asked(1, 200, RIGHT), Asked(2, 410, OLD), Asked(3, 200, RIGHT)]
    assert judge(3, asked, [saw("甲", 1, RIGHT)]).verdict is Verdict.WAITING
    assert judge(3, asked, [saw("甲", 3, RIGHT)]).verdict is Verdict.SEEN


def test_a_later_version_that_was_asked_counts_and_an_earlier_one_does_not() -> None:
    asked = [Asked(1, 200, OLD), Asked(2, 200, RIGHT)]
    assert judge(1, asked, [saw("甲", 1, RIGHT)]).verdict is Verdict.SEEN
    assert judge(2, asked, [saw("甲", 2, OLD)]).verdict is Verdict.WRONG


def test_two_observers_who_see_different_things_prove_nothing() -> None:
    asked = [Asked(1, 200, RIGHT)]
    found = judge(1, asked, [saw("甲", 1, RIGHT), saw("乙", 1, OLD)])
    assert found.verdict is Verdict.DISAGREE
    assert found.observation == saw("乙", 1, OLD)


def test_an_ask_for_the_status_only_takes_any_body() -> None:
    assert judge(1, [Asked(1, 404, None)], [saw("甲", 1, OLD, 404)]).verdict is Verdict.SEEN


@given(
    st.integers(1, 4),
    st.lists(st.builds(Asked, st.integers(1, 4), st.sampled_from([200, 410]), st.sampled_from([RIGHT, OLD]))),
    st.lists(st.builds(saw, st.sampled_from("甲乙"), st.integers(1, 4), st.sampled_from([RIGHT, OLD]))),
)
def test_seen_means_some_look_since_then_fits_an_ask_since_then_and_none_does_not(
    since: int, asked: list[Asked], looks: list[Observation]
) -> None:
    wanted = {(one.status, one.hash) for one in asked if one.number >= since}
    counted = [one for one in looks if one.number >= since]
    fits = [(one.status, one.hash) in wanted for one in counted]
    assert (judge(since, asked, looks).verdict is Verdict.SEEN) == (bool(fits) and all(fits))
    assert (judge(since, asked, looks).verdict is Verdict.WAITING) == (not fits)


def test_the_clock_of_an_observer_is_bounded_by_the_list_and_the_arrival() -> None:
    arrived = MADE + timedelta(hours=1)
    assert clock_fault(MADE + timedelta(minutes=30), MADE, arrived) == ""
    assert clock_fault(MADE - timedelta(minutes=9), MADE, arrived) == ""
    assert "偏慢" in clock_fault(MADE - timedelta(minutes=11), MADE, arrived)
    assert clock_fault(arrived + timedelta(minutes=9), MADE, arrived) == ""
    assert "偏快" in clock_fault(arrived + timedelta(minutes=11), MADE, arrived)


def test_an_observer_counts_from_its_first_to_its_last_day() -> None:
    one = Observer("甲", "k", b"", date(2026, 11, 1), date(2026, 11, 30))
    assert [one.valid_on(date(2026, *day)) for day in ((10, 31), (11, 1), (11, 30), (12, 1))] == [
        False,
        True,
        True,
        False,
    ]
    assert Observer("甲", "k", b"", date(2026, 11, 1)).valid_on(date(2036, 1, 1))
