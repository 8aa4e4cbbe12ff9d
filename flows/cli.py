"""The gongshi command: each subcommand is thin and loads what it needs only when it runs."""

from __future__ import annotations

import importlib
import os
import sys

import click

COMMANDS = {
    "approve": "deciding",
    "calendar": "reporting",
    "demo": "running",
    "disclose": "deciding",
    "dismiss": "deciding",
    "due": "asking",
    "import": "running",
    "nginx": "serving",
    "redact": "asking",
    "rejected": "reporting",
    "run": "running",
    "serve": "serving",
    "sign": "deciding",
    "statistics": "reporting",
    "status": "reporting",
    "up": "serving",
    "validate": "asking",
    "verify": "reporting",
    "withdraw": "deciding",
}
"""Each command and the module under flows/commands that has it."""


class _Commands(click.Group):
    """Subcommands by name, imported on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"flows.commands.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def gongshi() -> None:
    """公示：行政执法决定从业务系统到公众，按期公开，依法撤下，如实统计。"""


def main() -> None:
    """Run the command; what is used or configured wrongly ends with one clear line and exit code 2."""
    try:
        gongshi(standalone_mode=False, prog_name="gongshi")
    except click.ClickException as error:
        click.echo(error.format_message() if isinstance(error, click.UsageError) else error.message, err=True)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        sentence = _wrongly_configured(error)
        if sentence is None:
            raise
        click.echo(sentence, err=True)
        sys.exit(2)


def _wrongly_configured(error: Exception) -> str | None:
    """One line for a fault of configuration, None for a fault of the program."""
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError  # noqa: PLC0415

    from tasks.contracts.contract_file import BrokenContract  # noqa: PLC0415
    from tasks.contracts.law_rows import LawTableError  # noqa: PLC0415
    from tasks.register.operator_acts import ActRefused  # noqa: PLC0415
    from tasks.settings import SettingsFault  # noqa: PLC0415

    if isinstance(error, (SettingsFault, LawTableError, BrokenContract, ActRefused)):
        return str(error)
    if isinstance(error, (ArgumentError, NoSuchModuleError)):
        return f"GONGSHI_DATABASE_URL不是可用的数据库地址：{error}"
    if isinstance(error, OperationalError):
        return f"登记簿数据库无法使用，请检查GONGSHI_DATABASE_URL：{error.orig}".splitlines()[0]
    return None
