"""One file handed in by a person: read where it lies, never moved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tasks.sources.broken_file import BrokenFile
from tasks.sources.pulled import Pulled, SourceFailure
from tasks.sources.table_files import read_table


def pull_file(path: Path, known_headers: frozenset[str]) -> Iterator[Pulled]:
    """The rows of a file, frame by frame; SourceFailure where it is no table."""
    try:
        table = read_table(path, known_headers)
    except BrokenFile as refusal:
        raise SourceFailure(refusal.finding) from refusal
    for part in table.parts():
        yield Pulled(
            part.frame,
            None,
            None,
            path.name,
            table.content_hash,
            None,
            part.findings,
            first_row=part.first_row,
        )
