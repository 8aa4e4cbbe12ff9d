"""Writes documents to a folder: each is there whole, or as it was before."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from tasks.law.annual_report import SCOPE_NAMES, AnnualReport, Scope
from tasks.papers.annual.document import report_document
from tasks.papers.annual.pages import report_page
from tasks.papers.annual.workbook import report_workbook


def report_files(report: AnnualReport) -> dict[str, bytes]:
    """The report as document, workbook, page and content, by file name; from its content alone."""
    scope = "" if report.scope is Scope.OWN else f"（{SCOPE_NAMES[report.scope]}）"
    name = f"{report.year}年度行政执法总体情况{scope}"
    return {
        f"{name}.docx": report_document(report),
        f"{name}.xlsx": report_workbook(report),
        f"{name}.html": report_page(report),
        f"{name}.json": report.to_json().encode(),
    }


def write_whole(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files by their names into a folder, which is made where it is not there; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in files.items():
        path = folder / name
        hidden = path.with_name(f".{os.getpid()}-{name}")
        hidden.write_bytes(content)
        hidden.replace(path)
        written.append(path)
    return written
