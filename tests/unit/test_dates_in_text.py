"""Dates in every form they come in: one day, a warned-of reading, or a fault; never a guess."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.law.mending import MendKind, mend_date

DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))
FIRST_INSTANT, LAST_INSTANT = datetime.fromisoformat("2001-09-10"), datetime.fromisoformat("2099-12-30")
DIGITS = "〇一二三四五六七八九"


def count_in_words(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else ("" if tens == 1 else DIGITS[tens]) + "十") + (DIGITS[ones] if ones else "")


def in_words(day: date) -> str:
    year = "".join(DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{count_in_words(day.month)}月{count_in_words(day.day)}日"


@given(DAYS)
def test_every_way_of_writing_a_day_gives_that_day(day):
    iso = day.isoformat()
    month_first = f"{day.month}/{day.day}"
    plain = [
        f"{day:%Y/%m/%d}",
        f"{day.year}/{month_first}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
    ]
    plain += [
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}年{day:%m}月{day:%d}日",
        f" {iso}\t",
        f"'{iso}",
    ]
    timed = [f"{iso} 00:00:00", f"{iso} 10:11:12.0", f"{iso}T23:59:59+08:00", f"{day:%Y/%m/%d} 9:05"]
    assert mend_date(iso).clean
    for text in plain + timed:
        mended = mend_date(text)
        assert (mended.value, mended.meaningful, mended.fault) == (iso, False, ""), text
    assert {mend_date(text).kind for text in timed} == {MendKind.TIME_DROPPED}


@given(DAYS)
def test_a_day_in_chinese_numerals_is_read_and_always_warned_of(day):
    for text in (in_words(day), in_words(day).replace("〇", "○"), in_words(day).replace("〇", "零")):
        mended = mend_date(text)
        assert (mended.value, mended.kind) == (day.isoformat(), MendKind.CHINESE_NUMERALS)
        assert mended.meaningful


@given(st.datetimes(FIRST_INSTANT, LAST_INSTANT, timezones=st.just(UTC)))
def test_an_instant_is_the_day_it_was_in_shanghai(instant):
    there = (instant + timedelta(hours=8)).date()
    zulu = mend_date(instant.strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert zulu.value == there.isoformat()
    assert zulu.meaningful == (there != instant.date())
    stamp = mend_date(str(int(instant.timestamp()) * 1000))
    assert (stamp.value, stamp.kind, stamp.meaningful) == (there.isoformat(), MendKind.EPOCH, True)


@given(st.integers(20_000, 60_000))
def test_a_spreadsheet_serial_counts_from_the_end_of_1899(serial):
    expected = (date(1899, 12, 30) + timedelta(days=serial)).isoformat()
    for text in (str(serial), f"{serial}.0", f"{serial}.4375"):
        assert mend_date(text)[:2] == (expected, MendKind.EXCEL_SERIAL)


def test_known_serials_and_stamps():
    assert mend_date("45658").value == "2025-01-01"
    assert mend_date("1568180781000").value == "2019-09-11"


@pytest.mark.parametrize("text", ["26-03-05", "26/3/5", "26年3月5日"])
def test_a_year_of_two_digits_is_read_with_a_warning(text):
    mended = mend_date(text)
    assert (mended.value, mended.kind, mended.meaningful) == ("2026-03-05", MendKind.TWO_DIGIT_YEAR, True)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "2026/13/01", "2026年4月31日", "二〇二六年二月三十日", "20261301", "2025.2.29"]
)
def test_a_day_that_never_was_is_a_fault(text):
    mended = mend_date(text)
    assert mended.value == ""
    assert "不存在" in mended.fault


@pytest.mark.parametrize(
    "text",
    [
        "junk",
        "2026",
        "2026-03",
        "2026年3月",
        "12345",
        "99999",
        "3/5/26",
        "12/03/05",
        "99年3月5日",
        "05/03/2026",
        "2026-03-05至2026-04-05",
        "2026-W01-1",
        "2026030510",
        "长期",
        "2026-03-05 25:00",
    ],
)
def test_what_is_no_whole_date_is_a_fault_and_not_guessed(text):
    mended = mend_date(text)
    assert mended.value == ""
    assert mended.fault
