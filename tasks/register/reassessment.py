"""Assessing publications again: after a new version, an operator's act, a signed policy or a date that came."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
import sqlalchemy as sa

from tasks.law.acts import ActType, Channel
from tasks.law.decision import Decision, decision_from_content
from tasks.law.lifecycle import PublicationState, WithdrawalReason, refuse_publication_step
from tasks.law.shanghai import shanghai_date
from tasks.law.withdrawing import WithdrawalRequest
from tasks.register.assessment import Assessment, Attestation, Circumstances, Ruling
from tasks.register.counters import bump
from tasks.register.database import Register, instant_text
from tasks.register.publication_rows import EditionRows, assessment_columns
from tasks.register.schema import batch, decision, edition, operator_act, publication, record
from tasks.register.selection import selected
from tasks.register.withdrawals import DecisionToWithdraw, request_withdrawals

_ENDED = (PublicationState.WITHDRAWN, PublicationState.EXPIRED)
POLICY_ACT = "sign"

Assess = Callable[[Decision, Circumstances], Assessment]


@dataclass(frozen=True, slots=True)
class _Standing:
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


def reassess(register: Register, assess: Assess, now: datetime, limit: int, list_block: int) -> int:
    """Assess up to `limit` publications whose day has come; returns how many were looked at."""
    today = shanghai_date(now).isoformat()
    with register.writing() as connection:
        ids = connection.scalars(
            sa.select(publication.c.decision_id)
            .where(publication.c.channel == Channel.WEBSITE, publication.c.assess_on <= today)
            .order_by(publication.c.assess_on, publication.c.id)
            .limit(limit)
        ).all()
        if ids:
            _reassess(connection, ids, assess, now, list_block)
    return len(ids)


def mark_for_assessment(connection: sa.Connection, decision_ids: Sequence[int], now: datetime) -> None:
    """Have the next run look at these decisions again."""
    with selected(connection, decision_ids) as chosen:
        connection.execute(
            sa.update(publication)
            .where(publication.c.decision_id.in_(chosen))
            .values(assess_on=shanghai_date(now).isoformat())
        )


def _reassess(
    connection: sa.Connection, ids: Sequence[int], assess: Assess, now: datetime, list_block: int
) -> None:
    editions = EditionRows(connection, now)
    at = instant_text(now)
    updates: list[dict[str, Any]] = []
    withdrawn: list[DecisionToWithdraw] = []
    changes: Counter[str] = Counter()
    for standing in _standings(connection, ids):
        assessment = assess(standing.decision, standing.circumstances)
        columns = assessment_columns(assessment) | {
            "state": standing.state,
            "wanted_edition_id": standing.wanted_edition_id,
            "to_do": standing.to_do if standing.to_do == "withdraw" else None,
        }
        if standing.to_do == "withdraw":
            pass  # it is on its way down, whatever else is said of it now
        elif standing.state is PublicationState.PUBLISHED:
            if assessment.outcome == "不予公示":
                withdrawn.append(_withdrawal_of(standing, assessment))
            columns |= _replacement(standing, assessment, editions)
        elif standing.state not in _ENDED:
            columns |= _first_publication(standing, assessment, editions)
            if assessment.state is not standing.state:
                _check_step(standing.state, assessment.state)
                changes[standing.state] -= 1
                changes[assessment.state] += 1
        updates.append(
            {f"new_{k}": v for k, v in columns.items()} | {"of": standing.publication_id, "at": at}
        )
    editions.store()
    _update(connection, updates)
    bump(connection, Channel.WEBSITE, changes)
    request_withdrawals(connection, withdrawn, now, list_block)


def _check_step(current: PublicationState, following: PublicationState) -> None:
    refusal = refuse_publication_step(current, following)
    if refusal:
        raise ValueError(f"{refusal.code}: {refusal.sentence}")


def _first_publication(standing: _Standing, assessment: Assessment, editions: EditionRows) -> dict[str, Any]:
    """A page that was written but not yet read back is removed again where it must wait after all."""
    wanted = _wanted(standing, assessment, editions)
    otherwise = "remove" if standing.written else None
    return {
        "state": assessment.state,
        "wanted_edition_id": wanted,
        "to_do": "publish" if assessment.state is PublicationState.DUE else otherwise,
    }


def _replacement(standing: _Standing, assessment: Assessment, editions: EditionRows) -> dict[str, Any]:
    """A newer text replaces the page once it may; until then what was read back stays up."""
    wanted = _wanted(standing, assessment, editions)
    if wanted is None or _hash(assessment) == standing.live_hash:
        return {}
    return {"wanted_edition_id": wanted, "to_do": "publish"}


def _wanted(standing: _Standing, assessment: Assessment, editions: EditionRows) -> int | None:
    if assessment.edition is not None and standing.wanted_hash == _hash(assessment):
        return standing.wanted_edition_id if assessment.state is PublicationState.DUE else None
    return editions.wanted(standing.decision_id, standing.record_id, assessment)


def _hash(assessment: Assessment) -> bytes | None:
    return hashlib.sha256(assessment.edition).digest() if assessment.edition is not None else None


def _withdrawal_of(standing: _Standing, assessment: Assessment) -> DecisionToWithdraw:
    request = WithdrawalRequest(WithdrawalReason.IN_ERROR, assessment.basis, "公示规则")
    return DecisionToWithdraw(
        standing.decision_id, standing.decision.act_type, standing.document_number, request
    )


def _update(connection: sa.Connection, updates: Sequence[dict[str, Any]]) -> None:
    if not updates:
        return
    names = [key.removeprefix("new_") for key in updates[0] if key.startswith("new_")]
    changed = publication.c.state != sa.bindparam("new_state")
    values: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in names}
    values["state_since"] = sa.case((changed, sa.bindparam("at")), else_=publication.c.state_since)
    connection.execute(
        sa.update(publication).where(publication.c.id == sa.bindparam("of")).values(values), updates
    )


def _standings(connection: sa.Connection, ids: Sequence[int]) -> list[_Standing]:
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
        _Standing(
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
        tuple(act.operator for act in own if act.act == "approve"),
        proofs[-1] if proofs else None,
        _ruling(rulings[-1]) if rulings else None,
        signed,
    )


def _attestation(by: str | None, since: str | None) -> Attestation | None:
    return Attestation(by, date.fromisoformat(since) if since else None) if by else None


_OUTCOMES = {"disclose": "公示", "withhold": "不予公示", "defer": "暂缓"}


def _ruling(act: Any) -> Ruling:
    until = date.fromisoformat(act.until) if act.until else None
    return Ruling(_OUTCOMES[act.act], act.operator, act.reason, act.basis, until)
