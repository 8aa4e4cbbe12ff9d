"""Numbers written in Chinese: 肆万玖仟, 二〇二四, 三十一, and mixed with figures, as 5万 or 1.2亿."""

import re
from decimal import Decimal

_DIGITS = "零一二三四五六七八九"
_EVERYDAY = str.maketrans(
    "〇○壹贰叁肆伍陆柒捌玖两貳弍參叄陸拾佰仟萬億", "零零一二三四五六七八九二二二三三六十百千万亿"
)
_UNITS = {"千": 1000, "百": 100, "十": 10}

DIGIT_CLASS = "零〇○一二三四五六七八九壹贰叁肆伍陆柒捌玖两貳弍參叄陸"
"""Chinese digits, everyday and capital, to be put inside a character class."""

UNIT_CLASS = "十百千万亿拾佰仟萬億"
"""Chinese units of ten and more, to be put inside a character class."""

FIGURE = r"(?:[0-9]{1,3}(?:[,，][0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
"""A pattern for a number in figures, with or without thousands separators."""

_FIGURE = re.compile(FIGURE)
_FIGURE_AND_UNIT = re.compile(f"({FIGURE})([千百十])(.*)")
_BY_POSITION = re.compile(f"[{_DIGITS[1:]}][{_DIGITS}]+")
_D = f"[{_DIGITS[1:]}]"
_SECTION = re.compile(f"(?:零?({_D})千)?(?:零?({_D})百)?(?:零?({_D}?)(十))?(?:(零)?({_D}))?")
_LONGEST = 40


def number_in_words(text: str) -> Decimal | None:
    """The number a numeral names; None where it is none or can be read in two ways.

    三万五 is such a one: 35,000 to some and 30,005 to others.
    """
    plain = text.translate(_EVERYDAY)
    if not plain or len(plain) > _LONGEST:
        return None
    if plain == "零":
        return Decimal(0)
    if _BY_POSITION.fullmatch(plain):
        return Decimal("".join(str(_DIGITS.index(digit)) for digit in plain))
    return _by_large_units(plain)


def _by_large_units(plain: str) -> Decimal | None:
    total, below, rest = Decimal(0), 0, plain
    for unit, size in (("亿", 100_000_000), ("万", 10_000)):
        head, found, tail = rest.partition(unit)
        if not found:
            continue
        times = _section(head)
        if not times or (below and times * size >= below):
            return None
        total, below, rest = total + times * size, size, tail
        if rest and times != times.to_integral_value():
            return None
    if not rest and below:
        return total
    last = _section(rest)
    if last is None or (below and (len(rest) == 1 or last >= below)):
        return None
    return total + last


def _section(part: str) -> Decimal | None:
    """A number below ten thousand in words, or any in figures, or figures with a small unit (5千)."""
    if _FIGURE.fullmatch(part):
        return Decimal(part.replace(",", "").replace("，", ""))
    mixed = _FIGURE_AND_UNIT.fullmatch(part)
    if mixed is not None:
        size = _UNITS[mixed[2]]
        times, rest = _section(mixed[1]), _section(mixed[3]) if mixed[3] else Decimal(0)
        unclear = len(mixed[3]) == 1 and size > 10
        if times is None or rest is None or unclear or rest >= size or (rest and times % 1):
            return None
        return times * size + rest
    return _in_characters(part)


def _in_characters(part: str) -> Decimal | None:
    match = _SECTION.fullmatch(part)
    if match is None or not part:
        return None
    thousands, hundreds, tens, ten, zero, ones = match.groups()
    if ones and (thousands or hundreds) and not ten and not zero:
        return None
    value = sum(
        _DIGITS.index(digit) * size
        for digit, size in ((thousands, 1000), (hundreds, 100), (ones, 1))
        if digit
    )
    return Decimal(value + (_DIGITS.index(tens or "一") * 10 if ten else 0))
