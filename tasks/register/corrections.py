"""What was withdrawn to be corrected: held again, for every gate to look at, once its newer version is there."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import sqlalchemy as sa

from tasks.law.lifecycle import PublicationState
from tasks.law.shanghai import shanghai_date
from tasks.law.withdrawing import COMES_BACK
from tasks.register.counters import bump
from tasks.register.database import Register, instant_text
from tasks.register.schema import decision, edition, publication, record, withdrawal
from tasks.register.selection import selected


def reopen_corrected(register: Register, now: datetime) -> int:
    """Hold again, on its channel, whatever was withdrawn to be corrected and has a newer version; returns how many.

    The next assessment decides whether it may show. What ended for another reason since stays down.
    """
    with register.writing() as connection:
        rows = connection.execute(_corrected()).all()
        if not rows:
            return 0
        with selected(connection, (row.id for row in rows)) as chosen:
            connection.execute(
                sa.update(publication)
                .where(publication.c.id.in_(chosen))
                .values(
                    state=PublicationState.HELD,
                    state_since=instant_text(now),
                    assess_on=shanghai_date(now).isoformat(),
                )
            )
        for channel, count in Counter(row.channel for row in rows).items():
            changes = {PublicationState.HELD.value: count, PublicationState.WITHDRAWN.value: -count}
            bump(connection, channel, changes)
    return len(rows)


def _corrected() -> sa.Select[tuple[int, str]]:
    """Publications down for correction whose decision has another version than the one that showed."""
    later, live = withdrawal.alias("later"), edition.alias("live")
    newest = ~sa.exists().where(
        later.c.decision_id == withdrawal.c.decision_id,
        later.c.channel == withdrawal.c.channel,
        later.c.id > withdrawal.c.id,
    )
    return (
        sa.select(publication.c.id, publication.c.channel)
        .join_from(
            withdrawal,
            publication,
            sa.and_(
                publication.c.decision_id == withdrawal.c.decision_id,
                publication.c.channel == withdrawal.c.channel,
            ),
        )
        .join(decision, decision.c.id == publication.c.decision_id)
        .join(record, record.c.id == decision.c.current_record_id)
        .outerjoin(live, live.c.id == publication.c.live_edition_id)
        .where(
            withdrawal.c.reason.in_(COMES_BACK),
            withdrawal.c.settled_at.is_not(None),
            publication.c.state == PublicationState.WITHDRAWN,
            publication.c.to_do.is_(None),
            newest,
            sa.or_(
                live.c.record_id != decision.c.current_record_id,
                record.c.first_seen_at > withdrawal.c.requested_at,
            ),
        )
    )
