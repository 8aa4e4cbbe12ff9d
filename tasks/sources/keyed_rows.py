"""Rows with the source's own key and change stamp split off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasks.sources.cell_text import column_texts, frame_of_columns
from tasks.sources.settings import KeyedSettings
from tasks.sources.stamps import Stamp, stamp_text

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class KeyedRows:
    """Rows as text, with their keys and the source's order; `raw_stamps` are as the source gave them."""

    frame: pd.DataFrame
    keys: list[str]
    stamps: list[str]
    raw_stamps: list[Stamp | None]

    def picked(self, positions: list[int]) -> KeyedRows:
        """Some of the rows."""
        return KeyedRows(
            self.frame.iloc[positions].reset_index(drop=True),
            [self.keys[i] for i in positions],
            [self.stamps[i] for i in positions],
            [self.raw_stamps[i] for i in positions],
        )


def keyed_rows(settings: KeyedSettings, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> KeyedRows:
    """Rows of values under column names, which must have the key and the stamp among them."""
    columns = dict(zip(names, list(zip(*rows, strict=True)) or [()] * len(names), strict=True))
    raw_stamps = list(columns[settings.stamp_column])
    keys = column_texts(columns[settings.key_column])
    fields = {name: cells for name, cells in columns.items() if name not in settings.bookkeeping}
    return KeyedRows(frame_of_columns(fields), keys, list(map(stamp_text, raw_stamps)), raw_stamps)
