"""Validating what a source delivered: headers, mending, every rule of the contract, findings an office can act on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from tasks.contracts.columns import Column, as_frame
from tasks.contracts.compile_suite import Suite, compile_suite
from tasks.contracts.contract import Contract
from tasks.contracts.expectations import Table
from tasks.contracts.finding import Finding, Severity
from tasks.contracts.findings_text import Place, shown, tell
from tasks.contracts.headers import HeaderMap, map_headers
from tasks.contracts.mend_frame import mend_frame
from tasks.contracts.record_findings import record_findings

_FEWEST_COLUMNS_FOUND = 0.5


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
    first = Column.of(rows.iloc[:, 0].astype("str")) if len(rows.columns) else None
    table = Table(contract, fields, absent, today, len(rows), first)
    findings = record_findings(suite, table)
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
