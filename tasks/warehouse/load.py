"""From the register to a new snapshot for statisticians; none where nothing has changed (design 5, DuckDB)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import sqlalchemy as sa

from tasks.contracts.tables_counting import CountingTables
from tasks.warehouse import register_rows
from tasks.warehouse.authorities import AuthorityBook
from tasks.warehouse.classifying import Classified, Wording, classify, most_severe_kinds
from tasks.warehouse.rule_rows import StatisticsLaw, describe, insert_rows, store_rules
from tasks.warehouse.snapshots import current_snapshot, new_snapshot, open_snapshot
from tasks.warehouse.statements import building

SNAPSHOTS_KEPT = 5
_COPIES = {
    "load_records": register_rows.RECORDS,
    "load_publications": register_rows.PUBLICATIONS,
    "load_withdrawals": register_rows.WITHDRAWALS,
    "load_findings": register_rows.FINDINGS,
}


def build_snapshot(
    engine: sa.Engine, folder: Path, law: StatisticsLaw, now: datetime, keep: int = SNAPSHOTS_KEPT
) -> Path:
    """Build a snapshot of the register and return it; the current one where register and rules are unchanged."""
    with register_rows.one_view(engine) as register:
        fingerprint = _fingerprint(register, law)
        current = current_snapshot(folder)
        if current is not None and _fingerprint_of(current) == fingerprint:
            return current
        with new_snapshot(folder, now, keep) as (warehouse, final):
            warehouse.execute("SET preserve_insertion_order = false")
            warehouse.execute("BEGIN")
            for name in ("tables", "decisions", "rules", "stage"):
                warehouse.execute(building(name))
            store_rules(warehouse, law)
            for name, query in _COPIES.items():
                _copy(warehouse, register_rows.arrow_batches(register, query), building(name))
            decisions = register_rows.arrow_batches(register, register_rows.DECISIONS)
            _copy(warehouse, decisions, building("stage_decisions"), _wordings_asked(law.counting))
            _assign_authorities(warehouse, law)
            _assign_items(warehouse, law)
            warehouse.execute(building("count_decisions"))
            warehouse.execute(building("views"))
            describe(warehouse, law, now, register_rows.last_pull(register), fingerprint)
            warehouse.execute("COMMIT")
    return final


def _fingerprint(register: sa.Connection, law: StatisticsLaw) -> str:
    return hashlib.sha256(
        "\n".join([law.fingerprint, *register_rows.state_of(register)]).encode()
    ).hexdigest()


def _fingerprint_of(snapshot: Path) -> str | None:
    try:
        with open_snapshot(snapshot) as warehouse:
            row = warehouse.execute("SELECT value FROM meta_snapshot WHERE item = 'fingerprint'").fetchone()
    except duckdb.Error:
        return None  # damaged or of an older form: built again
    return str(row[0]) if row else None


def _copy(
    warehouse: duckdb.DuckDBPyConnection,
    batches: Iterable[pa.Table],
    statement: str,
    asked: Mapping[str, list[str]] | None = None,
) -> None:
    """Store batches by a statement that reads `register_rows`, each while the next one is being read."""

    def store(table: pa.Table) -> None:
        warehouse.register("register_rows", table)
        warehouse.execute(statement, asked)
        warehouse.unregister("register_rows")

    with ThreadPoolExecutor(1) as worker:
        stored: Future[None] | None = None
        for table in batches:
            if stored is not None:
                stored.result()
            stored = worker.submit(store, table)
        if stored is not None:
            stored.result()


def _wordings_asked(tables: CountingTables) -> dict[str, list[str]]:
    return {
        "either_kind": list(tables.penalty_kinds.either_kind.spellings),
        "no_object": list(tables.rules.inspection.no_object),
    }


def _assign_authorities(warehouse: duckdb.DuckDBPyConnection, law: StatisticsLaw) -> None:
    pairs = warehouse.execute("SELECT DISTINCT authority_name, authority_code FROM stage_decision").fetchall()
    book = AuthorityBook(law.authorities)
    assigned = book.assign(pairs)
    insert_rows(
        warehouse,
        "INSERT INTO core_authority FROM given_rows",
        [
            (a.key, a.authority_id, a.unit, a.name, a.ordinal, a.explicit, a.in_force_from, a.in_force_to)
            for a in book.found.values()
        ],
    )
    insert_rows(
        warehouse,
        "INSERT INTO stage_authority FROM given_rows",
        [(a.name, a.code, a.decided_from, a.decided_to, a.key) for a in assigned],
    )


def _assign_items(warehouse: duckdb.DuckDBPyConnection, law: StatisticsLaw) -> None:
    rows = warehouse.execute(
        "SELECT DISTINCT act_type, named, told, has_object FROM stage_decision"
    ).fetchall()
    classified = [classify(Wording(*row), law.counting) for row in rows]
    insert_rows(warehouse, "INSERT INTO stage_item FROM given_rows", [_item_row(c) for c in classified])
    insert_rows(
        warehouse,
        "INSERT INTO meta_most_severe FROM given_rows",
        [(order, list(kinds), kind) for order, kinds, kind in most_severe_kinds(classified, law.counting)],
    )


def _item_row(one: Classified) -> tuple[Any, ...]:
    wording, item = one.wording, one.item
    named = (wording.act_type, wording.named, wording.told, wording.has_object)
    return (*named, list(one.kinds), item.name, item.not_counted, item.on_completion)
