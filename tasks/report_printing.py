"""Steps that write a frozen report into a folder, from its kept content alone (clause G17)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tasks.installation import open_installation
from tasks.law.annual_report import Scope
from tasks.law.report_freezing import report_command
from tasks.papers.annual.files import report_files, write_whole
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
    return kept, write_whole(folder, _files(kept))


def _files(kept: KeptFreeze) -> dict[str, bytes]:
    """Every document of a freeze; the content as it was kept, since a later version may write more into the same."""
    files = report_files(kept.report())
    return {
        name: kept.content.encode() if name.endswith(".json") else content for name, content in files.items()
    }


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
