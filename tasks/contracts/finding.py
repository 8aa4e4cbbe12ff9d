"""A finding: one thing wrong or odd with what was pulled, told so that an office can act on it (clause O2)."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error rejects the record; a warning goes on with it."""

    ERROR = "error"
    WARNING = "warning"


class Scope(StrEnum):
    """What a finding is about."""

    RECORD = "record"
    BATCH = "batch"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; `record` counts data rows from 1 and is None for a whole batch or run.

    `field` is the official Chinese name, `message` and `mending` are Chinese sentences an officer can act on.
    """

    record: int | None
    field: str
    code: str
    severity: Severity
    message: str
    mending: str
    clause: str
    scope: Scope = Scope.RECORD
