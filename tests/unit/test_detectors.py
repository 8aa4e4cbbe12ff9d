"""What the detectors find in any text, and what they must leave alone (DOMAIN 5.2)."""

from __future__ import annotations

import time

import pytest

from tasks.law.detectors import HitKind, detect, is_personal_number
from tasks.law.identifiers import citizen_id_with_check, uscc_with_check
from tasks.law.plain_text import plain

PERSON_ID = citizen_id_with_check("12010319900307775")


def kinds(text: str) -> set[HitKind]:
    return {hit.kind for hit in detect(text)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"身份证{PERSON_ID}", HitKind.CITIZEN_ID),
        ("身份证12010319900307123x", HitKind.CITIZEN_ID),
        ("１２０１０３１９９００３０７１２３４", HitKind.CITIZEN_ID),
        ("120103 19900307 1234", HitKind.CITIZEN_ID),
        ("120103900307123", HitKind.CITIZEN_ID),
        ("120103********1234", HitKind.CITIZEN_ID),
        (PERSON_ID + "13800138000", HitKind.CITIZEN_ID),
        ("13800138000", HitKind.PHONE),
        ("+86 138-0013-8000", HitKind.PHONE),
        ("0086 13800138000", HitKind.PHONE),
        ("138.0013.8000", HitKind.PHONE),
        ("022-23456789", HitKind.PHONE),
        ("（022）23456789", HitKind.PHONE),
        ("电话：23456789", HitKind.PHONE),
        ("津A12345", HitKind.PLATE),
        ("津AD12345", HitKind.PLATE),
        ("津A·12345", HitKind.PLATE),
        ("护照号码E12345678", HitKind.TRAVEL_DOCUMENT),
        ("港澳居民来往内地通行证H12345678", HitKind.TRAVEL_DOCUMENT),
        ("台湾居民来往大陆通行证号12345678", HitKind.TRAVEL_DOCUMENT),
        ("6222021234567890128", HitKind.ACCOUNT),
        ("账号：120012345678", HitKind.ACCOUNT),
        ("a.b@example.com", HitKind.EMAIL),
        ("微信号：abc_12345", HitKind.MESSENGER),
        ("QQ：123456789", HitKind.MESSENGER),
        ("《医师执业证书》编号：110120000012345", HitKind.CERTIFICATE),
        ("东经117.20045，39.13012", HitKind.COORDINATES),
        ("病历号：A12345", HitKind.MEDICAL),
        ("住院号00123", HitKind.MEDICAL),
        ("出生日期：1990年3月7日", HitKind.BIRTH_DATE),
        ("电话一三八零零一三八零零零", HitKind.NUMERALS),
    ],
)
def test_private_numbers_are_found(text, kind):
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "滨卫医罚〔2026〕12号",
        "(奉)市监案字(2016)181201530021号",
        "〔2026〕13812345678号",
        "第四十七条第一款第（二）项",
        "罚款13800000000元",
        "2026-03-12至2026-11-13",
        "2026.1.5-2026.1.15",
        uscc_with_check("52120103MJ0000001"),
        uscc_with_check("91120116103060000"),
        "登记号：PDY10001512010317D1102",
        "生产批号：20240315123456",
        "通过微信转账500元",
        "新A类药品",
    ],
)
def test_public_numbers_are_left_alone(text):
    assert not detect(text)


def test_a_span_in_plain_text_is_a_span_of_the_text():
    text = "Ａｂ（１２）：“ß”\u3000㎡，٣"
    assert len(plain(text)) == len(text)
    assert plain(text).startswith("AB(12):")


def test_numbers_that_may_be_shown_are_no_hits():
    assert not detect("022-23456789", {"02223456789"})


def test_code_of_an_organisation_is_no_personal_number():
    assert is_personal_number(PERSON_ID)
    assert not is_personal_number(uscc_with_check("52120103MJ0000001"))


def test_hostile_text_is_read_in_time():
    started = time.perf_counter()
    for text in (
        "1 " * 20_000,
        "住" * 20_000,
        "1-" * 20_000,
        "区" * 5_000 + "家中",
        "患者" * 10_000,
        "a" * 20_000 + "@",
    ):
        detect(text)
    assert time.perf_counter() - started < 10
