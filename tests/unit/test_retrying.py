"""A failed delivery comes back later and later, never early, never all at once; a poisoned one goes to a person."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.channels.delivery import Result
from tasks.law.retrying import (
    FIRST_WAIT,
    LONGEST_ASKED,
    LONGEST_WAIT,
    NOT_ITS_OWN,
    next_try,
    pause_seconds,
    set_aside,
)

NOW = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
ATTEMPTS = st.integers(min_value=1, max_value=10_000)
KEYS = st.text(max_size=40)


def waited(attempts: int, wait: float | None = None, key: str = "k") -> timedelta:
    return next_try(attempts, NOW, wait, key) - NOW


@given(ATTEMPTS, KEYS)
def test_a_wait_lies_between_half_and_the_whole_of_its_doubling_and_below_the_cap(attempts, key):
    whole = min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT)
    assert whole / 2 <= waited(attempts, key=key) <= whole


def test_waits_grow_until_the_cap():
    shortest = [min(waited(n, key=str(key)) for key in range(50)) for n in range(1, 10)]
    assert shortest == sorted(shortest)
    assert waited(12) >= LONGEST_WAIT / 2
    assert waited(10_000) <= LONGEST_WAIT


@given(ATTEMPTS, KEYS)
def test_the_same_delivery_waits_the_same_whenever_it_is_asked(attempts, key):
    assert next_try(attempts, NOW, None, key) == next_try(attempts, NOW, None, key)


def test_deliveries_that_failed_together_come_back_spread_over_the_wait():
    waits = sorted(waited(5, key=f"delivery-{n}").total_seconds() for n in range(1000))
    whole = FIRST_WAIT.total_seconds() * 16
    assert waits[0] < whole * 0.52
    assert waits[-1] > whole * 0.98
    assert len(set(waits)) == 1000


@given(ATTEMPTS, KEYS, st.floats(min_value=0, max_value=LONGEST_ASKED.total_seconds()))
def test_what_the_other_side_asked_for_is_kept_to(attempts, key, asked):
    assert waited(attempts, asked, key).total_seconds() >= asked - 1e-6
    assert waited(attempts, asked, key) >= waited(attempts, None, key)


def test_a_short_wait_asked_for_does_not_make_us_hammer():
    assert waited(6, 0) == waited(6)
    assert waited(6, 1) == waited(6)


@pytest.mark.parametrize("asked", [86_401.0, 1e12, math.inf])
def test_a_wait_beyond_a_day_is_not_believed(asked):
    assert waited(1, asked) == LONGEST_ASKED


@pytest.mark.parametrize("asked", [-5.0, math.nan, -math.inf])
def test_a_wait_that_makes_no_sense_is_none(asked):
    assert waited(3, asked) == waited(3)


def test_a_time_without_a_zone_or_no_try_is_an_error():
    with pytest.raises(ValueError, match="zone"):
        next_try(1, datetime(2026, 11, 28), None, "k")  # noqa: DTZ001
    with pytest.raises(ValueError, match="at least 1"):
        pause_seconds(0, "k", 1, 2)


def test_what_is_refused_goes_to_a_person_at_once():
    assert set_aside(Result.REFUSED, 1, 12)


def test_what_fails_goes_to_a_person_after_its_patience():
    assert [n for n in range(1, 15) if set_aside(Result.FAILED, n, 12, "item-fails")] == [12, 13, 14]
    assert set_aside(Result.FAILED, 3, 3)


@pytest.mark.parametrize("code", sorted(NOT_ITS_OWN))
def test_an_outage_leaves_no_row_to_a_person(code):
    assert not set_aside(Result.FAILED, 1000, 12, code)


@pytest.mark.parametrize("result", [Result.CONFIRMED, Result.SENT])
def test_what_arrived_is_never_set_aside(result):
    assert not set_aside(result, 1000, 1)
