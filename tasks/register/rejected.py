"""Records sent back to their offices and still waiting to be mended."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
import sqlalchemy as sa

from tasks.contracts.finding import Severity
from tasks.law.lifecycle import RecordState
from tasks.register.database import Register
from tasks.register.schema import finding, record


@dataclass(frozen=True, slots=True)
class RejectedRecord:
    """One line of the list of rejected records."""

    id: int
    source: str
    document_number: str
    due_on: str | None
    message: str
    mending: str


def read_rejected(register: Register, limit: int) -> list[RejectedRecord]:
    """Rejected records with their first error, the most pressing first."""
    first = (
        sa.select(finding.c.record_id, sa.func.min(finding.c.id).label("finding_id"))
        .where(finding.c.severity == Severity.ERROR, finding.c.closed_at.is_(None))
        .group_by(finding.c.record_id)
        .subquery()
    )
    with register.reading() as connection:
        rows = connection.execute(
            sa.select(
                record.c.id,
                record.c.source,
                record.c.content,
                record.c.due_on,
                finding.c.message,
                finding.c.mending,
            )
            .join_from(record, first, first.c.record_id == record.c.id)
            .join(finding, finding.c.id == first.c.finding_id)
            .where(record.c.state == RecordState.QUARANTINED)
            .order_by(sa.func.coalesce(record.c.due_on, "9999"), record.c.id)
            .limit(limit)
        )
        return [
            RejectedRecord(
                row.id,
                row.source,
                orjson.loads(row.content).get("document_number", ""),
                row.due_on,
                row.message,
                row.mending,
            )
            for row in rows
        ]
