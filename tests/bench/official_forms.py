"""`make bench-statistics`: all official forms of a year over 10,000,000 decisions, beside what they could cost at best.

    python tests/bench/official_forms.py [COUNT]

In one run, on the same rows: one scan of the columns the forms need (DuckDB's own limit on that file), the forms, the
same figures in pandas, and in PostgreSQL ($GONGSHI_TEST_POSTGRES_URL). Each is the median of five; every one must
count the same.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import psutil
from decisions_in_bulk import YEARS, fill
from forms_elsewhere import Pandas, PostgreSQL

from tasks.contracts.law_tables import load_law
from tasks.contracts.tables_counting import FormKind, load_counting
from tasks.contracts.tables_privacy import load_privacy
from tasks.warehouse.forms import Forms, official_forms
from tasks.warehouse.rule_rows import StatisticsLaw, describe, store_rules
from tasks.warehouse.snapshots import new_snapshot, open_snapshot
from tasks.warehouse.statements import building

TIMES = 5
NEEDED = (
    "act_type", "counted_year", "counted_kind", "kinds", "authority_key", "fine_fen", "confiscated_fen",
    "procedure_kind", "review_date", "not_counted", "decided_on",
)  # fmt: skip


def main(count: int) -> None:
    """Build the snapshot, ask everybody, print the table and the ratios."""
    with tempfile.TemporaryDirectory(prefix="gongshi-statistics-") as folder:
        snapshot = _snapshot(Path(folder), count)
        print(
            f"{count:,} decisions of {len(YEARS)} years, {snapshot.stat().st_size / 1e6:,.0f} MB", flush=True
        )
        year = YEARS[-2]
        seconds, forms = _asked_of_duckdb(snapshot, year)
        for rival in (Pandas, PostgreSQL):
            with open_snapshot(snapshot) as warehouse:
                one = rival(warehouse)
            try:
                seconds[one.name] = _median(lambda one=one: one.count(year))  # type: ignore[misc]
                _same(one.name, one.count(year), forms)
            finally:
                one.close()
        _tell(seconds)


def _snapshot(folder: Path, count: int) -> Path:
    law = StatisticsLaw(
        load_law(None).authorities, load_counting(None), load_privacy(None).redaction_policy.names
    )
    now = datetime.now(UTC)
    with new_snapshot(folder, now, 1) as (warehouse, final):
        warehouse.execute("SET preserve_insertion_order = false; SET memory_limit = '4GB'; SET threads = 2")
        for name in ("tables", "decisions", "rules", "table_notes"):
            warehouse.execute(building(name))
        store_rules(warehouse, law)
        fill(warehouse, law.counting, count)
        for name in ("views", "form_views"):
            warehouse.execute(building(name))
        describe(warehouse, law, now, None, "bench")
    return final


def _asked_of_duckdb(snapshot: Path, year: int) -> tuple[dict[str, float], Forms]:
    scan = f"SELECT {', '.join(f'bit_xor(hash({one}))' for one in NEEDED)} FROM core_decision"
    process = psutil.Process()
    before = process.memory_info().rss
    with open_snapshot(snapshot) as warehouse:
        one_scan = _median(lambda: warehouse.execute(scan).fetchall())
    forms = official_forms(snapshot, year)
    took = _median(lambda: official_forms(snapshot, year))
    grown = (process.memory_info().rss - before) / 1e6
    print(f"memory grew by {grown:,.0f} MB while scanning and counting", flush=True)
    return {"one scan": one_scan, "forms": took}, forms


def _median(act: Callable[[], Any]) -> float:
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _same(name: str, counted: dict[str, int], forms: Forms) -> None:
    """The totals of every form, by the form's name, and the amount of the penalties in fen."""
    totals = {form.form.value: dict(zip(form.columns, form.rows[-1], strict=True)) for form in forms.forms}
    expected = {
        "penalty": totals["penalty"]["合计(宗)"],
        "fen": round(float(totals["penalty"]["罚没金额(元)"] or 0) * 100),
        "coercion": totals["coercion"]["合计(宗)"],
        "inspections": totals["other_acts"]["行政检查次数"],
        "licences": totals["licence"]["许可数量"],
    }
    if counted != expected:
        raise SystemExit(f"{name} counts otherwise: {counted} instead of {expected}")


def _tell(seconds: dict[str, float]) -> None:
    for name, taken in seconds.items():
        print(f"{name:<12} {taken:>8.3f} s {taken / seconds['one scan']:>8.2f} scans")
    print(f"{len(FormKind)} forms in {seconds['forms'] / seconds['one scan']:.2f} scans (goal: 3), "
          f"{seconds['forms'] / seconds['PostgreSQL']:.3f} of PostgreSQL's time (goal: 0.1)")  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
