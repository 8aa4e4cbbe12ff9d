"""The national record of 双公示: every field rule of the standard (DOMAIN 1.1, 1.2; clause G12)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.contracts.contract import load_contract
from tasks.contracts.law_tables import load_law
from tasks.law.acts import ActType, Channel
from tasks.law.credit_form import credit_form_on
from tasks.law.credit_record import (
    credit_amount,
    credit_date,
    credit_doubts,
    credit_record,
    credit_rendition,
)
from tasks.law.decision import Decision
from tasks.law.identifiers import citizen_id_with_check, uscc_with_check
from tasks.law.periods import disclosure_period

LAW = load_law(None)
DECIDED = date(2026, 5, 6)
FORM = credit_form_on(LAW.credit_forms, DECIDED)
PLACEHOLDER = "00000000000000000X"
COMPANY = uscc_with_check("91120101MA0000001")
TRADER = uscc_with_check("92120101MA0000002")
PERSON_ID = citizen_id_with_check("12010119800307001")
_SOURCE = {
    "authority_name": "滨河市卫生健康委员会", "authority_code": "111201000000000013",
    "data_source_name": "滨河市卫生健康委员会", "data_source_code": "111201000000000013",
}  # fmt: skip
PENALTY = Decision(
    ActType.PENALTY, document_number="滨卫医罚〔2026〕12号", decided_on=DECIDED,
    party_name="滨河市海州区安康口腔门诊部有限公司", party_kind="法人及非法人组织", party_uscc=COMPANY,
    legal_representative="钱某某", violation_kind="超范围执业", violation_facts="2026年4月超范围执业",
    legal_basis="《医疗机构管理条例》第四十七条", penalty_kinds="警告;罚款", penalty_content="警告，罚款5000元",
    fine_fen=500_000, **_SOURCE,
)  # fmt: skip
LICENCE = Decision(
    ActType.LICENCE, document_number="滨卫医许〔2026〕35号", document_title="准予行政许可决定书", decided_on=DECIDED,
    party_name="滨河市海州区安康口腔门诊部有限公司", party_kind="法人及非法人组织", party_uscc=COMPANY,
    legal_representative="钱某某", licence_kind="普通", certificate_name="医疗机构执业许可证",
    licence_number="PDY00001X12010101", licence_content="准予医疗机构执业登记", valid_from=DECIDED,
    valid_until=date(2031, 5, 5), licence_status="有效", **_SOURCE,
)  # fmt: skip
CODES = {
    "party_uscc": COMPANY, "party_registration_number": "120101000000001", "party_organisation_code": "MA0000001",
    "party_tax_number": "T1", "party_institution_number": "S1", "party_society_number": "H1",
}  # fmt: skip


def record(decision: Decision) -> dict[str, str]:
    period = disclosure_period(decision, LAW.period_regimes, Channel.CREDIT)
    return credit_record(decision, period, FORM)


def doubts(decision: Decision) -> list[str]:
    period = disclosure_period(decision, LAW.period_regimes, Channel.CREDIT)
    return [doubt.code for doubt in credit_doubts(decision, period)]


@pytest.mark.parametrize(
    ("decision", "name", "count"), [(LICENCE, "credit_licence", 28), (PENALTY, "credit_penalty", 30)]
)
def test_a_record_has_the_national_fields_in_national_order(decision, name, count):
    fields = list(record(decision))
    assert len(fields) == count
    assert fields == [field.code for field in load_contract(name).fields]


def test_a_record_is_canonical_json_and_the_same_each_time():
    period = disclosure_period(PENALTY, LAW.period_regimes, Channel.CREDIT)
    body = credit_rendition(PENALTY, period, FORM)
    assert body == credit_rendition(replace(PENALTY), period, FORM)
    assert json.loads(body) == record(PENALTY)
    assert "滨卫医罚〔2026〕12号".encode() in body


@given(st.integers(min_value=0, max_value=10**17))
def test_amounts_are_wan_with_six_decimals_to_the_fen(fen):
    text = credit_amount(fen)
    whole, _, decimals = text.partition(".")
    assert len(decimals) == 6
    assert whole == "0" or not whole.startswith("0")
    assert Decimal(text) * 1_000_000 == fen


def test_an_amount_that_was_not_given_is_blank_and_nothing_is_zero():
    assert credit_amount(None) == ""
    assert credit_amount(0) == "0.000000"
    assert record(PENALTY)["CF_NR_FK"] == "0.500000"
    assert record(PENALTY)["CF_NR_WFFF"] == ""


def test_dates_are_written_with_slashes_and_leading_zeros():
    assert credit_date(date(2026, 5, 6)) == "2026/05/06"
    assert record(PENALTY)["CF_JDRQ"] == "2026/05/06"
    assert (record(LICENCE)["XK_YXQZ"], record(LICENCE)["XK_YXQZI"]) == ("2026/05/06", "2031/05/05")


def test_a_term_without_end_is_the_last_day_of_2099():
    assert record(PENALTY)["CF_YXQ"] == "2099/12/31"
    assert record(replace(PENALTY, valid_until=date(2026, 8, 1)))["CF_YXQ"] == "2026/08/01"
    assert record(replace(LICENCE, valid_until=date(9999, 12, 31)))["XK_YXQZI"] == "2099/12/31"


@pytest.mark.parametrize(
    ("changes", "until"),
    [
        ({}, "2027/05/06"),
        ({"disclosure_until": date(2029, 5, 6)}, "2027/05/06"),
        ({"disclosure_until": date(2026, 9, 1)}, "2026/09/01"),
        ({"penalty_kinds": "吊销许可证件"}, "2029/05/06"),
        ({"decided_on": date(2025, 5, 6)}, "2028/05/06"),
        ({"decided_on": date(2026, 4, 30), "penalty_kinds": "罚款"}, "2027/04/30"),
    ],
)
def test_the_end_of_disclosure_is_computed_from_the_decision_and_its_class(changes, until):
    assert record(replace(PENALTY, **changes))["CF_GSJZQ"] == until


def test_a_natural_person_has_papers_and_no_codes_or_representative():
    person = replace(
        PENALTY, party_kind="自然人", party_name="孙某某", party_id=PERSON_ID, party_id_kind="身份证", **CODES
    )
    found = record(person)
    assert found["CF_XDR_LB"] == "自然人"
    assert (found["CF_XDR_ZJLX"], found["CF_XDR_ZJHM"]) == ("身份证", PERSON_ID)
    blank = ("SHXYM", "GSZC", "ZZJG", "SWDJ", "SYDW", "SHZZ")
    assert [found[f"CF_XDR_{code}"] for code in blank] == [""] * 6
    assert (found["CF_FRDB"], found["CF_FR_ZJLX"], found["CF_FR_ZJHM"]) == ("", "", "")


def test_a_sole_trader_has_no_number_of_institutions_or_societies():
    found = record(replace(PENALTY, party_kind="个体工商户", **CODES | {"party_uscc": TRADER}))
    assert found["CF_XDR_LB"] == "个体工商户"
    assert (found["CF_XDR_SHXYM"], found["CF_XDR_GSZC"]) == (TRADER, "120101000000001")
    assert (found["CF_XDR_SYDW"], found["CF_XDR_SHZZ"]) == ("", "")
    assert found["CF_XDR_ZJHM"] == ""


def test_an_organisation_keeps_all_its_codes_and_no_papers():
    found = record(replace(PENALTY, party_id=PERSON_ID, party_id_kind="身份证", **CODES))
    assert (found["CF_XDR_SYDW"], found["CF_XDR_SHZZ"]) == ("S1", "H1")
    assert (found["CF_XDR_ZJLX"], found["CF_XDR_ZJHM"]) == ("", "")


def test_a_code_that_begins_with_92_is_a_sole_traders_whatever_was_ticked():
    assert record(replace(PENALTY, party_uscc=TRADER))["CF_XDR_LB"] == "个体工商户"
    assert (
        record(replace(PENALTY, party_uscc="921201010000000000"))["CF_XDR_LB"] == "法人及非法人组织"
    )  # not a code


def test_who_has_no_unified_code_stands_under_the_placeholder():
    trader = replace(
        PENALTY, party_kind="个体工商户", party_uscc="", party_registration_number="120101600000001"
    )
    assert record(trader)["CF_XDR_SHXYM"] == PLACEHOLDER
    assert doubts(trader) == []
    assert doubts(replace(trader, party_registration_number="")) == ["credit-field-missing"]


def test_the_representatives_kind_of_paper_goes_with_its_number_or_not_at_all():
    with_kind = record(replace(LICENCE, legal_representative_id_kind="身份证"))
    assert (with_kind["XK_FR_ZJLX"], with_kind["XK_FR_ZJHM"]) == ("", "")
    with_number = record(replace(LICENCE, legal_representative_id=PERSON_ID))
    assert (with_number["XK_FR_ZJLX"], with_number["XK_FR_ZJHM"]) == ("身份证", PERSON_ID)


def test_a_licence_without_a_document_number_goes_by_the_licences():
    assert record(replace(LICENCE, document_number=""))["XK_WSH"] == "PDY00001X12010101"
    assert doubts(replace(LICENCE, document_number="")) == []
    assert doubts(replace(LICENCE, document_number="", licence_number="")) == ["credit-field-missing"]


@pytest.mark.parametrize(
    ("status", "outcome", "code"),
    [("有效", "", "1"), ("无效", "", "0"), ("", "", "1"), ("", "撤销许可", "0"), ("有效", "注销许可", "1")],
)
def test_the_state_of_a_licence_is_a_code(status, outcome, code):
    assert record(replace(LICENCE, licence_status=status, licence_outcome=outcome))["XK_ZT"] == code


@pytest.mark.parametrize(
    ("kinds", "national"),
    [
        ("警告;罚款", "警告;罚款"),
        ("通报批评", "其他-通报批评"),
        ("暂扣许可证件;吊销许可证件", "暂扣或者吊销许可证、执照"),
        ("其他-公开谴责", "其他-公开谴责"),
        ("没收违法所得、没收非法财物;责令停产停业", "没收违法所得、没收非法财物;责令停产停业"),
    ],
)
def test_kinds_are_those_of_the_standards_own_list(kinds, national):
    assert record(replace(PENALTY, penalty_kinds=kinds))["CF_CFLB"] == national


def test_characters_the_platform_refuses_are_replaced_and_lines_joined():
    facts = '查见"标识"<不清>\r\n 且 A&B \u200b不全\x07'
    found = record(replace(PENALTY, violation_facts=facts))["CF_SY"]
    assert found == "查见＂标识＂＜不清＞ 且 A＆B 不全"


@given(st.text(max_size=60))
def test_whatever_text_comes_the_record_is_one_plain_line(text):
    found = record(replace(PENALTY, violation_facts=text, party_name=text))
    for value in (found["CF_SY"], found["CF_XDR_MC"]):
        value.encode("utf-8")
        assert not any(ord(c) < 32 for c in value)
        assert not set('<>&"\\') & set(value)


@pytest.mark.parametrize(
    ("decision", "field", "title"),
    [
        (PENALTY, "violation_facts", "违法事实"),
        (PENALTY, "legal_representative", "法定代表人"),
        (PENALTY, "document_number", "行政处罚决定书文号"),
        (PENALTY, "data_source_code", "数据来源单位统一社会信用代码"),
        (LICENCE, "document_title", "行政许可决定文书名称"),
        (LICENCE, "valid_until", "有效期至"),
        (LICENCE, "licence_kind", "许可类别"),
    ],
)
def test_what_the_platform_requires_and_was_not_given_is_named(decision, field, title):
    empty = None if field == "valid_until" else ""
    period = disclosure_period(decision, LAW.period_regimes, Channel.CREDIT)
    (doubt,) = credit_doubts(replace(decision, **{field: empty}), period)
    assert doubt.code == "credit-field-missing"
    assert doubt.sentence.startswith("暂缓报送：缺少")
    assert f"“{title}”" in doubt.sentence


def test_all_that_is_missing_is_told_in_one_sentence():
    period = disclosure_period(PENALTY, LAW.period_regimes, Channel.CREDIT)
    (doubt,) = credit_doubts(replace(PENALTY, violation_facts="", fine_fen=None), period)
    assert "“违法事实”、“罚款金额（万元）”" in doubt.sentence


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"party_uscc": COMPANY[:17] + ("0" if COMPANY[17] != "0" else "1")}, "credit-code-invalid"),
        ({"party_kind": "个体工商户"}, "credit-code-class"),
        ({"authority_code": "111201000000000014"}, "credit-authority-code"),
        ({"party_kind": "自然人", "party_id": "", "party_uscc": ""}, "credit-field-missing"),
        (
            {"party_kind": "自然人", "party_id_kind": "身份证", "party_id": "120101198003070018"},
            "credit-id-invalid",
        ),
        ({"penalty_kinds": "吊销许可证件"}, "credit-field-missing"),
        ({"party_uscc": ""}, "credit-field-missing"),
    ],
)
def test_codes_and_papers_the_platform_would_refuse_hold_the_record(changes, code):
    assert doubts(replace(PENALTY, **changes)) == [code]


@pytest.mark.parametrize("decision", [PENALTY, LICENCE])
def test_a_sound_decision_has_no_doubt(decision):
    assert doubts(decision) == []


def test_a_person_with_a_foreign_passport_is_handed_in():
    foreign = replace(
        PENALTY, party_kind="自然人", party_uscc="", party_id_kind="护照号", party_id="E12345678"
    )
    assert doubts(foreign) == []
    assert record(foreign)["CF_XDR_ZJLX"] == "护照号"


def test_other_acts_are_not_collected():
    with pytest.raises(ValueError, match="not collected"):
        record(replace(PENALTY, act_type=ActType.COERCION))


def test_a_decision_older_than_every_row_has_no_form():
    with pytest.raises(ValueError, match="no row"):
        credit_form_on(LAW.credit_forms, date(2000, 1, 1))
