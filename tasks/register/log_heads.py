"""Heads of the transparency log that were signed: each is kept, so that none can be gone back on (promise 7)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from tasks.register.database import instant_text
from tasks.register.schema import log_head


class SignedRoot(NamedTuple):
    """A head that was signed: so many leaves, and their root."""

    size: int
    root: bytes


def keep_head(connection: sa.Connection, size: int, root: bytes, at: datetime) -> bool:
    """Keep a head that is about to be signed; False where one of that size with another root was signed before."""
    kept = connection.scalar(sa.select(log_head.c.root).where(log_head.c.size == size))
    if kept is None:
        connection.execute(sa.insert(log_head), [{"size": size, "root": root, "signed_at": instant_text(at)}])
    return kept in (None, root)


def read_heads(connection: sa.Connection, after: int, limit: int) -> list[SignedRoot]:
    """Up to `limit` heads of more than `after` leaves, the smallest first."""
    rows = connection.execute(
        sa.select(log_head.c.size, log_head.c.root)
        .where(log_head.c.size > after)
        .order_by(log_head.c.size)
        .limit(limit)
    )
    return [SignedRoot(*row) for row in rows]
