"""Districts without a connected system: their workbooks out, the filled ones in, the late ones chased."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from flows.commands.options import act_options, as_json, as_of, now_or, print_json

_YEAR = click.IntRange(2000, 2100)


@click.group("districts")
def districts_command() -> None:
    """区县年度统计报表：发出模板，收下并校验，催报。"""


@districts_command.command("template")
@click.argument("year", type=_YEAR)
@click.option(
    "--folder", type=click.Path(path_type=Path), required=True, help="模板写入此文件夹，一个区县一份。"
)
def template_command(year: int, folder: Path) -> None:
    """写出各区县的填报模板（XLSX）。"""
    from tasks.district_intake import write_templates

    for path in write_templates(year, folder):
        click.echo(path)


@districts_command.command("take")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE…",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@act_options
@as_json
def take_command(files: tuple[Path, ...], operator: str, reason: str, basis: str, as_json: bool) -> None:
    """校验并收下填好的报表；有一处不符，整份不收。"""
    from tasks.district_intake import take_files, taken_text

    taken = take_files(files, operator, reason, basis)
    if as_json:
        print_json({"files": [one.to_json() for one in taken]})
    else:
        click.echo(taken_text(taken))
    sys.exit(1 if any(one.faults for one in taken) else 0)


@districts_command.command("list")
@click.argument("year", type=_YEAR)
@as_of
@as_json
def list_command(year: int, as_of: datetime | None, as_json: bool) -> None:
    """各区县是否已报送、何时由谁收下，逾期的附催报文字。"""
    from tasks.district_standing import standing_answer, standing_text

    answer = standing_answer(year, now_or(as_of))
    if as_json:
        print_json(answer)
    else:
        click.echo(standing_text(answer))
