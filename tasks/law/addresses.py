"""Where persons live: cut to the district; premises of organisations stay as they are (法释〔2016〕19号 article 10)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ADDRESS = r"[^,，。;；、()（）\x00]"
_CUE = (
    r"(?:家庭住址|家庭地址|现住址|现住地|住址|住所地|家住|现住|居住于|居住在|居住地(?:址)?|住在|住于|暂住(?:地|于|址)?|常住地"
    r"|户籍(?:所在地|地址|地)?|户口所在地|籍贯|租住(?:于|在)?|通讯地址|通信地址|收件地址|邮寄地址|送达地址)[\s:：为是在于系]{0,3}"
)
_PERSONAL = re.compile(
    rf"{_CUE}({_ADDRESS}{{2,60}})|(?:[,，、(（；;]|[0-9]岁)\s*住(?:所)?[:：]?(?!院|宿|建|户|培|房|客|处|宅|所)({_ADDRESS}{{3,60}})"
)
_AT_HOME = re.compile(
    rf"({_ADDRESS}{{0,16}}[区县市旗]{_ADDRESS}{{2,40}}?)(?=(?:的)?(?:家中|家里|其家|住处|住所内|住宅|自家|租住处|出租屋|居室))"
)
_DWELLING = re.compile(
    r"[^,，。;；、()（）\x00区县市旗]{0,24}[0-9一二三四五六七八九十A-Z]+(?:号楼|栋|幢|单元)[^,，。;；、()（）\x00]{0,12}?[0-9一二三四五六七八九十]+(?:室|号|户)"
)
_DISTRICT = re.compile(r"^.*?(?:[省市](?:[^,区县旗]{1,8}?(?:区|县|旗|市))?|区|县|旗)(?=.|$)")
_NOT_AN_ADDRESS = re.compile(r"^(?:地|址|处|所)?(?:不详|未知|无|同上|隐去|（|\()")
_TAIL = re.compile(
    r"(?:的)?(?:其|当事人)?(?:家中|家里|于|从事|开展|内|联系|电话|手机|身份|未|因|与|的居民|的患者|的).*$"
)

_CUE_WORD = re.compile(
    "住址|住所地|住在|住于|家庭|家住|现住|居住|暂住|常住|户籍|户口|籍贯|租住|通讯地址|通信地址|收件地址|邮寄地址|送达地址"
)
_LIVES = re.compile("[,，、(（；;岁] ?住")
_HOME_WORD = re.compile("家中|家里|其家|住处|住所内|住宅|自家|出租屋|居室")
_FLAT_WORD = re.compile("单元|号楼|栋|幢")


def may_hold_home(text: str) -> bool:
    """Whether a personal address could be found; fast."""
    return bool(
        _CUE_WORD.search(text) or _LIVES.search(text) or _HOME_WORD.search(text) or _FLAT_WORD.search(text)
    )


@dataclass(frozen=True, slots=True)
class HomeAddress:
    """The part of a personal address that goes, and the district that stays before it."""

    start: int
    end: int


def home_addresses(text: str, *, party_is_person: bool) -> list[HomeAddress]:
    """Personal addresses in a text (half width); a person's flat is also told by its 单元 and 室."""
    found: list[HomeAddress] = []
    if _CUE_WORD.search(text) or _LIVES.search(text):
        found += [_cut(text, *_span(place)) for place in _PERSONAL.finditer(text)]
    if _HOME_WORD.search(text):
        found += [_cut(text, *place.span(1)) for place in _AT_HOME.finditer(text)]
    if party_is_person and _FLAT_WORD.search(text):
        found += [HomeAddress(*place.span()) for place in _DWELLING.finditer(text)]
    return [address for address in found if address.start < address.end]


def _span(place: re.Match[str]) -> tuple[int, int]:
    return place.span(1) if place.group(1) is not None else place.span(2)


def _cut(text: str, start: int, end: int) -> HomeAddress:
    address = text[start:end]
    if _NOT_AN_ADDRESS.match(address):
        return HomeAddress(start, start)
    if (tail := _TAIL.search(address)) and tail.start() > 1:
        end = start + tail.start()
        address = text[start:end]
    district = _DISTRICT.match(address)
    return HomeAddress(start + (district.end() if district else 0), end)
