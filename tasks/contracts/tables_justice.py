"""Loads the headings of the yearly handover to the justice bureau, `justice_table.yaml` (promise 8, clause G17)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field, TypeAdapter

from tasks.contracts.law_rows import checked, read_rows, table_path
from tasks.contracts.tables_counting import CountingTables, FormKind

_NAME = "justice_table.yaml"
_STRICT: Mapping[str, str] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class FormPlace:
    """A column of an official form."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = _STRICT

    form: FormKind
    profile: str
    column: str


@dataclass(frozen=True, slots=True)
class JusticeRow:
    """One heading and where its figure stands; nowhere: it is not collected."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = _STRICT

    id: str
    section: str
    heading: str
    unit: str
    clause: str
    source: str
    place: Annotated[FormPlace | None, Field(alias="from")] = None
    authorities: bool = False
    note: str = ""
    assumption: bool = False

    def __post_init__(self) -> None:
        """ValueError for a row with two figures."""
        if self.place is not None and self.authorities:
            raise ValueError("from与authorities只能填一项")


_ROW = TypeAdapter(JusticeRow)


def load_justice_rows(home: Path | None, counting: CountingTables) -> tuple[JusticeRow, ...]:
    """Every row; LawTableError where one names a column that no official form has."""
    rows = read_rows(home, _NAME, _ROW)
    known = {(form.form, form.profile, column.heading) for form in counting.forms for column in form.columns}
    checked(str(table_path(home, _NAME)), lambda: _check(rows, known))
    return rows


def _check(rows: tuple[JusticeRow, ...], known: set[tuple[FormKind, str, str]]) -> None:
    if twice := [name for name, times in Counter(row.id for row in rows).items() if times > 1]:
        raise ValueError(f"编号重复：{'、'.join(twice)}")
    for row in rows:
        at = row.place
        if at is not None and (at.form, at.profile, at.column) not in known:
            raise ValueError(f"{row.id}：统计表{at.form}的样式{at.profile}没有“{at.column}”一栏")
