"""What would tell who a minor is: the date of birth and the school (未成年人保护法 103; 政府信息公开条例 15)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from tasks.law.characters import CJK
from tasks.law.edition import Doubt

_SCHOOL = (
    r"([^,。;、()\s\x00]{1,24}?(?:学校|小学|中学|初中|高中|幼儿园|托儿所|附小|附中|中心校|学院|大学)"
    r"(?:[^,。;、()\s\x00]{0,10}?(?:年级(?:[^,。;、()\s\x00]{0,4}班)?|[0-9一二三四五六七八九大中小]班))?)"
)
_ATTENDS = re.compile(
    rf"(?:就读|在读|上学|读书|入读)(?:于|在|的?学校[为是:]*)?[:]?(?!学生|该){_SCHOOL}"
    rf"|在(?!该){_SCHOOL}(?=(?:就读|在读|读书|上学|上课|读[一二三四五六七八九初高小大中]))"
)
_PUPIL = re.compile(
    rf"(?:系|为|是|[,(、])(?:系|为|是)?(?!该){_SCHOOL}(?:的)?(?:在校|在读)?(?:学生|幼儿|学童)(?![宿公食活用教])"
)
_BORN = re.compile(
    r"(?:生于|出生于|出生日期[为是:]*|出生时间[为是:]*)?(?:19|20)[0-9]{2}(?:年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?|[-./][0-9]{1,2}(?:[-./][0-9]{1,2})?)"
    r"(?:出?生(?=[,。;、)\x00人]|$)|(?=出生(?!率|人口|医学|缺陷|登记|证明|新生儿|婴儿[0-9]|活产)))"
)
_MINOR = re.compile(
    r"未成年|(?<![0-9])1?[0-9]周?岁|[男女][孩童生]|少[年女]|学生|患儿|幼儿|儿童|婴儿|监护人|某|(?:系|为|是)其[子女]"
)
_TELLS = re.compile("就读|在读|上学|读书|入读|学生|出生|学童|年生|月生|日生|幼儿")
_NICKNAME = re.compile(f"未成年人[小阿](?!学|型|说|组|时|区|孩|朋|某|于)[{CJK}]")
_ATTENDING = re.compile(
    "未成年人[小阿]|就读|在读|入读|读书|上学|年出?生[，,。；;、)）人]|[月日]出?生[，,。；;、)）人]|学生[,，)）；;。]"
)
_SENTENCE = re.compile(r"[^。;\x00]+")
_UNCLEAR = Doubt("minor-not-masked", "暂缓公开：文中疑有未成年人信息，未能确认姓名已隐去，请核对")


def may_tell_of_minor(text: str) -> bool:
    """Whether a school or a birth could be told of a person; fast."""
    return _ATTENDING.search(text) is not None


def minor_details(
    text: str, schools_shown: Collection[str], named: Iterable[int]
) -> tuple[list[tuple[int, int]], tuple[Doubt, ...]]:
    """Places to hide, and a doubt where such a place has no masked name in its sentence."""
    nicknamed = _NICKNAME.search(text) is not None
    if not nicknamed and _TELLS.search(text) is None:
        return [], ()
    names = list(named)
    found: list[tuple[int, int]] = []
    doubtful = nicknamed
    for sentence in _SENTENCE.finditer(text):
        start, end = sentence.span()
        here = [place.span() for place in _BORN.finditer(text, start, end)]
        here += _schools(text, start, end, schools_shown)
        found += here
        somebody = "某" in sentence.group() or any(start <= name < end for name in names)
        doubtful = doubtful or (bool(here) and not somebody)
    return found, (_UNCLEAR,) if doubtful else ()


def _schools(text: str, start: int, end: int, shown: Collection[str]) -> list[tuple[int, int]]:
    spans = [place.span(place.lastindex or 0) for place in _ATTENDS.finditer(text, start, end)]
    if _MINOR.search(text, start, end):
        spans += [place.span(1) for place in _PUPIL.finditer(text, start, end)]
    return [(first, last) for first, last in spans if not any(text[first:last] in name for name in shown)]
