"""The gongshi command: each subcommand is thin and loads what it needs only when it runs."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

from flows.commands.usage import usage_sentence

COMMANDS = {
    "approve": "deciding",
    "calendar": "reporting",
    "confirm": "deciding",
    "confirm-gone": "channels",
    "correct-redaction": "deciding",
    "credit-month": "credit_counting",
    "demo": "running",
    "disclose": "deciding",
    "dismiss": "deciding",
    "districts": "districts",
    "due": "asking",
    "elsewhere": "channels",
    "export": "reporting",
    "form": "forms",
    "import": "running",
    "justice-table": "credit_counting",
    "log": "log_keeping",
    "nginx": "serving",
    "object": "objecting",
    "objections": "objecting",
    "observe": "observing",
    "override-review": "deciding",
    "proposals": "deciding",
    "query-server": "serving",
    "redact": "asking",
    "rejected": "reporting",
    "release": "deciding",
    "reply": "objecting",
    "report": "annual",
    "retry": "channels",
    "review": "deciding",
    "run": "running",
    "serve": "serving",
    "set-aside": "channels",
    "sign": "deciding",
    "statistics": "counting",
    "status": "reporting",
    "take-over": "channels",
    "timeline": "reporting",
    "up": "serving",
    "validate": "asking",
    "verify": "reporting",
    "withdraw": "deciding",
}
"""Each command and the module under flows/commands that has it."""


class _Commands(click.Group):
    """Subcommands by name, imported on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click calls it so
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"flows.commands.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def gongshi() -> None:
    """公示：行政执法决定从业务系统到公众，按期公开，依法撤下，如实统计。"""


def main() -> None:
    """Run the command; what is used or configured wrongly ends with one clear line and exit code 2."""
    try:
        gongshi(standalone_mode=False, prog_name="gongshi")
    except click.ClickException as error:
        click.echo(usage_sentence(error), err=True)
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
    sentence = _configuration_fault(error)
    return None if sentence is None else " ".join(sentence.split())


def _configuration_fault(error: Exception) -> str | None:
    from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

    from tasks.channels.configuration import ChannelFault
    from tasks.contracts.contract_file import BrokenContract
    from tasks.contracts.law_rows import LawTableError
    from tasks.register.operator_acts import ActRefused
    from tasks.settings import SettingsFault

    if isinstance(error, (SettingsFault, LawTableError, BrokenContract, ActRefused, ChannelFault)):
        return str(error)
    if isinstance(error, (ArgumentError, NoSuchModuleError)):
        return f"GONGSHI_DATABASE_URL不是可用的数据库地址：{error}"
    if isinstance(error, ModuleNotFoundError) and error.name in _OTHER_DRIVERS:
        return f"GONGSHI_DATABASE_URL所用的驱动{error.name}未安装，请写明驱动，如 postgresql+psycopg://…"
    if isinstance(error, DatabaseError) and _no_register(error):
        return f"登记簿数据库无法使用，请检查GONGSHI_DATABASE_URL：{str(error.orig).splitlines()[0]}"
    if isinstance(error, OSError) and error.filename:
        return f"无法读写“{error.filename}”：{error.strerror}"
    return None


_OTHER_DRIVERS = ("psycopg2", "pg8000", "asyncpg", "MySQLdb", "pymysql", "pyodbc", "cx_Oracle", "oracledb")


def _no_register(error: Any) -> bool:
    """Whether there is no register to be had there, rather than a statement of ours that is wrong."""
    from sqlalchemy.exc import OperationalError

    return isinstance(error, OperationalError) or "file is not a database" in str(error.orig)
