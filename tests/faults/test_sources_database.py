"""A database that cannot be reached or is configured wrongly: one clear finding, without secrets."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tasks.contracts.finding import Finding
from tasks.sources.pull import pull
from tasks.sources.pulled import SourceFailure
from tasks.sources.settings import DatabaseSettings
from tasks.sources.source import Source, SourceKind

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def failure_of(**settings: Any) -> Finding:
    given = {"server": "办案系统", "type": "custom", "table": "t", "keyColumn": "id", "stampColumn": "at"}
    checked = DatabaseSettings.model_validate(given | settings)
    with pytest.raises(SourceFailure) as failure:
        list(pull(Source("办案系统", "penalty_decision", SourceKind.DATABASE, checked), None, NOW))
    finding = failure.value.finding
    assert "办案系统" in finding.message
    assert finding.mending
    assert "geheim" not in str(finding)
    return finding


@pytest.mark.parametrize(("kind", "schema"), [("postgresql", "public"), ("mysql", "")])
def test_a_server_that_does_not_answer_is_told(
    monkeypatch: pytest.MonkeyPatch, kind: str, schema: str
) -> None:
    monkeypatch.setenv("DB_USER", "reader")
    monkeypatch.setenv("DB_PASSWORD", "geheim")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    finding = failure_of(
        type=kind,
        host="127.0.0.1",
        port=port,
        database="cases",
        schema=schema,
        userVariable="DB_USER",
        passwordVariable="DB_PASSWORD",
    )
    assert finding.code == "database-failed"


def test_a_missing_sqlite_file_is_told_and_not_made(tmp_path: Path) -> None:
    path = tmp_path / "cases.db"
    assert failure_of(url=f"sqlite:///{path}").code == "source-misconfigured"
    assert not path.exists()


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "cases.db"
    path.write_text("no database" * 100, encoding="utf-8")
    assert failure_of(url=f"sqlite:///{path}").code == "database-failed"


@pytest.mark.parametrize("url", ["nonsense", "frog://127.0.0.1/x", "oracle://127.0.0.1/x"])
def test_an_address_that_cannot_be_used_is_told(url: str) -> None:
    assert failure_of(url=url).code == "source-misconfigured"


def test_a_missing_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CASES_URL", raising=False)
    assert failure_of(urlVariable="CASES_URL").field == "CASES_URL"
    assert failure_of(url="mysql://u:${CASES_URL}@127.0.0.1/x").field == "CASES_URL"
