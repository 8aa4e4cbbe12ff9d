"""What must never be public in any text: numbers of persons and of accounts, by shape and by cue (DOMAIN 5.2).

The patterns read `plain(text)`. An ID number is told by shape and date only: region codes come and go,
and one mistyped digit hides nobody. ID numbers are tested before bank cards, since many of them pass Luhn.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from tasks.law import number_cues as cues
from tasks.law import number_patterns as shapes
from tasks.law.identifiers import citizen_id_fault, uscc_fault
from tasks.law.number_windows import number_windows
from tasks.law.plain_text import plain


class HitKind(StrEnum):
    """What was found, as officers call it."""

    CITIZEN_ID = "身份证号码"
    PHONE = "电话号码"
    PLATE = "车牌号码"
    TRAVEL_DOCUMENT = "出入境证件号码"
    ACCOUNT = "银行账号"
    EMAIL = "电子邮箱"
    MESSENGER = "社交账号"
    CERTIFICATE = "个人资格证书编码"
    COORDINATES = "经纬度"
    MEDICAL = "就医或参保号码"
    BIRTH_DATE = "出生日期"
    NUMERALS = "汉字写出的号码"
    NAME = "个人姓名"
    PRIVATE_VALUE = "不应公开的登记信息"


@dataclass(frozen=True, slots=True)
class Hit:
    """One find: what, and where in the text."""

    kind: HitKind
    start: int
    end: int


def may_detect(text: str) -> bool:
    """Whether any detector could hit; False for nearly all clean prose, and fast."""
    return (
        shapes.NUMBER_LIKE.search(text) is not None
        or shapes.WORD.search(text) is not None
        or shapes.SIGN.search(text) is not None
        or shapes.PLATE_LIKE.search(text) is not None
        or shapes.NUMERAL_RUN.search(text) is not None
    )


def detect(text: str, public_numbers: Collection[str] = ()) -> list[Hit]:
    """Every find in a text; spans may overlap. `public_numbers` are telephone numbers that may be shown."""
    return detect_plain(plain(text), public_numbers) if may_detect(text) else []


def detect_plain(text: str, public_numbers: Collection[str] = ()) -> list[Hit]:
    """The same in a text that is plain already."""
    windows = number_windows(text)
    longest = max([window.longest for window in windows], default=0)
    hits: list[Hit] = []
    for kind, pattern, needs, accepts in _that_may_hit(min(longest, _MOST_DIGITS), cues.words_in(text)):
        places: Iterable[re.Match[str]]
        if isinstance(needs, int):
            places = [
                found
                for start, end, length in windows
                if length >= needs
                for found in pattern.finditer(text, start, end)
            ]
        elif isinstance(needs, tuple) or needs.search(text) is not None:
            places = pattern.finditer(text)
        else:
            continue
        for found in places:
            if accepts is None or accepts(text, found):
                start, end = _value_span(found)
                if kind is not HitKind.PHONE or _digits(text[start:end]) not in public_numbers:
                    hits.append(Hit(kind, start, end))
    return hits


@lru_cache(maxsize=8192)
def is_personal_number(value: str) -> bool:
    """Whether a code or a document number is, or holds, a citizen's ID number."""
    if len(value) < shapes.SHORTEST_ID:
        return False
    text = plain(value)
    return any(_is_citizen_id(text, found) for found in shapes.CITIZEN.finditer(text)) or any(
        _ids_inside(text)
    )


def _value_span(found: re.Match[str]) -> tuple[int, int]:
    return found.span(found.lastindex) if found.lastindex else found.span()


def _digits(text: str) -> str:
    return text.translate(shapes.GAPS)


def _is_citizen_id(_text: str, found: re.Match[str]) -> bool:
    digits = found.group().translate(shapes.GAPS)
    return citizen_id_fault(digits) is None or uscc_fault(digits) is not None


def _ids_inside(text: str) -> Iterator[str]:
    return (
        inside.group(1)
        for inside in shapes.CITIZEN_INSIDE.finditer(text)
        if citizen_id_fault(inside.group(1)) is None
    )


def _hides_number(text: str, found: re.Match[str]) -> bool:
    run = found.group()
    if next(_ids_inside(run), None) is not None:
        return True
    return (
        len(run) in shapes.CERTIFICATE_LENGTHS or shapes.MOBILE_END.search(run) is not None
    ) and not _is_official(text, found)


