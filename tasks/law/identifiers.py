"""Identity codes with check characters: GB 32100 (USCC), GB 11643 (citizen ID), GB 11714 (organisation code).

Checked by shape and checksum only. Region codes are not looked up: codes of abolished counties stay valid.
"""

import re
from datetime import date
from enum import StrEnum
from operator import mul

PLACEHOLDER_USCC = "0" * 17 + "X"
"""What the national standard permits for a party without a code; it fails the checksum on purpose."""

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_USCC_SHAPE = re.compile(f"[{_USCC_ALPHABET}]{{18}}")
_USCC_VALUES = bytes(max(_USCC_ALPHABET.find(chr(code)), 0) for code in range(256))

_CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CITIZEN_CHECKS = "10X98765432"
_CITIZEN_SHAPE = re.compile(r"[1-9][0-9]{16}[0-9Xx]")
_LEGACY_SHAPE = re.compile(r"[1-9][0-9]{14}")

_ORGANISATION_SHAPE = re.compile(r"[0-9A-Z]{8}[0-9X]")
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

_ADULT_AGE = 18


class UsccClass(StrEnum):
    """What kind of party a USCC belongs to, by its first two characters (GB 32100-2015, table 1)."""

    AUTHORITY = "机关"
    INSTITUTION = "事业单位"
    ASSOCIATION = "社会团体"
    PRIVATE_INSTITUTION = "民办非企业单位"
    FOUNDATION = "基金会"
    COMPANY = "企业"
    SOLE_TRADER = "个体工商户"
    COOPERATIVE = "农民专业合作社"
    PLACEHOLDER = "无代码"
    OTHER = "其他"


_USCC_CLASSES = {
    "11": UsccClass.AUTHORITY,
    "12": UsccClass.INSTITUTION,
    "51": UsccClass.ASSOCIATION,
    "52": UsccClass.PRIVATE_INSTITUTION,
    "53": UsccClass.FOUNDATION,
    "91": UsccClass.COMPANY,
    "92": UsccClass.SOLE_TRADER,
    "93": UsccClass.COOPERATIVE,
}


def uscc_fault(code: str) -> str | None:
    """Why this is no unified social credit code, in Chinese; None for a valid one and for the placeholder."""
    if _USCC_SHAPE.fullmatch(code) is None:
        return _uscc_shape_fault(code)
    values = code.encode().translate(_USCC_VALUES)
    if (sum(map(mul, _USCC_WEIGHTS, values)) + values[17]) % 31 and code != PLACEHOLDER_USCC:
        return "统一社会信用代码校验位不正确"
    return None


def _uscc_shape_fault(code: str) -> str:
    if len(code) != 18:
        return f"统一社会信用代码应为18位，现为{len(code)}位"
    strange = next(character for character in code if character not in _USCC_ALPHABET)
    return f"统一社会信用代码不使用字符“{strange}”"


def uscc_check_char(body: str) -> str:
    """The 18th character for the first 17; ValueError if they are not 17 characters of the alphabet."""
    if _USCC_SHAPE.fullmatch(body + "0") is None:
        raise ValueError("a unified social credit code has 17 characters of its alphabet before the check")
    return _USCC_ALPHABET[-sum(map(mul, _USCC_WEIGHTS, body.encode().translate(_USCC_VALUES))) % 31]


def uscc_with_check(body: str) -> str:
    """A whole code from its first 17 characters."""
    return body + uscc_check_char(body)


def uscc_class(code: str) -> UsccClass:
    """The kind of party a code belongs to; whether the code is valid is not asked."""
    if code == PLACEHOLDER_USCC:
        return UsccClass.PLACEHOLDER
    return _USCC_CLASSES.get(code[:2], UsccClass.OTHER)


def citizen_id_fault(text: str) -> str | None:
    """Why this is no citizen's ID number, in Chinese; None for a valid one of 18 or of the old 15 digits."""
    if _LEGACY_SHAPE.fullmatch(text) is None:
        if _CITIZEN_SHAPE.fullmatch(text) is None:
            return _citizen_shape_fault(text)
        if _CITIZEN_CHECKS[_citizen_sum(text) % 11] != text[17].upper():
            return "身份证号码校验位不正确"
    return None if birth_date_of(text) else "身份证号码中的出生日期不存在"


def _citizen_shape_fault(text: str) -> str:
    if len(text) not in (15, 18):
        return f"身份证号码应为18位，现为{len(text)}位"
    return "身份证号码应为数字，末位可为X"


def _citizen_sum(text: str) -> int:
    # a digit's byte is 48 more than its value
    total: int = sum(map(mul, _CITIZEN_WEIGHTS, text.encode()))
    return total - 48 * sum(_CITIZEN_WEIGHTS)


def citizen_id_with_check(body: str) -> str:
    """A whole ID number from its first 17 digits, for synthetic data; ValueError if they are none."""
    if _CITIZEN_SHAPE.fullmatch(body + "0") is None:
        raise ValueError("a citizen's ID number has 17 digits before the check character")
    return body + _CITIZEN_CHECKS[_citizen_sum(body) % 11]


def birth_date_of(citizen_id: str) -> date | None:
    """The birth date an ID number states, even where its check character is wrong; None if it states none.

    A mistyped check character must not hide that a party is a minor.
    """
    if _CITIZEN_SHAPE.fullmatch(citizen_id):
        digits = citizen_id[6:14]
    elif _LEGACY_SHAPE.fullmatch(citizen_id):
        digits = "19" + citizen_id[6:12]
    else:
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def is_minor_on(citizen_id: str, day: date) -> bool:
    """Whether the holder is under 18 on that day; False where the number states no birth date.

    A year of age is complete at the end of the birthday (Civil Code articles 201 and 202), so the
    holder counts as a minor on the birthday itself.
    """
    born = birth_date_of(citizen_id)
    if born is None:
        return False
    return (day.year - _ADULT_AGE, day.month, day.day) <= (born.year, born.month, born.day)


def organisation_code_fault(text: str) -> str | None:
    """Why this is no organisation code of nine characters, in Chinese; None for a valid one."""
    if _ORGANISATION_SHAPE.fullmatch(text) is None:
        return "组织机构代码应为9位数字或大写字母"
    if organisation_code_with_check(text[:8]) != text:
        return "组织机构代码校验位不正确"
    return None


def organisation_code_with_check(body: str) -> str:
    """A whole organisation code from its first eight characters."""
    if _ORGANISATION_SHAPE.fullmatch(body + "0") is None:
        raise ValueError("an organisation code has eight digits or capital letters before the check")
    values = (int(character, 36) for character in body)
    total = sum(map(mul, _ORGANISATION_WEIGHTS, values))
    return body + "0123456789X"[-total % 11]
