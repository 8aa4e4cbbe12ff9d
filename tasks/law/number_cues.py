"""What must stand in a `plain` text for a pattern of `number_patterns` to find anything: quick to look for."""

from __future__ import annotations

import re

STARS = re.compile(r"\*\*")
PHONE = re.compile("电话|手机|座机|联系方式|传真|热线|TEL|MOBILE|PHONE")
PLATE = re.compile("[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领] ?[A-Z]")
TRAVEL = re.compile("护照|通行证|回乡证|台胞证|永久居留|居住证|士兵证|军官证|港澳证")
ACCOUNT = re.compile("账号|帐号|账户|帐户|卡号|银行卡|存折|支付宝")
EMAIL = re.compile("@")
WECHAT = re.compile("微信|WECHAT|VX|WX|V信|薇信|抖音|快手|小红书")
QQ = re.compile("QQ|扣扣")
CERTIFICATE = re.compile(
    r"证书?[》”\"]?[\s(]{0,2}(?:证书)?(?:编码|编号|号码|证号|号)?[\s:为是()]{0,3}[0-9]"
)
COORDINATES = re.compile("°|经度|纬度|\\.[0-9]{4}")
MEDICAL = re.compile("[保障历案院诊卡床位][卡证人]?(?:编?号|ID)")
BIRTH = re.compile("出生|生日|生于|月生|日生")
NUMERALS = re.compile("[〇零○一二三四五六七八九幺两]{7}")

ANY_WORD = re.compile(
    "|".join(
        cue.pattern for cue in (STARS, PHONE, TRAVEL, ACCOUNT, EMAIL, WECHAT, QQ, COORDINATES, BIRTH)
    )
)
"""Any of the cues that are words: each branch begins with one character, which makes the search fast."""
