"""Publications that were sent on their way and wait for the other side's word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from tasks.register.database import instant_text
from tasks.register.schema import publication

SENT_ON_THE_WAY = sa.case((publication.c.sent_sequence == publication.c.sequence, publication.c.sent_at))
"""Since when this change of a publication has been waiting for the other side's word; None where it has not gone out."""
SENT_NAME = sa.case((publication.c.sent_sequence == publication.c.sequence, publication.c.sent_as))
"""Under which name it went out."""


def mark_sent(connection: sa.Connection, sent_as: Mapping[int, str], now: datetime) -> None:
    """Note for publications under which name this change of theirs went out; the first time it did stays."""
    if not sent_as:
        return
    known = publication.c.sent_sequence.is_not_distinct_from(publication.c.sequence)
    connection.execute(
        sa.update(publication)
        .where(publication.c.id == sa.bindparam("of"))
        .values(
            sent_at=sa.case((known, publication.c.sent_at), else_=instant_text(now)),
            sent_sequence=publication.c.sequence,
            sent_as=sa.case((known, publication.c.sent_as), else_=sa.bindparam("name")),
            last_problem=None,
        ),
        [{"of": publication_id, "name": name} for publication_id, name in sent_as.items()],
    )
