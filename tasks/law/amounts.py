"""Amounts in prose: telling fines from confiscations, and holding a figure against them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from tasks.law.characters import half_width
from tasks.law.money import FEN_PER_WAN, FEN_PER_YUAN, MONEY, NUMERAL, fen_in_words, fen_of, wan_text

__all__ = ["Amount", "AmountKind", "Contradiction", "amounts_in", "contradiction", "fen_in_words", "wan_text"]


class AmountKind(StrEnum):
    """What an amount named in a text is; unknown where no keyword governs it."""

    FINE = "fine"
    CONFISCATION = "confiscation"
    OTHER = "other"
    UNKNOWN = "unknown"


_LABELS = {
    AmountKind.FINE: "罚款",
    AmountKind.CONFISCATION: "没收",
    AmountKind.OTHER: "其他",
    AmountKind.UNKNOWN: "",
}


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount named in a text; `restates` where it only repeats the one before it, as (¥5000.00) does."""

    kind: AmountKind
    fen: int
    span: tuple[int, int]
    in_words: bool
    restates: bool = False


_LONGEST_REACH = 200
"""How far back a keyword still governs an amount; also keeps a text of a thousand amounts cheap."""

_DASH = "(?:至|到|~|—+|–|-)"
_KEYWORDS = re.compile(
    "(?P<other>加处罚款|减免|免除|免予|退还|返还|退赔|罚没|货值|案值|价值|价格|售价|收费|经营额|损失|医疗费)"
    "|(?P<fine>罚款|罚金|(?<![0-9])处以?(?=(?:人民币)?[¥￥]?$))"
    "|(?P<confiscation>没收)"
    "|(?P<gain>(?:违法|非法)所得)"
    "|(?P<total>合计|共计|总计)"
)
_FINE_BEHIND = re.compile(
    rf"\s?(?:\([^()]{{0,30}}\))?\s?的?(?:行政)?(?:罚款|罚金)(?!\s?:?(?:人民币)?[¥￥]?{NUMERAL})"
)
_CONFISCATED_BEHIND = re.compile(r"[^。;\n]{0,12}没收")
_CLAUSE_END = re.compile(
    r"[。;\n]|(?<![0-9])[0-9]{1,2}[.、](?![0-9])|\([一二三四五六七八九十0-9]{1,2}\)|[①-⑳]"
)
_BOUND_BEHIND = re.compile(rf"\)?\s?(?:以上|以下|以内|之间|不等)|\s?{_DASH}\s?(?:人民币)?{NUMERAL}")
_BOUND_BEFORE = re.compile(
    "(?:不超过|不低于|不高于|不少于|不足|不满|低于|高于|超过|最高|最低|最多|至少|每[^，。；、,;0-9]{0,6})(?:人民币)?$"
)
_RANGE_LINK = re.compile(rf"\s?(?:以上)?\s?{_DASH}?\s?(?:人民币)?")
_RESTATING = re.compile(
    r"\s?[(\[【,]?\s?(?:(?:大写|小写|即|计|人民币|RMB)\s?:?\s?)*\)?\(?\s?(?:人民币)?\s?[¥￥]?\s?"
)
_ANY_FIGURE = re.compile(r"[0-9]")
_MONEY_SIGNS = "元圆圓万萬亿億¥￥块"


@lru_cache(maxsize=1024)
def amounts_in(text: str) -> tuple[Amount, ...]:
    """The amounts a text imposes, in order; ranges quoted from a law (五千元以上三万元以下) are not among them."""
    if not any(sign in text for sign in _MONEY_SIGNS):
        return ()
    plain = half_width(text)
    amounts: list[Amount] = []
    range_end = -1
    for match in MONEY.finditer(plain):
        if _is_bound(plain, match, range_end):
            range_end = match.end()
            continue
        fen = fen_of(match)
        if fen is not None:
            in_words = _ANY_FIGURE.search(match[0]) is None
            amounts.append(_placed(plain, Amount(AmountKind.UNKNOWN, fen, match.span(), in_words), amounts))
    return tuple(amounts)


