"""Rows of a file that are no decisions: the header once more, and lines of totals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from tasks.contracts.columns import Column, Mask
from tasks.contracts.expectations import NativeRule, Rule, Table
from tasks.contracts.finding import Finding, Severity
from tasks.contracts.findings_text import Place, tell
from tasks.contracts.run_suite import Rows

HEADER = "header-text-as-value"
_HEADERS_OF_A_HEADER_ROW = 3
_TOTAL = re.compile(
    "(?:本页|本表|本月|本季度?|本年|全年|累计|以上)?(合计|总计|小计|共计|汇总)(?:[:：]?[0-9]*[件条户宗项]?)"
)
_NO_WORD = ""


def header_rows(table: Table, results: Sequence[tuple[Rule | NativeRule, Rows]]) -> Mask:
    """The rows that hold headers where values belong, in several cells."""
    headers = np.zeros(table.rows, dtype=np.int64)
    for rule, rows in results:
        if rule.code == HEADER:
            headers[rows] += 1
    mask: Mask = headers >= _HEADERS_OF_A_HEADER_ROW
    return mask


def summary_rows(table: Table) -> dict[int, str]:
    """By row that is a line of totals, the word that says so: in its first cell or where the party belongs."""
    party = table.fields.get("party_name")
    columns = [c for c in (table.first, party.raw if party else None) if c is not None]
    return {row: word for column in columns for row, word in _words_of_totals(column)}


def _words_of_totals(column: Column) -> Iterator[tuple[int, str]]:
    words = {code: _word(text) for code, text in enumerate(column.values) if "计" in text or "汇" in text}
    for code, word in words.items():
        if word != _NO_WORD:
            for row in np.flatnonzero(column.codes == code).tolist():
                yield row, word


def _word(text: str) -> str:
    found = _TOTAL.fullmatch("".join(text.split()))
    return found[1] if found else _NO_WORD


def told(table: Table, headers: Mask, totals: dict[int, str]) -> Iterator[Finding]:
    """One finding for each such row, whatever else is wrong with it."""
    title = table.contract.fields[0].title
    for row in np.flatnonzero(headers).tolist():
        yield tell("header-row", Severity.ERROR, Place(row + 1, title))
    for row, word in totals.items():
        if not headers[row]:
            yield tell("summary-row", Severity.ERROR, Place(row + 1, title), {"word": word})
