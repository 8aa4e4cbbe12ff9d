"""Validating what a source delivered: headers, mending, every rule of the contract, findings an office can act on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from tasks.contracts.columns import as_frame
from tasks.contracts.compile_suite import Suite, compile_suite
from tasks.contracts.contract import Contract
from tasks.contracts.expectations import Table
from tasks.contracts.finding import Finding, Severity
from tasks.contracts.findings_text import Place, shown, tell
from tasks.contracts.headers import HeaderMap, map_headers
from tasks.contracts.mend_frame import MendedField, mend_frame
from tasks.contracts.run_suite import run_suite

_FEWEST_COLUMNS_FOUND = 0.5
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


@dataclass(frozen=True, slots=True)
class Validation:
    """What came of validating one batch.

    `frame` has every field of the contract as mended text ("" for missing or unreadable), aligned with the rows
    as they came; `rejected` marks rows with an error. `broken` means that the columns are not the contract's, and
    nothing may be taken from the batch. `columns_used` leads source columns to fields.
    """

    frame: pd.DataFrame
    rejected: npt.NDArray[np.bool_]
    findings: list[Finding]
    broken: bool
    columns_used: Mapping[str, str]


def validate(contract: Contract, rows: pd.DataFrame, today: date) -> Validation:
    """Holds rows of raw text against a contract; `today` is the Shanghai date."""
    suite = _suite(contract)
    headers = map_headers(contract, [str(c) for c in rows.columns])
    used = {c.header: c.field for c in headers.columns}
    broken = _wrong_columns(contract, headers)
    if broken is not None:
        return Validation(_blank(contract, len(rows)), np.ones(len(rows), dtype=bool), [broken], True, used)
    fields = mend_frame(contract, rows, headers)
    absent = frozenset(f.name for f in contract.fields) - headers.found()
    table = Table(contract, fields, absent, today, len(rows))
    findings = _in_order([*_mended(table), *_conflicts(table), *_broken_rules(suite, table)])
    rejected = np.zeros(len(rows), dtype=bool)
    rejected[[f.record - 1 for f in findings if f.record and f.severity is Severity.ERROR]] = True
    frame = as_frame({name: mended.column for name, mended in fields.items()})
    return Validation(frame, rejected, [*_about_columns(suite, headers, len(rows)), *findings], False, used)


def _suite(contract: Contract) -> Suite:
    """The compiled rules, compiled once for each contract as it was loaded."""
    known = _SUITES.get(contract.name)
    if known is None or known.contract is not contract:
        known = _SUITES[contract.name] = compile_suite(contract)
    return known


_SUITES: dict[str, Suite] = {}


def _blank(contract: Contract, rows: int) -> pd.DataFrame:
    return pd.DataFrame({f.name: pd.Series([""] * rows, dtype="str") for f in contract.fields})


def _wrong_columns(contract: Contract, headers: HeaderMap) -> Finding | None:
    wanted = [f for f in contract.fields if f.required]
    found = [f for f in wanted if f.name in headers.found()]
    if len(found) >= len(wanted) * _FEWEST_COLUMNS_FOUND:
        return None
    near = "、".join(f"“{shown(h)}”" for h, _ in headers.unknown[:5])
    said = {
        "contract": contract.title,
        "wanted": str(len(wanted)),
        "found": str(len(found)),
        "near": f"；未识别的列有{near}" if near else "",
    }
    return tell("wrong-columns", Severity.ERROR, Place(None, ""), said)


def _about_columns(suite: Suite, headers: HeaderMap, rows: int) -> Iterator[Finding]:
    """What is odd about the columns of the whole batch."""
    for header, near in headers.unknown:
        said = {"header": shown(header), "near": f"，是否指“{near}”" if near else ""}
        yield tell("unknown-column", Severity.WARNING, Place(None, shown(header)), said)
    for field in suite.contract.fields:
        if field.name not in headers.found() and field.required and rows:
            yield tell("missing-column", Severity.ERROR, Place(None, field.title, field.clause))
    for column in headers.columns:
        field = suite.contract.field(column.field)
        if field.kind == "amount" and not column.states_unit and column.header != field.code:
            yield tell(
                "unit-not-stated",
                Severity.WARNING,
                Place(None, field.title),
                {"header": shown(column.header)},
            )


def _mended(table: Table) -> Iterator[Finding]:
    """A warning for each value whose mending changed what it says."""
    for field in table.contract.fields:
        mended = table.fields[field.name]
        for row in np.flatnonzero(mended.changed_rows()) if mended.changed else ():
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


def _broken_rules(suite: Suite, table: Table) -> Iterator[Finding]:
    """A finding for each rule and row.

    A cell that cannot be read is told as that alone, not with what follows from it; that every record lacks what
    a whole absent column would have given is told once for the batch.
    """
    results = run_suite(suite, table)
    unread = {(r.field.name, int(row)) for r, rows in results if r.code in _UNREADABLE for row in rows}
    absent: set[str] = set()
    for rule, rows in results:
        if rule.code in _TOLD_ONCE and rule.field.name in table.absent:
            absent.add(rule.field.name)
            continue
        for row in map(int, rows):
            if rule.code in _UNREADABLE or (rule.field.name, row) not in unread:
                said = rule.said(table, row)
                yield tell(rule.code, rule.severity, Place(row + 1, rule.field.title, rule.clause), said)
    for field in table.contract.fields:
        if field.name in absent:
            yield tell("missing-column", Severity.WARNING, Place(None, field.title, field.clause))


def _in_order(found: list[Finding]) -> list[Finding]:
    """By record, errors before warnings; a row that is the header once more is told in one finding."""
    headers = Counter(f.record for f in found if f.code == _HEADER)
    repeated = {record for record, count in headers.items() if record and count >= _HEADERS_OF_A_HEADER_ROW}
    kept: list[Finding] = []
    for finding in sorted(
        found, key=lambda f: (f.record or 0, f.code != _HEADER, f.severity is not Severity.ERROR)
    ):
        if finding.record in repeated:
            if not kept or kept[-1].record != finding.record:
                kept.append(tell("header-row", Severity.ERROR, Place(finding.record, finding.field), {}))
        else:
            kept.append(finding)
    return kept
