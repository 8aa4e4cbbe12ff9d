"""Expressions of money such as 伍仟元整, 5万元, ¥5000.00, and what they come to in fen."""

import re
from decimal import Decimal

from tasks.law.characters import half_width, without_spaces, without_unseen
from tasks.law.numerals import DIGIT_CLASS, FIGURE, UNIT_CLASS, number_in_words

FEN_PER_YUAN = 100
FEN_PER_WAN = 1_000_000

NUMERAL = f"[0-9{DIGIT_CLASS}{UNIT_CLASS}]"
"""A pattern for one character that numbers are written with."""

_RUN = rf"(?<!{NUMERAL}){NUMERAL}(?:{NUMERAL}|[,，](?=[0-9]{{3}}(?![0-9]))|\.(?=[0-9]))*+"
_JIAO = f"[零〇]?([{DIGIT_CLASS}0-9])[角毛]"
_FEN = f"[零〇]?([{DIGIT_CLASS}0-9])分"
_CHANGE = re.compile(f"(?:{_JIAO})?(?:{_FEN})?[整正]?")
_SMALL_CHANGE = _CHANGE.pattern.replace("([", "(?:[")

_UNIT_FURTHER_ON = r"(?=\)\s?[元圆圓]|\([^()]{1,20}\)\s?[元圆圓])"

MONEY = re.compile(
    rf"(?P<number>{_RUN})\s{{0,3}}(?:(?:元|圆|圓|块钱)(?P<change>{_SMALL_CHANGE})|{_UNIT_FURTHER_ON})"
    f"|[¥￥] ?(?P<signed>{FIGURE})(?![0-9.]| ?[{UNIT_CLASS}元圆圓])"
    rf"|(?P<rounded>{_RUN})(?<=[万萬亿億])[整正]?(?=$|[\s，。；、,.;:：)）(（])"
)
"""An amount in half-width text: with 元, as in 伍仟(5000)元 too, behind a currency sign, or round as 5万."""

_LEAD_IN = re.compile("(?:并?处以?|罚款|罚金|没收违法所得|人民币|共?计|大写|小写|RMB|[:：¥￥])+")


def fen_in_words(text: str) -> int | None:
    """The fen that 伍仟元整, 五千元, 5万元, ２０００元 or 罚款2000元 name; None where a text names no one sum.

    A bare number is none: nobody can tell whether it counts yuan or 万元.
    """
    plain = half_width(without_spaces(without_unseen(text)))
    lead = _LEAD_IN.match(plain)
    if lead:
        plain = plain[lead.end() :]
    match = MONEY.fullmatch(plain)
    if match is not None:
        return fen_of(match)
    change = _CHANGE.fullmatch(plain)
    return _small_change(change) if change is not None and (change[1] or change[2]) else None


def fen_of(match: re.Match[str]) -> int | None:
    """The fen of a match of `MONEY`; None where the number is ambiguous or there is a part of a fen."""
    number = number_in_words(match["number"] or match["signed"] or match["rounded"])
    if number is None:
        return None
    change = _CHANGE.fullmatch(match["change"] or "")
    small = _small_change(change) if change is not None else 0
    if small and number % 1:
        return None
    fen = number * FEN_PER_YUAN + small
    return None if fen % 1 else int(fen)


def _small_change(match: re.Match[str]) -> int:
    jiao, fen = (int(number_in_words(part) or 0) if part else 0 for part in match.groups())
    return jiao * 10 + fen


def wan_text(fen: int) -> str:
    """Fen as 万元 in plain decimal text without trailing zeros: 200000 is "0.2"."""
    return decimal_text(Decimal(fen) / FEN_PER_WAN)


def decimal_text(number: Decimal) -> str:
    """A decimal in plain notation without trailing zeros."""
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text
