"""What must never be public in any text: numbers of persons and of accounts, by shape and by cue (DOMAIN 5.2).

The patterns read `plain(text)`. An ID number is told by shape and date only: region codes come and go,
and one mistyped digit hides nobody. ID numbers are tested before bank cards, since many of them pass Luhn.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from tasks.law.identifiers import citizen_id_fault, uscc_fault
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


_GAP = r"[ \t\-_·]{0,2}"
_EACH = _GAP + "[0-9]"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("~", _GAP).replace("#", _EACH))


_CITIZEN = _compiled(
    r"(?<![0-9])[1-9]#{5}~(?:1~[89]|2~0)#{2}~(?:0~[1-9]|1~[0-2])~(?:0~[1-9]|[12]#|3~[01])#{3}~(?:X|[0-9](?![0-9]))"
)
_CITIZEN_INSIDE = re.compile(r"(?=([1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]))")
_LONG_RUN = re.compile(r"[0-9]{19,}X?")
_LEGACY_ID = re.compile(
    r"(?<![0-9A-Z])(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])[0-9]{6}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}(?![0-9A-Z])"
)
_STARRED = re.compile(r"(?<![0-9])[0-9]{3,}[*]{2,}[0-9X]{0,6}")
_MOBILE = _compiled(r"(?<![0-9])(?:(?:\+|00)?~8~6~[)]?~|0)?1~[3-9]#{9}(?![0-9]|[.][0-9]|[万亿]?元)")
_MOBILE_DOTTED = re.compile(r"(?<![0-9.])1[3-9][0-9][. ][0-9]{4}[. ][0-9]{4}(?![0-9]|[.][0-9])")
_LANDLINE = re.compile(
    r"(?<![0-9A-Z])(?:(?:\+|00)?86[ -]?)?[(]?0(?:10|2[0-9]|[3-9][0-9]{2})[)]?[ -]{1,3}[2-9][0-9]{2,3}[ -]?[0-9]{4}(?![0-9])"
    r"|(?<![0-9A-Z])(?:[(]0(?:10|2[0-9]|[3-9][0-9]{2})[)]|0(?:10|2[0-9]|[3-9][0-9]{2}))[2-9][0-9]{6,7}(?![0-9])"
    r"|(?<![0-9A-Z])[48]00[ -][0-9]{3,4}[ -]?[0-9]{3,4}(?![0-9])"
)
_CUED_PHONE = re.compile(r"(?:电话|手机|座机|联系方式|传真|热线|TEL|MOBILE|PHONE)(?:号码|号)?[\s:.为是()]{0,3}(\+?[0-9][0-9 -]{4,18}[0-9])")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领]~?[A-HJ-NP-Z][ ·•-]?(?=[A-HJ-NP-Z]{0,2}[0-9]"
    r"(?:[A-HJ-NP-Z]?[0-9]){1,5})[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳领使](?![A-Z0-9])".replace("~?", " ?")
)
_PASSPORT = re.compile(r"(?<![A-Z0-9])(?:[EG][0-9]{8}|E[A-Z][0-9]{7}|[DSP]E?[0-9]{7,8})(?![A-Z0-9])")
_CUED_TRAVEL = re.compile(
    r"(?:护照|通行证|回乡证|台胞证|永久居留(?:身份)?证|居住证|士兵证|军官证|港澳证)(?:证件)?(?:号码|编号|号)?[\s:为是()]{0,3}([A-Z字第]{0,3}[0-9][A-Z0-9() -]{4,18}[A-Z0-9号)]|[A-Z]{1,3}[0-9]{6,})"
)
_CARD = _compiled(r"(?<![0-9A-Z])[1-9]#{14,17}[0-9 ]?[0-9](?![0-9A-Z])")
_CUED_ACCOUNT = re.compile(
    r"(?:账号|帐号|账户|帐户|卡号|银行卡|存折|支付宝)(?:号码|号|为尾号)?[\s:为是()]{0,3}([0-9][0-9 -]{4,30}[0-9])(?![0-9.]|[万亿]?元)"
)
_EMAIL = re.compile(r"[A-Z0-9._%+-]+ ?@ ?[A-Z0-9-]+(?:[.][A-Z0-9-]+)+")
_WECHAT = re.compile(
    r"(?:微信|WECHAT|(?<![A-Z])VX|(?<![A-Z])WX|V信|薇信|抖音|快手|小红书)(?:账号|帐号|号码|号|ID)?[\s:为是(“\"]{0,3}([A-Z0-9][A-Z0-9_-]{4,19})"
)
_QQ = re.compile(r"(?:(?<![A-Z])QQ|扣扣)(?:群|账号|帐号|号码|号)?[\s:为是(“\"]{0,3}([1-9][0-9 ]{3,12}[0-9])")
_CERTIFICATE = re.compile(
    r"(?:(?:医师|护士|药师|技师|助产士|乡村医生|母婴保健|健康)(?:(?!许可)[^,。;、()\x00]){0,8}?证书?|(?:执业|资格|上岗)证书?)[》”\"]?[\s(]{0,2}"
    r"(?:证书)?(?:编码|编号|号码|证号|号)?[\s:为是()]{0,3}([0-9][0-9A-Z -]{6,30}[0-9X])"
)
_COORDINATES = re.compile(
    r"[0-9]{1,3}[.][0-9]{4,}°?[EWNS东西南北]?[,、/\s]{1,3}[东西南北]?[EWNS经纬:]{0,3}[0-9]{1,3}[.][0-9]{4,}°?[EWNS]?"
    r"|[0-9]{1,3}°[0-9]{1,2}[′'分](?:[0-9.]+[″\"秒])?[EWNS]?"
    r"|[经纬]度[\s:为是]{0,3}[0-9]{1,3}[.][0-9]{3,}"
)
_MEDICAL = re.compile(
    r"(?:医保|社保|社会保障|病历|病案|住院|门诊|就诊|登记卡|诊疗卡|就诊卡|健康卡|参保|床位|床)(?:卡|证|人)?(?:编号|号码|号|ID)[\s:为是()]{0,3}([A-Z0-9][A-Z0-9-]{2,24})"
)
_BIRTH = re.compile(
    r"(?:出生日期|出生年月日?|出生时间|生日|生于|出生于)[\s:为是]{0,3}((?:19|20)[0-9]{2}[年./-][0-9]{1,2}[月./-]?(?:[0-9]{1,2}日?)?)"
    r"|((?:19|20)[0-9]{2}年[0-9]{1,2}月(?:[0-9]{1,2}日)?)(?=出?生[,。;、)(\x00])"
)
_NUMERALS = re.compile(r"[〇零○一二三四五六七八九幺两]{7,}")

_OFFICIAL = re.compile(
    r"(?:信用代码|机构代码|注册号|登记号|许可证号?|许可证书?编号|许可编号|备案号|备案编号|批准文号|文书号|文号|案号|批号|批次|货号|型号|"
    r"(?:产品|设备|样品|报告|检测|票据|发票|案件|决定书|通知书|意见书|单据|条|收费|缴款书|出厂|序列)(?:编号|号码|号|码)|[票单]号|(?<![证书])编号)"
    r"[:为是()\s]{0,3}[A-Z字第]{0,4}$"
)
_DOCUMENT_YEAR = re.compile(r"[〔\[(【﹝][0-9]{4}[〕\])】﹞]第?$")
_DATE_INSIDE = re.compile(r"(?:19|20)[0-9]{2}[ -](?:0?[1-9]|1[0-2])[ -](?:0?[1-9]|[12][0-9]|3[01])(?![0-9])")
_MOBILE_END = re.compile("1[3-9][0-9]{9}$")
_CERTIFICATE_LENGTHS = (24, 27)
_SHORTEST_ID = 18
_GAPS = str.maketrans("", "", " \t-_·")

_NUMBER_LIKE = re.compile(r"\d(?:[ \t　\u2010-\u2015\-－_·.()（）]{0,2}\d){6}")
_SIGN = re.compile("[@＠*＊°]")
_NUMERAL_RUN = re.compile("[〇零○一二三四五六七八九幺两]{7}")
_PLATE_LIKE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领] ?[A-Za-zＡ-Ｚａ-ｚ][ ·•-]?[A-Za-z0-9Ａ-Ｚａ-ｚ０-９]{5}"
)
_WORD = re.compile(
    "微信|WeChat|wechat|WECHAT|VX|vx|Vx|ｖｘ|ＶＸ|WX|wx|V信|v信|薇信|抖音|快手|小红书|QQ|qq|Qq|ＱＱ|ｑｑ|扣扣|护照|通行证|回乡证|台胞证|居留|居住证"
    "|士兵证|军官证|港澳证|账号|帐号|账户|帐户|卡号|银行卡|存折|支付宝|经度|纬度|电话|手机|座机|传真|热线|TEL|Tel|tel|医保|社保|社会保障|病历|病案"
    "|住院[号编卡]|门诊[号编卡]|就诊[号编卡]|诊疗卡|健康卡|参保|床[位]?[号编]|出生|生日|生于|日生|月生"
)


def may_detect(text: str) -> bool:
    """Whether any detector could hit; False for nearly all clean prose, and fast."""
    return (
        _NUMBER_LIKE.search(text) is not None
        or _WORD.search(text) is not None
        or _SIGN.search(text) is not None
        or _PLATE_LIKE.search(text) is not None
        or _NUMERAL_RUN.search(text) is not None
    )


def detect(text: str, public_numbers: Collection[str] = ()) -> list[Hit]:
    """Every find in a text; spans may overlap. `public_numbers` are telephone numbers that may be shown."""
    return detect_plain(plain(text), public_numbers) if may_detect(text) else []


def detect_plain(text: str, public_numbers: Collection[str] = ()) -> list[Hit]:
    """The same in a text that is plain already."""
    hits: list[Hit] = []
    numbers = _NUMBER_LIKE.search(text) is not None
    for kind, pattern, needs, accepts in _DETECTORS:
        if not (numbers if needs is None else any(word in text for word in needs)):
            continue
        for found in pattern.finditer(text):
            if accepts is None or accepts(text, found):
                start, end = _value_span(found)
                if kind is not HitKind.PHONE or _digits(text[start:end]) not in public_numbers:
                    hits.append(Hit(kind, start, end))
    return hits


@lru_cache(maxsize=8192)
def is_personal_number(value: str) -> bool:
    """Whether a code or a document number is, or holds, a citizen's ID number."""
    if len(value) < _SHORTEST_ID:
        return False
    text = plain(value)
    return any(_is_citizen_id(text, found) for found in _CITIZEN.finditer(text)) or any(_ids_inside(text))


