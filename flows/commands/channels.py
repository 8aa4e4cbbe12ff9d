"""Commands about the platforms and about what an old site shows."""

from __future__ import annotations

import click

from flows.commands.options import act_options, as_json, print_json

_ACT_TYPE = click.option("--act-type", default="", help="执法类别（文书号不足以指明时）。")
_AUTHORITY = click.option("--authority", default="", help="机关名称或代码（文书号不足以指明时）。")
_PLATFORMS = ("service_hall", "credit", "supervision", "cms")


@click.command("set-aside")
@click.option("--limit", default=50, show_default=True, help="最多列出多少件。")
@as_json
def set_aside_command(limit: int, as_json: bool) -> None:
    """列出多次未能报送、待人处理的决定，期限早的在前。"""
    from tasks.channel_reporting import set_aside_answer, set_aside_text

    answer = set_aside_answer(limit)
    print_json(answer) if as_json else click.echo(set_aside_text(answer))


@click.command("retry")
@click.argument("channel", type=click.Choice(_PLATFORMS))
@click.argument("number", required=False)
@_ACT_TYPE
@_AUTHORITY
@act_options
def retry_command(
    channel: str, number: str | None, act_type: str, authority: str, operator: str, reason: str, basis: str
) -> None:
    """把搁置的报送重新排入；不写文书号的，该渠道全部重新排入。"""
    from tasks.deciding import retry

    click.echo(retry(channel, number or "", act_type, operator, reason, basis, authority))


@click.command("take-over")
@click.argument("number", required=False)
@click.option("--all", "everything", is_flag=True, help="接管全部待接管的决定。")
@_ACT_TYPE
@_AUTHORITY
@act_options
def take_over_command(
    number: str | None,
    everything: bool,
    act_type: str,
    authority: str,
    operator: str,
    reason: str,
    basis: str,
) -> None:
    """接管在原网站公开的决定，由本网站公开。"""
    from tasks.cutting_over import take_over_from_old_site

    if (number is None) != everything:
        raise click.UsageError("请写明一个文书号，或用 --all 接管全部")
    click.echo(take_over_from_old_site(number or "", act_type, operator, reason, basis, authority))


@click.command("confirm-gone")
@click.argument("number")
@_ACT_TYPE
@_AUTHORITY
@act_options
def confirm_gone_command(
    number: str, act_type: str, authority: str, operator: str, reason: str, basis: str
) -> None:
    """登记已核实：原网站不再显示已撤下的决定。"""
    from tasks.cutting_over import confirm_gone

    click.echo(confirm_gone(number, act_type, operator, reason, basis, authority))


@click.command("elsewhere")
@as_json
def elsewhere_command(as_json: bool) -> None:
    """列出在原网站公开过的决定和新旧网址，用于设置跳转。"""
    from tasks.cutting_over import elsewhere_answer, elsewhere_text

    answer = elsewhere_answer()
    print_json(answer) if as_json else click.echo(elsewhere_text(answer))
