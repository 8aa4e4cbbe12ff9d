"""Puts a file into the hand-in folder: whole or not at all, never in the place of another (promise 6)."""

from __future__ import annotations

import os
from pathlib import Path

_MODE = 0o640
"""The files hold identity numbers: for the owner and the group that collects them, for nobody else."""


def place(folder: Path, name: str, content: bytes) -> None:
    """Write under a hidden name, sync, rename. FileExistsError where the name is taken, OSError where it fails."""
    draft, final = draft_of(folder, name), folder / name
    if final.exists():
        raise FileExistsError(f"{name} is there already")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(final)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    sync_folder(folder)


def draft_of(folder: Path, name: str) -> Path:
    """Where a file stands while it is written; collectors take no hidden files."""
    return folder / f".{name}.part"


def sync_folder(folder: Path) -> None:
    """Let the folder's entries survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
