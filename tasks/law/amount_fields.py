"""Mending of an amount field: canonical decimal text in 万元, however it was typed."""

import re
from decimal import Decimal
from functools import lru_cache

from tasks.law.characters import half_width, without_unseen
from tasks.law.mended import Mended, MendKind, faulty
from tasks.law.money import FEN_PER_WAN, decimal_text, fen_in_words

_CLEAN = re.compile(r"(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{0,5}[1-9])?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[,，' ][0-9]{3})+(?:\.[0-9]+)?")
_NUMBER = re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+")
_SCIENTIFIC = re.compile(r"[0-9]+(?:\.[0-9]+)?[eE][-+]?[0-9]{1,2}")
_WAN_ENDING = re.compile(r"(?:万元?|萬元?)[整正]?$")
_FIGURES = re.compile(r"[0-9]")
_CURRENCY = re.compile(r"^(?:人民币|RMB|CNY)?[:：]?\s*")
_MOST_DIGITS = 12
_MOST_DECIMALS = 6


@lru_cache(maxsize=16384)
def mend_amount(text: str) -> Mended:
    """An amount in 万元 as plain decimal text of at most six decimals; "" stays "".

    "0.2万元" is only form. A unit other than 万元 and Chinese numerals change what the figure means and
    are told apart by their kind. Signs, junk and fractions of a fen are faults.
    """
    if _CLEAN.fullmatch(text):
        return Mended(text)
    plain = _CURRENCY.sub("", half_width(without_unseen(text)).strip().lstrip("'"), count=1).strip()
    if not plain:
        return Mended("", MendKind.SPACES, "去除空白") if text else Mended("")
    if plain[0] in "-−" and _NUMBER.match(plain[1:].lstrip()):
        return faulty(f"金额“{plain[:30]}”为负数")
    return _read(text, plain)


def _read(text: str, plain: str) -> Mended:
    figure = _figure(plain)
    if figure is not None:
        return _result(text, figure, _form_kind(text, plain), "统一金额写法")
    body = _WAN_ENDING.sub("", plain).strip()
    figure = _figure(body.lstrip("¥￥ ")) if body != plain else None
    if figure is not None:
        return _result(text, figure, MendKind.UNIT_REPEATED, "去除重复的单位“万元”")
    return _named(text, plain)


def _figure(plain: str) -> Decimal | None:
    if _GROUPED.fullmatch(plain):
        return Decimal(re.sub("[,，' ]", "", plain))
    if _NUMBER.fullmatch(plain) or _SCIENTIFIC.fullmatch(plain):
        return Decimal(plain)
    return None


def _form_kind(text: str, plain: str) -> MendKind:
    if any(mark in plain for mark in ",，' "):
        return MendKind.SEPARATORS
    if plain in text:
        return MendKind.SPACES if plain != text else MendKind.DECIMALS
    return MendKind.WIDTH


def _result(text: str, figure: Decimal, kind: MendKind, note: str) -> Mended:
    value = decimal_text(figure)
    whole, _, decimals = value.partition(".")
    if len(decimals) > _MOST_DECIMALS:
        return faulty(f"金额“{text.strip()[:30]}”超过{_MOST_DECIMALS}位小数（不足1分）")
    value = (whole.lstrip("0") or "0") + ("." + decimals if decimals else "")
    if len(whole.lstrip("0")) > _MOST_DIGITS:
        return faulty(f"金额“{text.strip()[:30]}”超过{_MOST_DIGITS}位整数")
    return Mended(value, kind, note)


def _named(text: str, plain: str) -> Mended:
    """The mended amount of an expression with a unit of its own, or a fault."""
    fen = fen_in_words(plain)
    if fen is None:
        return faulty(_why_not(plain))
    figure = Decimal(fen) / FEN_PER_WAN
    kind = MendKind.UNIT if _FIGURES.search(plain) else MendKind.CHINESE_NUMERALS
    return _result(text, figure, kind, f"“{plain[:30]}”折合{decimal_text(figure)}万元")


def _why_not(plain: str) -> str:
    shown = plain[:30]
    if plain.lower() in ("nan", "inf", "infinity", "null", "none"):
        return f"“{shown}”不是金额"
    if plain[0] in "¥￥":
        return f"金额“{shown}”未写明单位是元还是万元"
    return f"“{shown}”不能识别为金额"
