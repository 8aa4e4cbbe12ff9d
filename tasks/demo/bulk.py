"""Decisions by the hundred thousand for the benchmark: mostly clean, some dirty, some to be sent back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa

from tasks.demo.chance import Chance
from tasks.demo.days import arrival
from tasks.demo.exchange_table import (
    KEY_COLUMN,
    STAMP_COLUMN,
    TABLES,
    create_tables,
    exchange_tables,
    national_codes,
)
from tasks.demo.licences import invent_licence
from tasks.demo.penalties import ORDINARY, invent_penalty
from tasks.demo.procedure import legal_review, release_review
from tasks.demo.records import FILES, LICENCE, PENALTY, Draft

PENALTY_SHARE = 0.3
_TEMPLATES = 400
_CHUNK = 5_000
_DIRTY_EVERY, _REJECTED_EVERY = 20, 50

_Row = dict[str, Any]


def write_decisions(engine: sa.Engine, today: date, count: int = 100_000, seed: int = 1) -> dict[str, int]:
    """Fill the exchange tables with `count` decisions of the last ten months; rows by table.

    5 in 100 are dirty and 2 in 100 must be sent back. All carry a passed legal review where the law asks for
    one, and a release review.
    """
    create_tables(engine)
    penalties = round(count * PENALTY_SHARE)
    for contract, wanted in ((PENALTY, penalties), (LICENCE, count - penalties)):
        rows = _rows(contract, wanted, seed, today)
        while chunk := list(islice(rows, _CHUNK)):
            _insert(engine, exchange_tables()[contract], chunk)
    return {TABLES[PENALTY]: penalties, TABLES[LICENCE]: count - penalties}


def _rows(contract: str, count: int, seed: int, today: date) -> Iterator[_Row]:
    codes = national_codes(contract)
    number, decided = codes["document_number"], codes["decided_on"]
    templates = _templates(contract, seed, today)
    name, code = codes["party_name"], codes["party_uscc"]
    for place in range(count):
        row = templates[place % len(templates)].copy()
        serial = place + 1
        row[KEY_COLUMN] = f"{contract[0].upper()}{serial:09d}"
        row[number] = f"{row[number]}{serial}号"
        if place % _DIRTY_EVERY == 3:
            _soil(row, place, number, decided)
        elif place % _REJECTED_EVERY == 7:
            row[name], row[code] = "", row[code][:-1] if row[code] else None
        yield row


def _soil(row: _Row, place: int, number: str, decided: str) -> None:
    kind = place // _DIRTY_EVERY % 3
    if kind == 0:
        row[number] = row[number].replace("〔", "[").replace("〕", "]")
    elif kind == 1:
        row[decided] = row[decided].replace("-", "/")
    else:
        row[number] = row[number].replace("〔", " （").replace("〕", "） ")


def _templates(contract: str, seed: int, today: date) -> list[_Row]:
    """Rows to be written many times over under other numbers; every one has the same columns."""
    chance = Chance(seed, "bulk", contract)
    codes = national_codes(contract)
    rows = []
    for place in range(_TEMPLATES):
        decided_on = today - timedelta(days=chance.randint(3, 300))
        draft = _draft(chance, contract, decided_on, today)
        row: _Row = dict.fromkeys(column.name for column in exchange_tables()[contract].columns)
        row |= {codes[field]: text for field, text in _content(chance, draft, place, today).items() if text}
        row[codes["document_number"]] = f"{draft.sign}〔{decided_on.year}〕"
        row[STAMP_COLUMN] = f"{arrival(chance, decided_on, today, late=False):%Y-%m-%d %H:%M:%S}.000000"
        rows.append(row)
    filled = {name for row in rows for name, value in row.items() if value} | {
        KEY_COLUMN,
        codes["party_uscc"],
    }
    return [{name: value for name, value in row.items() if name in filled} for row in rows]


def _draft(chance: Chance, contract: str, decided_on: date, today: date) -> Draft:
    invent = invent_penalty if contract == PENALTY else invent_licence
    while True:
        draft = invent(chance, decided_on, today)
        if (
            "simple" not in draft.marks
            and "refused" not in draft.marks
            and draft.content["party_uscc"][:4] != "0000"
        ):
            return draft


def _content(chance: Chance, draft: Draft, place: int, today: date) -> dict[str, str]:
    content = draft.content | release_review(draft.decided_on, today, FILES)
    if "licence_number" in content:
        content["licence_number"] = content["licence_number"].format(serial=place + 1)
    if draft.contract == PENALTY:
        content |= {"procedure_kind": ORDINARY, **legal_review(chance, draft.decided_on)}
    return content


def _insert(engine: sa.Engine, table: sa.Table, rows: list[_Row]) -> None:
    """By the driver's own means: SQLAlchemy's look at every value takes twice the time."""
    names = list(rows[0])
    positional = [tuple(row.values()) for row in rows]
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            _copy(connection, table, names, positional)
        else:
            insert = str(sa.insert(table).compile(dialect=engine.dialect, column_keys=names))
            connection.exec_driver_sql(insert, positional if engine.dialect.positional else rows)


def _copy(
    connection: sa.Connection, table: sa.Table, names: list[str], values: list[tuple[Any, ...]]
) -> None:
    """PostgreSQL's own way in, several times faster than INSERT."""
    quoted = connection.dialect.identifier_preparer.quote
    target = f"COPY {quoted(table.name)} ({', '.join(quoted(name) for name in names)}) FROM STDIN"
    driver: Any = connection.connection.cursor()
    with driver.copy(target) as copy:
        for row in values:
            copy.write_row(row)
