"""What a snapshot holds, read from the snapshot itself: tables, columns, versions, and ready queries with answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from tasks.law.shanghai import SHANGHAI
from tasks.warehouse.ready_queries import ReadyQuery, ready_queries
from tasks.warehouse.snapshots import open_snapshot
from tasks.warehouse.statements import asking

ROWS_SHOWN = 8
_TYPES = {"VARCHAR": "文本", "BOOLEAN": "是否", "DATE": "日期", "TIMESTAMP": "时间", "DOUBLE": "小数"}
_NUMBERS = ("INTEGER", "BIGINT", "SMALLINT", "HUGEINT", "DECIMAL", "DOUBLE")
_INSTANTS = ("built_at", "pulled_until")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `kind` is its type in Chinese, `data_type` as DuckDB names it."""

    name: str
    data_type: str
    kind: str
    comment: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view, what a row of it is, and what to mind."""

    name: str
    kind: str
    comment: str
    grain: str
    caveat: str
    rows: int
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The first rows of a query's result as text; `numeric` says which columns are numbers."""

    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    rows_in_all: int


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the snapshot says of itself: `value` for a reader, `raw` as it stands there."""

    item: str
    value: str
    meaning: str
    raw: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A snapshot explained."""

    snapshot: str
    facts: tuple[Fact, ...]
    tables: tuple[Table, ...]
    queries: tuple[tuple[ReadyQuery, Answer], ...]

    def fact(self, item: str) -> str:
        """The value of one fact; "" where the snapshot does not have it."""
        return next((fact.value for fact in self.facts if fact.item == item), "")

    def raw(self, item: str) -> str:
        """The value of one fact as the snapshot keeps it."""
        return next((fact.raw for fact in self.facts if fact.item == item), "")


def read_catalogue(snapshot: Path) -> Catalogue:
    """Read a snapshot and run every ready query on it."""
    with open_snapshot(snapshot) as warehouse:
        return Catalogue(
            snapshot=snapshot.resolve().name,
            facts=snapshot_facts(warehouse),
            tables=described_tables(warehouse),
            queries=tuple((query, answer_of(warehouse, query.sql)) for query in ready_queries()),
        )


def answer_of(warehouse: duckdb.DuckDBPyConnection, sql: str, most: int = ROWS_SHOWN) -> Answer:
    """Run a query and keep its first rows."""
    cursor = warehouse.execute(sql)
    described = cursor.description or []
    rows = cursor.fetchall()
    return Answer(
        columns=tuple(str(column[0]) for column in described),
        numeric=tuple(str(column[1]).startswith(_NUMBERS) for column in described),
        rows=tuple(tuple(map(cell_text, row)) for row in rows[:most]),
        rows_in_all=len(rows),
    )


def cell_text(value: Any) -> str:
    """A value as an officer reads it."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, list):
        return "、".join(map(cell_text, value))
    return _number_text(value) if isinstance(value, Decimal | float) else str(value)


def _number_text(value: Decimal | float) -> str:
    """Shares with one decimal, money to the fen in groups of three."""
    return f"{value:,}" if isinstance(value, Decimal) else f"{value:.1f}"


def snapshot_facts(warehouse: duckdb.DuckDBPyConnection) -> tuple[Fact, ...]:
    """When and by which rules the snapshot was built."""
    found = warehouse.execute("SELECT item, value, meaning FROM meta_snapshot").fetchall()
    return tuple(Fact(item, _readable(item, value), meaning, value) for item, value, meaning in found)


def _readable(item: str, value: str) -> str:
    if item not in _INSTANTS or not value:
        return value
    at = datetime.fromisoformat(value).astimezone(SHANGHAI)
    return f"{at:%Y-%m-%d %H:%M:%S}（北京时间）"


def described_tables(warehouse: duckdb.DuckDBPyConnection) -> tuple[Table, ...]:
    """Every table and view with its columns, in the order of the page."""
    columns: dict[str, list[Column]] = {}
    for table, name, data_type, comment in warehouse.execute(asking("catalogue_columns")).fetchall():
        columns.setdefault(table, []).append(Column(name, data_type, _kind(data_type), comment or ""))
    return tuple(
        Table(
            name,
            kind,
            comment or "",
            grain or "",
            caveat or "",
            _count(warehouse, name),
            tuple(columns.get(name, ())),
        )
        for name, kind, comment, grain, caveat in warehouse.execute(asking("catalogue_tables")).fetchall()
    )


def _kind(data_type: str) -> str:
    if data_type.endswith("[]"):
        return f"{_kind(data_type.removesuffix('[]'))}列表"
    if data_type.startswith("DECIMAL"):
        return "两位小数" if data_type.endswith(",2)") else "小数"
    return _TYPES.get(data_type, "整数" if data_type in _NUMBERS else data_type)


def _count(warehouse: duckdb.DuckDBPyConnection, table: str) -> int:
    found = warehouse.execute(asking("count_rows"), {"table": table}).fetchone()
    return int(found[0]) if found else 0
