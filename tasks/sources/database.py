"""Pulling a table of a database: by change stamp, a page at a time, reading only.

Pages follow each other by (stamp, key), so that no transaction stays open at the business system while a
batch is being registered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tasks.contracts.finding import Finding
from tasks.sources.database_connection import Table, opened_table
from tasks.sources.keyed_rows import KeyedRows, keyed_rows
from tasks.sources.pulled import BATCH_ROWS, Pulled, source_finding
from tasks.sources.settings import DatabaseSettings
from tasks.sources.source import Source
from tasks.sources.stamps import Cursor, advanced, read_cursor, settled

_Row = sa.Row[Any]


def pull_table(source: Source, cursor_text: str | None, now: datetime) -> Iterator[Pulled]:
    """Every row with a stamp from the cursor's on, in the order of stamp and key."""
    settings = _settings(source)
    before = read_cursor(cursor_text)
    with opened_table(source, settings) as table:
        changed = _changed_since(table, before, settings.overlap)
        findings = _rows_without_key(source, table, changed)
        wanted = sa.and_(table.key.is_not(None), changed)
        cursor = before
        for page in _pages(table, [table.stamp, table.key], wanted, BATCH_ROWS):
            rows = keyed_rows(settings, table.names, page.rows)
            cursor = advanced(cursor, rows.raw_stamps[-1:], now)
            if page.last and before and cursor == before and before.settles(now, settings.overlap):
                cursor = settled(cursor)
            yield Pulled(
                rows.frame,
                rows.keys,
                rows.stamps,
                table.origin,
                None,
                cursor.text() if cursor else None,
                findings,
            )
            findings = []


def whole_table(source: Source) -> Iterator[KeyedRows]:
    """Every row that has a key, by key; rows of one key are never parted."""
    settings = _settings(source)
    with opened_table(source, settings) as table:
        for page in _pages(table, [table.key], table.key.is_not(None), BATCH_ROWS):
            yield keyed_rows(settings, table.names, page.rows)


def table_size(source: Source) -> int:
    """How many rows with a key the table has now."""
    with opened_table(source, _settings(source)) as table:
        count = sa.select(sa.func.count()).select_from(table.clause).where(table.key.is_not(None))
        return int(table.run(count)[0][0])


@dataclass(frozen=True, slots=True)
class _Page:
    rows: list[_Row]
    last: bool


def _settings(source: Source) -> DatabaseSettings:
    if not isinstance(source.settings, DatabaseSettings):
        raise TypeError(f"{source.name} is no database")
    return source.settings


def _changed_since(table: Table, cursor: Cursor | None, overlap: float) -> sa.ColumnElement[bool]:
    if cursor is None:
        return table.stamp.is_not(None)
    if cursor.settled:
        return table.stamp > table.value(cursor.stamp)
    return table.stamp >= table.value(cursor.start(overlap))


def _pages(
    table: Table, order: list[sa.ColumnClause[Any]], condition: sa.ColumnElement[bool], size: int
) -> Iterator[_Page]:
    """Pages of at most `size` rows; rows that are equal in `order` stay on one page."""
    query = sa.select(*table.columns).where(condition).order_by(*order, table.stamp).limit(size + 1)
    positions = [table.names.index(column.name) for column in order]
    after: tuple[Any, ...] | None = None
    while True:
        rows = table.run(query if after is None else query.where(_beyond(table, order, after)))
        last = len(rows) <= size
        if not last:
            after = tuple(rows[size - 1][i] for i in positions)
            rows = _with_all_equals(table, query, order, positions, rows[:size])
        page = _Page(rows, last)
        del rows
        if page.rows:
            yield page
        if last:
            return


def _beyond(
    table: Table, order: list[sa.ColumnClause[Any]], after: tuple[Any, ...]
) -> sa.ColumnElement[bool]:
    """(a, b) > (x, y), said so that an index on a serves it on every database."""
    first, value = order[0], table.value(after[0])
    if len(order) == 1:
        return first > value
    return sa.and_(first >= value, sa.or_(first > value, order[1] > table.value(after[1])))


def _with_all_equals(
    table: Table,
    query: sa.Select[Any],
    order: list[sa.ColumnClause[Any]],
    positions: list[int],
    rows: list[_Row],
) -> list[_Row]:
    """A full page with every row that the database holds equal to its last: the next page begins after them."""
    edge = [rows[-1][i] for i in positions]
    same = (column == table.value(value) for column, value in zip(order, edge, strict=True))
    together = table.run(query.where(*same).limit(None))
    known = {tuple(row[i] for i in positions) for row in together}
    kept = len(rows)
    while kept and tuple(rows[kept - 1][i] for i in positions) in known:
        kept -= 1
    return rows[:kept] + together


def _rows_without_key(source: Source, table: Table, changed: sa.ColumnElement[bool]) -> list[Finding]:
    if not table.key_may_be_empty:
        return []
    query = sa.select(sa.func.count()).select_from(table.clause).where(table.key.is_(None), changed)
    count = int(table.run(query)[0][0])
    if not count:
        return []
    return [
        source_finding(
            "key-missing",
            f"来源“{source.name}”有{count}条数据的主键（{table.key.name}）为空，未能取入",
            "请来源系统为每条数据补上主键",
            field=table.key.name,
        )
    ]