def _is_official(text: str, found: re.Match[str]) -> bool:
    start = found.start()
    before = text[max(0, start - 16) : start]
    if shapes.DOCUMENT_YEAR.search(before) and text.startswith("号", found.end()):
        return True
    return shapes.OFFICIAL.search(before) is not None


def _is_not_official(text: str, found: re.Match[str]) -> bool:
    return not _is_official(text, found)


def _is_mobile(text: str, found: re.Match[str]) -> bool:
    if shapes.DATE_INSIDE.search(found.group()):
        return False
    before = text[max(0, found.start() - 8) : found.start()]
    return not (shapes.DOCUMENT_YEAR.search(before) and text.startswith("号", found.end()))


def _is_card(text: str, found: re.Match[str]) -> bool:
    digits = found.group().translate(shapes.GAPS)
    if not 16 <= len(digits) <= 19 or shapes.DATE_INSIDE.search(found.group()) or _is_official(text, found):
        return False
    return _passes_luhn(digits) and not (len(digits) == 18 and uscc_fault(digits) is None)


def _passes_luhn(digits: str) -> bool:
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (doubled + sum(int(digit) for digit in digits[-1::-2])) % 10 == 0


_Test = Callable[[str, re.Match[str]], bool]
_Needs = int | tuple[str, ...] | re.Pattern[str]

_Detector = tuple[HitKind, re.Pattern[str], _Needs, _Test | None]

_DETECTORS: tuple[_Detector, ...] = (
    (HitKind.CITIZEN_ID, shapes.CITIZEN, 17, _is_citizen_id),
    (HitKind.CITIZEN_ID, shapes.LONG_RUN, 19, _hides_number),
    (HitKind.CITIZEN_ID, shapes.LEGACY_ID, 15, _is_not_official),
    (HitKind.CITIZEN_ID, shapes.STARRED, cues.STARS, None),
    (HitKind.PHONE, shapes.MOBILE, 11, _is_mobile),
    (HitKind.PHONE, shapes.MOBILE_DOTTED, 11, None),
    (HitKind.PHONE, shapes.LANDLINE, 7, _is_not_official),
    (HitKind.PHONE, shapes.CUED_PHONE, cues.PHONE, None),
    (HitKind.PLATE, shapes.PLATE, cues.PLATE, None),
    (HitKind.TRAVEL_DOCUMENT, shapes.CUED_TRAVEL, cues.TRAVEL, None),
    (HitKind.TRAVEL_DOCUMENT, shapes.PASSPORT, 7, _is_not_official),
    (HitKind.ACCOUNT, shapes.CUED_ACCOUNT, cues.ACCOUNT, None),
    (HitKind.ACCOUNT, shapes.CARD, 16, _is_card),
    (HitKind.EMAIL, shapes.EMAIL, cues.EMAIL, None),
    (HitKind.MESSENGER, shapes.WECHAT, cues.WECHAT, None),
    (HitKind.MESSENGER, shapes.QQ, cues.QQ, None),
    (HitKind.CERTIFICATE, shapes.CERTIFICATE, cues.CERTIFICATE, None),
    (HitKind.COORDINATES, shapes.COORDINATES, cues.COORDINATES, None),
    (HitKind.MEDICAL, shapes.MEDICAL, cues.MEDICAL, None),
    (HitKind.BIRTH_DATE, shapes.BIRTH, cues.BIRTH, None),
    (HitKind.NUMERALS, shapes.NUMERALS, cues.NUMERALS, None),
)
"""What, how, what must be there for it (so many digits, or a cue), and what else is asked of a find."""
_MOST_DIGITS = 19


@lru_cache(maxsize=512)
def _that_may_hit(longest: int, firsts: frozenset[str]) -> tuple[_Detector, ...]:
    """The detectors, in their order, that can find something where no number is longer and no other words are."""
    return tuple(detector for detector in _DETECTORS if _may_hit(detector[2], longest, firsts))


def _may_hit(needs: _Needs, longest: int, firsts: frozenset[str]) -> bool:
    if isinstance(needs, int):
        return needs <= longest
    return not isinstance(needs, tuple) or cues.is_told(needs, firsts)
