"""Colleagues ask the current snapshot over the network: they read everything in it, and nothing and nowhere else."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import duckdb
import pytest

from tasks.query_serving import TOKEN_VARIABLE, serve_queries
from tasks.settings import SettingsFault, read_settings
from tasks.warehouse.snapshots import current_snapshot, new_snapshot, rewritten_snapshot
from tests.architecture.source_tree import ROOT

TOKEN = "a-token-for-tests-of-queries"
GONGSHI = [sys.executable, "-c", "from flows.cli import main; main()"]
CLIENT = [sys.executable, str(ROOT / "tests" / "query_client.py")]
ENDED = Event()
ENDED.set()
NOW = datetime(2026, 11, 28, 8, tzinfo=UTC)


def show(warehouse: Path, n: int) -> Path:
    """A snapshot in which everything says `n`: n rows of n, and n in what it says of itself."""
    with new_snapshot(warehouse, NOW, 3) as (connection, final):
        fill(connection, n)
    return final


def fill(connection: duckdb.DuckDBPyConnection, n: int) -> None:
    connection.execute(f"CREATE TABLE core_decision AS SELECT {n} AS n, '甲' AS words FROM range({n})")
    connection.execute(f"CREATE TABLE meta_snapshot AS SELECT {n} AS n")
    connection.execute("CREATE VIEW out_counted AS SELECT n, count(*) AS cases FROM core_decision GROUP BY n")
    connection.execute("CREATE MACRO more_than(least) AS TABLE SELECT * FROM core_decision WHERE n > least")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def serving(home: Path, token: str = TOKEN) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The command as an office runs it; the address it listens at."""
    listen = f"127.0.0.1:{free_port()}"
    environment = {**os.environ, "GONGSHI_HOME": str(home), TOKEN_VARIABLE: token, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [*GONGSHI, "query-server", "--listen", listen],
        env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert listen in process.stdout.readline()
        yield listen, process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def ask(listen: str, *statements: str, token: str = TOKEN) -> list[Any]:
    """What a colleague gets for each statement: its rows, or the error's text."""
    done = subprocess.run(
        [*CLIENT, listen, token],
        input="".join(json.dumps(one) + "\n" for one in statements),
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return [answer.get("rows", answer.get("error")) for answer in answers]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An installation with a snapshot of five."""
    show(tmp_path / "warehouse", 5)
    return tmp_path


def test_a_colleague_asks_tables_views_and_macros_by_their_names(home: Path) -> None:
    with serving(home) as (listen, _):
        assert ask(
            listen,
            "SELECT count(*) FROM core_decision",
            "FROM out_counted",
            "SELECT count(*) FROM more_than(4)",
            "SELECT words FROM core_decision WHERE words = '甲;乙' OR n = 5 LIMIT 1",
            "DESCRIBE out_counted",
        ) == [[["5"]], [["5", "5"]], [["5"]], [["甲"]], [
            ["n", "INTEGER", "YES", "None", "None", "None"], ["cases", "BIGINT", "YES", "None", "None", "None"]
        ]]  # fmt: skip


FORBIDDEN = [
    "CREATE TABLE memory.main.other AS SELECT 1",
    "INSERT INTO core_decision VALUES (1, '乙')",
    "DROP VIEW core_decision",
    "SELECT 1; DROP VIEW core_decision",
    "SELECT $a$ ' $a$; DROP VIEW core_decision; SELECT $a$ ' $a$",
    "WITH one AS (SELECT 1) INSERT INTO memory.main.core_decision FROM one",
    "EXPLAIN ANALYZE CREATE TABLE memory.main.other AS SELECT 1",
    "COPY core_decision TO 'out.csv'",
    "ATTACH 'other.duckdb'",
    "DETACH memory",
    "SET enable_external_access = true",
    "RESET lock_configuration",
    "INSTALL httpfs",
    "CALL quack_stop('{listen}')",
    "FROM quack_stop('quack:{listen}')",
    "SELECT * FROM \"Quack_Stop\"('quack:{listen}')",
    "FROM query('FROM quack_stop(''quack:{listen}'')')",
    "SELECT (SELECT count(*) FROM quack_serve('quack:127.0.0.1:1'))",
    "FROM json_execute_serialized_sql(json_serialize_sql('FROM quack_stop(''quack:{listen}'')'))",
    "FROM enable_logging('QueryLog')",
    "FROM duckdb_logs()",
    "FROM enable_profiling(save_location := 'profile.json')",
    "FROM checkpoint()",
    "FROM duckdb_settings()",
    "BEGIN",
    "FROM read_text('/etc/hostname')",
    "FROM read_csv('/etc/passwd')",
    "FROM '/etc/passwd'",
    "FROM glob('/etc/*')",
    "FROM read_text('http://127.0.0.1:1/')",
    "SELECT getenv('HOME')",
    "FROM duckdb_secrets()",
]


def test_who_asks_can_neither_write_nor_reach_files_settings_or_the_server(home: Path) -> None:
    with serving(home) as (listen, process):
        answers = ask(listen, *(one.replace("{listen}", listen) for one in FORBIDDEN))
        assert [
            what for what, told in zip(FORBIDDEN, answers, strict=True) if not isinstance(told, str)
        ] == []
        assert [told for told in answers if TOKEN in told] == []
        assert ask(listen, "SELECT count(*) FROM core_decision") == [[["5"]]]
        assert process.poll() is None


def test_without_the_token_nothing_is_answered(home: Path) -> None:
    with serving(home) as (listen, _):
        (told,) = ask(listen, "SELECT 1", token="another-token-of-that-length")
        assert "Authentication failed" in told


def test_readers_in_a_loop_never_fail_nor_see_two_snapshots_at_once(home: Path) -> None:
    stop = home / "enough"
    with serving(home) as (listen, process):
        readers = [
            subprocess.Popen([*CLIENT, listen, TOKEN, str(stop)], stdout=subprocess.PIPE, text=True)
            for _ in range(3)
        ]
        told = [_line(one) for one in readers]
        for n in range(6, 10):
            name = show(home / "warehouse", n).name
            assert name in _line(process)
        stop.touch()
        rest = [one.communicate(timeout=60)[0].splitlines() for one in readers]
        assert process.poll() is None
    answers = [json.loads(line) for lines in [told, *rest] for line in lines]
    assert [one for one in answers if "error" in one] == []
    seen = {tuple(one["rows"][0]) for one in answers}
    assert [one for one in seen if len(set(one)) != 1] == [], "all four figures are those of one snapshot"
    assert {json.loads(lines[-1])["rows"][0][0] for lines in rest} == {"9"}, "and the newest came to each"


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def test_a_snapshot_from_which_text_was_erased_is_what_is_shown_next(home: Path) -> None:
    """*Vanish* writes a snapshot anew under its own name; the former file may not be read on."""
    snapshot = current_snapshot(home / "warehouse")
    assert snapshot is not None
    with serving(home) as (listen, process):
        with rewritten_snapshot(snapshot) as connection:
            fill(connection, 5)
            connection.execute("UPDATE core_decision SET words = ''")
        assert snapshot.name in _line(process)
        assert ask(listen, "SELECT DISTINCT words FROM core_decision") == [[[""]]]
        assert [path.name for path in (home / "warehouse").glob(".*")] == []


def test_a_snapshot_that_had_to_go_is_not_read_on(home: Path) -> None:
    """Where text cannot be erased from a snapshot, the snapshot goes."""
    snapshot = current_snapshot(home / "warehouse")
    assert snapshot is not None
    with serving(home) as (listen, process):
        snapshot.unlink()
        assert "不再提供" in _line(process)
        (told, macro) = ask(listen, "FROM core_decision", "FROM more_than(1)")
        assert "does not exist" in told
        assert "does not exist" in macro
        name = show(home / "warehouse", 8).name
        assert name in _line(process)
        assert ask(listen, "SELECT count(*) FROM core_decision") == [[["8"]]]


def test_a_server_started_before_the_first_snapshot_waits_for_it(tmp_path: Path) -> None:
    (tmp_path / "warehouse").mkdir()
    with serving(tmp_path) as (listen, process):
        (told,) = ask(listen, "FROM core_decision")
        assert "does not exist" in told
        name = show(tmp_path / "warehouse", 7).name
        assert name in _line(process)
        assert ask(listen, "SELECT count(*) FROM core_decision") == [[["7"]]]


@pytest.mark.parametrize(
    ("listen", "token", "said"),
    [
        ("127.0.0.1:9494", "", TOKEN_VARIABLE),
        ("127.0.0.1:9494", "short", TOKEN_VARIABLE),
        ("9494", TOKEN, "不是监听地址"),
        ("127.0.0.1:http", TOKEN, "不是监听地址"),
    ],
)
def test_what_is_missing_or_wrong_is_said(home: Path, listen: str, token: str, said: str) -> None:
    settings = read_settings({"GONGSHI_HOME": str(home)})
    with pytest.raises(SettingsFault, match=said):
        serve_queries(settings, {TOKEN_VARIABLE: token}, listen, print, ENDED)


def test_a_port_in_use_is_said_without_the_token(home: Path) -> None:
    settings = read_settings({"GONGSHI_HOME": str(home)})
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(SettingsFault, match="无法在") as fault:
            serve_queries(settings, {TOKEN_VARIABLE: TOKEN}, listen, print, ENDED)
    assert TOKEN not in str(fault.value)
