"""Document numbers such as 津卫罚〔2026〕12号: one form for every way of typing them, parts, faults."""

import re
from dataclasses import dataclass

from tasks.law.characters import CJK, half_width, has_control, without_spaces, without_unseen

_OPENING = "〔[［【(（﹝{｛〖〈<❲⦗"
_CLOSING = "〕]］】)）﹞}｝〗〉>❳⦘"
_YEAR_FIGURES = {ord(c): str(n % 10) for n, c in enumerate("零一二三四五六七八九〇")} | {ord("○"): "0"}
_YEAR_IN_BRACKETS = re.compile(
    f"[{re.escape(_OPENING)}](?:((?:19|20)[0-9]{{2}})|([一二][零〇○一二三四五六七八九]{{3}}))年?[{re.escape(_CLOSING)}]"
)
_ROUND_BRACKETS = dict.fromkeys(map(ord, "[(﹝{〖❲⦗"), "（") | dict.fromkeys(map(ord, "])﹞}〗❳⦘"), "）")
_ROUND_BRACKETS |= {ord("【"): "（", ord("】"): "）", ord("〔"): "（", ord("〕"): "）"}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_REST = _ROUND_BRACKETS | _DASHES

_CANONICAL = re.compile(f"[{CJK}]+〔(?:19|20)[0-9]{{2}}〕第?[0-9]+号")
_PLAIN_CODE = re.compile("[0-9A-Za-z/.-]+")
_PARTS = re.compile("(?P<prefix>[^〔]*)〔(?P<year>[0-9]{4})〕字?第?(?P<serial>.*?)号?")
_PARTS_WITHOUT_BRACKETS = re.compile(
    f"(?P<prefix>.*[{CJK}）])(?P<year>(?:19|20)[0-9]{{2}})(?:年|-|字)?第?-?(?P<serial>[0-9]+(?:-[0-9]+)?)号"
)
_ONLY_YEAR = re.compile(f"(?:[^0-9]*[{CJK}）])?(?:19|20)[0-9]{{2}}年?字?第?号?")
_COUNT = re.compile("[0-9一二三四五六七八九十]")
_COUNT_OUTSIDE = re.compile("[0-9]|[一二三四五六七八九十百]号")
_LABEL = re.compile("^(?:行政)?(?:处罚|许可|强制|检查)?(?:决定)?书?(?:文书号|书?文号|书号):(?=.*[0-9])")
_PROMPT = re.compile("[（(](?:必填|选填|必录)|文书号|决定书?文?号$|许可编号$|填[写表]")


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """The parts of a document number; the serial keeps its leading zeros."""

    prefix: str
    year: int
    serial: str


def normalise(text: str) -> str:
    """The one form of a document number, whatever brackets, spaces or widths it was typed with.

    The brackets around the first four-digit year become 〔〕, all others （）. Serial digits, 第 and 号
    stay as they are: `identity_key` looks past those. A label before a colon is no part of the number.
    """
    if _CANONICAL.fullmatch(text) or _PLAIN_CODE.fullmatch(text):
        return text
    plain = _LABEL.sub("", half_width(without_spaces(without_unseen(text))))
    year = _YEAR_IN_BRACKETS.search(plain)
    if year is None:
        return plain.translate(_REST)
    figures = year[1] or year[2].translate(_YEAR_FIGURES)
    before, after = plain[: year.start()].translate(_REST), plain[year.end() :].translate(_REST)
    return f"{before}〔{figures}〕{after}"


def identity_key(text: str) -> str:
    """What two spellings of one number share: also blind to 字, 第, 号, letter case and leading zeros."""
    number = parse(text)
    if number is None:
        return normalise(text).upper()
    serial = number.serial.lstrip("0") or "0"
    return f"{number.prefix.removesuffix('字')}〔{number.year}〕{serial}".upper()


def parse(text: str) -> DocumentNumber | None:
    """Prefix, year and serial; None for a text without a year or without a serial."""
    plain = normalise(text)
    parts = _PARTS.fullmatch(plain) or _PARTS_WITHOUT_BRACKETS.fullmatch(plain)
    if parts is None:
        return None
    serial = parts["serial"]
    if serial.startswith("（") and serial.endswith("）"):
        serial = serial[1:-1]
    if _COUNT.search(serial) is None:
        return None
    return DocumentNumber(parts["prefix"], int(parts["year"]), serial)


def year_of(text: str) -> int | None:
    """The year a number states in brackets (or before its serial); None where it states none."""
    plain = normalise(text)
    parts = _PARTS.fullmatch(plain) or _PARTS_WITHOUT_BRACKETS.fullmatch(plain)
    return int(parts["year"]) if parts else None


def fault(text: str) -> str | None:
    """Why this cannot be a document number, in Chinese; None where it can, however odd it looks.

    A licence without a document carries its licence number here, so any code with a number in it will do.
    """
    if _CANONICAL.fullmatch(text):
        return None
    if has_control(text):
        return "文书号含有控制字符"
    plain = normalise(text)
    if not plain:
        return None
    if _PROMPT.search(plain):
        return f"文书号填写的是表头或填表提示“{plain[:30]}”"
    parts = _PARTS.fullmatch(plain)
    has_serial = _COUNT.search(parts["serial"]) if parts else _COUNT_OUTSIDE.search(plain)
    if has_serial is None or _ONLY_YEAR.fullmatch(plain):
        return f"文书号“{plain[:30]}”没有序号"
    return None