def _is_bound(plain: str, match: re.Match[str], range_end: int) -> bool:
    """Whether an amount is only the end of a range or a limit."""
    start, end = match.span()
    if _BOUND_BEHIND.match(plain, end):
        return True
    if range_end >= 0 and _RANGE_LINK.fullmatch(plain, range_end, start):
        return True
    return _BOUND_BEFORE.search(plain[max(0, start - 12) : start]) is not None


def _placed(plain: str, found: Amount, before: Sequence[Amount]) -> Amount:
    """The amount with its kind, and whether it restates the one before it."""
    if before:
        previous = before[-1]
        gap = plain[previous.span[1] : found.span[0]]
        marked = plain[found.span[0]] in "¥￥" or any(mark in gap for mark in "([【写即")
        if marked and _RESTATING.fullmatch(gap):
            return replace(found, kind=previous.kind, restates=True)
    return replace(found, kind=_kind_at(plain, found.span, before[-1].span[1] if before else -1))


def _kind_at(plain: str, span: tuple[int, int], last_amount: int) -> AmountKind:
    """What an amount is by the word right behind it or by the nearest keyword before it in its clause."""
    start, end = span
    if _FINE_BEHIND.match(plain, end):
        return AmountKind.FINE
    reach = max(0, start - _LONGEST_REACH)
    clause = max((stop.end() for stop in _CLAUSE_END.finditer(plain, reach, start)), default=reach)
    kind, sure, keyword_end = AmountKind.UNKNOWN, True, -1
    for keyword in _KEYWORDS.finditer(plain, clause, start):
        name = str(keyword.lastgroup)
        fresh = keyword_end > last_amount
        if name == "total":
            kind = kind if fresh else AmountKind.OTHER
        elif name == "gain":
            kind, sure = AmountKind.CONFISCATION, fresh and sure and kind is AmountKind.CONFISCATION
        else:
            kind, sure = AmountKind(name), True
        keyword_end = keyword.end()
    if not sure and _CONFISCATED_BEHIND.match(plain, end) is None:
        return AmountKind.OTHER
    return kind


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A text that says another amount than the field, or two amounts for one thing.

    `code` is words-differ or yuan-as-wan; `quoted` is what the text says, `message` a Chinese sentence.
    """

    code: str
    kind: AmountKind
    stated_fen: int | None
    text_fen: int
    quoted: str
    message: str


def contradiction(stated_fen: int | None, text: str, kind: AmountKind) -> Contradiction | None:
    """Where a text's amounts of one kind contradict themselves or the field; None where it names none.

    Several amounts agree with the field if one of them or their sum, with or without amounts of unknown
    kind, equals it to the fen. Without a stated amount only the text itself is checked.
    """
    named = [amount for amount in amounts_in(text) if amount.kind is kind]
    if not named:
        return None
    inner = _inner_contradiction(named, text, stated_fen)
    if inner is not None or stated_fen is None:
        return inner
    possible = {amount.fen for amount in named} | {_sum(text, kind), _sum(text, kind, AmountKind.UNKNOWN)}
    if stated_fen in possible:
        return None
    said, label, stated = named[0], _LABELS[kind], wan_text(stated_fen)
    quoted = text[slice(*said.span)]
    if stated_fen and any(stated_fen * FEN_PER_YUAN == fen * FEN_PER_WAN for fen in possible):
        message = f"{label}金额填为“{stated}万元”，决定内容为“{quoted}”，疑将“元”误作“万元”填报"
        return Contradiction("yuan-as-wan", kind, stated_fen, said.fen, quoted, message)
    message = f"{label}{'大写' if said.in_words else ''}“{quoted}”与金额“{stated}万元”不一致"
    return Contradiction("words-differ", kind, stated_fen, said.fen, quoted, message)


def _sum(text: str, *kinds: AmountKind) -> int:
    return sum(amount.fen for amount in amounts_in(text) if amount.kind in kinds and not amount.restates)


def _inner_contradiction(named: Sequence[Amount], text: str, stated_fen: int | None) -> Contradiction | None:
    for previous, amount in pairwise(named):
        if amount.restates and amount.fen != previous.fen:
            first, second = (text[slice(*one.span)] for one in (previous, amount))
            message = f"决定内容中{_LABELS[amount.kind]}“{first}”与“{second}”不一致"
            return Contradiction("words-differ", amount.kind, stated_fen, previous.fen, first, message)
    return None
