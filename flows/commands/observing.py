"""The observer's command: it runs where the public site can be read, and needs no register."""

from __future__ import annotations

import sys

import click

from flows.commands.options import as_json, print_json


@click.command("observe")
@click.option("--new-key", is_flag=True, help="生成观察员密钥，输出须登记的公钥。")
@as_json
def observe_command(new_key: bool, as_json: bool) -> None:
    """网闸外的观察员：按核对清单读取公众网站，写出签名回执；不需要登记簿。"""
    from tasks import observing

    if new_key:
        made = observing.new_key()
        if as_json:
            print_json(made)
        else:
            click.echo(
                f"密钥编号：{made['key_id']}\n请在登记簿一侧的observers.yaml中登记：\n  key: {made['key']}"
            )
        return
    answer = observing.observed_answer(observing.observe_public_site())
    if as_json:
        print_json(answer)
    else:
        click.echo(observing.observed_text(answer))
    sys.exit(1 if answer["problems"] else 0)
