"""Assessing publications again: after a new version, an operator's act, a signed policy or a date that came."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.law.decision import Decision
from tasks.law.lifecycle import PublicationState, WithdrawalReason, refuse_publication_step
from tasks.law.shanghai import shanghai_date
from tasks.law.withdrawing import WithdrawalRequest
from tasks.register.assessed_rows import Standing, standings
from tasks.register.assessment import Assessment, Circumstances
from tasks.register.counters import bump
from tasks.register.database import Register, instant_text
from tasks.register.publication_rows import EditionRows, assessment_columns
from tasks.register.schema import publication
from tasks.register.selection import selected
from tasks.register.withdrawals import DecisionToWithdraw, request_withdrawals

_ENDED = (PublicationState.WITHDRAWN, PublicationState.EXPIRED)

Assess = Callable[[Decision, Circumstances], Assessment]


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
    for standing in standings(connection, ids):
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


def _first_publication(standing: Standing, assessment: Assessment, editions: EditionRows) -> dict[str, Any]:
    """A page that was written but not yet read back is removed again where it must wait after all."""
    wanted = _wanted(standing, assessment, editions)
    otherwise = "remove" if standing.written else None
    return {
        "state": assessment.state,
        "wanted_edition_id": wanted,
        "to_do": "publish" if assessment.state is PublicationState.DUE else otherwise,
    }


def _replacement(standing: Standing, assessment: Assessment, editions: EditionRows) -> dict[str, Any]:
    """A newer text replaces the page once it may; until then what was read back stays up."""
    wanted = _wanted(standing, assessment, editions)
    if wanted is None or _hash(assessment) == standing.live_hash:
        return {}
    return {"wanted_edition_id": wanted, "to_do": "publish"}


def _wanted(standing: Standing, assessment: Assessment, editions: EditionRows) -> int | None:
    if assessment.edition is not None and standing.wanted_hash == _hash(assessment):
        return standing.wanted_edition_id if assessment.state is PublicationState.DUE else None
    return editions.wanted(standing.decision_id, standing.record_id, assessment)


def _hash(assessment: Assessment) -> bytes | None:
    return hashlib.sha256(assessment.edition).digest() if assessment.edition is not None else None


def _withdrawal_of(standing: Standing, assessment: Assessment) -> DecisionToWithdraw:
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
