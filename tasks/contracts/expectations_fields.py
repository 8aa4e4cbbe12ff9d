"""Rules on one field alone: missing, too long, unreadable, a header where a value belongs, not in its list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tasks.contracts.code_lists import code_list
from tasks.contracts.columns import Mask
from tasks.contracts.contract import Field
from tasks.contracts.expectations import FieldRule, Table
from tasks.contracts.findings_text import shown
from tasks.law.mending import is_header_text

_PROMPT = re.compile(r"[（(【\[]\s*(?:必填|选填|必录|条件必填|非必填)")
_SUSPECT = "填|必录|汇总表|统计表|登记表|公示截止期|^[*＊:：\\s]|[*＊:：\\s]$"
_LONGEST_HEADER = 60
_SHORTEST_ALIAS = 3


@dataclass(frozen=True, slots=True)
class MissingRule(FieldRule):
    """A field that must have a value, or should."""

    def broken(self, table: Table) -> Mask:
        """The rows without a value; one that could not be read is not missing."""
        mended = table.fields[self.field.name]
        missing = mended.column.missing()
        return missing & ~mended.unreadable() if mended.faults else missing


@dataclass(frozen=True, slots=True)
class TooLongRule(FieldRule):
    """A field's greatest length, in characters."""

    def broken(self, table: Table) -> Mask:
        """The rows with a longer value."""
        column = table.column(self.field.name)
        limit = self.field.max_length or 0
        return column.where(pc.greater(pc.utf8_length(column.distinct), limit).to_numpy(zero_copy_only=False))

    def said(self, table: Table, row: int) -> Mapping[str, str]:
        """The limit and the length."""
        return {
            "limit": str(self.field.max_length),
            "length": str(len(table.column(self.field.name).cell(row))),
        }


@dataclass(frozen=True, slots=True)
class UnreadableRule(FieldRule):
    """A date that does not exist, an amount that is no number."""

    def broken(self, table: Table) -> Mask:
        """The rows whose value the mender could not read."""
        return table.fields[self.field.name].unreadable()

    def said(self, table: Table, row: int) -> Mapping[str, str]:
        """The raw value, and why it cannot be read."""
        mended = table.fields[self.field.name]
        fault = mended.faults[int(mended.raw.codes[row])]
        return {"value": shown(mended.raw.cell(row).strip()), "fault": fault}


@dataclass(frozen=True, slots=True)
class HeaderTextRule(FieldRule):
    """A header or a form's prompt where a value belongs: “行政相对人名称（必填）”."""

    def broken(self, table: Table) -> Mask:
        """The rows whose raw value is the field's own name or a prompt."""
        raw = table.fields[self.field.name].raw
        if raw.is_blank():
            return np.zeros(table.rows, dtype=bool)
        names = _own_names(self.field)
        short = pc.less_equal(pc.utf8_length(raw.distinct), _LONGEST_HEADER)
        odd: Any = pc.or_(
            pc.is_in(raw.distinct, value_set=pa.array(sorted(names), type=pa.large_string())),
            pc.match_substring_regex(raw.distinct, _SUSPECT),
        )
        suspects = np.flatnonzero(pc.and_(short, odd).to_numpy(zero_copy_only=False))
        verdict = np.zeros(len(raw.distinct), dtype=bool)
        for position in suspects:
            verdict[position] = self._is_header(raw.distinct[int(position)].as_py(), names)
        return raw.where(verdict)

    def _is_header(self, text: str, names: frozenset[str]) -> bool:
        if self.field.kind == "text" or self.field.classification == "prose":
            return text.strip(" *＊:：") in names or _PROMPT.search(text) is not None
        return is_header_text(text, names)


def _own_names(field: Field) -> frozenset[str]:
    aliases = {a for a in field.aliases if len(a) >= _SHORTEST_ALIAS} if field.kind != "enum" else set()
    return frozenset({field.title, field.code, *aliases} - {""})


@dataclass(frozen=True, slots=True)
class ListRule(FieldRule):
    """A field whose values come from a code list."""

    list_name: str
    valid: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.list_name:
            code_list(self.list_name)

    def broken(self, table: Table) -> Mask:
        """The rows with a value that is not in the list."""
        column = table.column(self.field.name)
        return column.where([bool(v) and self._unknown(v) != "" for v in column.values])

    def said(self, table: Table, row: int) -> Mapping[str, str]:
        """The value, what may be chosen, and why a value that is often written is refused."""
        unknown = self._unknown(table.column(self.field.name).cell(row))
        if not self.list_name:
            return {"value": shown(unknown), "fault": "", "allowed": "、".join(self.valid)}
        chosen = code_list(self.list_name)
        refused = chosen.refused.get(unknown, "")
        return {
            "value": shown(unknown, self.field),
            "fault": f"（{refused}）" if refused else "",
            "allowed": chosen.allowed(),
        }

    def _unknown(self, value: str) -> str:
        if self.list_name:
            return code_list(self.list_name).unknown(value)
        return "" if value in self.valid else value
