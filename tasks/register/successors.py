"""What a platform was told of the decision in a withdrawn one's place, and telling it again (clause G15).

Which page it names is kept with the withdrawal, so that one change of a publication always says the same however
often it is sent. A decision that comes onto the platform later, or leaves it, makes a new change.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.law.lifecycle import PublicationState
from tasks.register.database import Register
from tasks.register.page_history import SUCCEEDED
from tasks.register.schema import decision, publication, withdrawal
from tasks.register.selection import selected


def name_successors(register: Register, channel: Channel) -> int:
    """Put withdrawals into the outbox whose successor on the channel is another than was told; returns how many.

    Where the withdrawal itself still waits, it is that which names the successor.
    """
    with register.writing() as connection:
        rows = connection.execute(_told_otherwise(channel)).all()
        if not rows:
            return 0
        connection.execute(
            sa.update(withdrawal)
            .where(withdrawal.c.id == sa.bindparam("of"))
            .values(successor=sa.bindparam("page")),
            [{"of": row.id, "page": row.page_id} for row in rows],
        )
        with selected(connection, (row.publication_id for row in rows)) as chosen:
            connection.execute(
                sa.update(publication)
                .where(publication.c.id.in_(chosen))
                .values(
                    to_do=sa.func.coalesce(publication.c.to_do, "remove"),
                    sequence=publication.c.sequence + 1,
                    attempts=0,
                    not_before=None,
                    set_aside_at=None,
                    sent_sequence=None,
                )
            )
    return len(rows)


def _told_otherwise(channel: Channel) -> sa.Select[Any]:
    page = _successor_page(channel)
    later = withdrawal.alias("later")
    newest = ~sa.exists().where(
        later.c.decision_id == withdrawal.c.decision_id,
        later.c.channel == withdrawal.c.channel,
        later.c.id > withdrawal.c.id,
    )
    coming_down = publication.c.to_do.in_(("withdraw", "remove"))
    down = sa.and_(publication.c.to_do.is_(None), publication.c.state == PublicationState.WITHDRAWN)
    return (
        sa.select(withdrawal.c.id, publication.c.id.label("publication_id"), page.label("page_id"))
        .join_from(withdrawal, decision, decision.c.id == withdrawal.c.decision_id)
        .join(publication, publication.c.decision_id == withdrawal.c.decision_id)
        .where(
            withdrawal.c.channel == channel,
            publication.c.channel == channel,
            withdrawal.c.replaced_by > "",
            withdrawal.c.reason.in_(SUCCEEDED),
            withdrawal.c.was_public,
            newest,
            sa.or_(coming_down, down),
            page.is_distinct_from(withdrawal.c.successor),
        )
        .order_by(withdrawal.c.id)
    )


def _successor_page(channel: Channel) -> sa.ScalarSelect[Any]:
    """The page of the decision in the place of a withdrawn one, where it is public on the channel."""
    successor, its_page = decision.alias("successor"), publication.alias("its_page")
    return (
        sa.select(sa.func.max(successor.c.page_id))
        .join_from(successor, its_page, its_page.c.decision_id == successor.c.id)
        .where(
            successor.c.number_key == withdrawal.c.replaced_by,
            successor.c.authority_code == decision.c.authority_code,
            successor.c.act_type == decision.c.act_type,
            successor.c.id != decision.c.id,
            its_page.c.channel == channel,
            its_page.c.state == PublicationState.PUBLISHED,
            its_page.c.to_do.is_distinct_from("withdraw"),
        )
        .correlate(withdrawal, decision)
        .scalar_subquery()
    )
