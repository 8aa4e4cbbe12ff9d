"""Mending of a date field: ISO text, whether it came with slashes, a time, in Chinese or as a serial number."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

from tasks.law.characters import half_width, single_spaced, without_unseen
from tasks.law.mended import Mended, MendKind, faulty
from tasks.law.numerals import number_in_words

_SHANGHAI = timezone(timedelta(hours=8))
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_SERIALS = range(20_000, 60_001)
_EPOCH_YEARS = range(2000, 2100)
_FIRST_YEAR = 1900
_TWO_DIGIT_YEARS = range(13, 50)

_TIME = (
    r"(?:\s?(?:星期|周)[一二三四五六日天])?(?:[T\s]?\s*(?:上午|下午|AM|PM)?\s?"
    r"(?P<hour>[01]?[0-9]|2[0-4])[:时](?P<minute>[0-5]?[0-9])(?:分|:(?P<second>[0-5]?[0-9])(?:[.,][0-9]*)?|分[0-9]{1,2}秒)?"
    r"\s?(?P<half>AM|PM)?\s?(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_FIGURES = re.compile(
    r"(?P<year>[0-9]{4})\s?[-/.—–、]\s?(?P<month>[0-9]{1,2})\s?[-/.—–、]\s?(?P<day>[0-9]{1,2})" + _TIME,
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?:(?P<time>[0-9]{4,6})|" + _TIME + r")(?:\.0+)?",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{2}|[零〇○Oo0一二三四五六七八九壹贰叁肆伍陆柒捌玖]{4})\s?年\s?"
    r"(?P<month>[0-9]{1,2}|[零〇一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾]{1,3})\s?月\s?"
    r"(?P<day>[0-9]{1,2}|[零〇一二三四五六七八九十廿卅壹贰叁肆伍陆柒捌玖拾]{1,4})\s?[日号]?" + _TIME,
    re.IGNORECASE,
)
_TWO_DIGIT = re.compile(r"(?P<year>[0-9]{2})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})")
_EPOCH = re.compile(r"[0-9]{13}(?:\.0+)?")
_SERIAL = re.compile(r"(?P<whole>[0-9]{5})(?P<part>\.[0-9]+)?")
_ZERO_LIKE = re.compile("[零〇○Oo]")
_PADDED_TEN = re.compile("[零〇]([十拾])|[零〇](?=[一二三四五六七八九])")


@lru_cache(maxsize=16384)
def mend_date(text: str) -> Mended:
    """A date as yyyy-MM-dd; "" stays "". An impossible date and junk have a fault and no value.

    An instant with a zone counts as the day it was in Shanghai.
    """
    if len(text) == 10 and text[4] == text[7] == "-" and _is_mended(text):
        return Mended(text)
    plain = single_spaced(half_width(without_unseen(text))).lstrip("'").strip()
    if not plain:
        return Mended("", MendKind.SPACES, "去除空白") if text else Mended("")
    for pattern, read in _FORMS:
        match = pattern.fullmatch(plain)
        if match is not None:
            return read(match, text)
    return faulty(_why_not(plain))


def _is_mended(text: str) -> bool:
    try:
        return date.fromisoformat(text).year >= _FIRST_YEAR
    except ValueError:
        return False


def _written(match: re.Match[str], text: str) -> Mended:
    parts = [match[name] for name in ("year", "month", "day")]
    day = _date(*map(int, parts))
    if day is None:
        return _impossible(match[0])
    if match["zone"]:
        return _instant(match, day)
    groups = match.groupdict()
    if groups["hour"] or groups.get("time"):
        return Mended(day.isoformat(), MendKind.TIME_DROPPED, "去除时间，只留日期")
    if match[0] == day.isoformat():
        kind = MendKind.SPACES if match[0] in text else MendKind.WIDTH
        return Mended(day.isoformat(), kind, "去除多余字符")
    return Mended(day.isoformat(), MendKind.DATE_FORM, "统一日期写法")


def _instant(match: re.Match[str], day: date) -> Mended:
    zone = "+00:00" if match["zone"] in "zZ" else match["zone"]
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:])) * (-1 if zone[0] == "-" else 1)
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    half = (match["half"] or "").upper()
    if half:
        hour = hour % 12 + (12 if half == "PM" else 0)
    try:
        instant = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=timezone(offset))
        there = instant.astimezone(_SHANGHAI).date()
    except (ValueError, OverflowError):
        return _impossible(match[0])
    if there == day:
        return Mended(day.isoformat(), MendKind.TIME_DROPPED, "去除时间，只留日期")
    return Mended(there.isoformat(), MendKind.TIME_ZONE, f"“{match[0][:40]}”按北京时间为{there.isoformat()}")


def _chinese(match: re.Match[str], text: str) -> Mended:
    year, month, day = match["year"], match["month"], match["day"]
    if (year + month + day).isdigit() and (year + month + day).isascii():
        return _written(match, text) if len(year) == 4 else _two_digit(match, text)
    found = _date(_figures(year), _count(month), _count(day))
    if found is None:
        return _impossible(match[0])
    return Mended(found.isoformat(), MendKind.CHINESE_NUMERALS, f"“{match[0][:30]}”读作{found.isoformat()}")


def _figures(year: str) -> int:
    plain = _ZERO_LIKE.sub("0", year)
    return int("".join(c if c.isascii() else str(number_in_words(c)) for c in plain))


def _count(part: str) -> int:
    if part.isascii():
        return int(part)
    plain = _PADDED_TEN.sub(r"\1", part).replace("廿", "二十").replace("卅", "三十")
    number = number_in_words(plain)
    return int(number) if number is not None else 0


def _two_digit(match: re.Match[str], text: str) -> Mended:
    year = int(match["year"])
    if year not in _TWO_DIGIT_YEARS:
        return faulty(f"“{text.strip()[:30]}”的年份不明确")
    day = _date(2000 + year, int(match["month"]), int(match["day"]))
    if day is None:
        return _impossible(match[0])
    return Mended(day.isoformat(), MendKind.TWO_DIGIT_YEAR, f"“{match[0][:30]}”读作{day.isoformat()}")


def _epoch(match: re.Match[str], _text: str) -> Mended:
    seconds = int(match[0][:13]) // 1000
    day = datetime.fromtimestamp(seconds, UTC).astimezone(_SHANGHAI).date()
    if day.year not in _EPOCH_YEARS:
        return faulty(f"“{match[0]}”不能识别为日期")
    return Mended(day.isoformat(), MendKind.EPOCH, f"时间戳“{match[0]}”读作{day.isoformat()}")


def _excel(match: re.Match[str], _text: str) -> Mended:
    serial = int(match["whole"])
    if serial not in _EXCEL_SERIALS:
        return faulty(f"“{match[0][:30]}”不能识别为日期")
    day = (_EXCEL_EPOCH + timedelta(days=serial)).isoformat()
    return Mended(day, MendKind.EXCEL_SERIAL, f"表格序列值“{match[0][:20]}”读作{day}")


def _date(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if year >= _FIRST_YEAR else None


def _impossible(shown: str) -> Mended:
    return faulty(f"日期“{shown[:30]}”不存在")


def _why_not(plain: str) -> str:
    if re.fullmatch(r"[0-9]{4}(?:[-/.年][0-9]{1,2}月?|年)?", plain):
        return f"“{plain}”不是完整日期"
    return f"“{plain[:30]}”不能识别为日期"


_FORMS = (
    (_FIGURES, _written),
    (_CHINESE, _chinese),
    (_SERIAL, _excel),
    (_EPOCH, _epoch),
    (_COMPACT, _written),
    (_TWO_DIGIT, _two_digit),
)