def _value_span(found: re.Match[str]) -> tuple[int, int]:
    return found.span(found.lastindex) if found.lastindex else found.span()


def _digits(text: str) -> str:
    return text.translate(_GAPS)


def _is_citizen_id(_text: str, found: re.Match[str]) -> bool:
    digits = found.group().translate(_GAPS)
    return citizen_id_fault(digits) is None or uscc_fault(digits) is not None


def _ids_inside(text: str) -> Iterator[str]:
    return (inside.group(1) for inside in _CITIZEN_INSIDE.finditer(text) if citizen_id_fault(inside.group(1)) is None)


def _hides_number(text: str, found: re.Match[str]) -> bool:
    run = found.group()
    if next(_ids_inside(run), None) is not None:
        return True
    return (len(run) in _CERTIFICATE_LENGTHS or _MOBILE_END.search(run) is not None) and not _is_official(text, found)


def _is_official(text: str, found: re.Match[str]) -> bool:
    start = found.start()
    before = text[max(0, start - 16) : start]
    if _DOCUMENT_YEAR.search(before) and text.startswith("号", found.end()):
        return True
    return _OFFICIAL.search(before) is not None


def _is_not_official(text: str, found: re.Match[str]) -> bool:
    return not _is_official(text, found)


def _is_mobile(text: str, found: re.Match[str]) -> bool:
    if _DATE_INSIDE.search(found.group()):
        return False
    before = text[max(0, found.start() - 8) : found.start()]
    return not (_DOCUMENT_YEAR.search(before) and text.startswith("号", found.end()))


