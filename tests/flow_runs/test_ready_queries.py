"""The ready queries say what they answer, answer in Chinese, and answer an office that has no decision yet too."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tasks.contracts.law_tables import load_law
from tasks.contracts.tables_counting import load_counting
from tasks.contracts.tables_privacy import load_privacy
from tasks.register.schema import metadata
from tasks.warehouse import ready_queries as room
from tasks.warehouse.catalogue import answer_of
from tasks.warehouse.load import build_snapshot
from tasks.warehouse.ready_queries import ReadyQuery, SilentQueryError, ready_queries
from tasks.warehouse.rule_rows import StatisticsLaw
from tasks.warehouse.snapshots import open_snapshot
from tests.counted_demo import CountedDemo, counted_demo

__all__ = ["counted_demo"]

QUERIES = ready_queries()
LAW = StatisticsLaw(
    load_law(None).authorities, load_counting(None), load_privacy(None).redaction_policy.names
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
every_query = pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    engine = sa.create_engine(f"sqlite:///{folder / 'register.sqlite3'}")
    metadata.create_all(engine)
    snapshot = build_snapshot(engine, folder / "warehouse", LAW, datetime(2026, 11, 24, tzinfo=UTC))
    engine.dispose()
    return snapshot


def rows_of(snapshot: Path, name: str) -> list[dict[str, Any]]:
    (query,) = (one for one in QUERIES if one.name == name)
    with open_snapshot(snapshot) as warehouse:
        cursor = warehouse.execute(query.sql)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def number(snapshot: Path, sql: str) -> int:
    with open_snapshot(snapshot) as warehouse:
        found = warehouse.execute(sql).fetchone()
    assert found is not None
    return int(found[0])


def test_there_are_twenty_numbered_through() -> None:
    assert [query.name[:2] for query in QUERIES] == [f"{n:02d}" for n in range(1, 21)]
    assert len({query.title for query in QUERIES}) == 20


@every_query
def test_it_says_in_chinese_what_it_answers(query: ReadyQuery) -> None:
    assert CHINESE.search(query.title)
    assert query.notes[0].startswith("回答：")
    assert all(note.startswith(("回答：", "注意：")) and note.endswith("。") for note in query.notes)


@every_query
def test_it_answers_the_demonstration_with_chinese_columns(
    query: ReadyQuery, counted_demo: CountedDemo
) -> None:
    with open_snapshot(counted_demo.snapshot) as warehouse:
        answer = answer_of(warehouse, query.sql)
    assert all(CHINESE.search(name) for name in answer.columns), answer.columns
    assert len(set(answer.columns)) == len(answer.columns) >= 3
    assert answer.rows


@every_query
def test_it_answers_an_empty_register_with_the_same_columns(
    query: ReadyQuery, empty: Path, counted_demo: CountedDemo
) -> None:
    with open_snapshot(empty) as warehouse, open_snapshot(counted_demo.snapshot) as full:
        answer = answer_of(warehouse, query.sql)
        assert answer.columns == answer_of(full, query.sql).columns
    assert answer.rows == ()


def test_a_query_that_does_not_say_what_it_answers_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "01-silent.sql").write_text("-- 只有标题\nSELECT 1 AS 一;\n", encoding="utf-8")
    monkeypatch.setattr(room, "READY_QUERIES", tmp_path)
    with pytest.raises(SilentQueryError, match=r"01-silent\.sql"):
        ready_queries()


def test_yearly_offices_months_and_districts_add_up_to_all_decisions(counted_demo: CountedDemo) -> None:
    snapshot = counted_demo.snapshot
    decisions = number(snapshot, "SELECT count(*) FROM core_decision")
    assert sum(row["决定数"] for row in rows_of(snapshot, "01-acts-by-year")) == decisions
    assert sum(row["合计"] for row in rows_of(snapshot, "02-acts-by-month")) == decisions
    by_office = rows_of(snapshot, "03-acts-by-office")
    assert sum(row["决定数"] for row in by_office) == decisions
    parts = ("现正公示", "已撤下或届满", "待公示", "不予公示")
    assert all(row["决定数"] == sum(row[part] for part in parts) for row in by_office)
    districts = rows_of(snapshot, "12-districts")
    assert {row["区县"] for row in districts} == {"市本级", "海州区"}


def test_money_agrees_between_authorities_categories_and_the_official_view(counted_demo: CountedDemo) -> None:
    snapshot = counted_demo.snapshot
    fen = number(snapshot, "SELECT sum(fen) FROM out_penalty")
    assert fen > 0
    for name, column in (
        ("04-money-by-authority", "罚没金额（元）"),
        ("07-penalty-kinds", "按最重计的罚没金额（元）"),
        ("09-health-category", "罚没金额（元）"),
    ):
        assert sum(row[column] for row in rows_of(snapshot, name)) * 100 == fen, name


def test_last_year_is_compared_up_to_the_same_day(counted_demo: CountedDemo) -> None:
    snapshot = counted_demo.snapshot
    penalties = next(
        row
        for row in rows_of(snapshot, "01-acts-by-year")
        if (row["年度"], row["执法类别"]) == (2026, "行政处罚")
    )
    counted = number(
        snapshot,
        "SELECT count(*) FROM core_decision WHERE act_type = '行政处罚'"
        " AND decided_on BETWEEN DATE '2025-01-01' AND DATE '2025-11-24'",
    )
    assert penalties["上年同期"] == counted > 0
    with open_snapshot(snapshot) as warehouse:
        assert warehouse.execute("SELECT snapshot_day()").fetchone() == (date(2026, 11, 24),)


def test_every_penalty_of_the_demonstration_falls_into_a_health_category(counted_demo: CountedDemo) -> None:
    found = {row["卫生专业"] for row in rows_of(counted_demo.snapshot, "09-health-category")}
    assert len(found) >= 6
    assert "其他" not in found


def test_what_is_overdue_is_what_waits_beyond_its_day(counted_demo: CountedDemo) -> None:
    waiting = number(
        counted_demo.snapshot,
        "SELECT count(*) FROM core_decision WHERE website_state IN ('held', 'due') AND website_due_on < '2026-11-24'",
    )
    assert sum(row["逾期决定数"] for row in rows_of(counted_demo.snapshot, "15-overdue")) == waiting > 0
    offices = rows_of(counted_demo.snapshot, "13-on-time-by-office")
    assert sum(row["逾期未公示"] for row in offices) == waiting
