"""Commands that only compute: deadlines, findings, public editions. Nothing is stored."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from flows.commands.options import as_json, as_of, now_or, print_json


@click.command("due")
@click.argument("day", metavar="DATE|-")
@click.argument("act_type", required=False)
@click.option("--item-code", default="", help="事项编码（法律、法规另有期限的事项）。")
@as_of
@as_json
def due_command(
    day: str, act_type: str | None, item_code: str, as_of: datetime | None, as_json: bool
) -> None:
    """公开期限：DATE 决定日期，ACT_TYPE 执法类别；“-”逐行读“日期 类别”。"""
    from tasks.asking import DueQuestions, UnclearQuestion
    from tasks.settings import read_settings

    questions = DueQuestions(read_settings().home, as_of)
    if day == "-":
        sys.exit(_answer_lines(questions, sys.stdin))
    if act_type is None:
        raise click.UsageError("请写明执法类别，如：gongshi due 2026-11-23 行政处罚")
    try:
        answer = questions.answer(day, act_type, item_code)
    except UnclearQuestion as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        print_json(answer)
    else:
        click.echo(questions.sentence(answer))


def _answer_lines(questions: Any, lines: Iterable[str]) -> int:
    """One JSON object a line; a line that cannot be read is answered with its error, the rest goes on."""
    from tasks.asking import UnclearQuestion

    unclear = 0
    for number, line in enumerate(lines, 1):
        words = line.split()
        if not words:
            continue
        try:
            if len(words) not in (2, 3):
                raise UnclearQuestion("应为“日期 执法类别”")
            print_json(questions.answer(*words))
        except UnclearQuestion as error:
            unclear += 1
            print_json({"error": f"第{number}行：{error}", "due_on": None})
            click.echo(f"第{number}行：{error}", err=True)
    return 2 if unclear else 0


@click.command("validate")
@click.argument("contract")
@click.argument("file", type=click.Path(path_type=Path))
@as_of
@as_json
def validate_command(contract: str, file: Path, as_of: datetime | None, as_json: bool) -> None:
    """按合同校验文件，只列问题，不登记。"""
    from tasks.asking import findings_table, validate_file
    from tasks.settings import read_settings

    answer = validate_file(read_settings().home, contract, _readable(file), _today(as_of))
    if as_json:
        print_json(answer)
    else:
        click.echo(findings_table(answer))
    sys.exit(1 if answer["findings"] else 0)


@click.command("redact")
@click.argument("contract")
@click.argument("file", type=click.Path(path_type=Path))
@as_of
@as_json
def redact_command(contract: str, file: Path, as_of: datetime | None, as_json: bool) -> None:
    """每条记录在网站上的公开文本。"""
    from tasks.asking import editions_text, redact_file
    from tasks.settings import read_settings

    answer = redact_file(read_settings(), contract, _readable(file), _today(as_of))
    if as_json:
        print_json(answer)
    else:
        click.echo(editions_text(answer))


def _readable(file: Path) -> Path:
    if not file.is_file():
        raise click.UsageError(f"没有文件“{file}”")
    return file


def _today(as_of: datetime | None) -> date:
    from tasks.law.shanghai import shanghai_date

    return shanghai_date(now_or(as_of))
