"""What a compiled rule is: it finds the rows that break it, and says what is wrong with one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import numpy as np

from tasks.contracts.columns import Column, Mask, combinations
from tasks.contracts.contract import Contract, Field
from tasks.contracts.finding import Severity
from tasks.contracts.findings_text import shown
from tasks.contracts.mend_frame import MendedField
from tasks.contracts.rules import NamedRule, Surroundings


@dataclass(frozen=True, slots=True)
class Table:
    """The mended records that rules look at; fields without a source column are in `absent`.

    `first` is the source's first column as it came, where lines of totals are named.
    """

    contract: Contract
    fields: Mapping[str, MendedField]
    absent: frozenset[str]
    today: date
    rows: int
    first: Column | None = None
    memo: dict[object, object] = field(default_factory=dict)

    def column(self, name: str) -> Column:
        """A field's mended column."""
        return self.fields[name].column


class Rule(Protocol):
    """A rule on one field, perhaps looking at others."""

    @property
    def code(self) -> str:
        """The finding's code."""

    @property
    def field(self) -> Field:
        """The field the finding names."""

    @property
    def severity(self) -> Severity:
        """Whether the record is rejected."""

    @property
    def clause(self) -> str:
        """The clause, "" for the code's own."""

    def broken(self, table: Table) -> Mask:
        """The rows that break the rule."""

    def said(self, table: Table, row: int) -> Mapping[str, str]:
        """What the message says of one such row."""


@dataclass(frozen=True, slots=True)
class FieldRule:
    """What every rule has."""

    code: str
    field: Field
    severity: Severity
    clause: str

    def said(self, table: Table, row: int) -> Mapping[str, str]:
        """The value, mended or raw where it could not be read."""
        return {"value": shown(table.fields[self.field.name].raw.cell(row).strip(), self.field)}


@dataclass(frozen=True, slots=True)
class NamedFieldRule(FieldRule):
    """A rule of the registry on some fields."""

    rule: NamedRule
    names: tuple[str, ...]
    arguments: Mapping[str, Any]

    def broken(self, table: Table) -> Mask:
        """The rows whose values fail the check, looked at once for each combination of values."""
        columns = self._columns(table)
        around = Surroundings(table.today, self.arguments)
        distinct, codes = combinations(columns)
        verdict = np.fromiter(
            (self.rule.check(values, around) is not None for values in distinct),
            dtype=bool,
            count=len(distinct),
        )
        found: Mask = verdict[codes] if verdict.any() else np.zeros(table.rows, dtype=bool)
        return found

    def said(self, table: Table, row: int) -> Mapping[str, str]:
        """The values of the fields looked at, and what the check adds."""
        around = Surroundings(table.today, self.arguments)
        values = tuple(c.cell(row) for c in self._columns(table))
        return {**_quoted(self, table, self.names, row), **(self.rule.check(values, around) or {})}

    def _columns(self, table: Table) -> list[Column]:
        columns = [table.column(n) for n in self.names]
        return [c.reduced(r) if r else c for c, r in zip(columns, self.rule.reducers, strict=True)]


@dataclass(frozen=True, slots=True)
class NativeRule(FieldRule):
    """An expectation of Great Expectations, named in the contract and passed on as it is."""

    expectation: str
    kwargs: Mapping[str, Any]
    names: tuple[str, ...]

    def built(self) -> Any:
        """The expectation itself; ValueError where Great Expectations knows no such one or not these arguments."""
        import great_expectations as gx

        kind = getattr(gx.expectations, "".join(part.title() for part in self.expectation.split("_")), None)
        if kind is None:
            raise ValueError(f"Great Expectations 没有“{self.expectation}”")
        return kind(**self.kwargs)

    def said(self, table: Table, row: int) -> Mapping[str, str]:
        """The values of the fields the expectation looks at."""
        return _quoted(self, table, self.names, row)


def _quoted(rule: FieldRule, table: Table, names: Iterable[str], row: int) -> dict[str, str]:
    """The mended values of some fields by name, and that of the rule's own field as `value`."""
    said = {n: shown(table.column(n).cell(row), table.contract.field(n)) for n in names}
    return {"value": shown(table.column(rule.field.name).cell(row), rule.field), **said}
