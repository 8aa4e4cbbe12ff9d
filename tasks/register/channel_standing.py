"""How each platform stands: its balance, its backlog, what waits for an answer and what for a person (promise 2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.law.lifecycle import PublicationState
from tasks.law.shanghai import shanghai_date
from tasks.register.counters import Balance, read_balance
from tasks.register.database import Register
from tasks.register.schema import decision, publication

_WAITING = (PublicationState.HELD, PublicationState.DUE)


@dataclass(frozen=True, slots=True)
class ChannelStanding:
    """One channel at an instant.

    `backlog` has something to send, `unanswered` was sent and has no answer, `late_answers` of it for too long,
    `set_aside` waits for a person, `overdue` is past its deadline there and not shown.
    """

    channel: Channel
    balance: Balance
    backlog: int
    unanswered: int
    late_answers: int
    set_aside: int
    overdue: int


def read_channel_standings(
    register: Register, channels: Iterable[Channel], as_of: datetime, answers_since: date
) -> list[ChannelStanding]:
    """The standing of each channel; what was sent before `answers_since` should have been answered."""
    today = shanghai_date(as_of).isoformat()
    to_send = publication.c.to_do.is_not(None)
    sent = sa.and_(to_send, publication.c.sent_sequence == publication.c.sequence)
    aside = sa.and_(to_send, publication.c.set_aside_at.is_not(None))
    with register.reading() as connection:
        rows = connection.execute(
            sa.select(
                publication.c.channel,
                sa.func.count().filter(to_send),
                sa.func.count().filter(sent),
                sa.func.count().filter(sent, publication.c.sent_at < answers_since.isoformat()),
                sa.func.count().filter(aside),
                sa.func.count().filter(
                    publication.c.state.in_(_WAITING),
                    publication.c.elsewhere_on.is_(None),
                    publication.c.due_on < today,
                ),
            )
            .where(publication.c.channel.in_(tuple(channels)))
            .group_by(publication.c.channel)
        ).all()
        return [
            ChannelStanding(Channel(channel), read_balance(connection, channel), *map(int, figures))
            for channel, *figures in rows
        ]


@dataclass(frozen=True, slots=True)
class DeliverySetAside:
    """A delivery that waits for a person."""

    channel: Channel
    act_type: str
    document_number: str
    due_on: str
    attempts: int
    problem: str


def read_set_aside(register: Register, limit: int) -> list[DeliverySetAside]:
    """What was set aside on any channel, oldest deadline first."""
    with register.reading() as connection:
        rows: Iterable[Any] = connection.execute(
            sa.select(
                publication.c.channel,
                decision.c.act_type,
                decision.c.document_number,
                sa.func.coalesce(publication.c.due_on, "").label("due_on"),
                publication.c.attempts,
                publication.c.last_problem,
            )
            .join_from(publication, decision, decision.c.id == publication.c.decision_id)
            .where(publication.c.set_aside_at.is_not(None), publication.c.to_do.is_not(None))
            .order_by(publication.c.due_on, publication.c.id)
            .limit(limit)
        )
        return [
            DeliverySetAside(
                Channel(row.channel),
                row.act_type,
                row.document_number,
                row.due_on,
                row.attempts,
                row.last_problem or "",
            )
            for row in rows
        ]
