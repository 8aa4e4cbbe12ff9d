"""A snapshot's tables as Parquet and CSV with a manifest and DCAT metadata: the whole folder, or none of it."""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import orjson

from tasks.warehouse.catalogue import Catalogue, Table, described_tables, snapshot_facts
from tasks.warehouse.dcat import Publisher, catalogue_record
from tasks.warehouse.form_files import as_cell
from tasks.warehouse.snapshots import alive, open_snapshot
from tasks.warehouse.statements import asking

MANIFEST, METADATA, DICTIONARY = "manifest.json", "dcat.json", "columns.csv"
_BOM = "\ufeff".encode()
_HIDDEN = ".exporting-"
_PUBLIC = {
    "core_decision": "public_decision",
    "core_publication": "public_publication",
    "core_withdrawal": "public_withdrawal",
    "out_credit": "public_credit",
}
"""Tables with words in them, and the view in which only what is public stands."""
_NAMING = (
    "能识别当事人的栏目只填现正在网站公示的决定；公示理由、撤下依据、法制审核意见不导出；行数和数字齐全。"
)


class FolderTakenError(ValueError):
    """The folder holds something already; the sentence names it."""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file of an export; `table` and `rows` are None for what only describes the others."""

    file: str
    table: str | None
    rows: int | None
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Export:
    """What an export holds and which snapshot it was made from."""

    snapshot: str
    built_at: str
    pulled_until: str
    rules_version: str
    rules: str
    publisher: str
    naming: str
    files: tuple[ExportedFile, ...]


def export_snapshot(snapshot: Path, folder: Path, publisher: Publisher) -> Export:
    """Write the export of a snapshot as `folder`; FolderTakenError where that is there and not empty.

    It is written under a hidden name beside it and shown by one rename.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderTakenError(f"“{folder}”已有内容，请指定一个还不存在的文件夹")
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    with _hidden(folder) as hidden, open_snapshot(snapshot) as warehouse:
        export = _fill(hidden, warehouse, snapshot, publisher)
        for path in (*sorted(hidden.iterdir()), hidden):
            _sync(path)
        hidden.replace(folder)
    _sync(folder.parent)
    return export


def _fill(hidden: Path, warehouse: duckdb.DuckDBPyConnection, snapshot: Path, publisher: Publisher) -> Export:
    warehouse.execute(asking("export_public_names"))
    about = Catalogue(snapshot.resolve().name, snapshot_facts(warehouse), _exported(warehouse), ())
    files = [one for table in about.tables for one in _write_table(warehouse, hidden, table.name)]
    files.append(_write_dictionary(hidden / DICTIONARY, about.tables))
    first, last = warehouse.execute(asking("export_span")).fetchone() or (None, None)
    record = catalogue_record(about, [asdict(one) for one in files], publisher, _span(first, last))
    (hidden / METADATA).write_bytes(orjson.dumps(record, option=orjson.OPT_INDENT_2))
    files.append(_described(hidden / METADATA, None, None))
    export = Export(
        about.snapshot,
        about.raw("built_at"),
        about.raw("pulled_until"),
        about.raw("counting_version"),
        about.raw("rules"),
        publisher.name,
        _NAMING,
        tuple(files),
    )
    (hidden / MANIFEST).write_bytes(orjson.dumps(asdict(export), option=orjson.OPT_INDENT_2))
    return export


def _exported(warehouse: duckdb.DuckDBPyConnection) -> tuple[Table, ...]:
    wanted = {name for (name,) in warehouse.execute(asking("export_tables")).fetchall()}
    return tuple(table for table in described_tables(warehouse) if table.name in wanted)


def _write_table(
    warehouse: duckdb.DuckDBPyConnection, folder: Path, table: str
) -> tuple[ExportedFile, ExportedFile]:
    source = _PUBLIC.get(table, table)
    parquet, plain = folder / f"{table}.parquet", folder / f"{table}.csv"
    rows = _copy(warehouse, "export_parquet", source, parquet)
    bare = folder / f".{table}.csv"
    _copy(warehouse, "export_csv", source, bare)
    with bare.open("rb") as given, plain.open("wb") as marked:
        marked.write(_BOM)
        shutil.copyfileobj(given, marked)
    bare.unlink()
    return _described(parquet, table, rows), _described(plain, table, rows)


def _copy(warehouse: duckdb.DuckDBPyConnection, statement: str, table: str, file: Path) -> int:
    done = warehouse.execute(asking(statement), {"table": table, "file": str(file)}).fetchone()
    return int(done[0]) if done else 0


def _write_dictionary(path: Path, tables: tuple[Table, ...]) -> ExportedFile:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(["表", "一行是", "栏目", "类型", "说明"])
        writer.writerows(
            [as_cell(cell) for cell in (table.name, table.grain, column.name, column.kind, column.comment)]
            for table in tables
            for column in table.columns
        )
    return _described(path, None, None)


def _described(path: Path, table: str | None, rows: int | None) -> ExportedFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return ExportedFile(path.name, table, rows, path.stat().st_size, digest)


def _span(first: date | None, last: date | None) -> tuple[str, str] | None:
    return (first.isoformat(), last.isoformat()) if first and last else None


@contextmanager
def _hidden(folder: Path) -> Iterator[Path]:
    """A folder nobody sees, gone at the end unless it was renamed."""
    hidden = folder.with_name(f"{_HIDDEN}{os.getpid()}-{folder.name}")
    hidden.mkdir()
    try:
        yield hidden
    finally:
        shutil.rmtree(hidden, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Remove what exports into this folder left that died."""
    for path in folder.parent.glob(f"{_HIDDEN}*-{folder.name}"):
        process = path.name.removeprefix(_HIDDEN).partition("-")[0]
        if process.isdigit() and not alive(int(process)):
            shutil.rmtree(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def as_answer(export: Export) -> dict[str, Any]:
    """The manifest as a program reads it."""
    return asdict(export)
