"""What the national standard requires: an error where missing, one finding for all absent columns."""

import pytest

from tasks.contracts.finding import Severity
from tasks.contracts.validation import validate
from tests.contracts.sound_rows import LICENCE, PENALTY, TODAY, check, codes, without


def test_all_required_columns_a_record_lacks_are_told_in_one_finding():
    frame = without(PENALTY, "authority_name", "data_source_name", "legal_representative", count=3)
    found = validate(PENALTY, frame, TODAY)
    assert codes(found) == ["missing-column"] * 3 + ["missing-several"] * 3
    assert [f.record for f in found.findings] == [None, None, None, 1, 2, 3]
    for title in ("处罚机关", "数据来源单位", "法定代表人"):
        assert f"“{title}”" in found.findings[3].message
    assert found.rejected.all()


def test_a_column_only_persons_need_is_missed_only_where_there_is_one():
    frame = without(PENALTY, "party_id_kind", "party_id", "revoked_certificate", "confiscated_wan")
    assert codes(validate(PENALTY, frame, TODAY)) == []
    frame["行政相对人类别"], frame["行政相对人代码_1(统一社会信用代码)"] = "自然人", ""
    found = validate(PENALTY, frame, TODAY)
    assert codes(found) == ["missing-column", "missing-column", "missing-several"]


@pytest.mark.parametrize("contract", [LICENCE, PENALTY], ids=lambda c: c.name)
@pytest.mark.parametrize(
    "missing",
    ["party_kind", "authority_code", "data_source_name", "data_source_code", "legal_representative"],
)
def test_what_the_national_standard_requires_is_an_error_where_missing(contract, missing):
    found = check({missing: ""}, contract=contract)
    [finding] = found.findings
    assert finding.severity is Severity.ERROR
    assert finding.field == contract.field(missing).title
    assert found.rejected.all()


@pytest.mark.parametrize("contract", [LICENCE, PENALTY], ids=lambda c: c.name)
def test_a_sole_trader_needs_no_representative(contract):
    trader = {"party_kind": "个体工商户", "party_uscc": "92120101MA0000002C", "legal_representative": ""}
    assert codes(check(trader, contract=contract)) == []


@pytest.mark.parametrize("missing", ["document_title", "licence_status", "valid_from", "valid_until"])
def test_a_granted_licence_states_its_title_term_and_state(missing):
    found = check({missing: ""}, contract=LICENCE)
    assert codes(found) == ["missing-required"]


def test_a_refused_licence_has_no_term():
    refused = {"licence_outcome": "不予许可", "valid_from": "", "valid_until": ""}
    assert codes(check(refused, contract=LICENCE)) == []


def test_a_penalty_without_disclosure_end_is_flawless():
    assert codes(check({"disclosure_until": ""})) == []


def test_confiscated_amount_that_the_words_name_must_be_stated():
    named = {"penalty_kinds": "罚款;没收违法所得", "penalty_content": "没收违法所得1200元，罚款5000元"}
    [finding] = check({**named, "confiscated_wan": ""}).findings
    assert finding.code == "confiscated-amount-missing"
    assert finding.severity is Severity.ERROR
    assert "1200元" in finding.message
    assert codes(check({**named, "confiscated_wan": "0.12"})) == []


def test_revoked_certificate_must_be_named():
    found = check({"penalty_kinds": "罚款;吊销许可证件"})
    assert codes(found, Severity.ERROR) == ["certificate-not-named"]


def test_fine_of_nothing_against_words_is_one_error():
    assert codes(check({"fine_wan": "0"})) == ["amount-contradicts-words"]
    assert codes(check({"fine_wan": "0", "penalty_content": "罚款"})) == ["fine-without-amount"]
