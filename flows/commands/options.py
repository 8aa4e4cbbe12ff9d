"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click
import orjson

from tasks.law.shanghai import SHANGHAI


class Instant(click.ParamType[Any]):
    """An ISO instant; without a zone it is Shanghai time, a bare date is its noon."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The instant in UTC."""
        if isinstance(value, datetime):
            return value
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}”不是时刻，应如 2026-11-23 或 2026-11-23T09:30+08:00", param, ctx)
        if len(value) <= 10:
            instant = instant.replace(hour=12)
        return (instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)).astimezone(UTC)


class Day(click.ParamType[Any]):
    """An ISO date."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The date."""
        from datetime import date

        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}”不是日期，应如 2026-11-23", param, ctx)


class Month(click.ParamType[Any]):
    """A month, as 2026-10; its first day."""

    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The first day of the month."""
        from datetime import date

        if isinstance(value, date):
            return value
        if len(value) != len("2026-10"):
            self.fail(f"“{value}”不是月份，应如 2026-10", param, ctx)
        try:
            return date.fromisoformat(f"{value}-01")
        except ValueError:
            self.fail(f"“{value}”不是月份，应如 2026-10", param, ctx)


as_of = click.option("--as-of", type=Instant(), help="按此时刻计算（只用于查询）。")
as_json = click.option("--json", "as_json", is_flag=True, help="输出JSON，供程序读取。")


def act_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The three things every operator's act must say."""
    for option in (
        click.option(
            "--by", "operator", required=True, help="办理人：处室和姓名，或者姓名（名册中唯一的）。"
        ),
        click.option("--basis", required=True, help="依据。"),
        click.option("--reason", required=True, help="理由。"),
    ):
        command = option(command)
    return command


def print_json(value: Any) -> None:
    """One JSON document on standard output, Chinese as it is."""
    click.echo(orjson.dumps(value).decode())


def now_or(instant: datetime | None) -> datetime:
    """The given instant, else now."""
    return instant or datetime.now(UTC)
