"""Pulling from a source, whatever its kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tasks.sources.pulled import Pulled
from tasks.sources.source import Source, SourceKind


def pull(
    source: Source, cursor: str | None, now: datetime, known_headers: frozenset[str] | None = None
) -> Iterator[Pulled]:
    """What is new at a source since `cursor`; SourceFailure if it cannot be pulled now.

    `known_headers` are the names the contract accepts; they let a file's header be told from its title.
    """
    if source.kind is SourceKind.DATABASE:
        from tasks.sources.database import pull_table

        return pull_table(source, cursor, now)
    if source.kind is SourceKind.API:
        from tasks.sources.rest import pull_interface

        return pull_interface(source, cursor, now)
    from tasks.sources.drop_folder import pull_folder

    return pull_folder(source, now, known_headers)
