"""A file that cannot be read as a table at all: one clear finding for the whole of it."""

from __future__ import annotations

from tasks.contracts.finding import Finding, Scope, Severity

_FILES_CLAUSE = "G9"
SAVE_AS_XLSX = "请用表格软件打开核对后另存为 .xlsx 或 .csv（UTF-8）重新提交"


class BrokenFile(Exception):
    """The file is refused as a whole; it is kept, and the finding says how to mend it."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def broken(code: str, message: str, mending: str = SAVE_AS_XLSX) -> BrokenFile:
    """The refusal of a whole file."""
    return BrokenFile(file_finding(code, message, mending, Severity.ERROR))


def file_finding(
    code: str, message: str, mending: str, severity: Severity = Severity.WARNING, field: str = ""
) -> Finding:
    """A finding about a file as a whole."""
    return Finding(None, field, code, severity, message, mending, _FILES_CLAUSE, Scope.BATCH)


def row_finding(record: int, code: str, message: str, mending: str) -> Finding:
    """An error of one data row, counted from 1."""
    return Finding(record, "", code, Severity.ERROR, message, mending, _FILES_CLAUSE, Scope.RECORD)
