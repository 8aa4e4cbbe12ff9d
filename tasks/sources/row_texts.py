"""Rows as text, JSON and hashes: how a raw record is compared with what was seen before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    import pandas as pd

_HASH_BYTES = 16


def row_hash(row: Mapping[str, str]) -> bytes:
    """Hash of a raw record: its cells that are not empty, whatever their order."""
    filled = {name: cell for name, cell in row.items() if cell}
    return blake2b(orjson.dumps(filled, option=orjson.OPT_SORT_KEYS), digest_size=_HASH_BYTES).digest()


def row_hashes(frame: pd.DataFrame) -> list[bytes]:
    """`row_hash` of every row."""
    return [blake2b(text, digest_size=_HASH_BYTES).digest() for text in _row_jsons(frame)]


def row_texts(frame: pd.DataFrame) -> list[str]:
    """Every row as canonical JSON: names sorted, empty cells left out."""
    return [text.decode() for text in _row_jsons(frame)]


def row_texts_and_hashes(frame: pd.DataFrame) -> tuple[list[str], list[bytes]]:
    """`row_texts` and `row_hashes` at the price of one."""
    jsons = list(_row_jsons(frame))
    return [j.decode() for j in jsons], [blake2b(j, digest_size=_HASH_BYTES).digest() for j in jsons]


def _row_jsons(frame: pd.DataFrame) -> Iterator[bytes]:
    names = sorted(str(name) for name in frame.columns)
    if not names:
        return iter([b"{}"] * len(frame))
    columns = [frame[name].tolist() for name in names]
    dumps = orjson.dumps
    return (
        dumps({name: cell for name, cell in zip(names, cells, strict=True) if cell})
        for cells in zip(*columns, strict=True)
    )
