"""Commands of the annual report's ledger: confirming, freezing, opening again, looking, printing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from flows.commands.options import act_options, as_json, as_of, now_or, print_json
from tasks.law.annual_report import Scope

_YEAR = click.argument("year", type=click.IntRange(2000, 2100))
_SCOPE = click.option(
    "--scope",
    type=click.Choice([one.value for one in Scope]),
    default=Scope.OWN.value,
    show_default=True,
    help="own 我委，city 全市。",
)
_FREEZE = click.option(
    "--freeze", "number", type=click.IntRange(1, 1000), help="第几次冻结；不写为最近一次。"
)


@click.command("sign")
@_YEAR
@_SCOPE
@click.option("--office", required=True, help="确认数字的处室。")
@act_options
def sign_command(year: int, scope: str, office: str, operator: str, reason: str, basis: str) -> None:
    """处室确认本处室各表的数字；此后数字有变动的，确认失效。"""
    from tasks.report_signing import sign_report

    click.echo(sign_report(year, Scope(scope), office, operator, reason, basis))


@click.command("freeze")
@_YEAR
@_SCOPE
@click.option("--without", multiple=True, metavar="编号=理由", help="列明不计入的退回记录，可多次。")
@act_options
def freeze_command(
    year: int, scope: str, without: tuple[str, ...], operator: str, reason: str, basis: str
) -> None:
    """冻结一个年度的报告；此后数据变动不改变已冻结的内容。"""
    from tasks.report_signing import freeze_report

    click.echo(freeze_report(year, Scope(scope), operator, reason, basis, without))


@click.command("reopen")
@_YEAR
@_SCOPE
@act_options
def reopen_command(year: int, scope: str, operator: str, reason: str, basis: str) -> None:
    """重新打开已冻结的报告；原冻结的内容照旧保存。"""
    from tasks.report_signing import reopen_report

    click.echo(reopen_report(year, Scope(scope), operator, reason, basis))


@click.command("show")
@_YEAR
@_SCOPE
@_FREEZE
@as_of
@as_json
def show_command(year: int, scope: str, number: int | None, as_of: datetime | None, as_json: bool) -> None:
    """报告办到哪一步，以及冻结之后现在的数字有哪些不同。"""
    from tasks.report_showing import report_answer, report_text

    answer = report_answer(year, Scope(scope), number, now_or(as_of))
    if as_json:
        print_json(answer)
    else:
        click.echo(report_text(answer))


@click.command("print")
@_YEAR
@_SCOPE
@_FREEZE
@click.option(
    "--folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="写入的文件夹。"
)
def print_command(year: int, scope: str, number: int | None, folder: Path) -> None:
    """打印已冻结的报告，每次逐字节相同。"""
    from tasks.report_printing import print_report

    kept, files = print_report(year, Scope(scope), number, folder)
    opened = "（已重新打开，仅供查阅）" if kept.reopened else ""
    named = "、".join(str(path) for path in files)
    click.echo(f"第{kept.number}次冻结{opened}，内容摘要{kept.digest}：{named}")


LEDGER = (sign_command, freeze_command, reopen_command, show_command, print_command)
"""What the group `report` has of this file."""
