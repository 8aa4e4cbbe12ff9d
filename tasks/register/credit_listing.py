"""Which decisions a list from a platform names, and how all decisions it covers stand on that channel."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.law.channel_reconciling import Standing
from tasks.law.lifecycle import PublicationState
from tasks.register.assess import BEFORE_CHANNEL
from tasks.register.database import instant_text
from tasks.register.schema import decision, publication
from tasks.register.selection import temporary


@dataclass(frozen=True, slots=True)
class NamedDecision:
    """A row's number as the register compares it, and the authority's code, "" where the list has none."""

    row: int
    number_key: str
    authority_code: str


@dataclass(frozen=True, slots=True)
class Covered:
    """What a list covers of one act type of one authority: decisions of a first to a last day."""

    act_type: str
    authority_code: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Match:
    """A decision that a row names."""

    row: int
    page_id: str
    act_type: str
    authority_code: str
    decided_on: str


def decisions_named(
    connection: sa.Connection, named: Sequence[NamedDecision], act_types: Collection[str]
) -> list[Match]:
    """The decisions of these act types that rows name; a row may name none, or several."""
    columns: list[sa.Column[Any]] = [
        sa.Column("row", sa.Integer, primary_key=True),
        sa.Column("number_key", sa.String(200)),
        sa.Column("authority_code", sa.String(200)),
    ]
    rows = [
        {"row": one.row, "number_key": one.number_key[:200], "authority_code": one.authority_code[:200]}
        for one in named
    ]
    with temporary(connection, "named_decisions", columns, rows) as table:
        found = connection.execute(
            sa.select(
                table.c.row,
                decision.c.page_id,
                decision.c.act_type,
                decision.c.authority_code,
                decision.c.decided_on,
            )
            .join_from(table, decision, decision.c.number_key == table.c.number_key)
            .where(
                decision.c.act_type.in_(act_types),
                sa.or_(table.c.authority_code == "", table.c.authority_code == decision.c.authority_code),
            )
            .order_by(table.c.row)
        )
        return [Match(*row) for row in found]


def coverage(matches: Iterable[Match]) -> list[Covered]:
    """What a list covers, judged by what it names: a decision outside these days was not asked for."""
    days: dict[tuple[str, str], list[str]] = {}
    for one in matches:
        days.setdefault((one.act_type, one.authority_code), []).append(one.decided_on)
    return [Covered(*key, min(found), max(found)) for key, found in sorted(days.items())]


def standing_within(
    connection: sa.Connection, channel: Channel, covered: Sequence[Covered], exported_at: datetime
) -> Mapping[str, Standing]:
    """How the covered decisions stand on a channel, by page id; what changed after the export is under way.

    So is what was decided before the channel began: by what way that came there, the register does not know.
    """
    if not covered:
        return {}
    spans = [
        sa.and_(
            decision.c.act_type == one.act_type,
            decision.c.authority_code == one.authority_code,
            decision.c.decided_on.between(one.first, one.last),
        )
        for one in covered
    ]
    rows = connection.execute(
        sa.select(
            decision.c.page_id,
            decision.c.document_number,
            publication.c.state,
            publication.c.sequence,
            sa.or_(
                publication.c.to_do.is_not(None),
                publication.c.state_since > instant_text(exported_at),
                publication.c.sent_at > instant_text(exported_at),
                publication.c.disclosure_rule == BEFORE_CHANNEL,
            ).label("under_way"),
        )
        .join_from(publication, decision, decision.c.id == publication.c.decision_id)
        .where(publication.c.channel == channel, sa.or_(*spans))
    )
    return {
        row.page_id: Standing(
            row.state == PublicationState.PUBLISHED,
            row.sequence,
            decision=row.document_number,
            under_way=bool(row.under_way),
        )
        for row in rows
    }
