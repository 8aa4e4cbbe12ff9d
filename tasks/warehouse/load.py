"""From the register to a new snapshot for statisticians; none where nothing has changed (design 5, DuckDB)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa

from tasks.contracts.tables_counting import CountingTables
from tasks.law.authorities import Authority
from tasks.warehouse import register_rows
from tasks.warehouse.authorities import AuthorityBook
from tasks.warehouse.classifying import Classified, Wording, classify, most_severe_kinds
from tasks.warehouse.snapshots import current_snapshot, new_snapshot, open_snapshot
from tasks.warehouse.statements import all_building, building

SNAPSHOTS_KEPT = 5
_COPIES = {
    "load_records": register_rows.RECORDS,
    "load_publications": register_rows.PUBLICATIONS,
    "load_withdrawals": register_rows.WITHDRAWALS,
    "load_findings": register_rows.FINDINGS,
    "stage_decisions": register_rows.DECISIONS,
}


@dataclass(frozen=True, slots=True)
class StatisticsLaw:
    """What decides what counts: whose acts, and under which item."""

    authorities: tuple[Authority, ...]
    counting: CountingTables

    @property
    def fingerprint(self) -> str:
        """Changes when a rule does."""
        text = f"{self.authorities}{self.counting}".encode()
        return hashlib.sha256(text + all_building()).hexdigest()


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
            for name in ("tables", "decisions", "rules", "stage"):
                warehouse.execute(building(name))
            _store_rules(warehouse, law)
            for name, query in _COPIES.items():
                _copy(warehouse, register, name, query)
            _assign_authorities(warehouse, law)
            _assign_items(warehouse, law)
            warehouse.execute(building("count_decisions"))
            warehouse.execute(building("views"))
            _describe(warehouse, law, now, register_rows.last_pull(register), fingerprint)
    return final


def _fingerprint(register: sa.Connection, law: StatisticsLaw) -> str:
    return hashlib.sha256("\n".join([law.fingerprint, *register_rows.state_of(register)]).encode()).hexdigest()


def _fingerprint_of(snapshot: Path) -> str | None:
    try:
        with open_snapshot(snapshot) as warehouse:
            row = warehouse.execute("SELECT value FROM meta_snapshot WHERE item = 'fingerprint'").fetchone()
    except duckdb.Error:
        return None  # damaged or of an older form: built again
    return str(row[0]) if row else None


def _copy(
    warehouse: duckdb.DuckDBPyConnection, register: sa.Connection, statement: str, query: sa.Select[Any]
) -> None:
    for table in register_rows.arrow_batches(register, query):
        warehouse.register("register_rows", table)
        warehouse.execute(building(statement))
        warehouse.unregister("register_rows")


def _assign_authorities(warehouse: duckdb.DuckDBPyConnection, law: StatisticsLaw) -> None:
    pairs = warehouse.execute("SELECT DISTINCT authority_name, authority_code FROM stage_decision").fetchall()
    book = AuthorityBook(law.authorities)
    assigned = book.assign(pairs)
    _insert(
        warehouse,
        "INSERT INTO core_authority VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (a.key, a.authority_id, a.unit, a.name, a.ordinal, a.explicit, a.in_force_from, a.in_force_to)
            for a in book.found.values()
        ],
    )
    _insert(
        warehouse,
        "INSERT INTO stage_authority VALUES (?, ?, ?, ?, ?)",
        [(a.name, a.code, a.decided_from, a.decided_to, a.key) for a in assigned],
    )


def _assign_items(warehouse: duckdb.DuckDBPyConnection, law: StatisticsLaw) -> None:
    rows = warehouse.execute("SELECT DISTINCT act_type, named, told, has_object FROM stage_decision").fetchall()
    classified = [classify(Wording(*row), law.counting) for row in rows]
    _insert(
        warehouse, "INSERT INTO stage_item VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [_item_row(c) for c in classified]
    )
    _insert(
        warehouse,
        "INSERT INTO meta_most_severe VALUES (?, ?, ?)",
        [(order, list(kinds), kind) for order, kinds, kind in most_severe_kinds(classified, law.counting)],
    )


def _item_row(one: Classified) -> tuple[Any, ...]:
    wording, item = one.wording, one.item
    named = (wording.act_type, wording.named, wording.told, wording.has_object)
    return (*named, list(one.kinds), item.name, item.not_counted, item.on_completion)


def _store_rules(warehouse: duckdb.DuckDBPyConnection, law: StatisticsLaw) -> None:
    tables = law.counting
    either = tables.penalty_kinds.either_kind.spellings
    _insert(warehouse, "INSERT INTO rule_either_kind VALUES (?)", [(one,) for one in either])
    _insert(
        warehouse,
        "INSERT INTO rule_no_object VALUES (?)",
        [(one,) for one in tables.rules.inspection.no_object],
    )
    _insert(
        warehouse,
        "INSERT INTO meta_severity_order VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (o.id, o.title, rank, kind, o.by_decision_date, o.in_force_from, o.in_force_to, o.clause, o.source)
            for o in tables.severity_orders
            for rank, kind in enumerate(o.kinds, 1)
        ],
    )
    _insert(
        warehouse,
        "INSERT INTO meta_form VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (f.form, f.profile, f.title, list(f.act_types), f.severity_order, f.source, list(f.notes))
            for f in tables.forms
        ],
    )
    _insert(
        warehouse,
        "INSERT INTO meta_form_column VALUES (?, ?, ?, ?, ?, ?)",
        [
            (f.form, f.profile, ordinal, c.heading, list(c.items), c.measure)
            for f in tables.forms
            for ordinal, c in enumerate(f.columns, 1)
        ],
    )


def _describe(
    warehouse: duckdb.DuckDBPyConnection,
    law: StatisticsLaw,
    now: datetime,
    pulled_at: str | None,
    fingerprint: str,
) -> None:
    rows = [
        ("built_at", now.isoformat(timespec="seconds"), "快照生成时间"),
        ("pulled_until", pulled_at or "", "数据截至：最近一次取数的时间"),
        ("counting_version", law.counting.version, "计数规则和统计表样式的版本"),
        ("rules", law.fingerprint, "全部规则的摘要，规则一变即变"),
        ("fingerprint", fingerprint, "登记库与规则的摘要，未变则不另出快照"),
    ]
    _insert(warehouse, "INSERT INTO meta_snapshot VALUES (?, ?, ?)", rows)


def _insert(warehouse: duckdb.DuckDBPyConnection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        warehouse.executemany(statement, [tuple(_plain(value) for value in row) for row in rows])


def _plain(value: Any) -> Any:
    """Enumerations by their text; a span without end reaches to the last day."""
    return value.value if hasattr(value, "value") and not isinstance(value, date) else value
