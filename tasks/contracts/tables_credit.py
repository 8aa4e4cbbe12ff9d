"""Loads what the monthly 双公示 table is measured by, `credit_metrics.yaml` (promise 8)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter

from tasks.contracts.law_rows import checked, read_rows, table_path
from tasks.law.credit_metrics import CreditMetric

_NAME = "credit_metrics.yaml"
_ROW = TypeAdapter(CreditMetric)


def load_credit_metrics(home: Path | None) -> tuple[CreditMetric, ...]:
    """Every row; a file in `home/law` replaces the shipped one whole. LawTableError where one cannot be used."""
    rows = read_rows(home, _NAME, _ROW)
    checked(str(table_path(home, _NAME)), lambda: _check(rows))
    return rows


def _check(rows: tuple[CreditMetric, ...]) -> None:
    twice = [name for name, times in Counter(row.id for row in rows).items() if times > 1]
    if twice:
        raise ValueError(f"编号重复：{'、'.join(twice)}")
    for row in rows:
        days = (row.in_force_from, row.in_force_to or date.max)
        for other in rows:
            if other is not row and other.title == row.title and other.covers(days[0]):
                raise ValueError(f"{row.title}的两行（{other.id}、{row.id}）施行期间重叠")
