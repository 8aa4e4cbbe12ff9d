"""Every shipped contract: passes ODCS, compiles wholly, and its curated examples are told right."""

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from tasks.contracts.code_lists import code_lists
from tasks.contracts.compile_suite import compile_suite
from tasks.contracts.contract import Contract, contract_names, load_contract
from tasks.contracts.contract_file import CONTRACTS_FOLDER, odcs_problems, read_yaml
from tasks.contracts.findings_text import finding_texts
from tasks.contracts.headers import map_headers
from tasks.contracts.rules import named_rules
from tasks.contracts.validation import validate
from tasks.law.acts import ActType
from tasks.law.identifiers import citizen_id_fault

TODAY = date(2026, 11, 23)
VALID = sorted(CONTRACTS_FOLDER.glob("*/valid/*"))
INVALID = sorted(CONTRACTS_FOLDER.glob("*/invalid/*.json"))


def read_rows(path: Path) -> pd.DataFrame:
    if path.suffix == ".csv":
        return pd.read_csv(path, dtype="str", keep_default_na=False)
    content = json.loads(path.read_text(encoding="utf-8"))
    return pd.DataFrame(content["rows"] if isinstance(content, dict) else content).fillna("").astype("str")


def codes_of(contract: Contract) -> set[str]:
    suite = compile_suite(contract)
    return set(suite.groups) | {rule.code for rule in suite.native}


@pytest.mark.parametrize("name", contract_names())
def test_contract_passes_the_official_odcs_schema(name):
    assert odcs_problems(read_yaml(CONTRACTS_FOLDER / name / "contract.yaml")) == []


def test_odcs_schema_is_really_asked():
    document = read_yaml(CONTRACTS_FOLDER / "penalty_decision" / "contract.yaml")
    assert odcs_problems({**document, "kind": "Poem"})
    assert odcs_problems({k: v for k, v in document.items() if k != "apiVersion"})


@pytest.mark.parametrize("path", VALID, ids=lambda p: f"{p.parent.parent.name}-{p.name}")
def test_valid_examples_have_no_findings(path):
    found = validate(load_contract(path.parent.parent.name), read_rows(path), TODAY)
    assert found.findings == []
    assert not found.rejected.any()
    assert not found.broken


@pytest.mark.parametrize("path", INVALID, ids=lambda p: f"{p.parent.parent.name}-{p.stem}")
def test_invalid_examples_have_exactly_the_expected_findings(path):
    example = json.loads(path.read_text(encoding="utf-8"))
    today = date.fromisoformat(example["today"])
    found = validate(load_contract(path.parent.parent.name), read_rows(path), today)
    assert sorted({f.code for f in found.findings}) == example["expected"]
    assert bool(found.rejected.any()) is example["rejected"]


@pytest.mark.parametrize("name", contract_names())
def test_every_rule_of_a_contract_has_an_example_that_breaks_it(name):
    broken = {
        c for p in INVALID if p.parent.parent.name == name for c in json.loads(p.read_text())["expected"]
    }
    assert codes_of(load_contract(name)) <= broken


@pytest.mark.parametrize("name", contract_names())
def test_contract_has_valid_and_invalid_examples(name):
    assert any(p.parent.parent.name == name for p in VALID)
    assert any(p.parent.parent.name == name for p in INVALID)


def test_every_named_rule_is_used_by_some_contract():
    used = {
        entry["implementation"]["rule"]
        for name in contract_names()
        for field in load_contract(name).fields
        for entry in field.rules
        if entry.get("engine") == "gongshi"
    }
    assert used == set(named_rules())


def test_every_finding_has_its_text_and_every_text_says_how_to_mend():
    texts = finding_texts()
    for name in contract_names():
        assert codes_of(load_contract(name)) <= set(texts)
    for text in texts.values():
        assert text.message and text.mending and text.clause
        assert "！" not in text.message + text.mending


def test_national_contracts_have_the_national_fields():
    licence, penalty = load_contract("licence_decision"), load_contract("penalty_decision")
    assert len([f for f in licence.fields if not f.code.startswith("EXT_")]) == 28
    assert len([f for f in penalty.fields if not f.code.startswith("EXT_")]) == 30
    assert licence.field("valid_from").code == "XK_YXQZ"
    assert licence.field("valid_until").code == "XK_YXQZI"
    assert penalty.field("confiscated_wan").title == "没收违法所得、没收非法财物的金额（万元）"


def test_contracts_name_their_act_type_and_legal_deadline():
    assert load_contract("penalty_decision").act_type is ActType.PENALTY
    assert load_contract("revocation_notice").act_type is None
    for name, days in [("licence_decision", 7), ("penalty_decision", 7), ("coercion_decision", 20)]:
        [level] = load_contract(name).sla
        assert (level.driver, level.value, level.clause) == ("regulatory", days, "G10")


@pytest.mark.parametrize("name", contract_names())
def test_no_header_leads_to_two_fields(name):
    contract = load_contract(name)
    for field in contract.fields:
        for header in (field.title, field.code, field.name, *field.aliases):
            if header:
                assert [c.field for c in map_headers(contract, [header]).columns] == [field.name], header


@pytest.mark.parametrize("name", contract_names())
def test_identity_numbers_are_classified_so(name):
    for field in load_contract(name).fields:
        assert ("证件号码" in field.title) == (field.classification == "personal_id")


def test_code_list_values_stay_as_they_are_and_aliases_lead_to_them():
    for chosen in code_lists().values():
        for spelling, value in chosen.spellings.items():
            assert chosen.canonical(value) == value
            assert chosen.canonical(spelling) == value
            assert chosen.unknown(value) == ""


@pytest.mark.parametrize(
    ("written", "kinds"),
    [
        ("罚款、没收违法所得", "罚款;没收违法所得、没收非法财物"),
        ("没收违法所得、没收非法财物；罚款", "没收违法所得、没收非法财物;罚款"),
        ("罚款，没收违法所得，没收非法财物", "罚款;没收违法所得、没收非法财物"),
        ("警告 罚款", "警告;罚款"),
        ("暂扣许可证、执照、罚款", "暂扣许可证件;罚款"),
        ("警告;其他（公开谴责、检讨）;罚款", "警告;其他-公开谴责、检讨;罚款"),
    ],
)
def test_several_penalty_kinds_in_one_cell_are_told_apart(written, kinds):
    assert code_lists()["penalty_kinds"].canonical(written) == kinds


def test_examples_hold_no_real_region_of_a_citizen():
    for path in [*VALID, *INVALID]:
        for row in read_rows(path).to_dict("records"):
            for title, value in row.items():
                if "证件号码" in title and citizen_id_fault(value) is None:
                    assert value.startswith("120101198003070")
