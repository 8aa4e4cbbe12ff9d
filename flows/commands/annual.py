"""The annual report: its group of commands."""

from __future__ import annotations

import click

from flows.commands.report_signing import LEDGER


@click.group("report")
def report_command() -> None:
    """年度行政执法报告：各处室确认、冻结、重新打开、查看和打印。"""


for _one in LEDGER:
    report_command.add_command(_one)
