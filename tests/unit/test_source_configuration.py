"""Adding a source is adding a file; what is wrong with one entry is told clearly and stops no other."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from tasks.sources.configuration import configured_sources
from tasks.sources.settings import ApiSettings, DatabaseSettings, FolderSettings
from tasks.sources.source import SourceKind

CASES = """
contract: penalty_decision
servers:
  - server: 办案系统
    type: custom
    description: 前置库
    customProperties:
      - {property: url, value: "sqlite:///${GONGSHI_HOME}/cases.db"}
      - {property: table, value: T_XZCF}
      - {property: keyColumn, value: ID}
      - {property: stampColumn, value: GXSJ}
      - {property: overlap, value: 300}
      - {property: office, value: 监督处}
      - {property: reviewAttestedBy, value: 办案系统}
      - {property: reviewAttestedSince, value: 2025-01-01}
"""


def write(home: Path, text: str, name: str = "sources/cases.yaml") -> None:
    path = home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_file_in_the_sources_folder_is_a_source(tmp_path: Path) -> None:
    write(tmp_path, CASES)
    sources, findings = configured_sources(tmp_path)
    assert findings == ()
    (source,) = sources
    assert (source.name, source.contract, source.kind) == (
        "办案系统",
        "penalty_decision",
        SourceKind.DATABASE,
    )
    assert source.office == "监督处"
    assert source.review_attested_by == "办案系统"
    assert source.review_attested_since == date(2025, 1, 1)
    assert source.release_attested_by is None
    assert isinstance(source.settings, DatabaseSettings)
    assert source.settings.url == f"sqlite:///{tmp_path}/cases.db"
    assert source.settings.overlap == 300


def test_the_servers_of_an_installations_own_contract_are_sources(tmp_path: Path) -> None:
    contract = """
apiVersion: v3.1.0
kind: DataContract
id: licence_decision
servers:
  - server: licences-api
    type: api
    location: https://gateway.example/licences
    customProperties:
      - {property: keyColumn, value: id}
      - {property: stampColumn, value: updated}
  - {server: drop, type: local, path: ./drop, format: csv}
"""
    write(tmp_path, contract, "contracts/licence_decision/contract.yaml")
    sources, findings = configured_sources(tmp_path)
    assert findings == ()
    assert [s.contract for s in sources] == ["licence_decision"] * 2
    assert isinstance(sources[0].settings, ApiSettings)
    assert isinstance(sources[1].settings, FolderSettings)


def test_an_installation_without_sources_has_none(tmp_path: Path) -> None:
    assert configured_sources(tmp_path) == ((), ())


def test_a_broken_file_stops_no_other(tmp_path: Path) -> None:
    write(tmp_path, CASES)
    write(tmp_path, "contract: [unclosed\nservers: }", "sources/a.yaml")
    write(tmp_path, "", "sources/b.yaml")
    write(tmp_path, "contract: penalty_decision\n", "sources/c.yaml")
    write(tmp_path, "servers: []\n", "sources/d.yaml")
    (tmp_path / "sources" / "e.yaml").write_bytes("contract: 处罚".encode("gb18030"))
    sources, findings = configured_sources(tmp_path)
    assert [s.name for s in sources] == ["办案系统"]
    assert [f.message.split("sources/")[1][:6] for f in findings] == [f"{n}.yaml" for n in "abcde"]
    assert all(f.code == "source-configuration" and f.mending for f in findings)


def test_a_broken_entry_stops_no_other_entry_of_its_file(tmp_path: Path) -> None:
    write(tmp_path, CASES + "  - {server: other, type: ftp}\n  - just text\n")
    sources, findings = configured_sources(tmp_path)
    assert [s.name for s in sources] == ["办案系统"]
    assert [f.field for f in findings] == ["type", "servers"]


def test_a_finding_names_file_source_property_and_how_to_mend_it(tmp_path: Path) -> None:
    wrong = CASES.replace("keyColumn", "keyColum").replace("value: 300", "value: soon")
    write(tmp_path, wrong)
    sources, findings = configured_sources(tmp_path)
    assert sources == ()
    told = {f.field: f for f in findings}
    assert set(told) == {"keyColumn", "keyColum", "overlap"}
    assert all("sources/cases.yaml" in f.message and "办案系统" in f.message for f in findings)
    assert "未填写" in told["keyColumn"].message
    assert told["keyColum"].mending == "是否应为“keyColumn”"
    assert "应为数字" in told["overlap"].message


def test_a_contract_that_does_not_exist_is_told_with_its_near_miss(tmp_path: Path) -> None:
    write(tmp_path, CASES.replace("penalty_decision", "penalty_decisions"))
    _, findings = configured_sources(tmp_path)
    assert [f.mending for f in findings] == ["是否应为“penalty_decision”"]


def test_two_sources_of_one_name_are_refused(tmp_path: Path) -> None:
    write(tmp_path, CASES)
    write(tmp_path, CASES, "sources/later.yaml")
    sources, findings = configured_sources(tmp_path)
    assert len(sources) == 1
    assert "cases.yaml" in findings[0].message
    assert "later.yaml" in findings[0].message


def test_a_password_in_the_file_is_refused(tmp_path: Path) -> None:
    write(tmp_path, CASES.replace("sqlite:///${GONGSHI_HOME}/cases.db", "mysql://u:geheim@127.0.0.1/x"))
    _, findings = configured_sources(tmp_path)
    assert "不得写入密码" in findings[0].message
    assert "geheim" not in findings[0].message
    write(tmp_path, CASES.replace("sqlite:///${GONGSHI_HOME}/cases.db", "mysql://u:${DB_PW}@127.0.0.1/x"))
    assert configured_sources(tmp_path).findings == ()


def test_an_attestation_date_without_a_name_is_refused(tmp_path: Path) -> None:
    write(tmp_path, CASES.replace("reviewAttestedBy", "releaseAttestedBy"))
    _, findings = configured_sources(tmp_path)
    assert "reviewAttestedBy" in findings[0].message


def test_a_property_of_ours_outside_custom_properties_is_told(tmp_path: Path) -> None:
    text = "contract: penalty_decision\nservers:\n  - {server: d, type: local, path: p, format: csv, pattern: '*.csv'}\n"
    write(tmp_path, text)
    sources, findings = configured_sources(tmp_path)
    assert [s.name for s in sources] == ["d"]
    assert "customProperties" in findings[0].mending


def test_the_examples_in_the_handbook_are_sound(tmp_path: Path) -> None:
    handbook = (Path(__file__).parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")
    examples = re.findall(r"```yaml\n(.*?)```", handbook, re.DOTALL)
    for number, example in enumerate(examples):
        write(tmp_path, example, f"sources/{number}.yaml")
    sources, findings = configured_sources(tmp_path)
    assert findings == ()
    assert {source.kind for source in sources} == set(SourceKind)


def test_every_property_is_in_the_handbook() -> None:
    handbook = (Path(__file__).parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")
    models = (DatabaseSettings, ApiSettings, FolderSettings)
    properties = {info.alias for model in models for info in model.model_fields.values()}
    standard = {"id", "description", "environment", "roles", "schema"}
    assert {name for name in properties - standard if name and name not in handbook} == set()
