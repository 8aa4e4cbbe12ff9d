"""Any step can die: killed at any commit or any file, the next run finishes the work and nothing is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.deciding import disclose
from tasks.importing import import_files
from tests.killing import REPOSITORY, Runner, points
from tests.office import Office, licence, notice

KEPT, CHANGED, REVOKED, LEAKED = (f"滨卫医许〔2026〕{n}号" for n in (1, 2, 3, 4))
MOVED, WITHHELD, NEVER = (f"滨卫医许〔2026〕{n}号" for n in (5, 6, 7))
NEW = [f"滨卫医许〔2026〕{n}号" for n in range(10, 70)]
EXPECTED = {
    KEPT: "published",
    CHANGED: "published",
    REVOKED: "withdrawn",
    LEAKED: "withdrawn",
    MOVED: "published",
    WITHHELD: "withdrawn",
    NEVER: "withdrawn",
} | dict.fromkeys(NEW, "published")


@pytest.fixture
def busy(sqlite_office: Office) -> Office:
    """An office with every kind of work waiting at once."""
    office = sqlite_office
    office.take(*(licence(n) for n in (KEPT, CHANGED, REVOKED, LEAKED, MOVED, WITHHELD)))
    office.publish()
    office.take(licence(CHANGED, 许可内容="准予变更登记"), licence(MOVED, 许可决定日期="2026-10-28"))
    office.take(*(licence(n) for n in (*NEW, NEVER)))
    office.take(notice(REVOKED), notice(LEAKED, 撤下原因="公示有误"), notice(NEVER))
    disclose(WITHHELD, "不予公示", None, "", "处长甲", "涉及商业秘密", "《政府信息公开条例》第十五条")
    office.agree()
    return office


@pytest.fixture
def runner(site_server: tuple[Path, str]) -> Iterator[Runner]:
    """Something that runs the flows and dies."""
    started = Runner(site_server[1])
    yield started
    started.close()


def copy_of(office: Office, link: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The same office once more, shown by the web server from now on."""
    home = office.home.parent / name / "home"
    shutil.copytree(office.home, home)
    link.unlink()
    link.symlink_to(home / "site", target_is_directory=True)
    return Office(home, f"sqlite:///{home / 'register.sqlite3'}", office.site_url, monkeypatch)


def test_a_run_killed_anywhere_is_finished_by_the_next(
    busy: Office, runner: Runner, site_server: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = copy_of(busy, site_server[0], "whole", monkeypatch)
    assert runner.run(whole.home, "none", 0, "publish", "withdraw") == 0
    seen = [int(n) for n in (whole.home.parent / "seen").read_text().split()]
    kinds = dict(zip(("before commit", "after commit", "file"), seen, strict=True))
    assert all(most > 8 for most in kinds.values())
    for kind, most in kinds.items():
        for at in points(most, 5):
            office = copy_of(busy, site_server[0], f"{kind} {at}", monkeypatch)
            assert runner.run(office.home, kind, at, "publish", "withdraw") == 9
            office.assert_balanced()
            published, withdrawn = office.publish(), office.withdraw()
            where = f"killed at {kind} {at}"
            assert (*published.problems, *withdrawn.problems) == (), where
            assert {number: office.state(number) for number in EXPECTED} == EXPECTED, where
            assert office.differences() == [], where
            office.assert_balanced()
            assert office.read(office.page(REVOKED))[0] == 410, where
            assert office.read(office.page(LEAKED))[0] == 404, where
            shutil.rmtree(office.home.parent)


def test_an_import_killed_before_or_after_its_commit_is_taken_in_once_by_the_next(
    sqlite_office: Office,
) -> None:
    office = sqlite_office
    rows = [licence(number) for number in NEW]
    script = f"""
import os, signal, sys
import sqlalchemy as sa
from pathlib import Path
from tasks.importing import import_files
commit = sa.engine.default.DefaultDialect.do_commit
tables = []
@sa.event.listens_for(sa.Engine, "before_cursor_execute")
def note(connection, cursor, statement, *rest):
    tables.append(statement)
def dying(self, connection):
    taking = any("INSERT INTO record " in one for one in tables)
    tables.clear()
    if taking and sys.argv[1] == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    commit(self, connection)
    if taking:
        os.kill(os.getpid(), signal.SIGKILL)
sa.engine.default.DefaultDialect.do_commit = dying
import_files("licence_decision", [Path({str(office.home / "许可.csv")!r})], None, None)
"""
    lines = [",".join(rows[0]), *(",".join(f'"{v}"' for v in row.values()) for row in rows)]
    (office.home / "许可.csv").write_text("\n".join(lines), encoding="utf-8")
    for instant, kept in (("before", 0), ("after", len(NEW))):
        died = subprocess.run(
            [sys.executable, "-c", script, instant],
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            check=False,
            capture_output=True,
        )
        assert died.returncode == -9, died.stderr.decode()
        assert len(office.record_states()) == kept
        office.assert_balanced()
    again = import_files("licence_decision", [office.home / "许可.csv"], None, None)
    assert again["files"][0]["added"] == 0
    office.assert_balanced()
