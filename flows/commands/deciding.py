"""Commands by which a named person decides; each is kept with name, reason and basis."""

from __future__ import annotations

import sys
from datetime import date

import click

from flows.commands.options import Day, act_options, as_json, print_json

_ACT_TYPE = click.option("--act-type", default="", help="执法类别（文书号不足以指明时）。")
_AUTHORITY = click.option("--authority", default="", help="机关名称或代码（文书号不足以指明时）。")


def _one_of(number: str | None, batch: int | None) -> None:
    if (number is None) == (batch is None):
        raise click.UsageError("请写明一个文书号，或用 --batch 写明一个批次")


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
    """发布审查终审通过：一个决定（文书号）或一批（--batch）。"""
    from tasks.deciding import approve

    _one_of(number, batch)
    click.echo(approve(number, batch, act_type, operator, reason, basis, authority))


@click.command("review")
@click.argument("number", required=False)
@click.option("--batch", type=int, help="整批审查的批次编号。")
@click.option(
    "--stage",
    required=True,
    type=click.Choice(["初审", "复审", "保密审查", "终审"]),
    help="审查环节。",
)
@click.option("--return", "returned", is_flag=True, help="退回，理由在暂缓原因中显示。")
@_ACT_TYPE
@_AUTHORITY
@act_options
def review_command(
    number: str | None,
    batch: int | None,
    stage: str,
    returned: bool,
    act_type: str,
    authority: str,
    operator: str,
    reason: str,
    basis: str,
) -> None:
    """发布审查的一个环节：一个决定（文书号）或一批（--batch），通过或者退回。"""
    from tasks.deciding import review

    _one_of(number, batch)
    click.echo(review(number, batch, stage, act_type, operator, reason, basis, authority, returned=returned))


@click.command("disclose")
@click.argument("number")
@click.option("--outcome", type=click.Choice(["公示", "不予公示", "暂缓"]), default="公示", show_default=True)
@click.option("--until", type=Day(), help="暂缓到哪一天。")
@click.option(
    "--channel",
    type=click.Choice(["website", "service_hall", "credit", "supervision", "cms"]),
    help="只对一个渠道；不写为各公开渠道。",
)
@_ACT_TYPE
@_AUTHORITY
@act_options
def disclose_command(
    number: str,
    outcome: str,
    until: date | None,
    channel: str | None,
    act_type: str,
    authority: str,
    operator: str,
    reason: str,
    basis: str,
) -> None:
    """对一个决定作出公示、不予公示或暂缓的决定。"""
    from tasks.deciding import disclose
    from tasks.law.acts import Channel

    where = Channel(channel) if channel else None
    click.echo(disclose(number, outcome, until, act_type, operator, reason, basis, authority, where))


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
    """撤下一个决定；由 gongshi run withdraw 执行并读回。公示有误的须由另一人确认。"""
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


@click.command("release")
@click.argument("record_ids", nargs=-1, type=int, required=True)
@act_options
def release_command(record_ids: tuple[int, ...], operator: str, reason: str, basis: str) -> None:
    """放行退回有误或者规则不适用于个案的记录；决定仍须过各道关口。"""
    from tasks.releasing import release

    click.echo(release(record_ids, operator, reason, basis))


@click.command("sign")
@click.argument("policy")
@act_options
def sign_command(policy: str, operator: str, reason: str, basis: str) -> None:
    """法规处签署一条公示政策。"""
    from tasks.deciding import sign

    click.echo(sign(policy, operator, reason, basis))


@click.command("override-review")
@click.argument("number")
@_ACT_TYPE
@_AUTHORITY
@act_options
def override_review_command(
    number: str, act_type: str, authority: str, operator: str, reason: str, basis: str
) -> None:
    """负责人决定公开一个未经法制审核的决定；法律规定应当审核的不得办理。"""
    from tasks.deciding import override_review

    click.echo(override_review(number, act_type, operator, reason, basis, authority))


@click.command("correct-redaction")
@click.argument("number")
@click.option("--hide", multiple=True, metavar="TEXT", help="另须隐去的内容，可多次。")
@click.option("--show", multiple=True, metavar="TEXT", help="误隐去、应恢复显示的内容，可多次。")
@_ACT_TYPE
@_AUTHORITY
@act_options
def correct_redaction_command(
    number: str,
    hide: tuple[str, ...],
    show: tuple[str, ...],
    act_type: str,
    authority: str,
    operator: str,
    reason: str,
    basis: str,
) -> None:
    """更正公开文本隐去的内容；存疑文本中恢复显示的，须由另一人确认。"""
    from tasks.correcting import correct

    click.echo(correct(number, hide, show, act_type, operator, reason, basis, authority))


@click.command("proposals")
@as_json
def proposals_command(as_json: bool) -> None:
    """等待第二人确认的事项。"""
    from tasks.proposing import proposals_answer, proposals_text

    answer = proposals_answer()
    if as_json:
        print_json(answer)
    else:
        click.echo(proposals_text(answer))


@click.command("confirm")
@click.argument("proposal_id", type=int)
@click.option("--disagree", is_flag=True, help="不同意，不予办理。")
@click.option("--by", "operator", required=True, help="第二人：处室和姓名，或者姓名（名册中唯一的）。")
@click.option("--reason", default="", help="理由；不同意时必填。")
@click.option("--basis", default="", help="依据；不填则同提出时的依据。")
def confirm_command(proposal_id: int, disagree: bool, operator: str, reason: str, basis: str) -> None:
    """第二人确认一个待确认事项；同意的立即办理，误公开的立即撤下并读回。"""
    from flows.immediately import run_withdrawal_now
    from flows.running import told
    from tasks.proposing import confirm

    done = confirm(proposal_id, operator, reason, basis, disagreed=disagree)
    click.echo(done.sentence)
    if done.takes_down:
        outcome = run_withdrawal_now()
        click.echo(told("withdraw", outcome))
        sys.exit(1 if outcome.problems else 0)
