"""Release review as people do it: stages passed or returned, for one decision or a batch, and what is overdue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from tasks.law.acts import ActType, Channel
from tasks.law.lifecycle import Gate, PublicationState, Refusal
from tasks.law.release_stages import PASSED, RETURNED, ReviewStage, StageAct
from tasks.law.shanghai import shanghai_date
from tasks.register.acting import Act, ActRefused, find_decision
from tasks.register.acts_taken import stage_acts
from tasks.register.database import Register
from tasks.register.reassessment import mark_for_assessment
from tasks.register.schema import batch, decision, edition, operator_act, publication, record
from tasks.register.selection import selected

REVIEW_ACTS = {PASSED: "approve", RETURNED: "return"}
"""How an outcome is kept; a pass without a stage vouches for the whole review."""


@dataclass(frozen=True, slots=True)
class UnderReview:
    """The current version of a decision, and what reviewers said of it so far."""

    decision_id: int
    record_id: int
    batch_id: int
    act_type: ActType
    document_number: str
    decided_on: date
    public: bool
    acts: tuple[StageAct, ...]


Judge = Callable[[UnderReview], Refusal | None]
"""Why a stage cannot be done for a version now; None where it can."""


@dataclass(frozen=True, slots=True)
class BatchReview:
    """How many versions of a batch the stage was done for, and for which not, with the reason."""

    done: int
    refused: tuple[tuple[str, str], ...]


def review_decision(
    register: Register,
    act: Act,
    stage: ReviewStage,
    outcome: str,
    judge: Judge,
    number: str,
    act_type: str = "",
    authority: str = "",
) -> None:
    """Pass or return the current version of one decision at one stage."""
    with register.writing() as connection:
        named = find_decision(connection, number, act_type, authority)
        (version,) = _under_review(connection, [named.id])
        if refusal := judge(version):
            raise ActRefused(f"{version.document_number}：{refusal.sentence}")
        _keep(connection, act, stage, outcome, [version])


def review_batch(
    register: Register, act: Act, stage: ReviewStage, outcome: str, judge: Judge, batch_id: int
) -> BatchReview:
    """Pass or return, at one stage, every version of a batch that still waits; ActRefused where none could be."""
    with register.writing() as connection:
        if connection.scalar(sa.select(batch.c.id).where(batch.c.id == batch_id)) is None:
            raise ActRefused(f"没有第{batch_id}号批次")
        versions = _under_review(connection, _waiting_of_batch(connection, batch_id))
        judged = [(version, judge(version)) for version in versions]
        passed = [version for version, refusal in judged if refusal is None]
        refused = [(version.document_number, found.sentence) for version, found in judged if found]
        if not passed:
            number, sentence = refused[0] if refused else ("", "没有等待审查的决定")
            raise ActRefused(f"第{batch_id}号批次：{number}{sentence}")
        _keep(connection, act, stage, outcome, passed)
    return BatchReview(len(passed), tuple(refused))


def _waiting_of_batch(connection: sa.Connection, batch_id: int) -> Sequence[int]:
    """The decisions whose current version came with a batch and waits at any gate."""
    open_states = (PublicationState.HELD, PublicationState.DUE, PublicationState.PUBLISHED)
    return connection.scalars(
        sa.select(publication.c.decision_id)
        .join(decision, decision.c.id == publication.c.decision_id)
        .join(record, record.c.id == decision.c.current_record_id)
        .where(
            record.c.batch_id == batch_id,
            publication.c.gate.is_not(None),
            publication.c.state.in_(open_states),
        )
        .distinct()
    ).all()


def _under_review(connection: sa.Connection, decision_ids: Iterable[int]) -> list[UnderReview]:
    live = edition.alias("live")
    with selected(connection, decision_ids) as chosen:
        rows = connection.execute(
            sa.select(
                decision.c.id,
                decision.c.act_type,
                decision.c.document_number,
                decision.c.decided_on,
                record.c.id.label("record_id"),
                record.c.batch_id,
                sa.func.count(live.c.id).label("public"),
            )
            .join_from(decision, record, record.c.id == decision.c.current_record_id)
            .join(publication, publication.c.decision_id == decision.c.id)
            .outerjoin(
                live,
                sa.and_(
                    live.c.id == publication.c.live_edition_id,
                    live.c.record_id == record.c.id,
                    publication.c.state == PublicationState.PUBLISHED,
                ),
            )
            .where(decision.c.id.in_(chosen))
            .group_by(decision.c.id, record.c.id)
            .order_by(decision.c.id)
        ).all()
        acts: dict[int, list[Any]] = defaultdict(list)
        said = sa.select(operator_act).where(operator_act.c.decision_id.in_(chosen))
        for act in connection.execute(said.order_by(operator_act.c.id)):
            acts[act.decision_id].append(act)
    return [
        UnderReview(
            row.id,
            row.record_id,
            row.batch_id,
            ActType(row.act_type),
            row.document_number,
            date.fromisoformat(row.decided_on),
            row.public > 0,
            stage_acts(acts[row.id], row.record_id),
        )
        for row in rows
    ]


def _keep(
    connection: sa.Connection, act: Act, stage: ReviewStage, outcome: str, versions: Sequence[UnderReview]
) -> None:
    shared = act.row(REVIEW_ACTS[outcome]) | {"stage": stage.value, "outcome": outcome}
    connection.execute(
        sa.insert(operator_act),
        [
            shared | {"decision_id": one.decision_id, "record_id": one.record_id, "batch_id": one.batch_id}
            for one in versions
        ],
    )
    mark_for_assessment(connection, [one.decision_id for one in versions], act.at)


@dataclass(frozen=True, slots=True)
class OverdueReview:
    """A release review past its own day; the legal deadline may still run."""

    act_type: str
    document_number: str
    release_due_on: str
    due_on: str | None
    gate_note: str


def read_overdue_reviews(register: Register, as_of: datetime, limit: int) -> list[OverdueReview]:
    """Release reviews past their day, the most urgent first."""
    with register.reading() as connection:
        rows = connection.execute(
            sa.select(
                decision.c.act_type,
                decision.c.document_number,
                publication.c.release_due_on,
                publication.c.due_on,
                sa.func.coalesce(publication.c.gate_note, ""),
            )
            .join_from(publication, decision, decision.c.id == publication.c.decision_id)
            .where(_overdue(as_of))
            .order_by(publication.c.release_due_on, publication.c.id)
            .limit(limit)
        )
        return [OverdueReview(*row) for row in rows]


def count_overdue_reviews(register: Register, as_of: datetime) -> int:
    """How many release reviews are past their day."""
    with register.reading() as connection:
        counted = sa.select(sa.func.count()).select_from(publication).where(_overdue(as_of))
        return int(connection.scalar(counted) or 0)


def _overdue(as_of: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        publication.c.channel == Channel.WEBSITE,
        publication.c.state == PublicationState.HELD,
        publication.c.gate == Gate.RELEASE_REVIEW,
        publication.c.release_due_on < shanghai_date(as_of).isoformat(),
    )
