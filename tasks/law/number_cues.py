"""What must stand in a `plain` text for a pattern of `number_patterns` to find anything: quick to look for.

Cues are words, or the beginnings of the pattern's value. Words of different cues never overlap in a text and
differ in their first characters, so that one search tells all that are there (`words_in`); what
TEL and 手机 begin with is only looked at.
"""

from __future__ import annotations

import re

STARS = (r"\*\*",)
PHONE = ("电话", "手机", "座机", "联系方式", "传真", "热线", "TEL", "MOBILE", "PHONE")
TRAVEL = ("护照", "通行证", "回乡证", "台胞证", "永久居留", "居住证", "士兵证", "军官证", "港澳证")
ACCOUNT = ("账号", "帐号", "账户", "帐户", "卡号", "银行卡", "存折", "支付宝")
EMAIL = ("@",)
WECHAT = ("微信", "WECHA(?=T)", "VX", "WX", "V信", "薇信", "抖音", "快(?=手)", "小红书")
QQ = ("QQ", "扣扣")
COORDINATES = ("°", "经度", "纬度", r"\.[0-9]{4}")
BIRTH = ("出生", "生日", "生于", "月生", "日生")

PLATE = re.compile("[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领] ?[A-Z]")
CERTIFICATE = re.compile(r"证书?[》”\"]?[\s(]{0,2}(?:证书)?(?:编码|编号|号码|证号|号)?[\s:为是()]{0,3}[0-9]")
MEDICAL = re.compile("[保障历案院诊卡床位][卡证人]?(?:编?号|ID)")
NUMERALS = re.compile("[〇零○一二三四五六七八九幺两]{7}")

_WORDS = (*STARS, *PHONE, *TRAVEL, *ACCOUNT, *EMAIL, *WECHAT, *QQ, *COORDINATES, *BIRTH)
_ANY = re.compile("|".join(_WORDS))
"""A branch for each word: every one begins with a plain character, which is what makes the search fast."""


def words_in(text: str) -> frozenset[str]:
    """The first characters of all the words that are in a text."""
    return frozenset([word[0] for word in _ANY.findall(text)])


def is_told(words: tuple[str, ...], firsts: frozenset[str]) -> bool:
    """Whether one of a cue's words is among those found."""
    return any(word.lstrip("\\")[0] in firsts for word in words)
