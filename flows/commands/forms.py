"""Printing numbered official papers for the case file."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("form")
@click.argument("kind", required=False)
@click.argument("number", required=False)
@click.option("--batch", type=int, help="整批办理的批次编号。")
@click.option("--again", help="按编号重新打印，与原件逐字节相同。")
@click.option("--act-type", default="", help="执法类别（文书号不足以指明时）。")
@click.option("--authority", default="", help="机关名称或代码（文书号不足以指明时）。")
@click.option("--by", "operator", default="", help="填表人姓名。")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path(),
    help="写入的文件或文件夹（默认当前文件夹）。",
)
def form_command(
    kind: str | None,
    number: str | None,
    batch: int | None,
    again: str | None,
    act_type: str,
    authority: str,
    operator: str,
    output: Path,
) -> None:
    """打印编号的审查表、审批表和送达文书（DOCX）；不写参数时列出可用的表单。"""
    from tasks.forming import form_names, make_form, print_again

    if again is not None:
        if kind is not None or batch is not None:
            raise click.UsageError("--again 只需编号，不写表单名称、文书号和批次")
        made = print_again(again, output)
    elif kind is None:
        click.echo("\n".join(form_names()))
        return
    elif (number is None) == (batch is None):
        raise click.UsageError("请写明一个文书号，或用 --batch 写明一个批次")
    else:
        made = make_form(kind, number, batch, operator, output, act_type, authority)
    click.echo(f"{made.name} {made.number}：{made.path}")
    if made.earlier:
        click.echo(f"此前已有：{'、'.join(made.earlier)}")
