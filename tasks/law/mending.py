"""Mending of values as they came: text, names, codes, document numbers and enumerated values.

Dates and amounts are mended in modules of their own and offered here too.
"""

import re
from collections.abc import Collection, Mapping

from tasks.law import document_numbers
from tasks.law.amount_fields import mend_amount
from tasks.law.characters import (
    CJK,
    HALF_WIDTH_LETTERS,
    half_width,
    is_plain,
    single_spaced,
    without_spaces,
    without_unseen,
)
from tasks.law.dates_in_text import mend_date
from tasks.law.mended import Mended, MendKind, faulty

__all__ = [
    "MendKind",
    "Mended",
    "is_header_text",
    "mend_amount",
    "mend_code",
    "mend_date",
    "mend_document_number",
    "mend_enum",
    "mend_name",
    "mend_text",
]

_CHINESE_NAME = re.compile(f"[{CJK}（）·]*")
_NAME_SPACE = re.compile(f"(?<=[{CJK}（）·]) | (?=[{CJK}（）·])")
_NAME_BRACKETS = str.maketrans("()[]【】〔〕﹙﹚", "（）（）（）（）（）")
_NAME_DOTS = re.compile(f"(?<=[{CJK}])[•‧・･⋅∙．.·]+(?=[{CJK}])")

_CLEAN_CODE = re.compile("[0-9A-Z]*")
_CODE_NOISE = str.maketrans("", "", "-‐‑‒–—―−'‘’")
_CODE_LABEL = re.compile(
    "[（(](?:统一社会信用代码|社会统一信用代码|工商注册号|组织机构代码|税务登记号|身份证|身份证号码?)[)）]"
    "|^(?:统一社会信用代码|社会统一信用代码|工商注册号|注册号|组织机构代码|税务登记号|身份证号码?)[:：]"
)
_WHOLE_FLOAT = re.compile(r"([0-9]+)\.0+")

_PROMPT = re.compile("[（(【\\[]\\s*(?:必填|选填|必录|条件必填|非必填|填写)")
_SHEET_TEXT = re.compile("^(?:填表说明|填报说明|公示截止期|汇总表)|(?:汇总表|统计表|登记表)$")
_LONGEST_SHEET_TEXT = 40
_HEADER_TRIM = " *＊:：\t\r\n\u3000"


def mend_text(text: str) -> Mended:
    """Prose: no unseen characters, one space for every run of them, letters and digits half-width."""
    if is_plain(text):
        return Mended(text)
    seen = without_unseen(text)
    spaced = single_spaced(seen)
    plain = spaced.translate(HALF_WIDTH_LETTERS)
    return _text_result(text, plain, seen, spaced)


def mend_name(text: str) -> Mended:
    """A name: as prose, but brackets full-width and no space beside a Chinese character."""
    if _CHINESE_NAME.fullmatch(text):
        return Mended(text)
    seen = without_unseen(text)
    spaced = _NAME_SPACE.sub("", single_spaced(seen))
    plain = spaced.translate(HALF_WIDTH_LETTERS).translate(_NAME_BRACKETS)
    plain = _NAME_SPACE.sub("", _NAME_DOTS.sub("·", plain))
    return _text_result(text, plain, seen, spaced)


def _text_result(text: str, plain: str, seen: str, spaced: str) -> Mended:
    if plain == text:
        return Mended(text)
    if plain != spaced:
        letters = spaced.translate(HALF_WIDTH_LETTERS)
        if letters != spaced:
            return Mended(plain, MendKind.WIDTH, "全角字符改为半角")
        return Mended(plain, MendKind.BRACKETS, "统一括号和间隔号")
    if spaced != seen:
        return Mended(plain, MendKind.SPACES, "去除多余空格")
    return Mended(plain, MendKind.INVISIBLE, "去除不可见字符")


def mend_code(text: str) -> Mended:
    """A code: capital, half-width, without spaces, hyphens or a label written into the value."""
    if _CLEAN_CODE.fullmatch(text):
        return Mended(text)
    seen = without_unseen(text)
    spaced = without_spaces(seen)
    half = half_width(spaced)
    bare = _CODE_LABEL.sub("", half)
    joined = _WHOLE_FLOAT.sub(r"\1", bare) if _WHOLE_FLOAT.fullmatch(bare) else bare.translate(_CODE_NOISE)
    value = joined.upper()
    steps = (
        (bare != half, MendKind.LABEL, "去除代码中的文字说明"),
        (half != spaced, MendKind.WIDTH, "全角字符改为半角"),
        (joined != bare, MendKind.SEPARATORS, "去除连接符"),
        (value != joined, MendKind.CASE, "小写字母改为大写"),
        (spaced != seen, MendKind.SPACES, "去除空格"),
        (seen != text, MendKind.INVISIBLE, "去除不可见字符"),
    )
    for changed, kind, note in steps:
        if changed:
            return Mended(value, kind, note)
    return Mended(value)


def mend_document_number(text: str) -> Mended:
    """A document number in its one form: 〔〕 around the year, other brackets full-width, no spaces."""
    value = document_numbers.normalise(text)
    if value == text:
        return Mended(text)
    seen = without_unseen(text)
    spaced = without_spaces(seen)
    if spaced == value:
        if seen == spaced:
            return Mended(value, MendKind.INVISIBLE, "去除不可见字符")
        return Mended(value, MendKind.SPACES, "去除空格")
    width = half_width(spaced)
    if len(value) < len(width) and ":" in width:
        return Mended(value, MendKind.LABEL, "去除文书号前的文字说明")
    if any(c.isalnum() and c != d for c, d in zip(spaced, width, strict=True)):
        return Mended(value, MendKind.WIDTH, "全角字符改为半角")
    return Mended(value, MendKind.BRACKETS, "统一文书号括号")


def mend_enum(text: str, allowed: Collection[str], aliases: Mapping[str, str] | None = None) -> Mended:
    """One of the allowed values, itself or by an alias; a fault where it is neither. "" stays ""."""
    if text in allowed or not text:
        return Mended(text)
    mended = mend_name(text)
    if not mended.value or mended.value in allowed:
        return mended
    for spelling in (text, mended.value):
        if aliases is not None and spelling in aliases:
            return Mended(aliases[spelling], MendKind.ALIAS, f"“{spelling}”统一为“{aliases[spelling]}”")
    return faulty(f"“{mended.value[:30]}”不在规定的取值范围内")


def is_header_text(text: str, names: Collection[str] = ()) -> bool:
    """Whether a header or a prompt of the form (（必填）, 填表说明, a field's own name) stands for a value.

    `names` are the field's names and aliases (a set, for speed).
    """
    if not text:
        return False
    if text in names or text.strip(_HEADER_TRIM) in names:
        return True
    if "填" not in text and "表" not in text and "公示截止期" not in text:
        return False
    if _PROMPT.search(text):
        return True
    plain = text.strip(_HEADER_TRIM)
    return len(plain) <= _LONGEST_SHEET_TEXT and _SHEET_TEXT.search(plain) is not None
