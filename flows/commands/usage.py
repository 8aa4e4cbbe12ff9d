"""What is wrong with how a command was called, in one Chinese line."""

from __future__ import annotations

import click

HELP = "用法见 gongshi --help"


def usage_sentence(error: click.ClickException) -> str:
    """The sentence for an error of usage; what we said ourselves stays as it is."""
    if isinstance(error, click.MissingParameter):
        return f"缺少{_named(error.param).rstrip()}，{HELP}"
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {error.option_name}，{HELP}"
    if isinstance(error, click.BadParameter):
        return _bad_value(error)
    if isinstance(error, click.exceptions.NoSuchCommand):
        return f"没有命令“{error.command_name}”，{HELP}"
    return error.message


def _bad_value(error: click.BadParameter) -> str:
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return f"{_named(error.param)}应为：{'、'.join(map(str, kind.choices))}"
    if isinstance(kind, click.IntRange):
        return f"{_named(error.param)}应为{kind.min}至{kind.max}的整数"
    if kind is click.INT:
        return f"{_named(error.param)}应为整数"
    return f"{_named(error.param)}有误：{error.message}"


def _named(param: click.Parameter | None) -> str:
    if isinstance(param, click.Option):
        return f"选项 {param.opts[0]} "
    return f"参数 {param.human_readable_name} " if param is not None else "参数"
