"""Step that counts the yearly handover to the justice bureau (clause G17)."""

from __future__ import annotations

from pathlib import Path

from tasks.contracts.tables_counting import load_counting
from tasks.contracts.tables_justice import load_justice_rows
from tasks.counting import renew_snapshot
from tasks.installation import Installation, open_installation
from tasks.steps import step
from tasks.warehouse.justice_table import JusticeTable, justice_table, print_justice_table, write_justice_csv


@step("统计报司法局的年度表")
def count_justice_table(here: Installation, year: int) -> JusticeTable:
    """The table of a year, as it stands now."""
    rows = load_justice_rows(here.settings.home, load_counting(here.settings.home))
    return justice_table(renew_snapshot(here), year, rows)


def justice_year(year: int, folder: Path | None = None) -> JusticeTable:
    """The table of a year; also as a CSV file where a folder is given."""
    with open_installation() as here:
        table = count_justice_table(here, year)
    if folder is not None:
        write_justice_csv(table, folder)
    return table


def justice_text(table: JusticeTable) -> str:
    """The table for a reader."""
    return print_justice_table(table)
