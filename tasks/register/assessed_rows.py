"""What an assessment looks at: a publication, its decision's current version, and what people did about both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
import sqlalchemy as sa

from tasks.law.acts import ActType, Channel
from tasks.law.decision import Decision, decision_from_content
from tasks.law.lifecycle import PublicationState
from tasks.register.acts_taken import corrections, overridden_by, stage_acts, vouched_by, waives_doubts
from tasks.register.assessment import Attestation, Circumstances, Ruling
from tasks.register.schema import batch, decision, edition, operator_act, publication, record
from tasks.register.selection import selected

POLICY_ACT = "sign"


@dataclass(frozen=True, slots=True)
class Standing:
    """A publication to assess again, with the record that is current."""

    publication_id: int
    decision_id: int
    record_id: int
    state: PublicationState
    to_do: str | None
    written: bool
    document_number: str
    live_hash: bytes | None
    wanted_edition_id: int | None
    wanted_hash: bytes | None
    decision: Decision
    circumstances: Circumstances


def standings(connection: sa.Connection, ids: Sequence[int]) -> list[Standing]:
    """The website publications of some decisions, with all that an assessment looks at."""
    live, wanted = edition.alias("live"), edition.alias("wanted")
    with selected(connection, ids) as chosen:
        rows = connection.execute(
            sa.select(
                publication.c.id,
                publication.c.decision_id,
                publication.c.state,
                publication.c.to_do,
                publication.c.act_part,
                publication.c.wanted_edition_id,
                decision.c.act_type,
                decision.c.document_number,
                record.c.id.label("record_id"),
                record.c.content,
                record.c.batch_id,
                live.c.hash.label("live_hash"),
                wanted.c.hash.label("wanted_hash"),
                batch.c.review_attested_by,
                batch.c.review_attested_since,
                batch.c.release_attested_by,
                batch.c.release_attested_since,
            )
            .join_from(publication, decision, decision.c.id == publication.c.decision_id)
            .join(record, record.c.id == decision.c.current_record_id)
            .join(batch, batch.c.id == record.c.batch_id)
            .outerjoin(live, live.c.id == publication.c.live_edition_id)
            .outerjoin(wanted, wanted.c.id == publication.c.wanted_edition_id)
            .where(publication.c.decision_id.in_(chosen), publication.c.channel == Channel.WEBSITE)
        ).all()
        acts = connection.execute(
            sa.select(operator_act).where(operator_act.c.decision_id.in_(chosen)).order_by(operator_act.c.id)
        ).all()
    batch_acts = _acts_of_batches(connection, {row.batch_id for row in rows})
    signed = signed_policies(connection)
    by_decision = defaultdict(list)
    for act in acts:
        by_decision[act.decision_id].append(act)
    return [
        Standing(
            row.id,
            row.decision_id,
            row.record_id,
            PublicationState(row.state),
            row.to_do,
            row.act_part is not None,
            row.document_number,
            row.live_hash,
            row.wanted_edition_id,
            row.wanted_hash,
            decision_from_content(ActType(row.act_type), orjson.loads(row.content)),
            _circumstances(row, [*batch_acts[row.batch_id], *by_decision[row.decision_id]], signed),
        )
        for row in rows
    ]


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
        _ruling(rulings[-1], row.record_id) if rulings else None,
        signed,
        stage_acts(acts, row.record_id),
        corrections(acts, row.record_id),
        overridden_by(acts, row.record_id),
    )


def _attestation(by: str | None, since: str | None) -> Attestation | None:
    return Attestation(by, date.fromisoformat(since) if since else None) if by else None


_OUTCOMES = {"disclose": "公示", "withhold": "不予公示", "defer": "暂缓"}


def _ruling(act: Any, record_id: int) -> Ruling:
    until = date.fromisoformat(act.until) if act.until else None
    return Ruling(
        _OUTCOMES[act.act], act.operator, act.reason, act.basis, until, waives_doubts(act, record_id)
    )
