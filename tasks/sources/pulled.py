"""What a pull gives: batches of rows as they came, and the one failure that stops a source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tasks.contracts.finding import Finding, Scope, Severity

if TYPE_CHECKING:
    import pandas as pd

BATCH_ROWS = 10_000
"""Most rows of one batch: what Great Expectations takes in one breath."""

_SOURCES_CLAUSE = "G9"


class SourceFailure(Exception):
    """A source cannot be pulled now; the finding says why. Other sources go on."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def source_finding(
    code: str, message: str, mending: str, field: str = "", severity: Severity = Severity.ERROR
) -> Finding:
    """A finding about a source as a whole."""
    return Finding(None, field, code, severity, message, mending, _SOURCES_CLAUSE, Scope.RUN)


def _nothing_to_settle() -> None:
    """Most batches leave nothing to put away."""


def _stop_the_source(finding: Finding) -> None:
    """A table or interface has only one form: where it is not the contract's, nothing more can be pulled."""
    raise SourceFailure(finding)


@dataclass(frozen=True, slots=True)
class Pulled:
    """One batch of at most BATCH_ROWS rows.

    `rows` are raw text cells under the headers as they came, "" where nothing was given. `keys` and `stamps`
    are the source's own key and order, row by row. `cursor_after` is kept with the batch in one transaction;
    None leaves the cursor where it is. `settle` runs after that transaction; `refuse` instead of it where the
    columns are not the contract's: a file is put aside, any other source stops with SourceFailure. Findings
    count records within the batch; `first_row` counts the rows of the same origin in batches before.
    """

    rows: pd.DataFrame
    keys: list[str] | None
    stamps: list[str] | None
    origin: str
    origin_hash: str | None
    cursor_after: str | None
    findings: list[Finding] = field(default_factory=list)
    settle: Callable[[], object] = _nothing_to_settle
    refuse: Callable[[Finding], None] = _stop_the_source
    first_row: int = 0

    @property
    def unreadable(self) -> bool:
        """Whether this stands for a file that is no table: it has only its finding, and is to be settled."""
        return len(self.rows.columns) == 0
