"""Steps that write a frozen report into a folder, from its kept content alone (clause G17)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from tasks.installation import open_installation
from tasks.law.annual_report import SCOPE_NAMES, AnnualReport, Scope
from tasks.law.report_freezing import report_command
from tasks.register.acting import ActRefused
from tasks.register.report_ledger import KeptFreeze, read_freezes, report_name


def print_report(year: int, scope: Scope, number: int | None, folder: Path) -> tuple[KeptFreeze, list[Path]]:
    """Write a freeze, the newest or the one with a number, and return it with the files."""
    with open_installation() as here, here.register.reading() as connection:
        freezes = read_freezes(connection, year, scope)
    if not freezes:
        raise ActRefused(
            f"{report_name(year, scope)}尚未冻结，不能打印；草稿见 {report_command('show', year, scope)}"
        )
    kept = numbered(freezes, number)
    files = write_documents(kept.report(), folder)
    # the kept text itself: a later version of the program may write more into the same content
    _write(_content_path(kept.report(), folder), kept.content)
    return kept, files


def write_documents(content: AnnualReport, folder: Path) -> list[Path]:
    """Every document of a report, made from its content alone; the same content gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(_content_path(content, folder), content.to_json())]


def numbered(freezes: Sequence[KeptFreeze], number: int | None) -> KeptFreeze:
    """The freeze with a number, the newest where none is given; ActRefused where there is none."""
    if number is None:
        return freezes[-1]
    found = next((one for one in freezes if one.number == number), None)
    if found is None:
        last = freezes[-1]
        known = "、".join(str(one.number) for one in freezes)
        raise ActRefused(f"{report_name(last.year, last.scope)}没有第{number}次冻结，现有：{known}")
    return found


def _content_path(content: AnnualReport, folder: Path) -> Path:
    return folder / f"{content.year}年度行政执法总体情况（{SCOPE_NAMES[content.scope]}）.json"


def _write(path: Path, text: str) -> Path:
    hidden = path.with_name(f".{os.getpid()}-{path.name}")
    hidden.write_bytes(text.encode())
    hidden.replace(path)
    return path
