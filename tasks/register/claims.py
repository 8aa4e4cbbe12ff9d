"""Claims: a lock tied to the living process, so that a dead process's work is free at once (promise 6)."""

from __future__ import annotations

import fcntl
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from tasks.register.database import Register


class ClaimedElsewhere(Exception):
    """Another living process does this work; its run will finish it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”正由另一进程办理，本次不重复办理")


@contextmanager
def claim(register: Register, name: str, *, wait: bool = False) -> Iterator[None]:
    """Hold the right to do `name` alone while the block runs; ClaimedElsewhere if another holds it.

    A file lock keeps processes of one machine apart, on PostgreSQL an advisory lock keeps machines apart.
    """
    folder = register.home / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise ClaimedElsewhere(name) from error
        if register.engine.dialect.name != "postgresql":
            yield
            return
        with _advisory_lock(register.engine, name, wait):
            yield


@contextmanager
def _advisory_lock(engine: sa.Engine, name: str, wait: bool) -> Iterator[None]:
    key = zlib.crc32(f"gongshi:{name}".encode())
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if wait:
            connection.execute(sa.select(sa.func.pg_advisory_lock(key)))
        elif not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(key))):
            raise ClaimedElsewhere(name)
        try:
            yield
        finally:
            connection.execute(sa.select(sa.func.pg_advisory_unlock(key)))
