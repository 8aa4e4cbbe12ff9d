"""Bringing a register's tables to today's form; each step is a script under versions/."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

HEAD = "0004"
"""The newest script; a test holds it to the folder."""

_MIGRATION_LOCK = 0x676F6E67


def migrate(engine: sa.Engine) -> None:
    """Run the scripts the register has not seen; a register that is up to date costs one query."""
    with engine.connect() as connection:
        if _version(connection) == HEAD:
            return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
        if _version(connection) != HEAD:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _version(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return version
