"""Revocation notices: matched to the decisions they name, applied once, kept waiting where none is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
import sqlalchemy as sa

from tasks.contracts.finding import Finding, Severity
from tasks.law.acts import ActType
from tasks.law.document_numbers import identity_key
from tasks.law.lifecycle import RecordState, WithdrawalReason
from tasks.law.shanghai import shanghai_date
from tasks.law.withdrawing import WithdrawalRequest, reason_named
from tasks.register.counters import RECORDS, bump
from tasks.register.database import Register, instant_text
from tasks.register.finding_rows import close_findings, record_findings
from tasks.register.intake import move_records
from tasks.register.schema import decision, finding, record
from tasks.register.selection import temporary
from tasks.register.withdrawals import DecisionToWithdraw, WithdrawalRules, request_withdrawals

UNMATCHED = "notice-unmatched"
NOTICE_CONTRACT = "revocation_notice"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice record as it waits: which decision it names, and what it asks."""

    record_id: int
    state: RecordState
    document_number: str
    authority_code: str
    authority_name: str
    act_type: str
    request: WithdrawalRequest


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
    """Apply every notice that waits; one that names no known decision stays in quarantine and is tried again."""
    with register.writing() as connection:
        notices = [one for one in _waiting_notices(connection) if _in_effect(one, now)]
        matches = _matches(connection, notices)
        matched = [(n, matches[n.record_id]) for n in notices if len(matches[n.record_id]) == 1]
        unmatched = [n for n in notices if len(matches[n.record_id]) != 1]
        wanted = [
            DecisionToWithdraw(
                found.id,
                ActType(found.act_type),
                found.document_number,
                notice.request,
                withdrawal_due(notice.request, ActType(found.act_type)),
                notice.record_id,
            )
            for notice, (found,) in matched
        ]
        request_withdrawals(connection, wanted, now, rules)
        steps: dict[tuple[RecordState, RecordState], list[int]] = defaultdict(list)
        for notice, _ in matched:
            steps[notice.state, RecordState.APPLIED].append(notice.record_id)
        for notice in unmatched:
            if notice.state is RecordState.ACCEPTED:
                steps[notice.state, RecordState.QUARANTINED].append(notice.record_id)
        bump(connection, RECORDS, move_records(connection, steps, instant_text(now)))
        close_findings(connection, [n.record_id for n, _ in matched], now)
        found = [(n.record_id, _unmatched_finding(n, len(matches[n.record_id]))) for n in unmatched]
        record_findings(connection, found, now)
    return AppliedNotices(len(matched), len(unmatched))


def _in_effect(notice: Notice, now: datetime) -> bool:
    """A notice that takes effect later waits for its day."""
    effective_on = notice.request.effective_on
    return effective_on is None or effective_on <= shanghai_date(now)


def _waiting_notices(connection: sa.Connection) -> list[Notice]:
    unmatched = sa.select(finding.c.record_id).where(
        finding.c.code == UNMATCHED, finding.c.closed_at.is_(None)
    )
    rows = connection.execute(
        sa.select(record.c.id, record.c.state, record.c.content)
        .where(
            record.c.contract == NOTICE_CONTRACT,
            sa.or_(
                record.c.state == RecordState.ACCEPTED,
                sa.and_(record.c.state == RecordState.QUARANTINED, record.c.id.in_(unmatched)),
            ),
        )
        .order_by(record.c.id)
    )
    return [_notice(row.id, RecordState(row.state), orjson.loads(row.content)) for row in rows]


def _notice(record_id: int, state: RecordState, content: dict[str, str]) -> Notice:
    def day(name: str) -> date | None:
        return date.fromisoformat(content[name]) if content.get(name) else None

    request = WithdrawalRequest(
        reason_named(content.get("reason", "")) or WithdrawalReason.REVOKED,
        content.get("basis", ""),
        content.get("requester") or content.get("notice_authority") or content.get("authority_name", ""),
        content.get("notice_number", ""),
        content.get("notice_authority", ""),
        day("effective_on"),
        day("received_on"),
        content.get("replaced_by", ""),
    )
    return Notice(
        record_id,
        state,
        content.get("document_number", ""),
        content.get("authority_code", ""),
        content.get("authority_name", ""),
        content.get("act_type", ""),
        request,
    )


def _matches(
    connection: sa.Connection, notices: Sequence[Notice]
) -> dict[int, list[sa.Row[tuple[object, ...]]]]:
    columns: list[sa.Column[Any]] = [
        sa.Column("record_id", sa.BigInteger, primary_key=True),
        sa.Column("number_key", sa.String(200)),
        sa.Column("authority_code", sa.String(200)),
        sa.Column("authority_name", sa.String(200)),
        sa.Column("act_type", sa.String(20)),
    ]
    rows = [
        {
            "record_id": n.record_id,
            "number_key": identity_key(n.document_number),
            "authority_code": n.authority_code,
            "authority_name": n.authority_name,
            "act_type": n.act_type,
        }
        for n in notices
    ]
    found: dict[int, list[sa.Row[tuple[object, ...]]]] = defaultdict(list)
    with temporary(connection, "waiting_notices", columns, rows) as table:
        named = sa.and_(
            decision.c.number_key == table.c.number_key,
            sa.case(
                (table.c.authority_code != "", decision.c.authority_code == table.c.authority_code),
                (table.c.authority_name != "", decision.c.authority_name == table.c.authority_name),
                else_=sa.true(),
            ),
            sa.or_(table.c.act_type == "", decision.c.act_type == table.c.act_type),
        )
        query = sa.select(
            table.c.record_id, decision.c.id, decision.c.act_type, decision.c.document_number
        ).join_from(table, decision, named)
        for row in connection.execute(query):
            found[row.record_id].append(row)
    return found


def _unmatched_finding(notice: Notice, candidates: int) -> Finding:
    if candidates:
        message = f"暂缓办理：文书号“{notice.document_number}”对应{candidates}个决定，请补充原决定机关代码和执法类别"
    else:
        message = f"暂缓办理：未找到文书号“{notice.document_number}”对应的已登记决定"
    return Finding(
        None,
        "原决定文书号",
        UNMATCHED,
        Severity.ERROR,
        message,
        "请核对文书号和原决定机关；原决定登记后本通知自动办理",
        "G15",
    )
