"""Erasing from every kept snapshot the text of what was published in error; the rows and their counts stay.

A changed row leaves its former text in a DuckDB file, so each snapshot that has such text is written anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tasks.warehouse.rule_rows import insert_rows
from tasks.warehouse.snapshots import PAGE, open_snapshot, rewritten_snapshot, snapshots_in
from tasks.warehouse.statements import building

_COPIES = ("core_decision", "core_publication", "core_withdrawal")
"""The tables with text of decisions; each has a statement that leaves it out for the erased ones."""
_ROWS_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Erased:
    """Snapshots written anew, and those removed since they could not be read or have another form."""

    rewritten: tuple[Path, ...]
    removed: tuple[Path, ...]


def erase_from_snapshots(folder: Path, decision_ids: Sequence[int]) -> Erased:
    """Erase what snapshots still say of these decisions; those that say nothing are left alone.

    The caller holds the claim "warehouse". A snapshot is derived, so one that cannot be rewritten is removed, and the page that tells of it.
    """
    if not decision_ids:
        return Erased((), ())
    rewritten, removed = [], []
    for snapshot in snapshots_in(folder):
        try:
            if _still_worded(snapshot, decision_ids):
                _rewrite(snapshot, decision_ids)
                rewritten.append(snapshot)
        except duckdb.Error:
            snapshot.unlink()
            (folder / PAGE).unlink(missing_ok=True)
            removed.append(snapshot)
    return Erased(tuple(rewritten), tuple(removed))


def _still_worded(snapshot: Path, decision_ids: Sequence[int]) -> bool:
    with open_snapshot(snapshot) as warehouse:
        found = warehouse.execute(building("still_worded"), {"decisions": list(decision_ids)}).fetchone()
    return found is not None and found[0] > 0


def _rewrite(snapshot: Path, decision_ids: Sequence[int]) -> None:
    with open_snapshot(snapshot) as old, rewritten_snapshot(snapshot) as new:
        for name in ("tables", "decisions", "rules", "erased_decisions"):
            new.execute(building(name))
        insert_rows(new, "INSERT INTO erased_decision FROM given_rows", [(one,) for one in decision_ids])
        for (name,) in old.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary").fetchall():
            _copy(old, new, name)
        for name in ("views", "form_views"):
            new.execute(building(name))


def _copy(old: duckdb.DuckDBPyConnection, new: duckdb.DuckDBPyConnection, table: str) -> None:
    rows = old.table(table).fetch_arrow_reader(_ROWS_AT_ONCE)
    if table not in _COPIES:
        new.from_arrow(rows).insert_into(table)
        return
    new.register("old_rows", rows)
    new.execute(building(f"copy_{table}"))
    new.unregister("old_rows")
