"""What validating a batch tells: mended dirt, rejected contradictions, warnings that go on, whole files at fault."""

import json
from datetime import date

import pandas as pd
import pytest

from tasks.contracts.contract import contract_names, load_contract
from tasks.contracts.contract_file import CONTRACTS_FOLDER
from tasks.contracts.finding import Scope, Severity
from tasks.contracts.validation import validate
from tasks.law.acts import ActType
from tasks.law.decision import decision_from_content
from tests.contracts.sound_rows import COERCION, LICENCE, PENALTY, TODAY, check, codes, good, without


@pytest.mark.parametrize(
    ("field", "raw", "mended"),
    [
        ("document_number", "滨卫医罚[2026] 12 号", "滨卫医罚〔2026〕12号"),
        ("document_number", "滨卫医罚【2026】12号", "滨卫医罚〔2026〕12号"),
        ("document_number", "（海）卫公罚字(2026)第201530021号", "（海）卫公罚字〔2026〕第201530021号"),
        ("decided_on", "2026/10/12", "2026-10-12"),
        ("decided_on", "2026.10.12", "2026-10-12"),
        ("decided_on", "20261012", "2026-10-12"),
        ("decided_on", "2026年10月12日", "2026-10-12"),
        ("decided_on", "2026-10-12 00:00:00", "2026-10-12"),
        ("fine_wan", " 0.50 ", "0.5"),
        ("fine_wan", "0.5万元", "0.5"),
        ("penalty_kinds", "警告、罚款", "警告;罚款"),
        ("party_kind", "法人", "法人及非法人组织"),
        ("party_kind", "０２", "法人及非法人组织"),
        ("authority_name", "滨河市卫生健康委员会　", "滨河市卫生健康委员会"),
        ("procedure_kind", "一般程序", "普通程序"),
        ("is_major", "有", "是"),
    ],
)
def test_dirt_is_mended_in_silence(field, raw, mended):
    found = check({field: raw})
    assert found.frame[field][0] == mended
    assert codes(found) == []


def test_lower_case_and_spaced_code_is_mended():
    code = good(PENALTY)["party_uscc"]
    found = check({"party_uscc": f" {code[:8].lower()} {code[8:].lower()} "})
    assert found.frame["party_uscc"][0] == code
    assert not found.rejected.any()


def test_mending_that_changes_the_meaning_warns_and_goes_on():
    found = check({"fine_wan": "5000元"})
    assert found.frame["fine_wan"][0] == "0.5"
    assert codes(found) == ["mended-unit"]
    assert not found.rejected.any()


def test_amount_column_headed_yuan_is_converted_with_a_warning():
    found = check({"fine_wan": "5000"}, headers={"fine_wan": "罚款金额（元）"})
    assert found.frame["fine_wan"][0] == "0.5"
    assert codes(found) == ["mended-unit"]


def test_amount_column_without_unit_is_taken_as_wan_and_told_once():
    found = check({}, {"document_number": "滨卫医罚〔2026〕99号"}, headers={"fine_wan": "罚款金额"})
    assert codes(found) == ["unit-not-stated"]
    assert found.findings[0].scope is Scope.BATCH


def test_missing_amount_is_never_filled_in_from_words():
    found = check({"fine_wan": ""})
    assert found.frame["fine_wan"][0] == ""
    assert found.rejected[0]
    assert codes(found) == ["fine-without-amount"]


def test_words_against_figures_are_told_as_wording_has_it():
    [finding] = check({"fine_wan": "0.8"}).findings
    assert finding.severity is Severity.ERROR
    assert finding.field == "罚款金额（万元）"
    assert finding.message == "退回：罚款大写“伍仟元整”与金额“0.8万元”不一致，请核对决定书"
    assert finding.record == 1


def test_yuan_entered_as_wan_is_rejected_and_named():
    found = check({"fine_wan": "5000"})
    assert found.rejected[0]
    assert "误作“万元”" in found.findings[0].message


def test_confiscation_without_determinable_amount_goes_on():
    found = check({"penalty_kinds": "罚款;没收非法财物", "penalty_content": "没收非法财物，罚款伍仟元"})
    assert codes(found) == ["confiscation-without-amount"]
    assert not found.rejected.any()


def test_what_is_only_odd_goes_on():
    odd = [
        {"document_number": "滨卫医罚〔2025〕12号"},
        {"document_number": "滨卫医罚〔2026〕13号", "disclosure_until": "2026-01-01"},
        {"document_number": "滨公罚〔2026〕14号"},
        {"document_number": "滨卫医罚〔2026〕15号", "authority_code": "00000000000000000X"},
    ]
    found = check(*odd)
    expected = [
        "number-year",
        "disclosure-before-decision",
        "number-authority",
        "authority-code-placeholder",
    ]
    assert codes(found) == expected
    assert [f.record for f in found.findings] == [1, 2, 3, 4]
    assert not found.rejected.any()


def test_today_is_not_the_future():
    assert not check({"decided_on": "2026-11-23", "disclosure_until": ""}).rejected.any()
    assert check({"decided_on": "2026-11-24", "disclosure_until": ""}).rejected.all()


def test_header_row_repeated_within_a_file_is_one_finding():
    headings = {f.name: f.title for f in PENALTY.fields if f.name in good(PENALTY)}
    found = check({}, headings)
    assert codes(found) == ["header-row"]
    assert list(found.rejected) == [False, True]


