"""Mending whole columns: each distinct value that is not plain already goes through the law's menders once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from tasks.contracts.code_lists import code_list
from tasks.contracts.columns import Column, Mask
from tasks.contracts.contract import Contract, Field
from tasks.contracts.headers import Column as HeaderColumn
from tasks.contracts.headers import HeaderMap
from tasks.law import mending
from tasks.law.characters import CJK
from tasks.law.mending import Mended, MendKind

_PUNCTUATION = "，。、；：？！“”‘’（）《》〈〉〔〕【】…—·￥％×"
_PROSE = f"[!-~{CJK}{_PUNCTUATION}]"
PLAIN: Mapping[str, str] = {
    "text": f"^(?:{_PROSE}+(?: {_PROSE}+)*)?$",
    "name": f"^[{CJK}（）·]*$",
    "code": "^[0-9A-Z]*$",
    "document_number": f"^(?:[{CJK}]+〔(?:19|20)[0-9]{{2}}〕第?[0-9]+号)?$",
}
"""By kind, what surely needs no mending; every other distinct value is put through the mender."""
_MENDERS: Mapping[str, Callable[[str], Mended]] = {
    "text": mending.mend_text,
    "name": mending.mend_name,
    "code": mending.mend_code,
    "document_number": mending.mend_document_number,
    "date": mending.mend_date,
    "amount": mending.mend_amount,
}


@dataclass(slots=True)
class MendedField:
    """A field's mended column; by distinct raw value, what was unreadable and what changed its meaning."""

    column: Column
    raw: Column
    faults: dict[int, str] = field(default_factory=dict)
    changed: dict[int, Mended] = field(default_factory=dict)
    conflicts: Mask | None = None

    def unreadable(self) -> Mask:
        """The rows whose value could not be read."""
        return self._rows(self.faults)

    def changed_rows(self) -> Mask:
        """The rows whose mending changed what the value says."""
        return self._rows(self.changed)

    def _rows(self, of_distinct: Mapping[int, object]) -> Mask:
        verdict = np.zeros(max(len(self.raw.distinct), 1), dtype=bool)
        verdict[list(of_distinct)] = True
        return self.raw.where(verdict)


def mend_frame(contract: Contract, rows: pd.DataFrame, headers: HeaderMap) -> dict[str, MendedField]:
    """Every field of the contract, mended; a field without a column is blank."""
    return {f.name: _mend_field(f, rows, headers.of(f.name)) for f in contract.fields}


def _mend_field(wanted: Field, rows: pd.DataFrame, sources: tuple[HeaderColumn, ...]) -> MendedField:
    if not sources:
        blank = Column.blank(len(rows))
        return MendedField(blank, blank)
    cells = [_with_unit(rows.iloc[:, s.position], s.unit) for s in sources]
    merged, conflicts = cells[0], None
    for other in cells[1:]:
        clash = (
            (merged.str.strip() != other.str.strip()) & (merged.str.strip() != "") & (other.str.strip() != "")
        )
        conflicts = (
            clash.to_numpy(dtype=bool) if conflicts is None else conflicts | clash.to_numpy(dtype=bool)
        )
        merged = merged.where(merged.str.strip() != "", other)
    mended = mend_column(wanted, Column.of(merged))
    mended.conflicts = conflicts
    return mended


def _with_unit(cells: pd.Series[str], unit: str) -> pd.Series[str]:
    """Bare figures under a header that says 元 carry that unit, so that mending converts and warns."""
    if not unit:
        return cells
    bare = cells.str.fullmatch(r"\s*[0-9][0-9,，]*(?:\.[0-9]+)?\s*")
    return cells.where(~bare, cells.str.strip() + unit)


def mend_column(wanted: Field, raw: Column) -> MendedField:
    """One field's column, mended by its kind."""
    mender = partial(_mend_enum, wanted.code_list) if wanted.kind == "enum" else _MENDERS[wanted.kind]
    suspects = _suspects(wanted.kind, raw)
    result = MendedField(raw, raw)
    changes: dict[int, str] = {}
    for position in suspects:
        text = raw.distinct[position].as_py() if len(suspects) < 50 else raw.values[position]
        mended = mender(text)
        if mended.fault:
            result.faults[position] = mended.fault
        if mended.value != text:
            changes[position] = mended.value
        if mended.meaningful:
            result.changed[position] = mended
    if changes:
        values = list(raw.values)
        for position, value in changes.items():
            values[position] = value
        result.column = raw.with_values(values)
    return result


def _suspects(kind: str, raw: Column) -> list[int]:
    if kind not in PLAIN:
        return list(range(len(raw.distinct)))
    plain: Any = pc.match_substring_regex(raw.distinct, PLAIN[kind])
    return [int(i) for i in np.flatnonzero(~plain.to_numpy(zero_copy_only=False))]


def _mend_enum(list_name: str, text: str) -> Mended:
    """An enumerated value in its canonical spelling; one that is not in the list stays, for the rule to name."""
    plain = mending.mend_text(text).value
    value = code_list(list_name).canonical(plain) if list_name and plain else plain
    return Mended(text) if value == text else Mended(value, MendKind.ALIAS, f"统一为“{value}”")
