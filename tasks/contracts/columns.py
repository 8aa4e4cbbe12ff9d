"""Columns kept as codes into their distinct values, so that a rule looks at each distinct value once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Mask = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int64]
Reducer = Callable[[str], str]
_MOST_COMBINATIONS = 2**62


class Column:
    """One column of text: `codes` point into the distinct `values`."""

    __slots__ = ("_reduced", "_values", "codes", "distinct")

    def __init__(self, codes: Codes, distinct: Any) -> None:
        self.codes = codes
        self.distinct = distinct
        self._values: list[str] | None = None
        self._reduced: dict[Reducer, Column] = {}

    @classmethod
    def of(cls, cells: pd.Series[str]) -> Column:
        """A column from text cells."""
        encoded = pa.array(cells, type=pa.large_string(), from_pandas=True).dictionary_encode()
        if isinstance(encoded, pa.ChunkedArray):
            encoded = encoded.combine_chunks()
        if encoded.null_count or encoded.dictionary.null_count:
            return cls.of(cells.fillna(""))
        return cls(encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64), encoded.dictionary)

    @classmethod
    def blank(cls, rows: int) -> Column:
        """A column with nothing in it."""
        return cls(np.zeros(rows, dtype=np.int64), pa.array([""], type=pa.large_string()))

    @property
    def values(self) -> list[str]:
        """The distinct values."""
        if self._values is None:
            self._values = self.distinct.to_pylist()
        return self._values

    def cells(self) -> pd.Series[str]:
        """The column as pandas text."""
        taken = self.distinct.take(pa.array(self.codes))
        return pd.Series(pd.array(taken, dtype="str"), copy=False)

    def cell(self, row: int) -> str:
        """The text in one row."""
        value: str = self.values[self.codes[row]]
        return value

    def where(self, verdict: Any) -> Mask:
        """A verdict on each distinct value (a sequence or an Arrow array of booleans), for every row."""
        of_distinct = np.asarray(verdict, dtype=bool)
        if not of_distinct.any():
            return np.zeros(len(self.codes), dtype=bool)
        mask: Mask = of_distinct[self.codes]
        return mask

    def missing(self) -> Mask:
        """The rows without a value."""
        return self.where(pc.equal(self.distinct, "").to_numpy(zero_copy_only=False))

    def is_blank(self) -> bool:
        """Whether no row has a value."""
        return len(self.distinct) <= 1 and self.values in ([], [""])

    def reduced(self, reducer: Reducer) -> Column:
        """The column with each distinct value put through `reducer`; kept, since rules share reducers."""
        if reducer not in self._reduced:
            self._reduced[reducer] = self._reduce(reducer)
        return self._reduced[reducer]

    def _reduce(self, reducer: Reducer) -> Column:
        return self.with_values([reducer(v) for v in self.values])

    def with_values(self, values: Sequence[str]) -> Column:
        """The column with other values in the place of its distinct ones; those that became equal become one."""
        numbers: dict[str, int] = {}
        lead = np.fromiter(
            (numbers.setdefault(v, len(numbers)) for v in values), dtype=np.int64, count=len(values)
        )
        return Column(lead[self.codes], pa.array(list(numbers), type=pa.large_string()))


def combinations(columns: Sequence[Column]) -> tuple[list[tuple[str, ...]], Codes]:
    """The distinct combinations of several columns' values, and which of them each row has."""
    if len(columns) == 1:
        return [(v,) for v in columns[0].values], columns[0].codes
    size, combined = 1, np.zeros(len(columns[0].codes), dtype=np.int64)
    for column in columns:
        width = max(len(column.distinct), 1)
        if size * width > _MOST_COMBINATIONS:
            combined = np.unique(combined, return_inverse=True)[1].astype(np.int64)
            size = len(combined)
        combined = combined * width + column.codes
        size *= width
    _, first, inverse = np.unique(combined, return_index=True, return_inverse=True)
    parts = [[c.values[code] for code in c.codes[first]] for c in columns]
    return list(zip(*parts, strict=True)), inverse.astype(np.int64)


def as_frame(columns: Mapping[str, Column]) -> pd.DataFrame:
    """Columns as a frame of text."""
    return pd.DataFrame({name: column.cells() for name, column in columns.items()}, copy=False)
