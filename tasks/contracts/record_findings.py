"""From broken rules, mends and conflicting columns to findings, record by record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from tasks.contracts.columns import Mask
from tasks.contracts.compile_suite import Suite
from tasks.contracts.expectations import NativeRule, Rule, Table
from tasks.contracts.finding import Finding, Severity
from tasks.contracts.findings_text import Place, shown, tell
from tasks.contracts.mend_frame import MendedField
from tasks.contracts.run_suite import Rows, run_suite

Results = Sequence[tuple[Rule | NativeRule, Rows]]

_HEADER = "header-text-as-value"
_HEADERS_OF_A_HEADER_ROW = 3
_UNREADABLE = frozenset({_HEADER, "impossible-date", "unreadable-amount"})
_TOLD_ONCE = frozenset(
    {
        "missing-expected",
        "authority-code-missing",
        "source-code-missing",
        "representative-missing",
        "person-id-missing",
    }
)


def record_findings(suite: Suite, table: Table) -> list[Finding]:
    """All findings on records, by record with errors first, after those on absent columns.

    A row that is the header once more is told in one finding, a cell that cannot be read as that alone, and that
    every record lacks what a whole absent column would have given is told once.
    """
    results = run_suite(suite, table)
    header_rows = _header_rows(table, results)
    found = [
        *_absent_columns(table, results),
        *_header_findings(table, header_rows),
        *_mended(table, header_rows),
        *_conflicts(table),
        *_broken_rules(table, results, header_rows),
    ]
    return sorted(found, key=lambda f: (f.record or 0, f.severity is not Severity.ERROR))


def _header_rows(table: Table, results: Results) -> Mask:
    headers = np.zeros(table.rows, dtype=np.int64)
    for rule, rows in results:
        if rule.code == _HEADER:
            headers[rows] += 1
    mask: Mask = headers >= _HEADERS_OF_A_HEADER_ROW
    return mask


def _header_findings(table: Table, header_rows: Mask) -> Iterator[Finding]:
    title = table.contract.fields[0].title
    for row in np.flatnonzero(header_rows):
        yield tell("header-row", Severity.ERROR, Place(int(row) + 1, title))


def _absent_columns(table: Table, results: Results) -> Iterator[Finding]:
    absent = {rule.field.name for rule, _ in results if _is_told_once(rule, table)}
    for field in table.contract.fields:
        if field.name in absent:
            yield tell("missing-column", Severity.WARNING, Place(None, field.title, field.clause))


def _is_told_once(rule: Rule | NativeRule, table: Table) -> bool:
    return rule.code in _TOLD_ONCE and rule.field.name in table.absent


def _mended(table: Table, header_rows: Mask) -> Iterator[Finding]:
    """A warning for each value whose mending changed what it says."""
    for field in table.contract.fields:
        mended = table.fields[field.name]
        if mended.changed:
            for row in np.flatnonzero(mended.changed_rows() & ~header_rows):
                yield _mend_warning(mended, int(row), field.title)


def _mend_warning(mended: MendedField, row: int, title: str) -> Finding:
    change = mended.changed[int(mended.raw.codes[row])]
    said = {"raw": shown(mended.raw.cell(row).strip()), "value": shown(change.value)}
    return tell(f"mended-{change.kind}", Severity.WARNING, Place(row + 1, title), said)


def _conflicts(table: Table) -> Iterator[Finding]:
    for field in table.contract.fields:
        conflicts = table.fields[field.name].conflicts
        if conflicts is not None:
            for row in np.flatnonzero(conflicts):
                yield tell("columns-conflict", Severity.ERROR, Place(int(row) + 1, field.title, field.clause))


def _broken_rules(table: Table, results: Results, header_rows: Mask) -> Iterator[Finding]:
    unreadable = _unreadable_cells(table, results)
    for rule, rows in results:
        if _is_told_once(rule, table):
            continue
        hidden = header_rows
        if rule.code not in _UNREADABLE and rule.field.name in unreadable:
            hidden = header_rows | unreadable[rule.field.name]
        place_title, clause = rule.field.title, rule.clause
        for row in rows[~hidden[rows]].tolist():
            yield tell(rule.code, rule.severity, Place(row + 1, place_title, clause), rule.said(table, row))


def _unreadable_cells(table: Table, results: Results) -> dict[str, Mask]:
    """By field, the rows whose cell cannot be read."""
    unreadable: dict[str, Mask] = {}
    for rule, rows in results:
        if rule.code in _UNREADABLE:
            mask = unreadable.setdefault(rule.field.name, np.zeros(table.rows, dtype=bool))
            mask[rows] = True
    return unreadable
