"""Notices of publication that came after the publication: found when a batch brings the day of the notice."""

from __future__ import annotations

from datetime import date, datetime

import orjson
import sqlalchemy as sa

from tasks.contracts.finding import Finding, Severity
from tasks.law.acts import Channel
from tasks.law.notifying import late_notice_note
from tasks.law.shanghai import shanghai_date
from tasks.register.database import Register
from tasks.register.finding_rows import record_findings
from tasks.register.schema import decision, publication, record

FIELD = "disclosure_notified_on"


def note_late_notices(register: Register, batch_id: int, title: str, at: datetime) -> int:
    """Keep a warning for each current version of a batch whose notice is later than its page; returns how many."""
    with register.reading() as connection:
        rows = connection.execute(
            sa.select(record.c.id, record.c.content, publication.c.first_published_at)
            .join_from(record, decision, decision.c.current_record_id == record.c.id)
            .join(publication, publication.c.decision_id == decision.c.id)
            .where(
                record.c.batch_id == batch_id,
                publication.c.channel == Channel.WEBSITE,
                publication.c.first_published_at.is_not(None),
                record.c.content.contains(f'"{FIELD}":', autoescape=True),
            )
        ).all()
    found = []
    for row in rows:
        day = orjson.loads(row.content).get(FIELD)
        published_on = shanghai_date(datetime.fromisoformat(row.first_published_at))
        note = late_notice_note(date.fromisoformat(day) if day else None, published_on)
        if note is not None:
            warning = Finding(
                None, title, note.code, Severity.WARNING, note.message, note.mending, note.clause
            )
            found.append((row.id, warning))
    if found:
        with register.writing() as connection:
            record_findings(connection, found, at)
    return len(found)
