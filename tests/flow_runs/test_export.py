"""The export: whole, true to its snapshot, safe to open in Excel, and naming only what is public."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.cli import main
from tasks.exporting import export_to
from tasks.settings import SiteIdentity
from tasks.warehouse.catalogue import described_tables
from tasks.warehouse.dcat import Publisher
from tasks.warehouse.export import FolderTakenError, export_snapshot
from tasks.warehouse.snapshots import current_snapshot, open_snapshot
from tests.counted_demo import CountedDemo, counted_demo
from tests.office import Office, notice, penalty, site_server, sqlite_office

__all__ = ["counted_demo", "site_server", "sqlite_office"]

PUBLISHER = Publisher("滨河市卫生健康委员会", "https://licence.example/odc-by", "办公室")


@pytest.fixture(scope="module")
def exported(counted_demo: CountedDemo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "2026-11"
    export_snapshot(counted_demo.snapshot, folder, PUBLISHER)
    return folder


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def ask(sql: str, *given: Any) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(sql, list(given)).fetchall()


def test_every_table_of_decisions_and_counts_is_there_as_parquet_and_csv(
    exported: Path, counted_demo: CountedDemo
) -> None:
    with open_snapshot(counted_demo.snapshot) as warehouse:
        wanted = {t.name: t.rows for t in described_tables(warehouse) if t.name.startswith(("core_", "out_"))}
    assert len(wanted) >= 13
    for table, rows in wanted.items():
        assert ask("SELECT count(*) FROM read_parquet(?)", str(exported / f"{table}.parquet")) == [(rows,)]
        assert len(rows_of(exported / f"{table}.csv")) == rows
    others = {"manifest.json", "dcat.json", "columns.csv"}
    files = {f"{table}.{kind}" for table in wanted for kind in ("parquet", "csv")}
    assert {path.name for path in exported.iterdir()} == files | others


def test_parquet_keeps_types_and_figures(exported: Path, counted_demo: CountedDemo) -> None:
    with open_snapshot(counted_demo.snapshot) as warehouse:
        kinds = warehouse.execute("DESCRIBE core_decision").fetchall()
        sums = warehouse.execute(
            "SELECT count(*), sum(fine_fen), sum(confiscated_fen), min(decided_on) FROM core_decision"
        ).fetchall()
    path = str(exported / "core_decision.parquet")
    found = ask("DESCRIBE SELECT * FROM read_parquet(?)", path)
    assert [row[:2] for row in found] == [row[:2] for row in kinds]
    assert (
        ask(
            "SELECT count(*), sum(fine_fen), sum(confiscated_fen), min(decided_on) FROM read_parquet(?)", path
        )
        == sums
    )


def test_the_manifest_names_every_file_with_its_hash_and_the_versions(
    exported: Path, counted_demo: CountedDemo
) -> None:
    told = manifest(exported)
    assert told["snapshot"] == counted_demo.snapshot.name
    assert told["built_at"].startswith("2026-11-24T02:00")
    assert told["rules_version"]
    assert len(told["rules"]) == 64
    files = {one["file"]: one for one in told["files"]}
    assert files.keys() | {"manifest.json"} == {path.name for path in exported.iterdir()}
    for name, one in files.items():
        content = (exported / name).read_bytes()
        assert one["bytes"] == len(content)
        assert one["sha256"] == hashlib.sha256(content).hexdigest()
    assert files["out_penalty.csv"]["rows"] == len(rows_of(exported / "out_penalty.csv"))


def test_the_same_snapshot_gives_the_same_export(
    exported: Path, counted_demo: CountedDemo, tmp_path: Path
) -> None:
    export_snapshot(counted_demo.snapshot, tmp_path / "again", PUBLISHER)
    assert manifest(tmp_path / "again") == manifest(exported)


def test_metadata_is_a_dcat_catalogue_with_a_dataset_for_each_table(exported: Path) -> None:
    record = json.loads((exported / "dcat.json").read_text(encoding="utf-8"))
    assert record["@type"] == "dcat:Catalog"
    assert record["@context"]["dcat"] == "http://www.w3.org/ns/dcat#"
    told = {one["file"]: one for one in manifest(exported)["files"]}
    tables = {one["table"] for one in told.values() if one["table"]}
    assert {dataset["dct:identifier"] for dataset in record["dcat:dataset"]} == tables
    for dataset in record["dcat:dataset"]:
        for key in ("dct:title", "dct:description"):
            assert dataset[key]["@language"] == "zh"
            assert dataset[key]["@value"]
        assert {word["@value"] for word in dataset["dcat:keyword"]} >= {"行政执法", "统计"}
        assert dataset["dct:publisher"]["foaf:name"]["@value"] == "滨河市卫生健康委员会"
        assert dataset["dct:license"]["@id"] == "https://licence.example/odc-by"
        assert dataset["dct:accessRights"]["@id"].endswith("/PUBLIC")
        assert dataset["dct:modified"]["@value"].startswith("2026-11-24T")
        span = dataset["dct:temporal"]
        assert span["dcat:startDate"]["@value"] < span["dcat:endDate"]["@value"] <= "2026-11-24"
        assert len(dataset["dcat:distribution"]) == 2
        for shown in dataset["dcat:distribution"]:
            one = told[shown["dcat:downloadURL"]["@id"]]
            assert one["table"] == dataset["dct:identifier"]
            assert shown["spdx:checksum"]["spdx:checksumValue"]["@value"] == one["sha256"]
            assert shown["dcat:byteSize"]["@value"] == str(one["bytes"])
            assert shown["dcat:mediaType"]["@id"].endswith(("text/csv", "vnd.apache.parquet"))


def test_without_a_licence_nothing_may_be_used_again(counted_demo: CountedDemo, tmp_path: Path) -> None:
    export_snapshot(counted_demo.snapshot, tmp_path / "x", Publisher("委员会"))
    record = json.loads((tmp_path / "x" / "dcat.json").read_text(encoding="utf-8"))
    assert "未授权再利用" in record["dct:license"]["dct:title"]["@value"]
    assert record["dct:accessRights"]["@id"].endswith("/RESTRICTED")


def test_every_column_is_explained_beside_the_files(exported: Path) -> None:
    told = {(row["表"], row["栏目"]): row for row in rows_of(exported / "columns.csv")}
    for path in exported.glob("*_*.csv"):
        header = path.read_text(encoding="utf-8-sig").split("\n")[0].split(",")
        assert all(told[path.stem, name]["说明"] for name in header)


def test_no_name_or_number_of_a_person_is_in_any_exported_file(
    exported: Path, counted_demo: CountedDemo
) -> None:
    assert len(counted_demo.private_texts) > 300
    for path in exported.iterdir():
        if path.suffix == ".parquet":
            words = str(ask("SELECT * FROM read_parquet(?)", str(path)))
        else:
            words = path.read_text(encoding="utf-8-sig")
        assert [text for text in counted_demo.private_texts if text in words] == [], path.name


def test_only_what_is_public_now_is_named(exported: Path, counted_demo: CountedDemo) -> None:
    with open_snapshot(counted_demo.snapshot) as warehouse:
        states = dict(warehouse.execute("SELECT decision_id, website_state FROM core_decision").fetchall())
        hidden = warehouse.execute(
            "SELECT document_number FROM core_decision WHERE website_state <> 'published' AND document_number"
            " NOT IN (SELECT document_number FROM core_decision WHERE website_state = 'published')"
        ).fetchall()
    assert {"published", "held", "exempt", "withdrawn"} <= set(states.values())
    naming = ("page_id", "document_number", "party_name", "party_uscc", "licence_number")
    named = 0
    for row in rows_of(exported / "core_decision.csv"):
        if states[int(row["decision_id"])] == "published":
            named += bool(row["document_number"])
        else:
            assert [row[column] for column in naming] == [""] * 5
    assert named > 100
    everything = "".join(path.read_text(encoding="utf-8-sig") for path in exported.glob("*.csv"))
    assert len(hidden) > 10
    assert [number for (number,) in hidden if number in everything] == []


def test_words_of_officers_and_what_was_never_scanned_stay_inside(
    sqlite_office: Office, tmp_path: Path
) -> None:
    office = sqlite_office
    office.take(
        penalty("滨卫医罚〔2026〕1号", 法制审核意见="同意，审核人王小明"),
        penalty("滨卫医罚〔2026〕2号", 违法行为类型="未送达的违法行为", 送达日期="", 送达方式="未送达"),
        penalty("滨卫医罚〔2026〕3号"),
    )
    office.publish()
    office.take(notice("滨卫医罚〔2026〕3号", 执法类别="行政处罚", 撤下依据="据王小明申请撤销"))
    office.withdraw()
    export_to(tmp_path / "out")
    everything = "".join(path.read_text(encoding="utf-8-sig") for path in (tmp_path / "out").glob("*.csv"))
    states = {row["website_state"] for row in rows_of(tmp_path / "out" / "core_decision.csv")}
    assert states == {"published", "held", "withdrawn"}
    for inside in ("王小明", "未送达的违法行为", "滨卫医罚〔2026〕3号"):
        assert inside not in everything
    assert "滨卫医罚〔2026〕1号" in everything


def test_a_correction_that_still_waits_is_not_named(sqlite_office: Office, tmp_path: Path) -> None:
    """The page shows the older text meanwhile; the newer one has not passed its review."""
    office, number = sqlite_office, "滨卫医罚〔2026〕4号"
    office.take(penalty(number), keys=["1"])
    office.publish()
    office.take(penalty(number, 违法行为类型="更正后的违法行为"), keys=["1"])
    export_to(tmp_path / "waiting")
    (row,) = rows_of(tmp_path / "waiting" / "core_decision.csv")
    assert (row["website_state"], row["document_number"], row["violation_kind"]) == ("published", "", "")
    office.publish()
    export_to(tmp_path / "shown")
    (row,) = rows_of(tmp_path / "shown" / "core_decision.csv")
    assert (row["document_number"], row["violation_kind"]) == (number, "更正后的违法行为")


def test_excel_reads_chinese_and_runs_nothing(sqlite_office: Office, tmp_path: Path) -> None:
    sqlite_office.take(
        penalty("滨卫医罚〔2026〕1号", 违法行为类型='=HYPERLINK("x")', 处罚依据="＠第一条,\n第二行"),
        penalty("滨卫医罚〔2026〕2号", 违法行为类型="-2+3"),
        penalty("滨卫医罚〔2026〕3号"),
    )
    sqlite_office.publish()
    export_to(tmp_path / "out")
    raw = (tmp_path / "out" / "core_decision.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfdecision_id,")
    assert raw.count(b"\xef\xbb\xbf") == 1
    assert raw.split(b"\n")[0].endswith(b"\r")
    rows = rows_of(tmp_path / "out" / "core_decision.csv")
    assert [row["violation_kind"] for row in rows][:2] == ['\'=HYPERLINK("x")', "'-2+3"]
    assert all(cell[:1] not in "=+-@" for row in rows for cell in row.values() if cell)
    assert rows[2]["fine_fen"] == "500000"
    assert rows[2]["kinds"] == "警告；罚款"
    assert rows[2]["decided_on"] == "2026-11-18"


def test_a_folder_that_holds_something_is_not_touched(counted_demo: CountedDemo, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderTakenError, match="taken"):
        export_snapshot(counted_demo.snapshot, tmp_path / "taken", PUBLISHER)
    assert [path.name for path in (tmp_path / "taken").iterdir()] == ["mine.txt"]
    (tmp_path / "bare").mkdir()
    export_snapshot(counted_demo.snapshot, tmp_path / "bare", PUBLISHER)
    assert (tmp_path / "bare" / "manifest.json").is_file()


def test_an_empty_register_exports_its_headings(sqlite_office: Office, tmp_path: Path) -> None:
    export = export_to(tmp_path / "out")
    assert {one.rows for one in export.files if one.table and one.table != "core_authority"} == {0}
    record = json.loads((tmp_path / "out" / "dcat.json").read_text(encoding="utf-8"))
    assert "dct:temporal" not in record
    assert (tmp_path / "out" / "core_decision.csv").read_text(encoding="utf-8-sig").startswith("decision_id,")


def test_the_command_exports_the_current_snapshot(
    sqlite_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sqlite_office.take(penalty("滨卫医罚〔2026〕1号"))
    monkeypatch.setattr("sys.argv", ["gongshi", "export", str(tmp_path / "out"), "--json"])
    main()
    told = json.loads(capsys.readouterr().out)
    current = current_snapshot(sqlite_office.home / "warehouse")
    assert current is not None
    assert told == manifest(tmp_path / "out")
    assert told["snapshot"] == current.name
    assert told["publisher"] == SiteIdentity().publisher
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "已有内容" in capsys.readouterr().err
