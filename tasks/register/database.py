"""Opening the register: SQLite by default, PostgreSQL in production, the same statements on both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

BUSY_SECONDS = 60
_WRITER_LOCK = 0x676F6E68


def instant_text(instant: datetime) -> str:
    """An aware instant as the register keeps it: UTC, fixed width, so that text order is time order."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True)
class Register:
    """An open register; `home` is where locks of this machine live."""

    engine: sa.Engine
    home: Path

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection on one consistent snapshot that never waits for a writer."""
        options: dict[str, Any] = {"reading": True}
        if self.engine.dialect.name == "postgresql":
            options["isolation_level"] = "REPEATABLE READ"
        with self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One transaction: all of it is kept or none; one writer at a time, on PostgreSQL as on SQLite.

        So what a transaction reads first still holds when it writes, and ids are given out in order of commits.
        """
        with self.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITER_LOCK)))
            yield connection

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def open_register(url: str, home: Path) -> Register:
    """Open the register at a SQLAlchemy URL, bringing its tables to today's form first."""
    from tasks.register.migrations import migrate

    engine = _engine(url, home)
    migrate(engine)
    return Register(engine, home)


def _engine(url: str, home: Path) -> sa.Engine:
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(parsed, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    home.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy begins transactions itself, see _begin_sqlite
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "cache_size=-65536",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    reading = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
