"""What an assessment looks at: publications, their decision's current version, and what people did about both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
import sqlalchemy as sa

from tasks.law.acts import ActType, Channel
from tasks.law.decision import decision_from_content
from tasks.law.lifecycle import PublicationState
from tasks.law.shanghai import shanghai_date
from tasks.register.acts_taken import corrections, overridden_by, stage_acts, vouched_by, waives_doubts
from tasks.register.assessment import Attestation, Circumstances, Facts, Ruling
from tasks.register.schema import batch, decision, edition, operator_act, publication, record
from tasks.register.selection import selected
from tasks.register.written import WRITTEN

POLICY_ACT, TAKE_OVER = "sign", "take_over"


@dataclass(frozen=True, slots=True)
class Standing:
    """A publication to assess again, with the record that is current."""

    publication_id: int
    decision_id: int
    record_id: int
    channel: Channel
    state: PublicationState
    to_do: str | None
    written: bool
    sequence: int
    document_number: str
    live_hash: bytes | None
    wanted_edition_id: int | None
    facts: Facts
    circumstances: Circumstances


def standings(connection: sa.Connection, ids: Sequence[int], day: str) -> list[Standing]:
    """The publications of some decisions that are to be assessed by a day, with all that an assessment looks at."""
    live = edition.alias("live")
    with selected(connection, ids) as chosen:
        rows = connection.execute(
            sa.select(
                publication.c.id,
                publication.c.decision_id,
                publication.c.channel,
                publication.c.state,
                publication.c.to_do,
                WRITTEN.label("written"),
                publication.c.sequence,
                publication.c.wanted_edition_id,
                decision.c.act_type,
                decision.c.document_number,
                decision.c.registered_at,
                record.c.id.label("record_id"),
                record.c.content,
                live.c.hash.label("live_hash"),
            )
            .join_from(publication, decision, decision.c.id == publication.c.decision_id)
            .join(record, record.c.id == decision.c.current_record_id)
            .outerjoin(live, live.c.id == publication.c.live_edition_id)
            .where(publication.c.decision_id.in_(chosen), publication.c.assess_on <= day)
        ).all()
    known = circumstances_of(connection, ids)
    facts = {row.decision_id: facts_of(row.act_type, row.content, row.registered_at) for row in rows}
    return [
        Standing(
            row.id,
            row.decision_id,
            row.record_id,
            Channel(row.channel),
            PublicationState(row.state),
            row.to_do,
            row.written,
            row.sequence,
            row.document_number,
            row.live_hash,
            row.wanted_edition_id,
            facts[row.decision_id],
            known[row.decision_id],
        )
        for row in rows
    ]


def circumstances_of(connection: sa.Connection, ids: Sequence[int]) -> dict[int, Circumstances]:
    """What is known beside each of some decisions: who vouches, who approved, who ruled otherwise."""
    earlier = record.alias("earlier")
    with selected(connection, ids) as chosen:
        rows = connection.execute(
            sa.select(
                decision.c.id,
                record.c.id.label("record_id"),
                record.c.batch_id,
                batch.c.review_attested_by,
                batch.c.review_attested_since,
                batch.c.release_attested_by,
                batch.c.release_attested_since,
                sa.exists()
                .where(earlier.c.decision_id == decision.c.id, earlier.c.id < record.c.id)
                .label("changed"),
            )
            .join_from(decision, record, record.c.id == decision.c.current_record_id)
            .join(batch, batch.c.id == record.c.batch_id)
            .where(decision.c.id.in_(chosen))
        ).all()
        acts = connection.execute(
            sa.select(operator_act).where(operator_act.c.decision_id.in_(chosen)).order_by(operator_act.c.id)
        ).all()
    batch_acts = _acts_of_batches(connection, {row.batch_id for row in rows})
    signed = signed_policies(connection)
    by_decision = defaultdict(list)
    for act in acts:
        by_decision[act.decision_id].append(act)
    return {
        row.id: _circumstances(row, [*batch_acts[row.batch_id], *by_decision[row.id]], signed) for row in rows
    }


def facts_of(act_type: str, content: str, registered_at: str) -> Facts:
    """A decision from the accepted content of its current record."""
    fields: dict[str, str] = orjson.loads(content)
    registered_on = shanghai_date(datetime.fromisoformat(registered_at))
    return Facts(decision_from_content(ActType(act_type), fields), fields, registered_on)


def _acts_of_batches(connection: sa.Connection, batches: set[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    with selected(connection, batches) as chosen:
        for act in connection.execute(
            sa.select(operator_act).where(
                operator_act.c.batch_id.in_(chosen), operator_act.c.decision_id.is_(None)
            )
        ):
            found[act.batch_id].append(act)
    return found


def signed_policies(connection: sa.Connection) -> frozenset[str]:
    """The policy rows the legal office has signed."""
    query = sa.select(operator_act.c.subject).where(operator_act.c.act == POLICY_ACT)
    return frozenset(connection.scalars(query))


def _circumstances(row: Any, acts: Sequence[Any], signed: frozenset[str]) -> Circumstances:
    """Approvals hold for the version they were given for; a ruling holds for the decision."""
    own = [act for act in acts if act.record_id in (None, row.record_id)]
    rulings = [act for act in acts if act.act in ("disclose", "withhold", "defer")]
    proofs = [act.operator for act in own if act.act == "attest_review"]
    return Circumstances(
        _attestation(row.review_attested_by, row.review_attested_since),
        _attestation(row.release_attested_by, row.release_attested_since),
        vouched_by(own),
        proofs[-1] if proofs else None,
        {Channel(act.channel) if act.channel else None: _ruling(act, row.record_id) for act in rulings},
        signed,
        stage_acts(acts, row.record_id),
        corrections(acts, row.record_id),
        overridden_by(acts, row.record_id),
        taken_over=any(act.act == TAKE_OVER for act in acts),
        changed_since=row.changed,
    )


def _attestation(by: str | None, since: str | None) -> Attestation | None:
    return Attestation(by, date.fromisoformat(since) if since else None) if by else None


_OUTCOMES = {"disclose": "公示", "withhold": "不予公示", "defer": "暂缓"}


def _ruling(act: Any, record_id: int) -> Ruling:
    until = date.fromisoformat(act.until) if act.until else None
    return Ruling(
        _OUTCOMES[act.act], act.operator, act.reason, act.basis, until, waives_doubts(act, record_id), act.id
    )
