"""From broken rules, mends and conflicting columns to findings, record by record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from tasks.contracts.absent_columns import absent_columns, is_of_absent_column
from tasks.contracts.columns import Mask
from tasks.contracts.compile_suite import Suite
from tasks.contracts.expectations import NativeRule, Rule, Table
from tasks.contracts.finding import Finding, Severity
from tasks.contracts.findings_text import Place, shown, tell
from tasks.contracts.mend_frame import MendedField
from tasks.contracts.rows_beside_data import HEADER, header_rows, summary_rows, told
from tasks.contracts.run_suite import Rows, run_suite

Results = Sequence[tuple[Rule | NativeRule, Rows]]

_UNREADABLE = frozenset({HEADER, "impossible-date", "unreadable-amount", "forbidden-characters"})
_CONTRADICTED = "amount-contradicts-words"
_HIDDEN_BY_CONTRADICTION = "fine-without-amount"
"""A fine of 0 against words that name one is told as the contradiction it is."""


def record_findings(suite: Suite, table: Table) -> list[Finding]:
    """All findings on records, by record with errors first, after those on absent columns.

    A row that is the header once more or a line of totals is told in one finding, a cell that cannot be read as
    that alone, and all that a record lacks because whole columns are absent is told at once.
    """
    results = run_suite(suite, table)
    headers, totals = header_rows(table, results), summary_rows(table)
    no_record = headers.copy()
    no_record[list(totals)] = True
    found = [
        *absent_columns(table, results, no_record),
        *told(table, headers, totals),
        *_mended(table, no_record),
        *_conflicts(table, no_record),
        *_broken_rules(table, results, no_record),
    ]
    return sorted(found, key=lambda f: (f.record or 0, f.severity is not Severity.ERROR))


def _mended(table: Table, no_record: Mask) -> Iterator[Finding]:
    """A warning for each value whose mending changed what it says."""
    for field in table.contract.fields:
        mended = table.fields[field.name]
        if mended.changed:
            for row in np.flatnonzero(mended.changed_rows() & ~no_record):
                yield _mend_warning(mended, int(row), field.title)


def _mend_warning(mended: MendedField, row: int, title: str) -> Finding:
    change = mended.changed[int(mended.raw.codes[row])]
    said = {"raw": shown(mended.raw.cell(row).strip()), "value": shown(change.value)}
    return tell(f"mended-{change.kind}", Severity.WARNING, Place(row + 1, title), said)


def _conflicts(table: Table, no_record: Mask) -> Iterator[Finding]:
    for field in table.contract.fields:
        conflicts = table.fields[field.name].conflicts
        if conflicts is not None:
            for row in np.flatnonzero(conflicts & ~no_record):
                yield tell("columns-conflict", Severity.ERROR, Place(int(row) + 1, field.title, field.clause))


def _broken_rules(table: Table, results: Results, no_record: Mask) -> Iterator[Finding]:
    unreadable = _cells(table, results, _UNREADABLE)
    contradicted = _cells(table, results, frozenset({_CONTRADICTED}))
    nowhere = np.zeros(table.rows, dtype=bool)
    for rule, rows in results:
        if is_of_absent_column(rule, table):
            continue
        name, hidden = rule.field.name, no_record
        if rule.code not in _UNREADABLE:
            hidden = hidden | unreadable.get(name, nowhere)
        if rule.code == _HIDDEN_BY_CONTRADICTION:
            hidden = hidden | (contradicted.get(name, nowhere) & ~table.column(name).missing())
        place_title, clause = rule.field.title, rule.clause
        for row in rows[~hidden[rows]].tolist():
            yield tell(rule.code, rule.severity, Place(row + 1, place_title, clause), rule.said(table, row))


def _cells(table: Table, results: Results, codes: frozenset[str]) -> dict[str, Mask]:
    """By field, the rows whose cell has one of these findings."""
    cells: dict[str, Mask] = {}
    for rule, rows in results:
        if rule.code in codes:
            mask = cells.setdefault(rule.field.name, np.zeros(table.rows, dtype=bool))
            mask[rows] = True
    return cells
