"""What whole absent columns mean: told once for the batch, and once for each record that lacks them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from tasks.contracts.columns import Mask
from tasks.contracts.expectations import NativeRule, Rule, Table
from tasks.contracts.finding import Finding, Severity
from tasks.contracts.findings_text import Place, tell
from tasks.contracts.run_suite import Rows

Broken = tuple[Rule | NativeRule, Rows]

_MISSING = frozenset(
    {
        "missing-required",
        "missing-expected",
        "authority-code-missing",
        "source-code-missing",
        "representative-missing",
        "person-id-missing",
        "person-lacks-id",
        "party-code-missing",
        "fine-without-amount",
        "confiscated-amount-missing",
        "certificate-not-named",
    }
)
"""Findings that say no more than that a value is missing."""


def is_of_absent_column(rule: Rule | NativeRule, table: Table) -> bool:
    """Whether a rule is broken only because the source has no such column."""
    return rule.code in _MISSING and rule.field.name in table.absent


def absent_columns(table: Table, results: Sequence[Broken], hidden: Mask) -> Iterator[Finding]:
    """One finding for each column that records needed, and one for each record, naming all it lacks.

    Required columns are told by the header already; columns that are only expected reject no record.
    """
    lacking = [(rule, rows) for rule, rows in results if is_of_absent_column(rule, table)]
    worst: dict[str, Severity] = {}
    for rule, _ in lacking:
        if worst.get(rule.field.name) is not Severity.ERROR:
            worst[rule.field.name] = rule.severity
    for field in table.contract.fields:
        if field.name in worst and not field.required:
            yield tell("missing-column", worst[field.name], Place(None, field.title, field.clause))
    yield from _of_records(table, [b for b in lacking if b[0].severity is Severity.ERROR], hidden)


def _of_records(table: Table, lacking: Sequence[Broken], hidden: Mask) -> Iterator[Finding]:
    which = np.zeros(table.rows, dtype=np.int64)
    for bit, (_, rows) in enumerate(lacking):
        which[rows] |= 1 << bit
    which[hidden] = 0
    for row in np.flatnonzero(which).tolist():
        rules = [rule for bit, (rule, _) in enumerate(lacking) if which[row] >> bit & 1]
        first, place = rules[0], Place(row + 1, rules[0].field.title, rules[0].clause)
        if len(rules) == 1:
            yield tell(first.code, Severity.ERROR, place, first.said(table, row))
        else:
            titles = "、".join(f"“{rule.field.title}”" for rule in rules)
            yield tell("missing-several", Severity.ERROR, place, {"titles": titles})
