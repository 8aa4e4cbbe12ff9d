"""The file drop: files of a folder in the order they came, put away once they are taken in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from hashlib import file_digest
from pathlib import Path

from tasks.contracts.finding import Finding
from tasks.sources.broken_file import BrokenFile
from tasks.sources.environment import resolved
from tasks.sources.pulled import Pulled, SourceFailure, source_finding
from tasks.sources.settings import FolderSettings
from tasks.sources.source import Source
from tasks.sources.table_files import read_table

_UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart", ".swp")
_UNFINISHED_STARTS = ("~$", ".")


def pull_folder(
    source: Source, now: datetime, known_headers: frozenset[str] | None = None
) -> Iterator[Pulled]:
    """Every finished file of the folder; a broken one gives its finding and is put aside, nothing is lost."""
    settings = source.settings
    if not isinstance(settings, FolderSettings):
        raise TypeError(f"{source.name} is no folder")
    folder = Path(resolved(settings.path, source.name))
    try:
        paths = finished_files(folder, settings.pattern, settings.quiet, now)
    except OSError as problem:
        raise SourceFailure(
            source_finding(
                "folder-missing",
                f"来源“{source.name}”的文件夹 {folder} 不存在或无法读取",
                "请建立该文件夹，或更正 path",
                field="path",
            )
        ) from problem
    for path in paths:
        yield from _pull_file(path, known_headers)


def finished_files(folder: Path, pattern: str, quiet: float, now: datetime) -> list[Path]:
    """Files in the order they were last written, without those that may still be being written.

    `quiet` is for how many seconds a file must have been left alone. OSError where the folder cannot be read.
    """
    found: list[tuple[float, str, Path]] = []
    for entry in [entry for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)]:
        path = Path(entry.path)
        age = now.timestamp() - entry.stat().st_mtime
        unfinished = path.name.startswith(_UNFINISHED_STARTS) or path.name.lower().endswith(_UNFINISHED)
        if not unfinished and abs(age) >= quiet and path.match(pattern):
            found.append((entry.stat().st_mtime, path.name, path))
    return [path for _, _, path in sorted(found)]


def _pull_file(path: Path, known_headers: frozenset[str] | None) -> Iterator[Pulled]:
    import pandas as pd

    try:
        size = path.stat().st_size
        table = read_table(path, known_headers)
        if path.stat().st_size != size:
            return
    except FileNotFoundError:
        return
    except BrokenFile as refusal:
        content_hash = hash_of_file(path)
        aside = partial(_put_aside, path, content_hash)
        settle = partial(aside, refusal.finding)
        yield Pulled(
            pd.DataFrame(), None, None, path.name, content_hash, None, [refusal.finding], settle, refuse=aside
        )
        return
    archive = partial(_put_away, path, "archive", table.content_hash)
    for part in table.parts():
        batch = Pulled(
            part.frame,
            None,
            None,
            path.name,
            table.content_hash,
            None,
            part.findings,
            refuse=partial(_put_aside, path, table.content_hash),
            first_row=part.first_row,
        )
        yield replace(batch, settle=archive) if part.last else batch


def hash_of_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _put_aside(path: Path, content_hash: str, finding: Finding) -> None:
    """Keep a refused file, with the reason beside it."""
    write_reason(put_away(path, path.parent.parent / "rejected", content_hash), finding)


def _put_away(path: Path, where: str, content_hash: str) -> Path:
    return put_away(path, path.parent.parent / where, content_hash)


def put_away_as(path: Path, folder: Path, content_hash: str) -> Path:
    """Where a file with this content stands once it was put away."""
    return folder / f"{path.stem}.{content_hash[:12]}{path.suffix}"


def put_away(path: Path, folder: Path, content_hash: str) -> Path:
    """Move a file into a folder, its content's hash in the name; doing it twice is harmless."""
    target = put_away_as(path, folder, content_hash)
    folder.mkdir(exist_ok=True)
    if path.exists():
        shutil.move(path, target)
    return target


def write_reason(target: Path, finding: Finding) -> None:
    """Write beside a file that was put away why that was."""
    reason = target.with_name(target.name + ".reason.txt")
    reason.write_text(f"{finding.message}\n{finding.mending}\n", encoding="utf-8")
