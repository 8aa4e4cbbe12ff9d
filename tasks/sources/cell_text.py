"""Values of databases, spreadsheets and JSON as faithful text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    import pandas as pd

_EXACT_FLOAT = 10**15
"""Whole floating-point numbers below this still have every digit that was typed in."""


def cell_text(value: object) -> str:  # noqa: PLR0911 - one line for each kind of value
    """A value as text: no exponent, ISO dates, "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return float_text(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return _bytes_text(bytes(value))
    if isinstance(value, dict | list):
        return orjson.dumps(value, default=str).decode()
    return str(value)


def float_text(value: float) -> str:
    """A floating-point number as a person would have typed it: 15 digits, no exponent, no ".0"."""
    if not isfinite(value):
        return ""
    if value.is_integer():
        return str(int(value))
    return format(Decimal(repr(float(f"{value:.15g}"))), "f")


def loses_digits(value: object) -> bool:
    """Whether a spreadsheet number is so long that its last digits are no longer those typed in."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= _EXACT_FLOAT


def sheet_text(value: object) -> str:
    """A spreadsheet cell as text: whole days without a time."""
    if type(value) is str:
        return value
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, timedelta):
        return str(value)
    return cell_text(value)


def _bytes_text(value: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return value.decode(encoding)
        except UnicodeDecodeError:
            continue
    return value.hex()


def column_texts(column: Sequence[Any]) -> list[str]:
    """A column of values as text."""
    kinds = set(map(type, column))
    if kinds <= {str, type(None)}:
        return [value or "" for value in column]
    if kinds == {int}:
        return list(map(str, column))
    return [value if type(value) is str else cell_text(value) for value in column]


def text_frame(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """Rows of values as a frame of text cells."""
    columns = list(zip(*rows, strict=True)) or [() for _ in names]
    return frame_of_columns(dict(zip(names, columns, strict=True)))


def frame_of_columns(columns: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """Columns of values as a frame of text cells; built by Arrow, five times faster than cell by cell."""
    import pandas as pd
    import pyarrow as pa

    text = pa.large_string()
    arrays = [pa.array(column_texts(column), type=text) for column in columns.values()]
    frame: pd.DataFrame = pa.table(arrays, names=list(columns)).to_pandas(
        types_mapper={text: pd.StringDtype(na_value=float("nan"))}.get
    )
    return frame


def flattened(record: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """A nested JSON record as one level of text: names joined by dots, lists of plain values by "；"."""
    flat: dict[str, str] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            flat.update(flattened(value, f"{prefix}{name}."))
        elif isinstance(value, list) and not any(isinstance(part, dict | list) for part in value):
            flat[f"{prefix}{name}"] = "；".join(cell_text(part) for part in value)
        else:
            flat[f"{prefix}{name}"] = cell_text(value)
    return flat


def frame_of_records(records: Sequence[dict[str, str]]) -> pd.DataFrame:
    """Flat records, which need not have the same names, as a frame of text cells."""
    names = list(dict.fromkeys(name for record in records for name in record))
    return text_frame(names, ([record.get(name, "") for name in names] for record in records))
