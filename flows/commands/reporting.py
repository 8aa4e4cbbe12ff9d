"""Commands that show how things stand and prove it."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from flows.commands.options import Instant, as_json, as_of, now_or, print_json


@click.command("status")
@as_of
@as_json
def status_command(as_of: datetime | None, as_json: bool) -> None:
    """两本账和时限。"""
    from tasks.reporting import status_answer, status_text

    if as_json:
        print_json(status_answer(now_or(as_of)))
    else:
        click.echo(status_text(now_or(as_of)))


@click.command("rejected")
@click.option("--limit", default=50, show_default=True)
def rejected_command(limit: int) -> None:
    """退回待改的记录，最紧迫的在前。"""
    from tasks.reporting import rejected_text

    click.echo(rejected_text(limit))


@click.command("timeline")
@click.argument("number")
@click.option("--act-type", default="", help="执法类别（文书号不足以指明时）。")
@click.option("--authority", default="", help="机关名称或代码（文书号不足以指明时）。")
@as_json
def timeline_command(number: str, act_type: str, authority: str, as_json: bool) -> None:
    """一个决定的全过程：版本、审查、期限、办理、读回和撤下。"""
    from tasks.reporting import timeline_answer, timeline_text

    answer = timeline_answer(number, act_type, authority)
    if as_json:
        print_json(answer)
    else:
        click.echo(timeline_text(answer))


@click.command("verify")
@click.option("--mend", is_flag=True, help="能按登记簿恢复的先恢复，再核对，列出须由人处理的。")
@click.option("--log", "log_only", is_flag=True, help="只核对公示日志。")
@click.option(
    "--head",
    "heads",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="以前保存的日志首部文件，核对网站上的日志是否为其延续（与 --log 同用）。",
)
@click.option(
    "--credit-list",
    "credit_list",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="只核对信用平台导出的清单（XLSX、XLS、CSV、JSON）。",
)
@click.option("--exported-at", type=Instant(), help="清单导出的时刻；不写按文件的修改时间。")
@as_json
def verify_command(
    mend: bool,
    log_only: bool,
    heads: tuple[Path, ...],
    credit_list: Path | None,
    exported_at: datetime | None,
    as_json: bool,
) -> None:
    """登记簿、网站、各渠道与公示日志逐一核对，列出每处不一致。"""
    from tasks.credit_list_checking import credit_list_answer, credit_list_text
    from tasks.log_keeping import verify_log_answer, verify_log_text
    from tasks.proving import mend_answer, verify_answer, verify_text

    if heads and not log_only:
        raise click.UsageError("--head 与 --log 同用")
    if mend and log_only:
        raise click.UsageError("公示日志的文件从不改写：--mend 不与 --log 同用")
    if exported_at and not credit_list:
        raise click.UsageError("--exported-at 与 --credit-list 同用")
    if credit_list and log_only:
        raise click.UsageError("--credit-list 不与 --log 同用")
    if credit_list:
        answer = credit_list_answer(credit_list, exported_at, mend=mend)
        text = credit_list_text(answer)
    elif log_only:
        answer = verify_log_answer(heads)
        text = verify_log_text(answer, heads)
    else:
        answer = mend_answer() if mend else verify_answer()
        text = verify_text(answer)
    if as_json:
        print_json(answer)
    else:
        click.echo(text)
    sys.exit(0 if answer["ok"] else 1)


@click.command("calendar")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def calendar_command(file: Path, as_json: bool) -> None:
    """收入一份放假安排，列出因此变动的期限。"""
    from tasks.rescheduling import moved_text, take_in_notice

    moved = take_in_notice(file)
    if as_json:
        print_json(moved)
    else:
        click.echo(moved_text(moved))
