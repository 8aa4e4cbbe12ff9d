"""The warehouse's SQL: plain files, run as they stand with bound parameters."""

from __future__ import annotations

from functools import cache
from pathlib import Path

SHIPPED = Path(__file__).parent / "sql"
STATISTICS = Path(__file__).parents[2] / "reports" / "statistics"
CHECKS = STATISTICS / "checks"


@cache
def building(name: str) -> str:
    """A statement that builds a snapshot."""
    return (SHIPPED / f"{name}.sql").read_text(encoding="utf-8")


@cache
def asking(name: str) -> str:
    """A statement under reports/statistics that asks a snapshot."""
    return (STATISTICS / f"{name}.sql").read_text(encoding="utf-8")


@cache
def checking(name: str) -> str:
    """A statement that finds where a snapshot is wrong; its first comment says in Chinese what must hold."""
    return (CHECKS / f"{name}.sql").read_text(encoding="utf-8")


@cache
def all_building() -> bytes:
    """All statements that build a snapshot, so that a changed one makes a new snapshot."""
    return b"\0".join(path.read_bytes() for path in sorted(SHIPPED.glob("*.sql")))
