"""What a snapshot is counted by, and the rows that keep it inside the snapshot (promise 8)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from tasks.contracts.tables_counting import CountingTables
from tasks.law.authorities import Authority
from tasks.law.names import NameLists
from tasks.warehouse.statements import all_building


@dataclass(frozen=True, slots=True)
class StatisticsLaw:
    """What decides what counts: whose acts, and under which item; and what looks like a person's name."""

    authorities: tuple[Authority, ...]
    counting: CountingTables
    names: NameLists

    @property
    def fingerprint(self) -> str:
        """Changes when a rule does."""
        text = f"{self.authorities}{self.counting}{self.names}".encode()
        return hashlib.sha256(text + all_building()).hexdigest()


def store_rules(warehouse: duckdb.DuckDBPyConnection, law: StatisticsLaw) -> None:
    """Keep severity orders and forms inside the snapshot."""
    tables = law.counting
    insert_rows(
        warehouse,
        "INSERT INTO meta_severity_order FROM given_rows",
        [
            (
                o.id,
                o.title,
                rank,
                kind,
                o.by_decision_date,
                o.in_force_from,
                o.in_force_to,
                o.clause,
                o.source,
            )
            for o in tables.severity_orders
            for rank, kind in enumerate(o.kinds, 1)
        ],
    )
    insert_rows(
        warehouse,
        "INSERT INTO meta_form FROM given_rows",
        [
            (
                f.form.value,
                f.profile,
                f.title,
                [act.value for act in f.act_types],
                f.severity_order,
                f.source,
                list(f.notes),
            )
            for f in tables.forms
        ],
    )
    insert_rows(
        warehouse,
        "INSERT INTO meta_form_column FROM given_rows",
        [
            (f.form.value, f.profile, ordinal, c.heading, list(c.items), c.measure.value)
            for f in tables.forms
            for ordinal, c in enumerate(f.columns, 1)
        ],
    )


def describe(
    warehouse: duckdb.DuckDBPyConnection,
    law: StatisticsLaw,
    now: datetime,
    pulled_at: str | None,
    fingerprint: str,
) -> None:
    """Say when and by what the snapshot was built."""
    rows = [
        ("built_at", now.isoformat(timespec="seconds"), "快照生成时间"),
        ("pulled_until", pulled_at or "", "数据截至：最近一次取数的时间"),
        ("counting_version", law.counting.version, "计数规则和统计表样式的版本"),
        ("rules", law.fingerprint, "全部规则的摘要，规则一变即变"),
        ("fingerprint", fingerprint, "登记库与规则的摘要，未变则不另出快照"),
    ]
    insert_rows(warehouse, "INSERT INTO meta_snapshot FROM given_rows", rows)


def insert_rows(
    warehouse: duckdb.DuckDBPyConnection, statement: str, rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows by a statement that reads them from `given_rows`, column by column."""
    if not rows:
        return
    columns = [pa.array(values) for values in zip(*rows, strict=True)]
    names = [f"c{place}" for place in range(len(columns))]
    warehouse.register("given_rows", pa.Table.from_arrays(columns, names=names))
    warehouse.execute(statement)
    warehouse.unregister("given_rows")
