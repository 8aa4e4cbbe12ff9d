"""Snapshots on disk: versioned read-only files behind a `current` symlink, so that no reader meets a lock."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

CURRENT = "current.duckdb"
_PREFIX, _SUFFIX, _BUILDING = "gongshi-", ".duckdb", ".building-"
_BUILDER: dict[str, Any] = {"memory_limit": "256MB", "threads": 1}
"""Beyond that memory a build goes on by way of the disk; the other core is reading the register meanwhile."""
_OFFLINE: dict[str, Any] = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


def current_snapshot(folder: Path) -> Path | None:
    """The snapshot the symlink points to, by its own name; None where there is none."""
    link = folder / CURRENT
    return link.resolve() if link.exists() else None


@contextmanager
def open_snapshot(snapshot: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection; a symlink is followed first, since DuckDB knows files by their name."""
    connection = duckdb.connect(str(snapshot.resolve()), read_only=True, config=_OFFLINE)
    try:
        yield connection
    finally:
        connection.close()


def snapshot_items(snapshot: Path) -> dict[str, str]:
    """What a snapshot says of itself: when and by which rules it was built."""
    with open_snapshot(snapshot) as connection:
        return dict(connection.execute("SELECT item, value FROM meta_snapshot").fetchall())


@contextmanager
def new_snapshot(folder: Path, now: datetime, keep: int) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """A connection to fill a new snapshot, and the name it gets; visible whole at the end, or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    final = _next_name(folder, now)
    hidden = folder / f"{_BUILDING}{os.getpid()}-{final.name}"
    try:
        connection = duckdb.connect(str(hidden), config=_OFFLINE | _BUILDER)
        try:
            yield connection, final
            connection.execute("CHECKPOINT")
        finally:
            connection.close()
        _show(hidden, final)
    finally:
        hidden.unlink(missing_ok=True)
        hidden.with_name(hidden.name + ".wal").unlink(missing_ok=True)
    _prune(folder, keep)


@contextmanager
def rewritten_snapshot(snapshot: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a fresh file that takes a snapshot's place, under its name, once it is filled; or not at all.

    Whoever has the former file open goes on reading it until they close it; everybody else gets the new one.
    """
    _sweep(snapshot.parent)
    hidden = snapshot.with_name(f"{_BUILDING}{os.getpid()}-{snapshot.name}")
    try:
        connection = duckdb.connect(str(hidden), config=_OFFLINE | _BUILDER)
        try:
            yield connection
            connection.execute("CHECKPOINT")
        finally:
            connection.close()
        hidden.chmod(0o444)
        _sync(hidden)
        hidden.replace(snapshot)
        _sync(snapshot.parent)
    finally:
        hidden.unlink(missing_ok=True)
        hidden.with_name(hidden.name + ".wal").unlink(missing_ok=True)


@contextmanager
def private_link(snapshot: Path) -> Iterator[Path]:
    """Another name for a snapshot's file while it is being opened, so that it may be opened anew after a rewrite.

    DuckDB knows files by their name. What a process that dies leaves of it goes with the next build.
    """
    link = snapshot.with_name(f"{_BUILDING}{os.getpid()}-opened-{snapshot.stat().st_ino}{_SUFFIX}")
    link.unlink(missing_ok=True)
    link.hardlink_to(snapshot)
    try:
        yield link
    finally:
        link.unlink()


def _next_name(folder: Path, now: datetime) -> Path:
    """UTC time and a number that only grows, so that names sort as the snapshots were made."""
    taken = [int(path.stem.rpartition("-")[2]) for path in snapshots_in(folder)]
    return folder / f"{_PREFIX}{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{max(taken, default=0) + 1:06d}{_SUFFIX}"


def snapshots_in(folder: Path) -> list[Path]:
    """Every snapshot that is kept, oldest first."""
    found = [path for path in folder.glob(f"{_PREFIX}*-*{_SUFFIX}") if path.stem.rpartition("-")[2].isdigit()]
    return sorted(found, key=lambda path: int(path.stem.rpartition("-")[2]))


def _show(hidden: Path, final: Path) -> None:
    hidden.chmod(0o444)
    _sync(hidden)
    hidden.replace(final)
    link = final.with_name(f"{_BUILDING}{os.getpid()}-{CURRENT}")
    link.unlink(missing_ok=True)
    link.symlink_to(final.name)
    link.replace(final.with_name(CURRENT))
    _sync(final.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _prune(folder: Path, keep: int) -> None:
    current = current_snapshot(folder)
    for path in snapshots_in(folder)[:-keep]:
        if path.resolve() != current:
            path.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Remove what builders that died left behind."""
    for path in folder.glob(f"{_BUILDING}*"):
        builder = path.name.removeprefix(_BUILDING).partition("-")[0]
        if builder.isdigit() and int(builder) != os.getpid() and not _alive(int(builder)):
            path.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
