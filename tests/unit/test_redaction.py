"""The public edition: who is named, what is hidden, what must stay readable (clauses G13, G14)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.contracts.tables_privacy import load_privacy
from tasks.law.acts import ActType
from tasks.law.decision import Decision
from tasks.law.edition import Edition, canonical_json
from tasks.law.identifiers import citizen_id_with_check, uscc_with_check
from tasks.law.redaction import private_values, public_edition
from tasks.law.scan import edition_leaks

POLICY = load_privacy(None).redaction_policy
TODAY = date(2026, 11, 23)
PERSON_ID = citizen_id_with_check("12010319900307775")
CLINIC = Decision(
    ActType.PENALTY,
    document_number="滨卫医罚〔2026〕12号",
    decided_on=date(2026, 5, 6),
    authority_name="滨河市卫生健康委员会",
    authority_code=uscc_with_check("111201000000000AA"[:17]),
    party_name="海州区仁和口腔诊所",
    party_kind="法人及非法人组织",
    party_uscc=uscc_with_check("52120103MJ0000001"),
    legal_representative="明若涵",
    legal_representative_id=PERSON_ID,
    violation_kind="使用非卫生技术人员从事医疗卫生技术工作",
    violation_facts="当事人于2026年3月12日使用非卫生技术人员从事诊疗活动。",
    legal_basis="《医疗机构管理条例》第四十七条",
    penalty_kinds="警告;罚款",
    penalty_content="给予警告，罚款人民币2000元",
    fine_fen=200_000,
)
PERSON = replace(
    CLINIC,
    party_name="张桂兰",
    party_kind="自然人",
    party_uscc="",
    legal_representative="",
    legal_representative_id="",
    party_id_kind="身份证",
    party_id=PERSON_ID,
)
TRADER = replace(
    CLINIC,
    party_name="海州区李长贵理发店",
    party_kind="个体工商户",
    party_uscc=uscc_with_check("92120103MA0000001"),
    legal_representative="李长贵",
)
DOCTOR = Decision(
    ActType.LICENCE,
    document_number="110120000012345",
    decided_on=date(2026, 5, 6),
    authority_name="滨河市卫生健康委员会",
    party_name="思若涵",
    party_kind="自然人",
    party_id=PERSON_ID,
    certificate_name="医师执业证书",
    licence_number="110120000012345",
    licence_content="准予思若涵医师执业注册，执业地点：滨河市第一医院",
    valid_from=date(2026, 5, 6),
    valid_until=date(2099, 12, 31),
)


def edition_of(decision: Decision, **changed: str) -> Edition:
    return public_edition(replace(decision, **changed), POLICY, TODAY)


def facts(text: str, decision: Decision = CLINIC) -> str:
    return edition_of(decision, violation_facts=text).fields["违法事实"]


def codes(edition: Edition) -> set[str]:
    return {doubt.code for doubt in edition.doubts}


def test_authority_party_category_and_conclusion_come_first():
    fields = list(edition_of(CLINIC).fields)
    assert fields[:9] == [
        "执法类别",
        "执法机关",
        "执法机关代码",
        "执法对象",
        "执法对象类别",
        "执法对象代码",
        "文书号",
        "决定日期",
        "执法结论",
    ]


def test_clean_decision_is_shown_as_it_is():
    edition = edition_of(CLINIC)
    assert not edition.redacted
    assert not edition.doubts
    assert edition.fields["违法事实"] == CLINIC.violation_facts
    assert edition.fields["罚款金额（万元）"] == "0.2"
    assert edition.fields["法定代表人"] == "明若涵"


def test_id_numbers_of_the_record_are_never_fields():
    for decision in (CLINIC, PERSON, TRADER, DOCTOR):
        assert PERSON_ID not in canonical_json(edition_of(decision)).decode()


def test_canonical_json_keeps_display_order_and_is_compact():
    edition = edition_of(CLINIC)
    assert canonical_json(edition) == canonical_json(edition_of(CLINIC))
    assert json.loads(canonical_json(edition)) == edition.fields
    assert b": " not in canonical_json(edition)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张桂兰", "张某"),
        ("欧阳春梅", "欧阳某"),
        ("司马志", "司马某"),
        ("阿依古丽·买买提", "阿某"),
        ("约翰·史密斯", "约某"),
    ],
)
def test_punished_person_keeps_the_surname_only(name, shown):
    edition = edition_of(PERSON, party_name=name, violation_facts=f"当事人{name}未取得医师资格行医。")
    assert edition.fields["执法对象"] == shown
    assert name not in canonical_json(edition).decode()
    assert edition.redacted


def test_persons_of_one_surname_are_told_apart():
    edition = edition_of(PERSON, violation_facts="张桂兰非法行医，患者张玉兰、李玉英受害，患者张玉兰报案。")
    assert edition.fields["违法事实"] == "张某甲非法行医，患者张某乙、李某受害，患者张某乙报案。"
    assert edition.fields["执法对象"] == "张某甲"


def test_name_with_spaces_is_found():
    assert "桂" not in facts("张 桂 兰未取得医师资格", PERSON)


def test_organisation_stays_named_when_it_carries_its_operators_name():
    edition = edition_of(
        TRADER, violation_facts="经营者李长贵承认，海州区李长贵理发店未办理公共场所卫生许可证，李长贵签字。"
    )
    assert edition.fields["执法对象"] == "海州区李长贵理发店"
    assert edition.fields["执法对象代码"] == TRADER.party_uscc
    assert (
        edition.fields["违法事实"] == "经营者李某承认，海州区李长贵理发店未办理公共场所卫生许可证，李某签字。"
    )
    assert not edition_leaks(edition, private_values(TRADER, POLICY))


@pytest.mark.parametrize("name", ["李长贵", "李长贵（个体工商户）", "个体工商户李长贵", "欧阳春梅"])
def test_sole_trader_without_a_business_name_waits(name):
    edition = edition_of(TRADER, party_name=name)
    assert "sole-trader-without-name" in codes(edition)
    assert "长贵" not in edition.fields["执法对象"]
    assert "春梅" not in edition.fields["执法对象"]


def test_sole_trader_code_that_is_a_persons_number_is_hidden():
    edition = edition_of(TRADER, party_uscc="", party_registration_number=PERSON_ID)
    assert "personal-number-as-code" in codes(edition)
    assert PERSON_ID not in canonical_json(edition).decode()


def test_placeholder_code_gives_way_to_the_registration_number():
    edition = edition_of(TRADER, party_uscc="00000000000000000X", party_registration_number="120103600123456")
    assert edition.fields["执法对象代码"] == "120103600123456"


def test_licensed_doctor_is_named():
    edition = edition_of(DOCTOR)
    assert edition.fields["执法对象"] == "思若涵"
    assert edition.fields["许可编号"] == "110120000012345"
    assert "思若涵" in edition.fields["许可内容"]
    assert edition.fields["执法结论"].startswith("准予许可")


def test_refused_doctor_is_not_named():
    edition = edition_of(DOCTOR, licence_outcome="不予许可")
    assert edition.fields["执法对象"] == "思某"
    assert "若涵" not in canonical_json(edition).decode()


def test_certificate_number_made_of_an_id_number_is_hidden():
    edition = edition_of(DOCTOR, licence_number="202012110" + PERSON_ID)
    assert "personal-number-in-number" in codes(edition)
    assert PERSON_ID not in canonical_json(edition).decode()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("使用护士王芳、李丽等2人从事医师工作。", "使用护士王某、李某等2人从事医师工作。"),
        ("患者王小明于3月就诊，王小明称牙痛。", "患者王某于3月就诊，王某称牙痛。"),
        ("从业人员（王桂芳、李丽华）未取得健康合格证明", "从业人员（王某、李某）未取得健康合格证明"),
        ("聘用黄丽从事护理工作", "聘用黄某从事护理工作"),
        ("由赵建军出具诊断证明", "由赵某出具诊断证明"),
        ("马丽医师接诊", "马某医师接诊"),
        ("收货人：孙玉英", "收货人：孙某"),
        ("对王桂芳的询问笔录", "对王某的询问笔录"),
        ("周德贵(男，68岁)称", "周某(男，68岁)称"),
        ("患者阿依古丽·买买提在该处就诊，阿依古丽称痛", "患者阿某在该处就诊，阿某称痛"),
    ],
)
def test_unpunished_persons_are_hidden(text, shown):
    assert facts(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "当事人陈述申辩称患者高血压，护士张贴告示，患者黄疸，护士于当日单独值班",
        "当事人申请听证，医师应当亲自诊查，负责人签字，从业人员应当持证上岗",
        "安排患有有碍公众健康疾病的人员从事直接为顾客服务的工作",
        "该店经营场所位于滨河市海州区望江路12号3号楼2单元501室",
        "有现场检查笔录、询问笔录、卫生监督意见书、照片等证据证实",
        "2026-03-12至2026-11-13 13:30，2026.1.5-2026.1.15，(奉)市监案字(2016)181201530021号",
        "处以罚款13800000000元，没收违法所得6222021234567890128元",
        "《医疗机构执业许可证》（登记号：PDY10001512010317D1102）",
        "《公共场所卫生许可证》编号：滨卫公证字〔2020〕第120103000123号",
        "依据《中华人民共和国执业医师法》第三十九条、《护士条例》第二十一条",
    ],
)
def test_ordinary_prose_stays_readable(text):
    assert facts(text) == text


def test_home_address_is_cut_to_the_district():
    shown = facts("投诉人刘志强，住滨河市海州区望江路12号3楼2单元501室，称疼痛。")
    assert shown == "投诉人刘某，住滨河市海州区（住址已隐去），称疼痛。"


def test_flat_of_a_punished_person_is_hidden_but_not_the_premises_of_a_clinic():
    text = "在滨河市海州区柳堤花园3号楼2单元501室行医"
    assert "501室" not in facts(text, PERSON)
    assert facts(text) == text


def test_illness_of_a_named_person_is_hidden():
    assert "梅毒" not in facts("患者王小明患有梅毒，未登记")


def test_phone_of_the_health_hotline_stays():
    assert facts("可拨打12320咨询") == "可拨打12320咨询"


def test_withheld_phrase_is_removed_everywhere():
    edition = edition_of(CLINIC, violation_facts="配方为甲三乙四", withheld_content="甲三乙四；无")
    assert edition.fields["违法事实"] == "配方为（已隐去）"
    assert not edition.doubts


def test_withheld_field_is_left_out():
    edition = edition_of(CLINIC, withheld_content="违法事实；罚款金额")
    assert "违法事实" not in edition.fields
    assert "罚款金额（万元）" not in edition.fields


@pytest.mark.parametrize(
    ("withheld", "code"), [("找不到的话", "withheld-not-found"), ("海州区仁和口腔诊所", "withheld-essential")]
)
def test_withheld_content_in_doubt_waits(withheld, code):
    assert code in codes(edition_of(CLINIC, withheld_content=withheld))


def test_edition_without_conclusion_waits():
    assert "not-complete" in codes(
        public_edition(replace(CLINIC, penalty_content="", penalty_kinds="", fine_fen=None), POLICY, TODAY)
    )


def test_decision_older_than_every_row_names_nobody():
    edition = public_edition(replace(DOCTOR, decided_on=date(1999, 1, 4)), POLICY, TODAY)
    assert edition.fields["执法对象"] == "思某"


PROSE = st.text(
    st.sampled_from("患者当事人于在护士医师从事诊疗活动，。、（）电话王李张，的了2026年3月〔〕号《》 \n"),
    max_size=30,
)
CITIZEN_IDS = st.builds(
    lambda region, born, serial: citizen_id_with_check(f"{region:06d}{born:%Y%m%d}{serial:03d}"),
    st.integers(110000, 659000),
    st.dates(date(1930, 1, 1), date(2026, 1, 1)),
    st.integers(0, 999),
)
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
FULL_WIDTH = {ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}
DISGUISES = st.sampled_from(
    [
        lambda text: text,
        lambda text: text.lower(),
        lambda text: text.translate(FULL_WIDTH),
        lambda text: f"{text[:3]} {text[3:7]} {text[7:]}",
        lambda text: f"{text[:6]}-{text[6:]}",
        lambda text: f"{text[:5]}\u200b{text[5:]}",
    ]
)


def digits_of(text: str) -> str:
    return "".join(c for c in text.upper() if c.isdecimal() or c == "X")


@settings(max_examples=150, deadline=None)
@given(before=PROSE, number=CITIZEN_IDS | MOBILES, after=PROSE, disguise=DISGUISES, person=st.booleans())
def test_no_id_number_or_mobile_survives_in_prose(before, number, after, disguise, person):
    before, after = before.rstrip("0123456789 \n"), after.lstrip("0123456789 \n")
    text = f"{before}{disguise(number)}{after}"
    for field in ("violation_facts", "penalty_content", "revoked_certificate", "violation_kind"):
        edition = public_edition(replace(PERSON if person else CLINIC, **{field: text}), POLICY, TODAY)
        shown = "".join(str(int(c)) if c.isdecimal() else c for c in canonical_json(edition).decode().upper())
        assert number not in digits_of(shown)
        assert not edition_leaks(edition, (number,))


@settings(max_examples=150, deadline=None)
@given(
    before=PROSE,
    after=PROSE,
    serial=st.integers(1, 9999),
    fen=st.integers(1, 10**10),
    number=st.from_regex("[0-9]{12}", fullmatch=True),
)
def test_what_must_stay_readable_survives(before, after, serial, fen, number):
    document = f"滨卫医罚〔2026〕{serial}号"
    kept = [CLINIC.party_name, CLINIC.party_uscc, document, "《医疗机构管理条例》第四十七条", f"罚款{fen}元"]
    text = f"{before}。{'，'.join(kept)}。{after}"
    edition = public_edition(
        replace(CLINIC, document_number=document, violation_facts=text, licence_number=number), POLICY, TODAY
    )
    for value in kept:
        assert value in edition.fields["违法事实"]
    licence = public_edition(
        replace(DOCTOR, licence_number=number, licence_content=f"编号{number}，准予"), POLICY, TODAY
    )
    assert licence.fields["许可编号"] == number
    assert number in licence.fields["许可内容"]
