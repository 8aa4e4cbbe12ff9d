"""The statisticians' snapshots after an ending: the row stays and is flagged; only *vanish* erases its text (G15)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.count import count
from tasks.erasing import erase_vanished
from tasks.warehouse.erasure import erase_from_snapshots
from tasks.warehouse.forms import official_forms
from tasks.warehouse.snapshots import current_snapshot, open_snapshot, snapshots_in
from tests.office import Office, licence, notice, penalty

LEAKED, KEPT = "滨卫医罚〔2026〕12号", "滨卫医罚〔2026〕13号"
LICENCE = "滨卫医许〔2026〕35号"
PARTY, CODE = "滨河市海州区误公开口腔诊所有限公司", "91120101MA0000001C"
WORDED = {
    "party_name": PARTY,
    "document_number": LEAKED,
    "violation_kind": "误公开的违法行为类型",
}


@pytest.fixture
def counted(office: Office) -> Office:
    """An office with three snapshots that name what will turn out to be published in error."""
    office.take(
        penalty(LEAKED, 行政相对人名称=PARTY, 违法行为类型="误公开的违法行为类型"),
        penalty(KEPT, 违法行为类型="另一违法行为类型"),
    )
    office.publish()
    count()
    for number in (LICENCE, "滨卫医许〔2026〕36号"):
        office.take(licence(number))
        office.publish()
        count()
    assert len(snapshots_in(office.home / "warehouse")) == 3
    return office


def everything(snapshot: Path) -> str:
    with open_snapshot(snapshot) as warehouse:
        names = [row[0] for row in warehouse.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return "\n".join(str(warehouse.table(name).fetchall()) for name in names)


def figures(snapshot: Path) -> Any:
    return official_forms(snapshot, 2026).forms


def vanish(office: Office) -> None:
    office.take(notice(LEAKED, 执法类别="行政处罚", 撤下原因="公示有误", 撤下依据=f"误公开{PARTY}"))
    office.withdraw()


def test_what_vanished_is_in_no_snapshot_any_more_and_every_figure_stays(counted: Office) -> None:
    folder = counted.home / "warehouse"
    before = {path.name: (figures(path), path.stat().st_ino) for path in snapshots_in(folder)}
    assert all(text in everything(path) for path in snapshots_in(folder) for text in WORDED.values())
    page_id = counted.publication(LEAKED).page_id
    vanish(counted)
    with counted.open() as here:
        assert erase_vanished(here) == 0, "the withdrawal left nothing to erase"
    count()
    assert len(snapshots_in(folder)) == 4
    for path in snapshots_in(folder):
        shown, stored = everything(path), path.read_bytes()
        for text in (*WORDED.values(), page_id):
            assert text not in shown, path.name
            assert text.encode() not in stored, path.name
        assert "另一违法行为类型" in shown
        assert figures(path) == before.get(path.name, (figures(path), 0))[0], path.name
        assert path.stat().st_ino != before.get(path.name, (None, 0))[1], "written anew, not changed in place"
        assert not os.access(path, os.W_OK) or os.geteuid() == 0
    newest = current_snapshot(folder)
    assert newest is not None
    assert figures(newest) == before[snapshots_in(folder)[2].name][0]
    with open_snapshot(newest) as warehouse:
        row = warehouse.execute(
            "SELECT website_state, website_ending, website_ended_on::VARCHAR, counted_kind, fine_fen, party_name"
            " FROM core_decision WHERE website_ending IS NOT NULL"
        ).fetchall()
        reasons = warehouse.execute("SELECT reason, basis, channel FROM core_withdrawal").fetchall()
    assert row == [("withdrawn", "in_error", "2026-11-24", "罚款", 500000, None)]
    assert reasons == [("in_error", None, "website")]
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith(".")) == []


def test_counting_alone_erases_what_a_dead_run_left(counted: Office) -> None:
    vanish(counted)
    count()
    assert all(PARTY not in everything(path) for path in snapshots_in(counted.home / "warehouse"))


def test_every_other_ending_keeps_the_row_with_its_text_and_says_how_it_ended(counted: Office) -> None:
    counted.take(notice(KEPT, 执法类别="行政处罚", 撤下原因="信用修复"), notice(LICENCE))
    counted.withdraw()
    count()
    newest = current_snapshot(counted.home / "warehouse")
    assert newest is not None
    with open_snapshot(newest) as warehouse:
        rows = warehouse.execute(
            "SELECT document_number, website_state, website_ending, website_ended_on::VARCHAR FROM core_decision"
            " WHERE website_ending IS NOT NULL ORDER BY decision_id"
        ).fetchall()
    assert rows == [
        (KEPT, "withdrawn", "repaired", "2026-11-24"),
        (LICENCE, "withdrawn", "revoked", "2026-11-24"),
    ]


def test_a_statistician_with_an_old_file_open_is_not_disturbed(counted: Office) -> None:
    folder = counted.home / "warehouse"
    with open_snapshot(folder / "current.duckdb") as reader:
        vanish(counted)
        count()
        found = reader.execute("SELECT count(*) FROM core_decision WHERE party_name = ?", [PARTY]).fetchone()
        assert found == (1,), "the file as it was opened, until it is closed"


def test_a_snapshot_that_cannot_be_rewritten_is_removed(counted: Office) -> None:
    folder = counted.home / "warehouse"
    oldest, second, _ = snapshots_in(folder)
    oldest.chmod(0o644)
    oldest.write_bytes(PARTY.encode())
    second.unlink()
    with duckdb.connect(str(second)) as older_form:
        older_form.execute("CREATE TABLE core_decision (decision_id BIGINT, party_name VARCHAR)")
        older_form.execute("INSERT INTO core_decision VALUES (1, ?)", [PARTY])
    done = erase_from_snapshots(folder, [1])
    assert done.removed == (oldest, second)
    assert len(done.rewritten) == 1
    assert snapshots_in(folder) == list(done.rewritten)