def _is_card(text: str, found: re.Match[str]) -> bool:
    digits = found.group().translate(_GAPS)
    if not 16 <= len(digits) <= 19 or _DATE_INSIDE.search(found.group()) or _is_official(text, found):
        return False
    return _passes_luhn(digits) and not (len(digits) == 18 and uscc_fault(digits) is None)


def _passes_luhn(digits: str) -> bool:
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (doubled + sum(int(digit) for digit in digits[-1::-2])) % 10 == 0


_Test = Callable[[str, re.Match[str]], bool]
_Needs = tuple[str, ...] | None

_DETECTORS: tuple[tuple[HitKind, re.Pattern[str], _Needs, _Test | None], ...] = (
    (HitKind.CITIZEN_ID, _CITIZEN, None, _is_citizen_id),
    (HitKind.CITIZEN_ID, _LONG_RUN, None, _hides_number),
    (HitKind.CITIZEN_ID, _LEGACY_ID, None, _is_not_official),
    (HitKind.CITIZEN_ID, _STARRED, ("*",), None),
    (HitKind.PHONE, _MOBILE, None, _is_mobile),
    (HitKind.PHONE, _MOBILE_DOTTED, None, None),
    (HitKind.PHONE, _LANDLINE, None, _is_not_official),
    (HitKind.PHONE, _CUED_PHONE, ("电话", "手机", "座机", "联系方式", "传真", "热线", "TEL", "MOBILE", "PHONE"), None),
    (HitKind.PLATE, _PLATE, tuple("ABCDEFGHJKLMNPQRSTUVWXYZ"), None),
    (HitKind.TRAVEL_DOCUMENT, _CUED_TRAVEL, ("证", "护照"), None),
    (HitKind.TRAVEL_DOCUMENT, _PASSPORT, None, _is_not_official),
    (HitKind.ACCOUNT, _CUED_ACCOUNT, ("号", "户", "卡", "存折", "支付宝"), None),
    (HitKind.ACCOUNT, _CARD, None, _is_card),
    (HitKind.EMAIL, _EMAIL, ("@",), None),
    (HitKind.MESSENGER, _WECHAT, ("信", "WECHAT", "VX", "WX", "抖音", "快手", "小红书"), None),
    (HitKind.MESSENGER, _QQ, ("QQ", "扣扣"), None),
    (HitKind.CERTIFICATE, _CERTIFICATE, ("证",), None),
    (HitKind.COORDINATES, _COORDINATES, ("°", "度", "."), None),
    (HitKind.MEDICAL, _MEDICAL, ("号", "ID"), None),
    (HitKind.BIRTH_DATE, _BIRTH, ("生",), None),
    (HitKind.NUMERALS, _NUMERALS, tuple("〇零○一二三四五六七八九幺两"), None),
)
"""What, how, which words must be there for it (None: a run of digits), and what else is asked of a find."""
