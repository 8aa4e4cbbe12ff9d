"""Assessing publications again: after a new version, an operator's act, a signed policy or a date that came."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tasks.law.lifecycle import PublicationState, WithdrawalReason, refuse_publication_step
from tasks.law.shanghai import shanghai_date
from tasks.law.withdrawing import WithdrawalRequest
from tasks.register.assessed_rows import Standing, standings
from tasks.register.assessment import Assess, Assessment
from tasks.register.counters import bump
from tasks.register.database import Register, instant_text
from tasks.register.edition_rows import EditionRows
from tasks.register.publication_rows import assessment_columns
from tasks.register.schema import publication
from tasks.register.selection import selected
from tasks.register.transparency import PUBLICATIONS_CHANGED, write_setting
from tasks.register.withdrawals import DecisionToWithdraw, WithdrawalRules, request_withdrawals

_ENDED = (PublicationState.WITHDRAWN, PublicationState.EXPIRED)


def reassess(register: Register, assess: Assess, now: datetime, limit: int, rules: WithdrawalRules) -> int:
    """Assess up to `limit` decisions whose day has come, on every channel; returns how many were looked at."""
    today = shanghai_date(now).isoformat()
    with register.writing() as connection:
        first = sa.func.min(publication.c.assess_on)
        ids = connection.scalars(
            sa.select(publication.c.decision_id)
            .where(publication.c.assess_on <= today)
            .group_by(publication.c.decision_id)
            .order_by(first, publication.c.decision_id)
            .limit(limit)
        ).all()
        if ids:
            _reassess(connection, standings(connection, ids, today), assess, now, rules)
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
    connection: sa.Connection,
    found: Sequence[Standing],
    assess: Assess,
    now: datetime,
    rules: WithdrawalRules,
) -> None:
    editions = EditionRows(connection, (one.decision_id for one in found), now)
    at = instant_text(now)
    updates: list[dict[str, Any]] = []
    withdrawn: list[DecisionToWithdraw] = []
    changes: dict[str, Counter[str]] = defaultdict(Counter)
    for standing, assessment in _assessed(found, assess):
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
                changes[standing.channel].update({standing.state: -1, assessment.state: 1})
        updates.append(_update_of(standing, columns, at))
    editions.store()
    _update(connection, updates)
    for balance, counted in changes.items():
        bump(connection, balance, counted)
    request_withdrawals(connection, withdrawn, now, rules)


def _assessed(found: Sequence[Standing], assess: Assess) -> Iterator[tuple[Standing, Assessment]]:
    """Each publication with its assessment; what the channels of a decision share is worked out once."""
    by_decision: dict[int, list[Standing]] = defaultdict(list)
    for one in found:
        by_decision[one.decision_id].append(one)
    for together in by_decision.values():
        first = together[0]
        answers = assess(first.facts, first.circumstances, [one.channel for one in together])
        yield from ((one, answers[one.channel]) for one in together)


def _update_of(standing: Standing, columns: dict[str, Any], at: str) -> dict[str, Any]:
    """The new columns; what the channel should show changed where there is other work or another text."""
    wanted = (standing.to_do, standing.wanted_edition_id)
    changed = columns["to_do"] is not None and (columns["to_do"], columns["wanted_edition_id"]) != wanted
    columns["sequence"] = standing.sequence + changed
    return {f"new_{name}": value for name, value in columns.items()} | {
        "of": standing.publication_id,
        "at": at,
    }


def _check_step(current: PublicationState, following: PublicationState) -> None:
    refusal = refuse_publication_step(current, following)
    if refusal:
        raise ValueError(f"{refusal.code}: {refusal.sentence}")


def _first_publication(standing: Standing, assessment: Assessment, editions: EditionRows) -> dict[str, Any]:
    """A page that was written but not yet read back is removed again where it must wait after all."""
    wanted = editions.wanted(standing.decision_id, standing.record_id, assessment)
    otherwise = "remove" if standing.written else None
    return {
        "state": assessment.state,
        "wanted_edition_id": wanted,
        "to_do": "publish" if assessment.state is PublicationState.DUE else otherwise,
    }


def _replacement(standing: Standing, assessment: Assessment, editions: EditionRows) -> dict[str, Any]:
    """A newer text replaces the one shown once it may; until then what was read back stays up.

    Where yet another text was on its way, it may have arrived: the one to show goes out again.
    """
    wanted = editions.wanted(standing.decision_id, standing.record_id, assessment)
    if wanted is None or (_hash(assessment) == standing.live_hash and standing.to_do != "publish"):
        return {}
    return {"wanted_edition_id": wanted, "to_do": "publish"}


def _hash(assessment: Assessment) -> bytes | None:
    return hashlib.sha256(assessment.edition).digest() if assessment.edition is not None else None


def _withdrawal_of(standing: Standing, assessment: Assessment) -> DecisionToWithdraw:
    request = WithdrawalRequest(WithdrawalReason.IN_ERROR, assessment.basis, "公示规则")
    return DecisionToWithdraw(
        standing.decision_id,
        standing.facts.decision.act_type,
        standing.document_number,
        request,
        channel=standing.channel,
    )


def _update(connection: sa.Connection, updates: Sequence[dict[str, Any]]) -> None:
    if not updates:
        return
    write_setting(connection, PUBLICATIONS_CHANGED, updates[0]["at"])
    names = [key.removeprefix("new_") for key in updates[0] if key.startswith("new_")]
    changed = publication.c.state != sa.bindparam("new_state")
    values: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in names}
    fresh = publication.c.sequence != sa.bindparam("new_sequence")
    values |= {
        name: sa.case((fresh, sa.null()), else_=publication.c[name])
        for name in ("not_before", "set_aside_at")
    }
    values["attempts"] = sa.case((fresh, 0), else_=publication.c.attempts)
    values["state_since"] = sa.case((changed, sa.bindparam("at")), else_=publication.c.state_since)
    connection.execute(
        sa.update(publication).where(publication.c.id == sa.bindparam("of")).values(values), updates
    )
