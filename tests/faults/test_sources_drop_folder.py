"""The file drop: in order, once finished, put away only after the batch is kept, never lost."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from tasks.sources.broken_file import file_finding
from tasks.sources.pull import pull
from tasks.sources.pulled import SourceFailure
from tasks.sources.settings import FolderSettings
from tasks.sources.source import Source, SourceKind

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
KNOWN = frozenset({"CF_WSH", "备注"})


def source(folder: Path, **settings: object) -> Source:
    given = {"server": "报送", "type": "local", "path": str(folder), "format": "csv"} | settings
    return Source("报送", "penalty_decision", SourceKind.FOLDER, FolderSettings.model_validate(given))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "drop" / "penalties"
    folder.mkdir(parents=True)
    return folder


def drop(folder: Path, name: str, text: str, age: timedelta = timedelta(minutes=5)) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    moment = (NOW - age).timestamp()
    os.utime(path, (moment, moment))
    return path


def test_files_come_in_the_order_they_were_written(folder: Path) -> None:
    drop(folder, "a.csv", "CF_WSH,备注\n2,乙\n", timedelta(minutes=1))
    drop(folder, "b.csv", "CF_WSH,备注\n1,甲\n", timedelta(minutes=2))
    batches = list(pull(source(folder), None, NOW, KNOWN))
    assert [pulled.origin for pulled in batches] == ["b.csv", "a.csv"]
    assert [pulled.rows.iloc[0, 0] for pulled in batches] == ["1", "2"]
    assert all(pulled.keys is None and pulled.stamps is None for pulled in batches)


def test_a_file_is_put_away_only_when_its_batch_is_kept(folder: Path) -> None:
    path = drop(folder, "a.csv", "CF_WSH,备注\n1,甲\n")
    content_hash = sha256(path.read_bytes()).hexdigest()
    (pulled,) = pull(source(folder), None, NOW, KNOWN)
    assert pulled.origin_hash == content_hash
    assert path.exists()
    pulled.settle()
    assert not path.exists()
    archived = folder.parent / "archive" / f"a.{content_hash[:12]}.csv"
    assert archived.read_text(encoding="utf-8") == "CF_WSH,备注\n1,甲\n"
    pulled.settle()
    assert list(pull(source(folder), None, NOW, KNOWN)) == []


def test_a_long_file_is_put_away_after_its_last_batch(folder: Path) -> None:
    path = drop(folder, "long.csv", "CF_WSH,备注\n" + "1,甲\n" * 15_000)
    first, last = pull(source(folder), None, NOW, KNOWN)
    assert (first.first_row, last.first_row) == (0, 10_000)
    first.settle()
    assert path.exists()
    last.settle()
    assert not path.exists()


def test_a_broken_file_gives_its_finding_and_is_kept_aside_while_others_go_on(folder: Path) -> None:
    bad = drop(folder, "bad.xlsx", "PK no workbook", timedelta(minutes=9))
    drop(folder, "good.csv", "CF_WSH,备注\n1,甲\n")
    refused, good = pull(source(folder), None, NOW, KNOWN)
    assert refused.unreadable
    assert not good.unreadable
    assert [f.code for f in refused.findings] == ["file-damaged"]
    assert good.findings == []
    refused.settle()
    kept = sorted(path.name for path in (folder.parent / "rejected").iterdir())
    assert len(kept) == 2
    assert kept[0].startswith("bad.")
    assert kept[1].endswith(".reason.txt")
    assert not bad.exists()


def test_a_file_the_contract_refuses_is_kept_aside_with_the_reason(folder: Path) -> None:
    path = drop(folder, "odd.csv", "CF_WSH,备注\n" + "1,甲\n" * 15_000)
    first, last = pull(source(folder), None, NOW, KNOWN)
    for pulled in (first, last):
        pulled.refuse(file_finding("wrong-columns", "缺少列", "请补上"))
    assert not path.exists()
    reason = next((folder.parent / "rejected").glob("odd.*.reason.txt"))
    assert reason.read_text(encoding="utf-8") == "缺少列\n请补上\n"


def test_files_still_being_written_are_left_for_the_next_run(folder: Path) -> None:
    drop(folder, "now.csv", "CF_WSH,备注\n1,甲\n", timedelta(seconds=2))
    for name in ("a.csv.part", "b.tmp", "~$c.xlsx", ".hidden.csv"):
        drop(folder, name, "CF_WSH,备注\n1,甲\n")
    assert list(pull(source(folder), None, NOW, KNOWN)) == []
    assert [p.origin for p in pull(source(folder), None, NOW + timedelta(minutes=1), KNOWN)] == ["now.csv"]


def test_only_files_of_the_pattern_are_taken(folder: Path) -> None:
    drop(folder, "penalties-1.csv", "CF_WSH,备注\n1,甲\n")
    drop(folder, "licences-1.csv", "CF_WSH,备注\n2,乙\n")
    (folder / "penalties-folder").mkdir()
    (folder / "penalties-link.csv").symlink_to(folder / "licences-1.csv")
    batches = list(pull(source(folder, pattern="penalties-*"), None, NOW, KNOWN))
    assert [pulled.origin for pulled in batches] == ["penalties-1.csv"]


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceFailure) as failure:
        list(pull(source(tmp_path / "nowhere"), None, NOW))
    assert failure.value.finding.code == "folder-missing"


def test_a_missing_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DROP_ROOT", raising=False)
    with pytest.raises(SourceFailure) as failure:
        list(pull(source(Path("${DROP_ROOT}/penalties")), None, NOW))
    assert failure.value.finding.code == "variable-missing"
    assert "DROP_ROOT" in failure.value.finding.message
