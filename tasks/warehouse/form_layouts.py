"""The official forms as the snapshot describes them: title, columns and notes of each in each profile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from tasks.contracts.tables_counting import FormKind, Measure
from tasks.law.annual_report import Scope
from tasks.law.authorities import Level
from tasks.warehouse.statements import asking

FEN = {Measure.YUAN: 100, Measure.WAN: 1_000_000}
"""How many fen the unit of a money column has."""
_LEVELS = {None: tuple(Level), Scope.OWN: (Level.OWN,), Scope.CITY: tuple(Level)}


class UnknownProfileError(ValueError):
    """No form goes by that profile; the sentence names those there are."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, what it counts, and its place from 1 after 单位名称."""

    ordinal: int
    heading: str
    measure: Measure


@dataclass(frozen=True, slots=True)
class Layout:
    """A form as the snapshot describes it."""

    form: FormKind
    profile: str
    title: str
    act_types: list[str]
    severity_order: str | None
    notes: tuple[str, ...]
    columns: tuple[Column, ...]

    def asked(self, year: int, scope: Scope | None = None) -> dict[str, Any]:
        """The parameters of a statement about this form in a year; `levels` are those that count in the scope."""
        return {
            "form": self.form.value,
            "profile": self.profile,
            "year": year,
            "levels": levels_of(scope),
        }


def levels_of(scope: Scope | None) -> list[str]:
    """The levels of authorities that count in a scope; of None all of them."""
    return [level.value for level in _LEVELS[scope]]


def read_layout(warehouse: duckdb.DuckDBPyConnection, form: FormKind, profile: str) -> Layout:
    """One form in one profile; UnknownProfileError where there is no such profile."""
    found = warehouse.execute(
        "SELECT title, act_types, severity_order, notes FROM meta_form WHERE form = ? AND profile = ?",
        [form.value, profile],
    ).fetchone()
    if found is None:
        known = warehouse.execute(
            "SELECT string_agg(profile, '、' ORDER BY profile) FROM meta_form WHERE form = ?", [form.value]
        ).fetchone()
        raise UnknownProfileError(f"没有样式“{profile}”，可用的样式：{known[0] if known else ''}")
    columns = warehouse.execute(
        "SELECT ordinal, heading, measure FROM meta_form_column WHERE form = ? AND profile = ? ORDER BY ordinal",
        [form.value, profile],
    ).fetchall()
    title, act_types, severity_order, notes = found
    return Layout(
        form,
        profile,
        title,
        act_types,
        severity_order,
        tuple(notes),
        tuple(Column(ordinal, heading, Measure(measure)) for ordinal, heading, measure in columns),
    )


def ask(warehouse: duckdb.DuckDBPyConnection, name: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows that a statement under reports/statistics gives, by the names of its columns."""
    cursor = warehouse.execute(asking(name), asked)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
