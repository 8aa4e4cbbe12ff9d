"""The official forms as files: CSV that Excel reads as UTF-8 and in which nothing runs as a formula."""

from __future__ import annotations

import csv
import io
import os
import re
from pathlib import Path

from tasks.law.annual_report import SCOPE_NAMES
from tasks.warehouse.form_text import print_forms
from tasks.warehouse.forms import Cell, Forms

_FORMULA_START = re.compile(r"[=+\-@\t\r＝＋－＠]").match
_NOT_COLLECTED = ""


def write_csv(forms: Forms, folder: Path) -> list[Path]:
    """Write each form as CSV, and all with their notes as text; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    scope = f"（{SCOPE_NAMES[forms.scope]}）" if forms.scope else ""
    for form in forms.forms:
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([as_cell(heading) for heading in form.columns])
        writer.writerows([as_cell(cell) for cell in row] for row in form.rows)
        files.append(write_file(folder / f"{forms.title_of(form)}.csv", "\ufeff" + text.getvalue()))
    files.append(write_file(folder / f"{forms.year}年度行政执法统计表及说明{scope}.txt", print_forms(forms)))
    return files


def as_cell(cell: Cell) -> str:
    """A cell as text; words a spreadsheet would run as a formula get a leading apostrophe."""
    if cell is None:
        return _NOT_COLLECTED
    if isinstance(cell, str):
        return "'" + cell if _FORMULA_START(cell) else cell
    return f"{cell:.6f}".rstrip("0") if isinstance(cell, float) else str(cell)


def write_file(path: Path, text: str) -> Path:
    """Write a text; the file appears whole or not at all."""
    hidden = path.with_name(f".{os.getpid()}-{path.name}")
    hidden.write_bytes(text.encode())
    hidden.replace(path)
    return path
