"""Steps that count a month of the credit channel: the 双公示 table, as text, CSV and workbook (clause G12)."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from tasks.channels.credit_platform.known_answers import load_answer_table
from tasks.contracts.tables_credit import load_credit_metrics
from tasks.counting import renew_snapshot
from tasks.installation import Installation, open_installation
from tasks.settings import SettingsFault
from tasks.steps import step
from tasks.warehouse.credit_figures import CreditMonth
from tasks.warehouse.credit_month import MonthAsked, credit_month
from tasks.warehouse.credit_month_text import print_credit_month, write_credit_csv


@step("核对双公示月报")
def count_credit_month(here: Installation, first: date) -> CreditMonth:
    """The table of the month that begins on `first`, as it stands now."""
    home = here.settings.home
    known = {one.id: one.sentence for one in load_answer_table(home).known}
    asked = MonthAsked(first, here.today, known)
    return credit_month(renew_snapshot(here), asked, load_credit_metrics(home))


def month_of_credit(first: date, folder: Path | None = None, workbook: Path | None = None) -> CreditMonth:
    """A month's table; also as CSV files and as a workbook where asked for. A month that has not begun is refused."""
    with open_installation() as here:
        if first > here.today:
            raise SettingsFault(f"{first.year}年{first.month}月尚未开始，没有可以统计的数据")
        table = count_credit_month(here, first)
        site = here.settings.site
    if folder is not None:
        write_credit_csv(table, folder)
    if workbook is not None:
        from tasks.warehouse.credit_month_sheet import credit_sheet

        _write(workbook, credit_sheet(table, site.publisher, site.base_url or "未填写"))
    return table


def credit_month_text(table: CreditMonth) -> str:
    """The table for a reader."""
    return print_credit_month(table)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    hidden = path.with_name(f".{os.getpid()}-{path.name}")
    hidden.write_bytes(content)
    hidden.replace(path)
