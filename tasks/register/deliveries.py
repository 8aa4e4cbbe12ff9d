"""What the platforms have to be told next: the publication's row is its place in the outbox (promises 5 and 6).

A row says how the publication should stand now (`to_do`, the wanted text) and which change of it that is
(`sequence`); so the order of one decision is kept whatever is sent twice or late, and a backlog costs no rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.law.channels import Rendition
from tasks.law.lifecycle import PublicationState, WithdrawalReason
from tasks.register.database import Register, instant_text
from tasks.register.delivery import Delivery, Task
from tasks.register.edition_leaves import append_missing_leaves
from tasks.register.schema import decision, edition, publication, withdrawal
from tasks.register.selection import selected
from tasks.register.transparency import AppendedLeaf

_SENDS = ("publish", "withdraw", "remove")


class Place(NamedTuple):
    """Where a sweep through the outbox stands: take-downs first, then the oldest deadline."""

    rank: int
    due_on: str
    publication_id: int


START = Place(-1, "", 0)


def intend_deliveries(
    register: Register, channel: Channel, after: Place, limit: int, now: datetime
) -> list[tuple[Place, Delivery]]:
    """Take up to `limit` deliveries that may be sent now; that they are being sent is committed first.

    What waits for an answer, for its next try or for a person is left alone.
    """
    with register.writing() as connection:
        rows = _rows_to_send(connection, channel, after, limit, now)
        texts = [row for row in rows if row.to_do == "publish" and row.rendition == Rendition.PUBLIC]
        leaves = append_missing_leaves(connection, texts, now)
        if rows:
            connection.execute(
                sa.update(publication)
                .where(publication.c.id == sa.bindparam("of"))
                .values(sent_at=sa.func.coalesce(publication.c.sent_at, instant_text(now))),
                [{"of": row.publication_id} for row in rows],
            )
    return [(Place(row.rank, row.due, row.publication_id), _delivery(row, leaves)) for row in rows]


def deliveries_under_way(
    connection: sa.Connection, channel: Channel, publication_ids: Iterable[int]
) -> dict[int, Delivery]:
    """What was sent of some publications and waits for its answer, by publication."""
    with selected(connection, publication_ids) as chosen:
        sent = (
            sa.select(publication.c.id, sa.literal(0).label("rank"), sa.literal("").label("due"))
            .where(
                publication.c.id.in_(chosen),
                publication.c.channel == channel,
                publication.c.to_do.in_(_SENDS),
                publication.c.sent_sequence == publication.c.sequence,
            )
            .subquery()
        )
        return {row.publication_id: _delivery(row, {}) for row in _rows(connection, sent)}


def standing_deliveries(
    connection: sa.Connection, channel: Channel, after: str, limit: int
) -> list[Delivery]:
    """How up to `limit` publications of which nothing is under way stand on a channel, by page id behind `after`.

    Each is the delivery that would bring it about; what never was public there is a withdrawal without a reason.
    """
    settled = (
        sa.select(publication.c.id, sa.literal(0).label("rank"), decision.c.page_id.label("due"))
        .join_from(publication, decision, decision.c.id == publication.c.decision_id)
        .where(publication.c.channel == channel, publication.c.to_do.is_(None), decision.c.page_id > after)
        .order_by(decision.c.page_id)
        .limit(limit)
        .subquery()
    )
    return [_delivery(row, {}) for row in _rows(connection, settled)]


def _rows_to_send(
    connection: sa.Connection, channel: Channel, after: Place, limit: int, now: datetime
) -> Sequence[Any]:
    rank = sa.case((publication.c.to_do == "publish", 1), else_=0)
    due = sa.func.coalesce(publication.c.due_on, "")
    begun = sa.tuple_(sa.literal(after.rank), sa.literal(after.due_on), sa.literal(after.publication_id))
    next_ones = (
        sa.select(publication.c.id, rank.label("rank"), due.label("due"))
        .where(
            publication.c.channel == channel,
            publication.c.to_do.in_(_SENDS),
            publication.c.set_aside_at.is_(None),
            publication.c.sent_sequence.is_distinct_from(publication.c.sequence),
            sa.or_(publication.c.not_before.is_(None), publication.c.not_before <= instant_text(now)),
            sa.tuple_(rank, due, publication.c.id) > begun,
        )
        .order_by(rank, due, publication.c.id)
        .limit(limit)
        .subquery()
    )
    return _rows(connection, next_ones)


def _rows(connection: sa.Connection, next_ones: sa.Subquery) -> Sequence[Any]:
    newest = (
        sa.select(sa.func.max(withdrawal.c.id))
        .where(
            withdrawal.c.decision_id == publication.c.decision_id,
            withdrawal.c.channel == publication.c.channel,
            withdrawal.c.was_public,
        )
        .correlate(publication)
        .scalar_subquery()
    )
    to_publish = publication.c.to_do.is_not_distinct_from("publish")
    publishing = sa.or_(
        to_publish,
        sa.and_(publication.c.to_do.is_(None), publication.c.state == PublicationState.PUBLISHED),
    )
    text = sa.case((to_publish, publication.c.wanted_edition_id), else_=publication.c.live_edition_id)
    return connection.execute(
        sa.select(
            publication.c.id.label("publication_id"),
            publication.c.channel,
            publication.c.state,
            publication.c.to_do,
            publication.c.sequence,
            publication.c.attempts,
            publishing.label("publishing"),
            next_ones.c.rank,
            next_ones.c.due,
            decision.c.id.label("decision_id"),
            decision.c.page_id,
            decision.c.act_type,
            decision.c.authority_code,
            decision.c.document_number,
            edition.c.id.label("edition_id"),
            edition.c.body,
            edition.c.hash,
            edition.c.rendition,
            edition.c.leaf_index,
            edition.c.salt,
            edition.c.redacted,
            withdrawal.c.id.label("withdrawal_id"),
            withdrawal.c.reason,
            withdrawal.c.explanation,
            withdrawal.c.successor,
        )
        .join_from(next_ones, publication, publication.c.id == next_ones.c.id)
        .join(decision, decision.c.id == publication.c.decision_id)
        .outerjoin(edition, sa.and_(edition.c.id == text, publishing))
        .outerjoin(withdrawal, sa.and_(~publishing, withdrawal.c.id == newest))
        .order_by(next_ones.c.rank, next_ones.c.due, publication.c.id)
    ).all()


def _delivery(row: Any, leaves: Mapping[int, AppendedLeaf]) -> Delivery:
    publishing = bool(row.publishing)
    leaf = leaves.get(row.edition_id, AppendedLeaf(row.leaf_index, row.salt or b""))
    return Delivery(
        publication_id=row.publication_id,
        decision_id=row.decision_id,
        page_id=row.page_id,
        act_type=row.act_type,
        authority_code=row.authority_code,
        document_number=row.document_number,
        task=Task.PUBLISH if publishing else Task.WITHDRAW,
        sequence=row.sequence,
        key=f"{row.page_id}-{row.channel}-{row.sequence}-{row.hash.hex()[:16] if publishing else 'gone'}",
        body=row.body if publishing else "",
        content_hash=row.hash if publishing else b"",
        edition_id=row.edition_id if publishing else None,
        withdrawal_id=row.withdrawal_id if row.to_do == "withdraw" else None,
        reason=WithdrawalReason(row.reason) if row.reason else None,
        explanation=row.explanation or "",
        due_on=row.due,
        state=row.state,
        attempts=row.attempts,
        redacted=bool(row.redacted),
        leaf_index=leaf.place,
        salt=leaf.salt,
        successor=row.successor or "",
    )


def retry_set_aside(connection: sa.Connection, channel: Channel, decision_id: int | None = None) -> int:
    """Have what was set aside on a channel tried again; of one decision where it is named. Returns how many.

    It goes out as a new change: a platform remembers what it answered to the old one.
    """
    waiting = sa.and_(publication.c.channel == channel, publication.c.set_aside_at.is_not(None))
    if decision_id is not None:
        waiting = sa.and_(waiting, publication.c.decision_id == decision_id)
    return connection.execute(
        sa.update(publication)
        .where(waiting)
        .values(sequence=publication.c.sequence + 1, set_aside_at=None, not_before=None, attempts=0)
    ).rowcount
