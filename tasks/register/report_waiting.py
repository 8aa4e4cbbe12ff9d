"""Records sent back that belong to a year's report and wait to be mended (clause G17: nothing left out unsaid)."""

from __future__ import annotations

import orjson
import sqlalchemy as sa

from tasks.law.lifecycle import RecordState
from tasks.law.report_freezing import WaitingRecord
from tasks.register.schema import record


def read_waiting(connection: sa.Connection, year: int) -> list[WaitingRecord]:
    """The acts sent back of a year, and those whose date cannot be read, oldest first; notices are no acts."""
    of_year = record.c.decided_on.between(f"{year}-01-01", f"{year}-12-31")
    rows = connection.execute(
        sa.select(record.c.id, record.c.act_type, record.c.content, record.c.source, record.c.decision_id)
        .where(
            record.c.state == RecordState.QUARANTINED,
            record.c.act_type != "",
            sa.or_(of_year, record.c.decided_on.is_(None)),
        )
        .order_by(record.c.id)
    )
    return [
        WaitingRecord(
            row.id,
            row.act_type,
            str(orjson.loads(row.content).get("document_number", "")),
            row.source,
            row.decision_id is not None,
        )
        for row in rows
    ]
