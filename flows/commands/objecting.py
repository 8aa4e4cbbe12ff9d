"""The objection desk: receiving, answering, and seeing what waits."""

from __future__ import annotations

from datetime import date, datetime

import click

from flows.commands.options import Day, as_json, as_of, now_or, print_json
from tasks.law.objections import ObjectionResult


@click.command("object")
@click.argument("number")
@click.option("--from", "objector", required=True, help="提出异议的单位或个人（不公开）。")
@click.option("--content", required=True, help="异议内容。")
@click.option("--received", type=Day(), required=True, help="收到日期，期限由此起算。")
@click.option("--execution-stopped", "stopped_by", default="", help="决定停止执行的文书。")
@click.option("--until", type=Day(), help="停止执行且尚未公开的，暂缓公示到哪一天。")
@click.option("--act-type", default="", help="执法类别（文书号不足以指明时）。")
@click.option("--authority", default="", help="机关名称或代码（文书号不足以指明时）。")
@click.option("--by", "operator", required=True, help="办理人姓名。")
def object_command(
    number: str,
    objector: str,
    content: str,
    received: date,
    stopped_by: str,
    until: date | None,
    act_type: str,
    authority: str,
    operator: str,
) -> None:
    """登记对公示信息的异议，起算答复期限；不停止公示，依法停止执行的除外。"""
    from tasks.objecting import take_objection
    from tasks.register.objections import NewObjection

    new = NewObjection(objector, content, received, stopped_by.strip(), until)
    click.echo(take_objection(number, new, operator, act_type, authority))


@click.command("reply")
@click.argument("objection_id", metavar="ID", type=int)
@click.option("--result", type=click.Choice([one.value for one in ObjectionResult]), required=True)
@click.option("--reply", required=True, help="答复内容。")
@click.option("--replied", type=Day(), help="答复日期（默认今天）。")
@click.option("--by", "operator", required=True, help="办理人姓名。")
def reply_command(objection_id: int, result: str, reply: str, replied: date | None, operator: str) -> None:
    """答复一件异议：维持、更正或撤下，并说明下一步。"""
    from tasks.objecting import answer_objection

    click.echo(answer_objection(objection_id, result, reply, replied, operator))


@click.command("objections")
@click.option("--all", "everything", is_flag=True, help="也列出已答复的。")
@as_of
@as_json
def objections_command(everything: bool, as_of: datetime | None, as_json: bool) -> None:
    """待答复的异议和期限，超期的在前。"""
    from tasks.objecting import objections_answer, objections_text

    answer = objections_answer(now_or(as_of), everything)
    if as_json:
        print_json(answer)
    else:
        click.echo(objections_text(answer))
