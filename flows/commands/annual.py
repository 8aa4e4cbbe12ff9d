"""Commands of the annual report and of the periodic brief for the head."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from flows.commands.options import as_json
from flows.commands.report_signing import LEDGER

_FOLDER = click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), help="写入文件的文件夹。"
)


class PeriodText(click.ParamType[Any]):
    """A month such as 2026-10 or a quarter such as 2026Q3."""

    name = "period"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The span of days."""
        from tasks.law.periodic_brief import Span, span_of

        try:
            return value if isinstance(value, Span) else span_of(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.group("report")
def report_command() -> None:
    """年度行政执法总体情况：起草、各处室确认、冻结、打印；以及定期的执法情况简报。"""


for _one in LEDGER:
    report_command.add_command(_one)


@report_command.command("draft")
@click.argument("year", type=click.IntRange(2000, 2100))
@click.option("--scope", type=click.Choice(["own", "city"]), default="own", help="我委（默认）或者全市。")
@_FOLDER
@as_json
def draft_command(year: int, scope: str, folder: Path | None, as_json: bool) -> None:
    """起草年度报告：文字、统计表、图，写为DOCX、XLSX、HTML和内容JSON。"""
    from tasks.annual_reporting import report_for, report_on_paper
    from tasks.papers.annual.plain import report_text

    report = report_for(year, scope)
    written = report_on_paper(report, folder) if folder is not None else []
    if as_json:
        click.echo(report.to_json())
    else:
        click.echo(report_text(report))
        _tell(written)


@report_command.command("brief")
@click.argument("period", type=PeriodText())
@_FOLDER
@as_json
def brief_command(period: Any, folder: Path | None, as_json: bool) -> None:
    """起草一个月（如2026-10）或者一个季度（如2026Q3）的执法情况简报。"""
    from tasks.briefing import brief_for, brief_on_paper
    from tasks.law.periodic_brief import NotBegunError
    from tasks.papers.annual.plain import brief_text

    try:
        brief = brief_for(period)
    except NotBegunError as error:
        raise click.UsageError(str(error)) from error
    written = brief_on_paper(brief, folder) if folder is not None else []
    if as_json:
        click.echo(brief.to_json())
    else:
        click.echo(brief_text(brief))
        _tell(written)


def _tell(written: list[Path]) -> None:
    for path in written:
        click.echo(f"已写入：{path}")
