"""Compiling: what nobody knows how to check fails loudly, and an installation's own contract takes precedence."""

import shutil

import pytest
import yaml

from tasks.contracts.compile_suite import UnknownRule, compile_suite
from tasks.contracts.contract import load_contract
from tasks.contracts.contract_file import CONTRACTS_FOLDER, BrokenContract


@pytest.fixture
def own_contract(tmp_path):
    """Writes an installation's own penalty contract after a change, and loads it."""

    def write(change):
        source = CONTRACTS_FOLDER / "penalty_decision" / "contract.yaml"
        document = yaml.safe_load(source.read_text(encoding="utf-8"))
        change(document, {p["name"]: p for p in document["schema"][0]["properties"]})
        target = tmp_path / "contracts" / "penalty_decision" / "contract.yaml"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
        return load_contract("penalty_decision", tmp_path)

    return write


def expectation(kind, **kwargs):
    return {"type": kind, "kwargs": {"column": "remark", **kwargs}}


def rule(**entry):
    return {"id": "missing-expected", "severity": "warning", **entry}


@pytest.mark.parametrize(
    "entry",
    [
        rule(
            type="custom",
            engine="gongshi",
            implementation={"rule": "phase-of-moon", "fields": ["party_name"]},
        ),
        rule(type="custom", engine="soda", implementation={"rule": "uscc"}),
        rule(type="custom", engine="gongshi", implementation="rule: uscc"),
        rule(type="custom", engine="greatExpectations", implementation=expectation("expect_column_to_sing")),
        rule(
            type="custom",
            engine="greatExpectations",
            implementation=expectation("expect_column_values_to_match_regex", loudness=11),
        ),
        rule(type="text", description="must be sensible"),
        rule(type="sql", query="SELECT 1", mustBe=0),
        rule(metric="rowCount", mustBeGreaterThan=10),
        rule(metric="missingValues", arguments={"missingValues": ["无"]}, mustBe=0),
        rule(metric="invalidValues", arguments={"surprising": 1}, mustBe=0),
        rule(metric="nullValues", mustBeLessThan=5, unit="percent"),
    ],
    ids=lambda entry: str(entry.get("engine") or entry.get("metric") or entry.get("type")),
)
def test_unknown_rule_fails_loudly(own_contract, entry):
    contract = own_contract(lambda _, fields: fields["remark"].setdefault("quality", []).append(entry))
    with pytest.raises(UnknownRule, match="missing-expected"):
        compile_suite(contract)


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ({"metric": "nullValues", "mustBe": 0, "severity": "warning"}, "应有 id"),
        (rule(metric="nullValues", mustBe=0) | {"severity": "fatal"}, "severity"),
        (
            rule(type="custom", engine="gongshi", implementation={"rule": "uscc", "fields": ["no_such"]}),
            "no_such",
        ),
        (rule(type="custom", engine="gongshi", implementation={"rule": "uscc", "fields": []}), "字段"),
        (
            rule(
                type="custom",
                engine="gongshi",
                implementation={"rule": "uscc", "fields": ["remark", "office"]},
            ),
            "应有1个",
        ),
        (rule(metric="invalidValues", arguments={"codeList": "no_list"}, mustBe=0), "no_list"),
        (rule(metric="nullValues", mustBe=0) | {"id": "code-without-text"}, "code-without-text"),
    ],
)
def test_rule_that_cannot_work_is_refused_with_its_name(own_contract, entry, complaint):
    contract = own_contract(lambda _, fields: fields["remark"].setdefault("quality", []).append(entry))
    with pytest.raises(BrokenContract, match=complaint):
        compile_suite(contract)


def test_own_contract_takes_the_place_of_the_shipped_one(own_contract):
    def add_alias(document, fields):
        document["version"] = "1.0.0-local"
        fields["document_number"]["customProperties"].append({"property": "note", "value": "local"})

    assert own_contract(add_alias).version == "1.0.0-local"
    assert load_contract("penalty_decision").version != "1.0.0-local"


def test_own_contract_is_held_against_odcs(own_contract):
    with pytest.raises(BrokenContract, match=r"contract\.yaml.*ODCS.*kind"):
        own_contract(lambda document, _: document.update(kind="Poem"))


def test_broken_file_is_named(tmp_path):
    folder = tmp_path / "contracts" / "penalty_decision"
    shutil.copytree(CONTRACTS_FOLDER / "penalty_decision", folder)
    (folder / "contract.yaml").write_text("a: [unclosed", encoding="utf-8")
    with pytest.raises(BrokenContract, match=r"penalty_decision.contract\.yaml"):
        load_contract("penalty_decision", tmp_path)


def test_unknown_contract_is_refused_with_those_there_are():
    with pytest.raises(BrokenContract, match="penalty_decision"):
        load_contract("poem")


def test_servers_and_attestations_of_an_installation_are_read(own_contract):
    def add_server(document, _):
        document["servers"] = [
            {
                "server": "case-system",
                "type": "custom",
                "customProperties": [
                    {
                        "property": "attestations",
                        "value": [{"review": "legal_review", "who": "法规处", "since": "2024-01-01"}],
                    }
                ],
            }
        ]

    contract = own_contract(add_server)
    [attestation] = contract.attestations
    assert (attestation.review, attestation.who, attestation.server) == (
        "legal_review",
        "法规处",
        "case-system",
    )
    assert [s.name for s in contract.servers] == ["case-system"]
    assert load_contract("penalty_decision").servers == ()
