"""Commands about the transparency log: after a restore, and when its key changes."""

from __future__ import annotations

import click

from flows.commands.options import act_options


@click.group("log")
def log_command() -> None:
    """公示日志：恢复登记簿之后补入，更换签名密钥。"""


@log_command.command("catch-up")
@act_options
def catch_up_command(operator: str, reason: str, basis: str) -> None:
    """登记簿由旧备份恢复后，由网站上公开的日志补入缺少的各项。"""
    from tasks.log_keeping import bring_forward

    click.echo(bring_forward(operator, reason, basis))


@log_command.command("rotate-key")
@act_options
def rotate_key_command(operator: str, reason: str, basis: str) -> None:
    """启用新的签名密钥；停用旧密钥之前，新旧密钥同时签名。"""
    from tasks.log_keeping import rotate_key

    click.echo(rotate_key(operator, reason, basis))


@log_command.command("retire-key")
@click.option("--destroy", is_flag=True, help="销毁旧私钥；不写则移入 keys/retired。")
@act_options
def retire_key_command(destroy: bool, operator: str, reason: str, basis: str) -> None:
    """停用旧的签名密钥，日志首部从此只由新密钥签名。"""
    from tasks.log_keeping import retire_old_key

    click.echo(retire_old_key(operator, reason, basis, destroy=destroy))
