"""Statisticians read while snapshots are built: never refused, never a mixture of two states, whatever dies."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.killing import REPOSITORY

ONE_STATE = """
SELECT
    (SELECT count(*) FROM core_decision),
    (SELECT count(DISTINCT decision_id) FROM core_publication),
    (SELECT count(*) FROM raw_record WHERE state = 'accepted'),
    (SELECT count(*) FROM core_finding),
    (SELECT coalesce(sum(cases), 0)::BIGINT FROM out_penalty),
    (SELECT count(*) FROM core_decision WHERE website_state = 'withdrawn'),
    (SELECT count(*) FROM core_publication WHERE state = 'withdrawn'),
    (SELECT count(*) FROM core_withdrawal)
"""
"""The first five are equal in every state of the register, and so are the last three."""

BUILDER = """
import sys, threading
from datetime import UTC, datetime
from pathlib import Path
import sqlalchemy as sa
from sqlalchemy import event
from tasks.register.database import _begin_sqlite, _prepare_sqlite
from tasks.register.schema import batch, metadata, publication, withdrawal
from tasks.warehouse.load import build_snapshot
from tests.flow_runs.test_warehouse import AT, LAW, rows_of, given

folder, times = Path(sys.argv[1]), int(sys.argv[2])
engine = sa.create_engine(f"sqlite:///{folder}/register.sqlite3", connect_args={"timeout": 60})
event.listen(engine, "connect", _prepare_sqlite)
event.listen(engine, "begin", _begin_sqlite)
metadata.create_all(engine)
with engine.begin() as connection:
    if not connection.scalar(sa.select(batch.c.id)):
        connection.execute(sa.insert(batch), [given(batch, {"id": 1, "pulled_at": AT})])
done = threading.Event()

def change():
    "Each transaction brings decisions, and ends another; nothing is half done at any commit."
    while not done.is_set():
        with engine.begin() as connection:
            last = connection.scalar(sa.select(sa.func.coalesce(sa.func.max(publication.c.id), 0)))
            for table, rows in rows_of(*range(last + 1, last + 8)).items():
                if table is not withdrawal:
                    connection.execute(sa.insert(table), rows)
            connection.execute(sa.update(publication).where(publication.c.id == last + 1).values(state="withdrawn"))
            connection.execute(sa.insert(withdrawal), [given(withdrawal, {
                "id": last + 1, "decision_id": last + 1, "channel": "website", "reason": "revoked", "requested_at": AT,
            })])
        done.wait(0.005)

changing = threading.Thread(target=change)
changing.start()
try:
    for number in range(times):
        print(build_snapshot(engine, folder / "warehouse", LAW, datetime.now(UTC), keep=3).name, flush=True)
    assert changing.is_alive()
finally:
    done.set()
    changing.join()
"""
READER = """
import sys, time
import duckdb

path, question, keeps, answers = sys.argv[1], sys.argv[2], sys.argv[3] == "keeps", open(sys.argv[4], "w")
kept = duckdb.connect(path, read_only=True) if keeps else None
print("ready", flush=True)
while True:
    reader = kept or duckdb.connect(path, read_only=True)
    print(*reader.execute(question).fetchone(), file=answers, flush=True)
    time.sleep(0.02)
    if not kept:
        reader.close()
"""


def python(program: str, *given: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *given],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )


def start_reading(folder: Path, how: str) -> subprocess.Popen[str]:
    reader = python(READER, str(folder / "warehouse" / "current.duckdb"), ONE_STATE, how, str(folder / how))
    assert reader.stdout is not None
    assert reader.stdout.readline() == "ready\n"
    return reader


def answers(reader: subprocess.Popen[str], read: Path) -> list[list[int]]:
    """End a reader and give what it read in whole lines; it must not have ended by itself."""
    ended = reader.poll()
    reader.kill()
    _, problems = reader.communicate(timeout=30)
    assert ended is None, problems
    return [[int(figure) for figure in line.split()] for line in read.read_text().splitlines()[:-1]]


def assert_one_state(figures: list[int]) -> None:
    assert len(set(figures[:5])) == 1, figures
    assert len(set(figures[5:])) == 1, figures


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A place with one snapshot."""
    first = python(BUILDER, str(tmp_path), "1")
    assert first.wait(timeout=60) == 0, first.communicate()[1]
    yield tmp_path


def test_readers_in_other_processes_never_fail_and_never_see_half_a_load(folder: Path) -> None:
    looping, keeping = start_reading(folder, "opens"), start_reading(folder, "keeps")
    try:
        builder = python(BUILDER, str(folder), "8")
        built, problems = builder.communicate(timeout=300)
        seen, kept = answers(looping, folder / "opens"), answers(keeping, folder / "keeps")
    finally:
        looping.kill()
        keeping.kill()
    assert builder.returncode == 0, problems
    assert len(set(built.split())) == 8, "each build met a changed register"
    for figures in (*seen, *kept):
        assert_one_state(figures)
    decisions = [figures[0] for figures in seen]
    assert decisions == sorted(decisions), "no reader goes back in time"
    assert len(set(decisions)) >= 4, "the reader met several snapshots"
    assert len(kept) > 4
    assert len({figures[0] for figures in kept}) == 1, "an open connection keeps its version"


def test_a_builder_killed_at_any_moment_leaves_current_whole(folder: Path) -> None:
    current = folder / "warehouse" / "current.duckdb"
    chance = random.Random(20261128)
    decisions: list[int] = []
    for _ in range(6):
        builder = python(BUILDER, str(folder), "50")
        assert builder.stdout is not None
        builder.stdout.readline()
        time.sleep(chance.uniform(0, 0.6))
        builder.send_signal(signal.SIGKILL)
        builder.communicate(timeout=30)
        with duckdb.connect(str(current), read_only=True) as reader:
            figures = reader.execute(ONE_STATE).fetchone()
        assert figures is not None
        assert_one_state(list(figures))
        decisions.append(figures[0])
    assert decisions == sorted(decisions)
    assert decisions[-1] > decisions[0] > 0
    last = python(BUILDER, str(folder), "1")
    assert last.wait(timeout=60) == 0, last.communicate()[1]
    assert [path.name for path in current.parent.iterdir() if path.name.startswith(".")] == []
