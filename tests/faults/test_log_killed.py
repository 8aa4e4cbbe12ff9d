"""Bringing a restored register forward dies at any commit: all of it is kept or nothing, and doing it again ends well."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from tasks.log_keeping import bring_forward
from tasks.register.operator_acts import ActRefused
from tasks.register.schema import log_leaf
from tests.office import Office, licence
from tests.register_backup import back_up, restore

REPOSITORY = Path(__file__).parents[2]
BY = ("委领导 主任甲", "登记簿由备份恢复", "《备份恢复规程》")
SCRIPT = f"""
import os, signal, sys
import sqlalchemy as sa
from tasks.log_keeping import bring_forward
commit = sa.engine.default.DefaultDialect.do_commit
writing = []
@sa.event.listens_for(sa.Engine, "before_cursor_execute")
def note(connection, cursor, statement, *rest):
    if statement.startswith(("INSERT", "UPDATE", "DELETE")):
        writing.append(statement)
seen = 0
def dying(self, connection):
    global seen
    if writing:
        seen += 1
        writing.clear()
        if (seen, sys.argv[1]) == (int(sys.argv[2]), "before"):
            os.kill(os.getpid(), signal.SIGKILL)
    commit(self, connection)
    if (seen, sys.argv[1]) == (int(sys.argv[2]), "after"):
        os.kill(os.getpid(), signal.SIGKILL)
sa.engine.default.DefaultDialect.do_commit = dying
bring_forward(*{BY!r})
"""


@pytest.mark.parametrize(("when", "commit"), [("before", 1), ("after", 1), ("before", 2), ("after", 2)])
def test_a_catch_up_killed_at_any_commit_leaves_all_or_nothing(
    office: Office, when: str, commit: int
) -> None:
    office.take(*(licence(f"滨卫医许〔2026〕{n}号") for n in range(1, 3)))
    office.publish()
    kept = back_up(office)
    office.take(*(licence(f"滨卫医许〔2026〕{n}号") for n in range(3, 9)))
    office.publish()
    whole = office.rows(sa.select(log_leaf.c.index, log_leaf.c.hash).order_by(log_leaf.c.index))
    restore(office, kept)
    died = subprocess.run(
        [sys.executable, "-c", SCRIPT, when, str(commit)],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        check=False,
        capture_output=True,
        timeout=120,
    )
    assert died.returncode == -9, died.stderr.decode()
    there = office.rows(sa.select(sa.func.count()).select_from(log_leaf))[0][0]
    assert there == (2 if (when, commit) == ("before", 1) else 8)
    if there == 2:
        assert any("catch-up" in problem for problem in office.publish().problems), "nothing is signed"
        assert "补入6项" in bring_forward(*BY)
    else:
        with pytest.raises(ActRefused, match="没有可以补入的"):
            bring_forward(*BY)
    assert office.rows(sa.select(log_leaf.c.index, log_leaf.c.hash).order_by(log_leaf.c.index)) == whole
    office.take(licence("滨卫医许〔2026〕9号"))
    assert office.publish().problems == ()
    assert office.read("/log/checkpoint")[1].split("\n")[1] == "9"
