"""The command that counts: the official forms, the decisions behind their figures, the checks before signing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from flows.commands.options import as_json, print_json
from tasks.law.annual_report import Scope

FORMS = ("penalty", "licence", "coercion", "other_acts")


@click.command("statistics")
@click.argument("year", type=click.IntRange(2000, 2100))
@click.option("--csv", "folder", type=click.Path(path_type=Path), help="另存各表为CSV到此文件夹。")
@click.option("--profile", "profiles", multiple=True, help="某表改用另一样式，如 penalty=form-a；可写多次。")
@click.option(
    "--scope",
    type=click.Choice([one.value for one in Scope]),
    help="own：只计本委；city：全市，含区县报送的报表。",
)
@click.option("--drill", "form", type=click.Choice(FORMS), help="列出此表一格由哪些决定构成。")
@click.option("--unit", default="", help="与 --drill 同用：单位名称；不写为合计。")
@click.option("--column", default="", help="与 --drill 同用：栏目名称；不写则列出按规则未计入此表的。")
@click.option("--check", is_flag=True, help="签发前核对，有须先办的即以1结束。")
@as_json
def statistics_command(
    year: int,
    folder: Path | None,
    profiles: tuple[str, ...],
    scope: str | None,
    form: str | None,
    unit: str,
    column: str,
    check: bool,
    as_json: bool,
) -> None:
    """年度行政执法统计表，每个数由哪些决定构成，签发前的核对。"""
    if (unit or column) and not form:
        raise click.UsageError("--unit、--column 与 --drill 同用")
    if folder and (form or check):
        raise click.UsageError("--csv 不与 --drill、--check 同用")
    if check and (form or profiles or scope):
        raise click.UsageError("--check 核对全部样式和范围，不与 --drill、--profile、--scope 同用")
    counted = Scope(scope) if scope else None
    if check:
        _check(year, as_json=as_json)
    elif form:
        _drill((year, form, unit, column), profiles, counted, as_json=as_json)
    else:
        _print_forms(year, folder, profiles, counted, as_json=as_json)


def _print_forms(
    year: int, folder: Path | None, profiles: tuple[str, ...], scope: Scope | None, *, as_json: bool
) -> None:
    from tasks.counting import chosen_profiles, forms_text, year_forms

    with _refusing_what_no_form_has():
        forms = year_forms(year, folder, chosen_profiles(profiles), scope)
    if as_json:
        print_json(forms.to_json())
    else:
        click.echo(forms_text(forms))


def _drill(
    place: tuple[int, str, str, str], profiles: tuple[str, ...], scope: Scope | None, *, as_json: bool
) -> None:
    from tasks.drilling import drill_answer, drill_text, drill_year

    with _refusing_what_no_form_has():
        found = drill_year(*place, profiles, scope)
    if as_json:
        print_json(drill_answer(found))
    else:
        click.echo(drill_text(found))


def _check(year: int, *, as_json: bool) -> None:
    from tasks.statistics_checking import check_answer, check_text

    answer = check_answer(year)
    if as_json:
        print_json(answer)
    else:
        click.echo(check_text(answer))
    sys.exit(0 if answer["ok"] else 1)


@contextmanager
def _refusing_what_no_form_has() -> Iterator[None]:
    from tasks.warehouse.drill import UnknownCellError
    from tasks.warehouse.form_layouts import UnknownProfileError

    try:
        yield
    except (UnknownCellError, UnknownProfileError) as error:
        raise click.UsageError(str(error)) from error
