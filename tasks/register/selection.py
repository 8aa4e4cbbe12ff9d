"""Set-based work on many rows: the rows go into a temporary table and statements join it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa


@contextmanager
def temporary(
    connection: sa.Connection, name: str, columns: Sequence[sa.Column[Any]], rows: Sequence[Mapping[str, Any]]
) -> Iterator[sa.Table]:
    """A temporary table holding `rows` for as long as the block runs; where it fails, the rollback removes it."""
    table = sa.Table(name, sa.MetaData(), *columns, prefixes=["TEMPORARY"])
    table.create(connection)
    if rows:
        connection.execute(sa.insert(table), rows)
    yield table
    table.drop(connection)


@contextmanager
def selected(connection: sa.Connection, ids: Iterable[int]) -> Iterator[sa.Select[tuple[int]]]:
    """A subquery of ids for `column.in_(…)`, however many there are."""
    id_column = sa.Column("id", sa.BigInteger, primary_key=True)
    rows = [{"id": one} for one in dict.fromkeys(ids)]
    with temporary(connection, "selected_ids", [id_column], rows) as table:
        yield sa.select(table.c.id)


def next_id(connection: sa.Connection, table: sa.Table) -> int:
    """The first id not yet used; only for tables that a single claim holder writes."""
    return int(connection.scalar(sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0))) or 0) + 1
