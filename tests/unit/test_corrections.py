"""An operator hides more, or shows what was hidden wrongly; a number found by the scan stays hidden (clause G14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tasks.contracts.tables_privacy import load_privacy
from tasks.law.acts import ActType
from tasks.law.corrections import (
    UNCORRECTED,
    Corrections,
    checked_edition,
    refuse_hiding,
    refuse_showing,
)
from tasks.law.decision import Decision

POLICY = load_privacy(None).redaction_policy
PENALTY = Decision(
    ActType.PENALTY,
    document_number="滨卫医罚〔2026〕12号",
    decided_on=date(2026, 11, 18),
    authority_name="滨河市卫生健康委员会",
    party_name="滨河市海州区安康口腔门诊部有限公司",
    party_kind="法人及非法人组织",
    party_uscc="91120101MA0000001C",
    violation_facts="使用护士钱多多从事诊疗活动，联系电话13800000000，采用独家配方调制",
    penalty_kinds="罚款",
    penalty_content="罚款人民币伍仟元整",
    fine_fen=500_000,
)


def facts(corrections: Corrections = UNCORRECTED, decision: Decision = PENALTY) -> str:
    return checked_edition(decision, POLICY, corrections).fields["违法事实"]


def hiding(*phrases: str) -> str | None:
    found = refuse_hiding(PENALTY, POLICY, UNCORRECTED, Corrections(phrases))
    return found.code if found else None


def showing(*phrases: str, decision: Decision = PENALTY) -> str | None:
    found = refuse_showing(decision, POLICY, UNCORRECTED, Corrections((), phrases))
    return found.code if found else None


def test_a_phrase_an_operator_hides_is_gone_from_every_field() -> None:
    assert "独家配方" in facts()
    edition = checked_edition(PENALTY, POLICY, Corrections(("独家配方",)))
    assert not [text for text in edition.fields.values() if "独家配方" in text]
    assert edition.redacted
    assert edition.doubts == ()


def test_hiding_refuses_what_is_nowhere_and_what_must_be_public() -> None:
    assert hiding("独家配方") is None
    assert hiding("祖传秘方") == "withheld-not-found"
    assert hiding("安康口腔") == "withheld-essential"
    assert hiding("元") == "phrase-too-short"


def test_a_name_that_was_none_is_shown_again_everywhere() -> None:
    assert "钱多多" not in facts()
    assert showing("钱多多") is None
    assert "钱多多" in facts(Corrections((), ("钱多多",)))


def test_a_number_is_never_shown() -> None:
    assert showing("13800000000") == "number-never-shown"
    assert showing("联系电话13800000000") == "number-never-shown"
    assert "13800000000" not in facts(Corrections((), ("联系电话13800000000", "13800000000")))


def test_showing_refuses_what_is_not_hidden_or_not_there() -> None:
    assert showing("诊疗活动") == "not-hidden"
    assert showing("赵无人") == "not-shown"


def test_the_party_masked_by_the_policy_stays_masked() -> None:
    person = replace(PENALTY, party_name="钱多多", party_kind="自然人", party_uscc="")
    assert showing("钱多多", decision=person) == "not-shown"
    edition = checked_edition(person, POLICY, Corrections((), ("钱多多",)))
    assert not [text for text in edition.fields.values() if "钱多多" in text]


def test_what_the_source_withholds_is_not_shown_by_an_operator() -> None:
    secret = replace(PENALTY, withheld_content="独家配方")
    assert showing("独家配方", decision=secret) == "not-shown"
