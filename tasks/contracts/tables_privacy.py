"""Loads the tables that decide what is shown: redaction, disclosure, legal review, release review and its clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from tasks.contracts.law_rows import LawTableError, checked, read_one, read_rows, table_path
from tasks.law.disclosure import DisclosureRow
from tasks.law.redaction_policy import RedactionPolicy, RedactionRow, RedactionTable
from tasks.law.release import ReleaseRow
from tasks.law.release_clock import ReleaseClockRow
from tasks.law.release_stages import StageRow
from tasks.law.review import ReviewScopeRow

_REDACTION = TypeAdapter(RedactionTable)
_DISCLOSURE = TypeAdapter(DisclosureRow)
_SCOPE = TypeAdapter(ReviewScopeRow)
_RELEASE = TypeAdapter(ReleaseRow)
_STAGES = TypeAdapter(StageRow)
_CLOCK = TypeAdapter(ReleaseClockRow)

Row = TypeVar("Row", DisclosureRow, ReviewScopeRow, ReleaseRow, RedactionRow, StageRow, ReleaseClockRow)


@dataclass(frozen=True, slots=True)
class Privacy:
    """The tables as they were known on a day, ready to be asked."""

    redaction_policy: RedactionPolicy
    disclosure_rows: tuple[DisclosureRow, ...]
    review_scope: tuple[ReviewScopeRow, ...]
    release_rows: tuple[ReleaseRow, ...]
    stage_rows: tuple[StageRow, ...]
    release_clock: tuple[ReleaseClockRow, ...]


def load_privacy(home: Path | None, as_of: date | None = None) -> Privacy:
    """Read the tables; a file in `home/law` replaces the shipped one whole, rows not known on `as_of` are left out."""
    table = read_one(home, "redaction.yaml", _REDACTION)
    place = str(table_path(home, "redaction.yaml"))
    return Privacy(
        redaction_policy=checked(
            place, lambda: RedactionPolicy(table, _known(home, "redaction.yaml", table.rows, as_of))
        ),
        disclosure_rows=_known(
            home, "disclosure.yaml", read_rows(home, "disclosure.yaml", _DISCLOSURE), as_of
        ),
        review_scope=_known(home, "review_scope.yaml", read_rows(home, "review_scope.yaml", _SCOPE), as_of),
        release_rows=_known(
            home, "release_review.yaml", read_rows(home, "release_review.yaml", _RELEASE), as_of
        ),
        stage_rows=_known(
            home, "release_stages.yaml", read_rows(home, "release_stages.yaml", _STAGES), as_of
        ),
        release_clock=_known(
            home, "release_clock.yaml", read_rows(home, "release_clock.yaml", _CLOCK), as_of
        ),
    )


def _known(home: Path | None, name: str, rows: tuple[Row, ...], as_of: date | None) -> tuple[Row, ...]:
    if len({row.id for row in rows}) < len(rows):
        raise LawTableError(f"法规表{table_path(home, name)}：编号重复")
    return tuple(row for row in rows if as_of is None or row.known_since <= as_of)
