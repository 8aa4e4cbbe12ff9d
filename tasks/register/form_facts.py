"""What an official paper is filled from: decisions with their publications, reviews, endings and objections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa

from tasks.law.acts import ActType, Channel
from tasks.law.decision import Decision, decision_from_content
from tasks.register.schema import (
    batch,
    decision,
    objection,
    operator_act,
    proposal,
    publication,
    record,
    withdrawal,
)
from tasks.register.selection import selected


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One decision for a paper; the rows are those of the tables, None where there is none.

    `acts` hold for the current version, oldest first, each with `settled_by` and `settled_at` of its second person.
    """

    row: Any
    content: dict[str, str]
    decision: Decision
    channels: tuple[Channel, ...]
    acts: tuple[Any, ...]
    withdrawal: Any
    objection: Any


def decisions_of_batch(connection: sa.Connection, batch_id: int) -> list[int]:
    """The decisions whose current version came with a batch, in the order in which they came."""
    query = (
        sa.select(decision.c.id)
        .join_from(decision, record, record.c.id == decision.c.current_record_id)
        .where(record.c.batch_id == batch_id)
        .order_by(record.c.row_number)
    )
    return list(connection.scalars(query))


def read_cases(connection: sa.Connection, decision_ids: Sequence[int]) -> list[CaseFacts]:
    """The facts of some decisions, in the order given."""
    with selected(connection, decision_ids) as chosen:
        rows = connection.execute(_decisions().where(decision.c.id.in_(chosen))).all()
        channels = _grouped(
            connection,
            sa.select(publication.c.decision_id, publication.c.channel)
            .where(publication.c.decision_id.in_(chosen), publication.c.disclosure == "公示")
            .order_by(publication.c.id),
        )
        acts = _grouped(connection, _acts().where(operator_act.c.decision_id.in_(chosen)))
        endings = _grouped(
            connection,
            sa.select(withdrawal)
            .where(withdrawal.c.decision_id.in_(chosen))
            .order_by(sa.case((withdrawal.c.channel == Channel.WEBSITE, 1), else_=0), withdrawal.c.id),
        )
        objections = _grouped(
            connection,
            sa.select(objection).where(objection.c.decision_id.in_(chosen)).order_by(objection.c.id),
        )
    of_batches = _acts_of_batches(connection, {row.batch_id for row in rows})
    found = {}
    for row in rows:
        content = orjson.loads(row.content)
        own = [*of_batches[row.batch_id], *acts[row.id]]
        found[row.id] = CaseFacts(
            row,
            content,
            decision_from_content(ActType(row.act_type), content),
            tuple(Channel(one.channel) for one in channels[row.id]),
            tuple(act for act in own if act.record_id in (None, row.current_record_id)),
            endings[row.id][-1] if endings[row.id] else None,
            objections[row.id][-1] if objections[row.id] else None,
        )
    return [found[one] for one in decision_ids]


def _decisions() -> sa.Select[Any]:
    return (
        sa.select(
            decision,
            record.c.content,
            record.c.source,
            record.c.batch_id,
            batch.c.release_attested_by,
            batch.c.release_attested_since,
            publication.c.state,
            publication.c.disclosure,
            publication.c.disclosure_reason,
            publication.c.disclosure_basis,
            publication.c.reexamine_on,
            publication.c.gate_note,
            publication.c.due_on,
            publication.c.latest_on,
            publication.c.provisional,
            publication.c.release_due_on,
            publication.c.first_published_at,
            publication.c.period_ends_on,
        )
        .join_from(decision, record, record.c.id == decision.c.current_record_id)
        .join(batch, batch.c.id == record.c.batch_id)
        .join(
            publication,
            sa.and_(publication.c.decision_id == decision.c.id, publication.c.channel == Channel.WEBSITE),
        )
    )


def _acts() -> sa.Select[Any]:
    """Operators' acts with the second person of those that need two."""
    return (
        sa.select(operator_act, proposal.c.settled_by, proposal.c.settled_at)
        .outerjoin_from(operator_act, proposal, proposal.c.id == operator_act.c.proposal_id)
        .order_by(operator_act.c.id)
    )


def _acts_of_batches(connection: sa.Connection, batches: Collection[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    with selected(connection, batches) as chosen:
        of_batch = _acts().where(operator_act.c.batch_id.in_(chosen), operator_act.c.decision_id.is_(None))
        for act in connection.execute(of_batch):
            found[act.batch_id].append(act)
    return found


def _grouped(connection: sa.Connection, query: sa.Select[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.decision_id].append(row)
    return found
