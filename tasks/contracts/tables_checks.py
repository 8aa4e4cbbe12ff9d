"""What is checked before a year's forms are signed: the rows of `report_checks.yaml` (promise 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from pydantic import TypeAdapter

from tasks.contracts.law_rows import checked, read_rows, table_path

Threshold = int | float


class CheckSeverity(StrEnum):
    """Whether a finding keeps the forms from being signed."""

    BLOCKING = "blocking"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class ReportCheck:
    """One check, by the name of its statement; `mending` tells the office what to do about a finding."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    id: str
    severity: CheckSeverity
    mending: str
    source: str
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)
    note: str = ""
    assumption: bool = False


_ROW = TypeAdapter(ReportCheck)


def load_checks(home: Path | None, statements: frozenset[str]) -> tuple[ReportCheck, ...]:
    """The checks in their order; LawTableError where one of the statements has no row, or a row no statement."""
    rows = read_rows(home, "report_checks.yaml", _ROW)
    checked(str(table_path(home, "report_checks.yaml")), lambda: _compare(rows, statements))
    return rows


def _compare(rows: tuple[ReportCheck, ...], statements: frozenset[str]) -> None:
    named = [row.id for row in rows]
    if missing := sorted(statements - set(named)):
        raise ValueError(f"缺少核对项目：{'、'.join(missing)}")
    if unknown := sorted(set(named) - statements):
        raise ValueError(f"没有这样的核对项目：{'、'.join(unknown)}")
    if len(named) > len(set(named)):
        raise ValueError("有重复的核对项目")
