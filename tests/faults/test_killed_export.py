"""An export that is killed at any instant is whole or not there, and the next one clears away what it left."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from tasks.contracts.law_tables import load_law
from tasks.contracts.tables_counting import load_counting
from tasks.contracts.tables_privacy import load_privacy
from tasks.register.schema import metadata
from tasks.warehouse.dcat import Publisher
from tasks.warehouse.export import export_snapshot
from tasks.warehouse.load import build_snapshot
from tasks.warehouse.rule_rows import StatisticsLaw
from tests.killing import REPOSITORY, points

RUNNER = """
import os, signal, sys
from pathlib import Path
from tasks.warehouse.dcat import Publisher
from tasks.warehouse.export import export_snapshot

def run(snapshot, folder, at):
    seen = 0
    def happens(event, given):
        nonlocal seen
        if event in ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir") and folder.parent.name in str(given[0]):
            seen += 1
            if seen == at:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(happens)
    export_snapshot(Path(snapshot), folder, Publisher("委员会"))
    return seen

for line in sys.stdin:
    snapshot, folder, at = line.rstrip("\\n").split("\\t")
    child = os.fork()
    if not child:
        try:
            seen = run(snapshot, Path(folder), int(at))
            Path(folder).with_name("seen").write_text(str(seen))
        finally:
            os._exit(0)
    print(os.WTERMSIG(os.waitpid(child, 0)[1]), flush=True)
"""
INSTANTS = 24


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("snapshot")
    engine = sa.create_engine(f"sqlite:///{folder / 'register.sqlite3'}")
    metadata.create_all(engine)
    law = StatisticsLaw(
        load_law(None).authorities, load_counting(None), load_privacy(None).redaction_policy.names
    )
    built = build_snapshot(engine, folder / "warehouse", law, datetime(2026, 11, 24, tzinfo=UTC))
    engine.dispose()
    return built


def is_whole(folder: Path) -> bool:
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    names = {path.name for path in folder.iterdir()}
    assert names == {one["file"] for one in told["files"]} | {"manifest.json"}
    return all(
        hashlib.sha256((folder / one["file"]).read_bytes()).hexdigest() == one["sha256"]
        for one in told["files"]
    )


def test_killed_anywhere_it_is_whole_or_not_there(snapshot: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", RUNNER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )
    assert process.stdin is not None
    assert process.stdout is not None

    def killed(folder: Path, at: int) -> int:
        folder.parent.mkdir(exist_ok=True)
        process.stdin.write(f"{snapshot}\t{folder}\t{at}\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]
        return int(process.stdout.readline())  # type: ignore[union-attr]

    assert killed(tmp_path / "whole-run" / "out", 0) == 0
    assert is_whole(tmp_path / "whole-run" / "out")
    most = int((tmp_path / "whole-run" / "seen").read_text())
    assert most > 60
    left, shown = 0, 0
    for at in points(most, INSTANTS):
        folder = tmp_path / f"killed-{at}" / "out"
        assert killed(folder, at) == 9
        beside = {path.name for path in folder.parent.iterdir()}
        assert all(name == "out" or name.startswith(".exporting-") for name in beside)
        left += beside != {"out"} and bool(beside)
        if folder.exists():
            shown += 1
            assert is_whole(folder)
            continue
        export_snapshot(snapshot, folder, Publisher("委员会"))
        assert [path.name for path in folder.parent.iterdir()] == ["out"]
        assert is_whole(folder)
    process.communicate(timeout=30)
    assert left > INSTANTS // 2
    assert shown >= 1, "the last instant lies behind the rename"
