"""The leaf each public text has in the log, appended in the transaction that intends to show it (promise 7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tasks.register.schema import edition
from tasks.register.transparency import AppendedLeaf, LeafToAppend, append_leaves


def append_missing_leaves(
    connection: sa.Connection, rows: Sequence[Any], now: datetime
) -> dict[int, AppendedLeaf]:
    """Append a leaf for each edition that has none; rows carry edition_id, decision_id, hash and leaf_index."""
    missing = {row.edition_id: row for row in rows if row.leaf_index is None}
    leaves = append_leaves(
        connection, [LeafToAppend("publish", row.decision_id, row.hash) for row in missing.values()], now
    )
    placed = dict(zip(missing, leaves, strict=True))
    if placed:
        connection.execute(
            sa.update(edition)
            .where(edition.c.id == sa.bindparam("edition"))
            .values(leaf_index=sa.bindparam("at"), salt=sa.bindparam("with_salt")),
            [{"edition": i, "at": leaf.place, "with_salt": leaf.salt} for i, leaf in placed.items()],
        )
    return placed
