"""Commands that count what was reported."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from flows.commands.options import Month, as_json, print_json


@click.command("credit-month")
@click.argument("month", type=Month())
@click.option("--csv", "folder", type=click.Path(path_type=Path), help="另存各表为CSV到此文件夹。")
@click.option("--xlsx", "workbook", type=click.Path(path_type=Path), help="另存为此XLSX文件，按月报表版式。")
@as_json
def credit_month_command(month: date, folder: Path | None, workbook: Path | None, as_json: bool) -> None:
    """“双公示”月报表：产生、公示、报送、未报送及依据、有效入库，上报率、合规率、及时率。"""
    from tasks.credit_counting import credit_month_text, month_of_credit

    table = month_of_credit(month, folder, workbook)
    if as_json:
        print_json(table.to_json())
    else:
        click.echo(credit_month_text(table))
    if table.unbalanced:
        sys.exit(1)


@click.command("justice-table")
@click.argument("year", type=click.IntRange(2000, 2100))
@click.option("--csv", "folder", type=click.Path(path_type=Path), help="另存为CSV到此文件夹。")
@as_json
def justice_table_command(year: int, folder: Path | None, as_json: bool) -> None:
    """报市司法局的年度表：执法主体、办案、复议诉讼、案卷评查。"""
    from tasks.justice_counting import justice_text, justice_year

    table = justice_year(year, folder)
    if as_json:
        print_json(table.to_json())
    else:
        click.echo(justice_text(table))
