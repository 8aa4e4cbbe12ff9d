"""Loads the table that says which office confirms which forms of the annual report (clause G18)."""

from __future__ import annotations

from pathlib import Path

from pydantic import TypeAdapter

from tasks.contracts.law_rows import LawTableError, read_rows, table_path
from tasks.law.report_signing import ReportOffice

TABLE = "report_offices.yaml"
_ROW = TypeAdapter(ReportOffice)


def load_report_offices(home: Path | None) -> tuple[ReportOffice, ...]:
    """The rows as shipped or as the installation has them; LawTableError naming file, row and field."""
    rows = read_rows(home, TABLE, _ROW)
    if len({row.id for row in rows}) < len(rows):
        raise LawTableError(f"法规表{table_path(home, TABLE)}：编号重复")
    return rows