def test_unreadable_date_is_told_as_that_and_not_as_missing():
    found = check({"decided_on": "2026-02-30"})
    assert codes(found) == ["impossible-date"]
    assert found.frame["decided_on"][0] == ""


def test_identity_numbers_never_stand_in_full_in_a_finding():
    person = {
        "party_kind": "自然人",
        "party_uscc": "",
        "party_id_kind": "身份证",
        "party_id": "120101198003070012",
    }
    [finding] = check(person).findings
    assert finding.code == "citizen-id-invalid"
    assert finding.severity is Severity.WARNING
    assert "120101198003070012" not in finding.message


def test_same_number_in_two_spellings_with_other_content_warns_at_the_later_row():
    found = check({}, {"document_number": "滨卫医罚[2026]12号", "violation_facts": "更正后的违法事实"})
    [finding] = found.findings
    assert (finding.code, finding.record) == ("same-number", 2)
    assert "第1条" in finding.message


def test_same_number_with_same_content_is_silent():
    assert codes(check({}, {"document_number": "滨卫医罚[2026]12号"})) == []


def test_accepted_rows_become_decisions():
    found = check({"fine_wan": "1,234.5", "penalty_content": "罚款", "penalty_kinds": "罚款"})
    content = found.frame.iloc[0].to_dict()
    decision = decision_from_content(ActType.PENALTY, content)
    assert decision.fine_fen == 1_234_500_000
    assert decision.decided_on == date(2026, 10, 12)


def test_frame_has_every_field_and_keeps_the_rows():
    found = check({}, {"party_name": ""}, {"document_number": "滨卫医罚〔2026〕99号"})
    assert list(found.frame.columns) == [f.name for f in PENALTY.fields]
    assert list(found.frame.index) == [0, 1, 2]
    assert not found.frame.isna().any().any()
    assert list(found.rejected) == [False, True, False]


def test_unknown_column_is_told_once_with_its_near_miss():
    frame = pd.DataFrame([{f.title: good(PENALTY).get(f.name, "") for f in PENALTY.fields}]).astype("str")
    frame["处罚决定日朋"] = "2026-10-12"
    found = validate(PENALTY, frame, TODAY)
    [finding] = found.findings
    assert finding.code == "unknown-column"
    assert finding.record is None
    assert "是否指“处罚决定日期”" in finding.message


def test_two_columns_for_one_field_must_agree():
    frame = pd.DataFrame([{PENALTY.field(n).title: v for n, v in good(PENALTY).items()}] * 3).astype("str")
    frame["文书号"] = ["", frame["行政处罚决定书文号"][0], "滨卫医罚〔2026〕13号"]
    found = validate(PENALTY, frame, TODAY)
    assert list(found.rejected) == [False, False, True]
    assert codes(found) == ["columns-conflict"]


def test_wrong_columns_are_one_clear_finding():
    found = validate(PENALTY, pd.DataFrame({"日期": ["1"] * 500, "天气": ["晴"] * 500}, dtype="str"), TODAY)
    assert found.broken
    assert codes(found) == ["wrong-columns"]
    assert found.rejected.all()
    assert len(found.frame) == 500


def test_a_licence_file_under_the_penalty_contract_is_wrong_columns():
    frame = pd.DataFrame([{f.code: "值" for f in LICENCE.fields if f.code.startswith("XK_")}], dtype="str")
    assert codes(validate(PENALTY, frame, TODAY)) == ["wrong-columns"]


def test_absent_required_column_is_told_for_the_file_and_rejects_its_rows():
    frame = pd.DataFrame([{PENALTY.field(n).title: v for n, v in good(PENALTY).items()}]).astype("str")
    found = validate(PENALTY, frame.drop(columns=["处罚机关"]), TODAY)
    assert codes(found) == ["missing-column", "missing-required"]
    assert found.rejected.all()


def test_absent_expected_columns_are_told_once_and_reject_nothing():
    frame = without(COERCION, "authority_code", count=2)
    frame["行政强制决定文书号"] = ["滨卫强〔2026〕1号", "滨卫强〔2026〕2号"]
    found = validate(COERCION, frame, TODAY)
    assert codes(found) == ["missing-column"]
    assert not found.rejected.any()


def test_a_table_without_rows_has_no_findings():
    frame = pd.DataFrame({f.title: pd.Series([], dtype="str") for f in PENALTY.fields})
    found = validate(PENALTY, frame, TODAY)
    assert (found.findings, len(found.frame), found.broken) == ([], 0, False)


def test_findings_come_by_record_with_errors_first():
    found = check({"document_number": "滨卫医罚〔2025〕1号", "party_name": ""}, {"party_name": ""})
    assert [(f.record, str(f.severity)) for f in found.findings] == [
        (1, "error"),
        (1, "warning"),
        (2, "error"),
    ]


@pytest.mark.parametrize("name", contract_names())
def test_messages_are_complete_sentences_without_open_places(name):
    examples = (CONTRACTS_FOLDER / name / "invalid").glob("*.json")
    rows = [row for path in examples for row in json.loads(path.read_text(encoding="utf-8"))["rows"]]
    found = validate(load_contract(name), pd.DataFrame(rows).fillna("").astype("str"), TODAY)
    assert found.findings
    for finding in found.findings:
        assert finding.message.startswith("退回：" if finding.severity is Severity.ERROR else "提示：")
        assert "{" not in finding.message + finding.mending
        assert finding.clause
