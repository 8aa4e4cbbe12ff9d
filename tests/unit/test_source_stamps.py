"""The cursor: reading again from before the last stamp, until nothing late can still appear."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from tasks.sources.stamps import Cursor, advanced, earlier, read_cursor, settled, stamp_text

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stamp", "before"),
    [
        (datetime.fromisoformat("2026-01-01T00:05:00"), datetime.fromisoformat("2025-12-31T23:55:00")),
        (date(2026, 1, 1), date(2025, 12, 31)),
        (1_700_000_000_000, 1_699_999_999_400),
        (Decimal("700.5"), Decimal("100.5")),
        ("2026-01-01 00:05:00", "2025-12-31 23:55:00"),
        ("2026-01-01T00:05:00.123", "2025-12-31T23:55:00.123"),
        ("2026-01-01T00:05:00Z", "2025-12-31T23:55:00Z"),
        ("2026-01-01T00:05:00.5+08:00", "2025-12-31T23:55:00.5+08:00"),
        ("20260101000500", "20251231235500"),
        ("v-17", "v-17"),
        ("1568180781000", "1568180781000"),
    ],
)
def test_the_overlap_goes_back_in_the_stamps_own_form(stamp: object, before: object) -> None:
    assert earlier(stamp, 600) == before  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "stamp",
    [
        datetime.fromisoformat("2026-01-01T00:05:00.000007"),
        datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=8))),
        date(2026, 1, 1),
        17,
        Decimal("17.25"),
        "2026-01-01 00:05:00",
    ],
)
def test_a_cursor_survives_being_kept_as_text(stamp: object) -> None:
    cursor = Cursor(stamp, NOW, settled=True)  # type: ignore[arg-type]
    assert read_cursor(cursor.text()) == cursor


def test_a_source_never_pulled_has_no_cursor() -> None:
    assert read_cursor(None) is None
    assert read_cursor("") is None


def test_numbers_keep_their_order_as_text() -> None:
    numbers = [-12, -3, 0, 3, 12, 10**12]
    assert sorted(numbers, key=stamp_text) == numbers


def test_the_cursor_never_goes_back() -> None:
    cursor = Cursor("2026-11-20 08:00:00", NOW)
    assert advanced(cursor, ["2026-11-19 08:00:00", None, ""], NOW) is cursor
    assert advanced(None, [None], NOW) is None


def test_a_stamp_in_the_future_does_not_hide_what_comes_after() -> None:
    moved = advanced(None, ["2099-01-01 00:00:00"], NOW)
    assert moved is not None
    assert moved.stamp == "2026-11-23 13:00:00"
    moved = advanced(None, [datetime.fromisoformat("2099-01-01T00:00:00")], NOW)
    assert moved is not None
    assert moved.stamp == datetime.fromisoformat("2026-11-23T13:00:00")


def test_a_cursor_settles_only_after_the_overlap_has_passed() -> None:
    cursor = Cursor(datetime.fromisoformat("2026-11-23T11:00:00"), NOW)
    assert not cursor.settles(NOW + timedelta(seconds=600), overlap=600)
    assert cursor.settles(NOW + timedelta(seconds=660), overlap=600)


def test_a_stamp_of_a_whole_day_settles_only_after_that_day() -> None:
    for stamp in (date(2026, 11, 23), "2026-11-23", "20261123"):
        cursor = Cursor(stamp, NOW)
        assert not cursor.settles(NOW + timedelta(hours=24), overlap=600)
        assert cursor.settles(NOW + timedelta(hours=37), overlap=600)


def test_a_new_stamp_unsettles_the_cursor() -> None:
    old = settled(Cursor("2026-11-20 08:00:00", NOW))
    moved = advanced(old, ["2026-11-20 08:00:01"], NOW)
    assert moved is not None
    assert not moved.settled
