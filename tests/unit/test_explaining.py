"""An explanation of a withdrawal says nothing that the decision's own public edition hides (promise 3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tasks.law.acts import ActType
from tasks.law.corrections import Corrections
from tasks.law.decision import Decision
from tasks.law.explaining import WITHHELD, unfit_kinds
from tasks.law.identifiers import citizen_id_with_check
from tasks.law.lifecycle import WithdrawalReason
from tasks.law.withdrawing import WithdrawalRequest, plain_explanation, typed_texts
from tests.unit.test_redaction_persons import POLICY, SHOP, TRADER

NUMBER = citizen_id_with_check("12010119900307001")
PERSON = replace(SHOP, party_name="明若涵", party_kind="自然人", party_uscc="", party_id=NUMBER)


@pytest.mark.parametrize(
    "text",
    [
        "滨政复决〔2026〕21号行政复议决定撤销原决定",
        "《行政处罚法》第四十八条、《行政复议法》第六十八条",
        "（2026）津0101行初12号行政判决书",
        "滨河市海州区人民法院",
        "滨河市人民政府",
        "滨河市卫生健康委员会2026年第3次办公会议纪要",
        "申请人提出行政复议申请，经复议机关审查撤销",
    ],
)
@pytest.mark.parametrize("decision", [SHOP, TRADER, PERSON])
def test_what_a_notice_should_say_is_fit(decision: Decision, text: str) -> None:
    assert unfit_kinds((decision.document_number, text), decision, POLICY) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("明若涵不服提起复议", "个人姓名"),
        ("明 若 涵不服提起复议", "个人姓名"),
        ("患者张三投诉属实", "个人姓名"),
        ("复议申请人李建国（男）", "个人姓名"),
        (f"当事人证件{NUMBER}", "身份证号码"),
        (f"当事人证件{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}", "身份证号码"),
        ("联系电话13800000000", "电话号码"),
    ],
)
def test_names_and_numbers_are_found_and_told_by_kind_only(text: str, kind: str) -> None:
    found = unfit_kinds((PERSON.document_number, text), PERSON, POLICY)
    assert kind in found
    assert not any(word in "".join(found) for word in ("明若涵", "张三", "李建国", NUMBER, "13800000000"))


def test_the_operator_of_a_sole_trader_is_not_named_in_a_reason_either() -> None:
    assert unfit_kinds(("周福明申请复议",), TRADER, POLICY) == ("个人姓名",)


def test_a_party_the_edition_names_may_be_named() -> None:
    assert unfit_kinds(("滨河市云裳文身工作室申请复议",), SHOP, POLICY) == ()


def test_what_the_office_or_an_operator_withholds_stays_withheld() -> None:
    held = replace(SHOP, withheld_content="祖传秘方")
    assert unfit_kinds(("涉及祖传秘方",), held, POLICY) == (WITHHELD,)
    hidden = Corrections(hidden=("某某项目",))
    assert unfit_kinds(("涉及某某项目",), SHOP, POLICY, hidden) == (WITHHELD,)


def test_a_document_number_that_is_a_persons_is_unfit_too() -> None:
    assert unfit_kinds((NUMBER,), replace(SHOP, document_number=NUMBER), POLICY) == ("身份证号码",)


def test_the_plain_explanation_has_not_a_word_of_what_was_typed() -> None:
    request = WithdrawalRequest(WithdrawalReason.REVOKED, "依据甲", "申请人乙", "文书丙", "机关丁")
    told = plain_explanation(request, ActType.PENALTY, "滨卫罚〔2026〕1号")
    assert told == "撤回说明：滨卫罚〔2026〕1号行政处罚决定已依法撤销，撤回该信息"
    assert not [text for text in typed_texts(request, "") if text in told]
    assert plain_explanation(request, ActType.PENALTY, "") == "撤回说明：该行政处罚决定已依法撤销，撤回该信息"
    silent = replace(request, reason=WithdrawalReason.REPAIRED)
    assert plain_explanation(silent, ActType.PENALTY, "滨卫罚〔2026〕1号") == ""
