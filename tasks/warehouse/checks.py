"""Checks of a snapshot before a year's forms are signed; each gives rows only where something is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from tasks.contracts.tables_checks import CheckSeverity, ReportCheck
from tasks.law.lifecycle import STATE_NAMES
from tasks.warehouse.register_figures import RegisterFigures
from tasks.warehouse.snapshots import open_snapshot
from tasks.warehouse.statements import CHECKS, checking

_STATES = pa.table({"state": list(STATE_NAMES), "name": list(STATE_NAMES.values())})


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """One place where a check does not hold: what should hold, where it does not, in what way, how to mend it."""

    check: str
    severity: CheckSeverity
    title: str
    place: str
    problem: str
    mending: str


def check_names() -> frozenset[str]:
    """The checks there are, by the names of their statements."""
    return frozenset(path.stem for path in CHECKS.glob("*.sql"))


def check_title(name: str) -> str:
    """What a check says must hold: the first comment of its statement."""
    return checking(name).partition("\n")[0].removeprefix("--").strip()


def check_snapshot(
    snapshot: Path, year: int, checks: Iterable[ReportCheck], register: RegisterFigures
) -> list[CheckFinding]:
    """Run the checks of a year over a snapshot, in their order; what the register says is held against it."""
    with open_snapshot(snapshot) as warehouse:
        warehouse.register("register_figure", register.figures)
        warehouse.register("register_leaf", register.leaves)
        warehouse.register("state_name", _STATES)
        return [finding for check in checks for finding in _findings(warehouse, year, check)]


def _findings(warehouse: duckdb.DuckDBPyConnection, year: int, check: ReportCheck) -> list[CheckFinding]:
    (statement,) = warehouse.extract_statements(checking(check.id))
    known = {"year": year, **check.thresholds}
    asked = {name: known[name] for name in statement.named_parameters}
    title = check_title(check.id)
    return [
        CheckFinding(check.id, check.severity, title, place, problem, check.mending)
        for place, problem in warehouse.execute(statement, asked).fetchall()
    ]
