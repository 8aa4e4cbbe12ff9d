"""Revocation notices: matched to the decisions they name, applied once, kept waiting where none is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import orjson
import sqlalchemy as sa

from tasks.law.acts import ActType
from tasks.law.lifecycle import RecordState
from tasks.law.shanghai import shanghai_date
from tasks.law.withdrawing import WithdrawalRequest
from tasks.register.counters import RECORDS, bump
from tasks.register.database import Register, instant_text
from tasks.register.finding_rows import close_findings, record_findings
from tasks.register.intake import move_records
from tasks.register.notice_rows import endings_of, named_by, notice_of
from tasks.register.notice_rulings import BEFORE_DECISION, UNMATCHED, Notice, Rulings, rule_on_notices
from tasks.register.public_reasons import keep_unfit_findings
from tasks.register.schema import finding, record
from tasks.register.selection import selected
from tasks.register.withdrawals import DecisionToWithdraw, WithdrawalRules, request_withdrawals

NOTICE_CONTRACT = "revocation_notice"
TRIED_AGAIN = (UNMATCHED, BEFORE_DECISION)
"""What a new or mended decision may lift; the other findings wait for a person or a new notice."""


@dataclass(frozen=True, slots=True)
class AppliedNotices:
    """What applying the notices did."""

    applied: int
    waiting: int


def apply_notices(
    register: Register,
    now: datetime,
    rules: WithdrawalRules,
    withdrawal_due: Callable[[WithdrawalRequest, ActType], date | None],
) -> AppliedNotices:
    """Apply every notice that waits; one that cannot be applied stays in quarantine with the reason."""
    with register.writing() as connection:
        notices = [one for one in _waiting_notices(connection) if _in_effect(one, now)]
        matches = named_by(connection, notices)
        named = {one.decision_id for found in matches.values() for one in found}
        rulings = rule_on_notices(notices, matches, endings_of(connection, named))
        wanted = [
            DecisionToWithdraw(
                found.decision_id,
                ActType(found.act_type),
                found.document_number,
                notice.request,
                withdrawal_due(notice.request, ActType(found.act_type)),
                notice.record_id,
            )
            for notice, found in rulings.requests
            if notice.request is not None
        ]
        unfit = request_withdrawals(connection, wanted, now, rules)
        _settle(connection, rulings, now)
        keep_unfit_findings(connection, unfit, now)
    return AppliedNotices(len(rulings.done), len(rulings.sent_back))


def _settle(connection: sa.Connection, rulings: Rulings, now: datetime) -> None:
    """Move the records of the notices and keep their findings; what they were found to lack before is closed."""
    steps: dict[tuple[RecordState, RecordState], list[int]] = defaultdict(list)
    for notice in rulings.done:
        steps[notice.state, RecordState.APPLIED].append(notice.record_id)
    for notice in rulings.sent_back:
        if notice.state is RecordState.ACCEPTED:
            steps[notice.state, RecordState.QUARANTINED].append(notice.record_id)
    bump(connection, RECORDS, move_records(connection, steps, instant_text(now)))
    close_findings(connection, [n.record_id for n in rulings.done], now)
    _close_outdated(connection, rulings, now)
    record_findings(connection, rulings.findings, now)


def _close_outdated(connection: sa.Connection, rulings: Rulings, now: datetime) -> None:
    codes: dict[str, list[int]] = defaultdict(list)
    kept = {(record_id, found.code) for record_id, found in rulings.findings}
    for notice in rulings.sent_back:
        for code in TRIED_AGAIN:
            if (notice.record_id, code) not in kept:
                codes[code].append(notice.record_id)
    for code, record_ids in codes.items():
        with selected(connection, record_ids) as chosen:
            connection.execute(
                sa.update(finding)
                .where(finding.c.record_id.in_(chosen), finding.c.code == code, finding.c.closed_at.is_(None))
                .values(closed_at=instant_text(now))
            )


def _in_effect(notice: Notice, now: datetime) -> bool:
    """A notice that takes effect later waits for its day."""
    effective_on = notice.request.effective_on if notice.request else None
    return effective_on is None or effective_on <= shanghai_date(now)


def _waiting_notices(connection: sa.Connection) -> list[Notice]:
    kept = sa.select(finding.c.record_id).where(
        finding.c.code.in_(TRIED_AGAIN), finding.c.closed_at.is_(None)
    )
    rows = connection.execute(
        sa.select(record.c.id, record.c.state, record.c.content)
        .where(
            record.c.contract == NOTICE_CONTRACT,
            sa.or_(
                record.c.state == RecordState.ACCEPTED,
                sa.and_(record.c.state == RecordState.QUARANTINED, record.c.id.in_(kept)),
            ),
        )
        .order_by(record.c.id)
    )
    return [notice_of(row.id, RecordState(row.state), orjson.loads(row.content)) for row in rows]
