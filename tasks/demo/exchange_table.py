"""The front-end exchange tables (前置库) in the national field codes: XZCF for penalties, XZXK for licences."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import sqlalchemy as sa

from tasks.contracts.contract import load_contract
from tasks.demo.records import LICENCE, PENALTY, Record

TABLES = {PENALTY: "XZCF", LICENCE: "XZXK"}
"""Table of each contract."""

KEY_COLUMN, STAMP_COLUMN = "ID", "GXSJ"
"""The row's own key, and when it was last changed, in local time."""

_LONG_TEXT = 300


@cache
def exchange_tables() -> dict[str, sa.Table]:
    """The tables by contract; every value is text, as it is where forms are filled by hand."""
    metadata = sa.MetaData()
    return {contract: _table(metadata, contract, name) for contract, name in TABLES.items()}


@cache
def national_codes(contract: str) -> dict[str, str]:
    """Field name to national code."""
    return {field.name: field.code for field in load_contract(contract).fields}


def create_tables(engine: sa.Engine) -> None:
    """The empty tables, where they are not there yet."""
    for table in exchange_tables().values():
        table.create(engine, checkfirst=True)


def write_records(engine: sa.Engine, records: Iterable[Record]) -> int:
    """Insert records, or put them in the place of those with the same key; how many."""
    written = 0
    by_contract: dict[str, list[Record]] = {}
    for record in records:
        by_contract.setdefault(record.contract, []).append(record)
    with engine.begin() as connection:
        for contract, ours in by_contract.items():
            table = exchange_tables()[contract]
            doomed = sa.delete(table).where(table.c[KEY_COLUMN] == sa.bindparam("doomed"))
            connection.execute(doomed, [{"doomed": record.key} for record in ours])
            connection.execute(sa.insert(table), [exchange_row(record) for record in ours])
            written += len(ours)
    return written


def exchange_row(record: Record) -> dict[str, object]:
    """A record as a row of its table."""
    codes = national_codes(record.contract)
    row: dict[str, object] = dict.fromkeys(codes.values(), None)
    row.update({codes[name]: text for name, text in record.content.items() if text})
    row[KEY_COLUMN] = record.key
    row[STAMP_COLUMN] = record.stamp.replace(tzinfo=None)
    return row


def _table(metadata: sa.MetaData, contract: str, name: str) -> sa.Table:
    columns = [sa.Column(field.code, _type(field.max_length)) for field in load_contract(contract).fields]
    return sa.Table(
        name,
        metadata,
        sa.Column(KEY_COLUMN, sa.String(32), primary_key=True),
        sa.Column(STAMP_COLUMN, sa.DateTime, nullable=False, index=True),
        *columns,
        mysql_charset="utf8mb4",
    )


def _type(length: int | None) -> sa.types.TypeEngine[str]:
    if length is None:
        return sa.String(50)
    return sa.Text() if length > _LONG_TEXT else sa.String(max(length, 32) * 2)
