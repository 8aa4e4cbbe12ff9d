"""Findings on a platform's answers as rows of the register: kept once, closed when a later answer settles them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from tasks.contracts.finding import Finding
from tasks.register.database import instant_text
from tasks.register.finding_rows import finding_row
from tasks.register.schema import finding
from tasks.register.selection import selected


def keep_answer_findings(
    connection: sa.Connection,
    source: str,
    found: Sequence[tuple[int | None, Finding]],
    version: str,
    at: datetime,
) -> None:
    """Keep findings with the decision they concern; one that is open already, word for word, is not kept again."""
    codes = {one.code for _, one in found}
    open_ones = sa.select(finding.c.decision_id, finding.c.message).where(
        finding.c.source == source, finding.c.closed_at.is_(None), finding.c.code.in_(codes)
    )
    known = {(row.decision_id, row.message) for row in connection.execute(open_ones)} if found else set()
    rows = [
        finding_row(one, source, version, at) | {"decision_id": decision_id}
        for decision_id, one in found
        if (decision_id, one.message) not in known
    ]
    if rows:
        connection.execute(sa.insert(finding), rows)


def close_answer_findings(
    connection: sa.Connection, source: str, decision_ids: Iterable[int], at: datetime
) -> None:
    """Close what was told of decisions that the platform has taken since."""
    with selected(connection, decision_ids) as ids:
        connection.execute(
            sa.update(finding)
            .where(finding.c.source == source, finding.c.closed_at.is_(None), finding.c.decision_id.in_(ids))
            .values(closed_at=instant_text(at))
        )
