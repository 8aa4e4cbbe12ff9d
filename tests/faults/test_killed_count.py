"""A count that is killed at any instant never leaves a catalogue page beside a snapshot it does not belong to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from flows.count import count
from tasks.warehouse.snapshots import PAGE, current_snapshot
from tests.killing import REPOSITORY, points
from tests.office import Office, licence, site_server, sqlite_office

__all__ = ["site_server", "sqlite_office"]

RUNNER = """
import os, signal, sys
from pathlib import Path
import flows.count, tasks.counting

def run(home, at):
    os.environ["GONGSHI_HOME"] = home
    os.environ["GONGSHI_DATABASE_URL"] = f"sqlite:///{home}/register.sqlite3"
    seen = 0
    def happens(event, given):
        nonlocal seen
        if event in ("open", "os.rename", "os.remove", "os.symlink") and f"{home}/warehouse" in str(given):
            seen += 1
            if seen == at:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(happens)
    flows.count.count()
    return seen

for line in sys.stdin:
    home, at = line.rstrip("\\n").split("\\t")
    child = os.fork()
    if not child:
        try:
            seen = run(home, int(at))
            Path(home).with_name("seen").write_text(str(seen))
        finally:
            os._exit(0)
    print(os.WTERMSIG(os.waitpid(child, 0)[1]), flush=True)
"""

LAST = 9
"""So many instants at the end are each tried: the snapshot is shown, the page goes, the link turns, the page comes."""


def page_of(home: Path) -> str:
    page = home / "warehouse" / PAGE
    return page.read_text(encoding="utf-8") if page.exists() else ""


def current_name(home: Path) -> str:
    current = current_snapshot(home / "warehouse")
    assert current is not None
    return current.name


def test_the_page_belongs_to_the_current_snapshot_or_is_not_there(
    sqlite_office: Office, tmp_path: Path
) -> None:
    office = sqlite_office
    office.take(licence("滨卫医许〔2026〕1号"))
    first = count()
    office.take(licence("滨卫医许〔2026〕2号"))
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
    states = set()

    def run(home: Path, at: int) -> int:
        process.stdin.write(f"{home}\t{at}\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]
        return int(process.stdout.readline())  # type: ignore[union-attr]

    def copied(name: str) -> Path:
        return Path(shutil.copytree(office.home, tmp_path / name / "home", symlinks=True))

    home = copied("whole")
    assert run(home, 0) == 0
    most = int(home.with_name("seen").read_text())
    assert most > LAST
    for at in sorted({*points(most, 3), *range(most - LAST, most + 1)}):
        home = copied(f"at-{at}")
        assert run(home, at) == 9
        page, current = page_of(home), current_name(home)
        assert not page or current in page
        states.add((current == first, bool(page)))
        assert run(home, 0) == 0
        assert current_name(home) != first
        assert current_name(home) in page_of(home), "the next count brings what is missing"
        assert not [path.name for path in (home / "warehouse").iterdir() if path.name.startswith(".")]
    process.communicate(timeout=30)
    assert {(True, True), (True, False), (False, False)} <= states
