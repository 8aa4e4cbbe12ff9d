"""From the register to a new snapshot for statisticians; none where nothing has changed (design 5, DuckDB)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import sqlalchemy as sa

from tasks.warehouse import channel_rows, register_rows
from tasks.warehouse.decision_counting import DecisionCounting
from tasks.warehouse.district_rows import DISTRICT_FIGURES, mark_counted_units
from tasks.warehouse.rule_rows import StatisticsLaw, describe, store_rules
from tasks.warehouse.snapshots import current_snapshot, new_snapshot, open_snapshot
from tasks.warehouse.statements import building

SNAPSHOTS_KEPT = 5
_COPIES = {
    "load_withdrawals": channel_rows.WITHDRAWALS,
    "load_publications": channel_rows.PUBLICATIONS,
    "load_findings": register_rows.FINDINGS,
    "load_hand_ins": channel_rows.HAND_INS,
    "load_district_figures": DISTRICT_FIGURES,
}


def build_snapshot(
    engine: sa.Engine, folder: Path, law: StatisticsLaw, now: datetime, keep: int = SNAPSHOTS_KEPT
) -> Path:
    """Build a snapshot of the register and return it; the current one where register and rules are unchanged."""
    with register_rows.one_view(engine) as register:
        fingerprint = fingerprint_of(register, law)
        current = current_snapshot(folder)
        if current is not None and kept_fingerprint(current) == fingerprint:
            return current
        with new_snapshot(folder, now, keep) as (warehouse, final):
            warehouse.execute("SET preserve_insertion_order = false")
            for name in ("tables", "decisions", "rules", "table_notes", "stage"):
                warehouse.execute(building(name))
            store_rules(warehouse, law)
            for name, query in _COPIES.items():
                _copy(register_rows.arrow_batches(register, query), _store(warehouse, name))
            mark_counted_units(warehouse, law.authorities)
            counting = DecisionCounting(warehouse, law)
            _copy(register_rows.arrow_batches(register, register_rows.DECISIONS), counting.take)
            counting.finish()
            _copy(
                register_rows.arrow_batches(register, register_rows.RECORDS),
                _store(warehouse, "load_records"),
            )
            for name in ("views", "form_views"):
                warehouse.execute(building(name))
            describe(warehouse, law, now, register_rows.last_pull(register), fingerprint)
    return final


def fingerprint_of(register: sa.Connection, law: StatisticsLaw) -> str:
    """Changes when the register or a rule does."""
    return hashlib.sha256(
        "\n".join([law.fingerprint, *register_rows.state_of(register)]).encode()
    ).hexdigest()


def kept_fingerprint(snapshot: Path) -> str | None:
    """The fingerprint of what a snapshot was built from; None where it cannot be read."""
    try:
        with open_snapshot(snapshot) as warehouse:
            row = warehouse.execute("SELECT value FROM meta_snapshot WHERE item = 'fingerprint'").fetchone()
    except duckdb.Error:
        return None  # damaged or of an older form: built again
    return str(row[0]) if row else None


def _store(warehouse: duckdb.DuckDBPyConnection, statement: str) -> Callable[[pa.Table], None]:
    def store(table: pa.Table) -> None:
        warehouse.register("register_rows", table)
        warehouse.execute(building(statement))
        warehouse.unregister("register_rows")

    return store


def _copy(batches: Iterable[pa.Table], store: Callable[[pa.Table], None]) -> None:
    """Store batches, each while the next one is being read."""
    with ThreadPoolExecutor(1) as worker:
        stored: Future[None] | None = None
        for table in batches:
            if stored is not None:
                stored.result()
            stored = worker.submit(store, table)
        if stored is not None:
            stored.result()
