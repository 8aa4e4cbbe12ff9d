"""Commands by which a named person decides; each is kept with name, reason and basis."""

from __future__ import annotations

from datetime import date

import click

from flows.commands.options import Day, act_options

_ACT_TYPE = click.option("--act-type", default="", help="执法类别（文书号不足以指明时）。")
_AUTHORITY = click.option("--authority", default="", help="机关名称或代码（文书号不足以指明时）。")


@click.command("approve")
@click.argument("number", required=False)
@click.option("--batch", type=int, help="整批通过的批次编号。")
@_ACT_TYPE
@_AUTHORITY
@act_options
def approve_command(
    number: str | None,
    batch: int | None,
    act_type: str,
    authority: str,
    operator: str,
    reason: str,
    basis: str,
) -> None:
    """发布审查通过：一个决定（文书号）或一批（--batch）。"""
    from tasks.deciding import approve

    if (number is None) == (batch is None):
        raise click.UsageError("请写明一个文书号，或用 --batch 写明一个批次")
    click.echo(approve(number, batch, act_type, operator, reason, basis, authority))


@click.command("disclose")
@click.argument("number")
@click.option("--outcome", type=click.Choice(["公示", "不予公示", "暂缓"]), default="公示", show_default=True)
@click.option("--until", type=Day(), help="暂缓到哪一天。")
@_ACT_TYPE
@_AUTHORITY
@act_options
def disclose_command(
    number: str,
    outcome: str,
    until: date | None,
    act_type: str,
    authority: str,
    operator: str,
    reason: str,
    basis: str,
) -> None:
    """对一个决定作出公示、不予公示或暂缓的决定。"""
    from tasks.deciding import disclose

    click.echo(disclose(number, outcome, until, act_type, operator, reason, basis, authority))


@click.command("withdraw")
@click.argument("number")
@click.option(
    "--as",
    "ending",
    required=True,
    help="撤下的种类：撤销、确认无效、确认违法、变更、重新作出、更正、信用修复、公示有误。",
)
@click.option("--requester", required=True, help="由谁提出。")
@click.option("--notice-number", default="", help="据以撤下的文书号。")
@click.option("--replaced-by", default="", help="变更或重新作出后的文书号。")
@_ACT_TYPE
@_AUTHORITY
@act_options
def withdraw_command(
    number: str,
    ending: str,
    requester: str,
    notice_number: str,
    replaced_by: str,
    act_type: str,
    authority: str,
    operator: str,
    reason: str,
    basis: str,
) -> None:
    """撤下一个决定；由 gongshi run withdraw 执行并读回。"""
    from tasks.deciding import withdraw

    click.echo(
        withdraw(
            number,
            ending,
            requester,
            notice_number,
            replaced_by,
            act_type,
            operator,
            reason,
            basis,
            authority,
        )
    )


@click.command("dismiss")
@click.argument("record_ids", nargs=-1, type=int, required=True)
@act_options
def dismiss_command(record_ids: tuple[int, ...], operator: str, reason: str, basis: str) -> None:
    """退回的记录不再等待更正，销号（仍计入总账）。"""
    from tasks.deciding import dismiss

    click.echo(dismiss(record_ids, operator, reason, basis))


@click.command("sign")
@click.argument("policy")
@act_options
def sign_command(policy: str, operator: str, reason: str, basis: str) -> None:
    """法规处签署一条公示政策。"""
    from tasks.deciding import sign

    click.echo(sign(policy, operator, reason, basis))
