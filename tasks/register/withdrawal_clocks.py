"""The clocks of withdrawals: what must be down by when, and is not yet down everywhere (promise 2, clause G15).

A withdrawal runs from its request until every place was read back; a notice that waits in quarantine has no deadline
of its own yet and is counted beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from tasks.law.acts import CHANNEL_NAMES, ActType, Channel
from tasks.law.lifecycle import RecordState, WithdrawalReason
from tasks.law.shanghai import shanghai_date
from tasks.law.withdrawing import REASON_NAMES
from tasks.law.working_days import WorkCalendar
from tasks.register.notices import NOTICE_CONTRACT
from tasks.register.schema import decision, publication, record, withdrawal

_OPEN = withdrawal.c.settled_at.is_(None)


@dataclass(frozen=True, slots=True)
class WithdrawalClocks:
    """How many withdrawals are not done yet, past their deadline, due today or soon; `waiting` are notices."""

    open: int
    overdue: int
    due_today: int
    due_soon: int
    oldest_due_on: str | None
    by_reason: Mapping[str, int]
    waiting: int

    @property
    def answer(self) -> dict[str, object]:
        """As `gongshi status --json` tells it."""
        return {
            "open": self.open,
            "overdue": self.overdue,
            "due_today": self.due_today,
            "due_soon": self.due_soon,
            "oldest_due_on": self.oldest_due_on,
            "by_reason": dict(self.by_reason),
            "notices_waiting": self.waiting,
        }


@dataclass(frozen=True, slots=True)
class LateWithdrawal:
    """One withdrawal that should be down by now."""

    channel: Channel
    act_type: ActType
    document_number: str
    reason: WithdrawalReason
    due_on: date
    last_problem: str


def read_withdrawal_clocks(connection: sa.Connection, as_of: datetime, soon: date) -> WithdrawalClocks:
    """The clocks at an instant; `soon` is the last day that counts as due soon.

    A withdrawal is overdue from 24:00 Shanghai of its due day, so on the day after it.
    """
    today, due_on = shanghai_date(as_of).isoformat(), withdrawal.c.due_on
    counted = connection.execute(
        sa.select(
            sa.func.count(),
            sa.func.count().filter(due_on < today),
            sa.func.count().filter(due_on == today),
            sa.func.count().filter(due_on > today, due_on <= soon.isoformat()),
            sa.func.min(due_on),
        ).where(_OPEN)
    ).one()
    by_reason = connection.execute(
        sa.select(withdrawal.c.reason, sa.func.count())
        .where(_OPEN)
        .group_by(withdrawal.c.reason)
        .order_by(withdrawal.c.reason)
    )
    waiting = connection.scalar(
        sa.select(sa.func.count()).where(
            record.c.contract == NOTICE_CONTRACT, record.c.state == RecordState.QUARANTINED
        )
    )
    still, overdue, due_today, due_soon, oldest = counted
    reasons = dict(by_reason.tuples().all())
    return WithdrawalClocks(still, overdue, due_today, due_soon, oldest, reasons, waiting or 0)


def read_late_withdrawals(connection: sa.Connection, as_of: datetime, limit: int) -> list[LateWithdrawal]:
    """Withdrawals past their deadline or due today, oldest deadline first, with what keeps them."""
    rows = connection.execute(
        sa.select(
            withdrawal.c.channel,
            decision.c.act_type,
            decision.c.document_number,
            withdrawal.c.reason,
            withdrawal.c.due_on,
            publication.c.last_problem,
        )
        .join_from(withdrawal, decision, decision.c.id == withdrawal.c.decision_id)
        .outerjoin(
            publication,
            sa.and_(
                publication.c.decision_id == decision.c.id, publication.c.channel == withdrawal.c.channel
            ),
        )
        .where(_OPEN, withdrawal.c.due_on <= shanghai_date(as_of).isoformat())
        .order_by(withdrawal.c.due_on, withdrawal.c.id)
        .limit(limit)
    )
    return [
        LateWithdrawal(
            Channel(row.channel),
            ActType(row.act_type),
            row.document_number,
            WithdrawalReason(row.reason),
            date.fromisoformat(row.due_on),
            row.last_problem or "",
        )
        for row in rows
    ]


def clock_lines(
    clocks: WithdrawalClocks, late: list[LateWithdrawal], today: date, calendar: WorkCalendar
) -> list[str]:
    """The clocks for a reader: one line of sums, then one for each late withdrawal; nothing where none is open."""
    lines = []
    if clocks.open:
        lines.append(
            f"撤下：未办结{clocks.open}，已超期{clocks.overdue}，今日到期{clocks.due_today}，"
            f"三个工作日内到期{clocks.due_soon}"
        )
    if clocks.waiting:
        lines.append(f"撤下通知：退回待改{clocks.waiting}条，撤下期限不停止计算（gongshi rejected）")
    return lines + [_late_line(one, today, calendar) for one in late]


def _late_line(one: LateWithdrawal, today: date, calendar: WorkCalendar) -> str:
    what = f"{CHANNEL_NAMES[one.channel]} {one.act_type} {one.document_number}（{REASON_NAMES[one.reason]}）"
    because = f"；{one.last_problem}" if one.last_problem else ""
    if one.due_on == today:
        return f"  今日到期：{what}，请于24时前完成撤下{because}"
    year = "" if one.due_on.year == today.year else f"{one.due_on.year}年"
    day = f"{year}{one.due_on.month}月{one.due_on.day}日"
    days = calendar.working_days_between(one.due_on, today)
    return f"  撤下已超期：{what}应于{day}（含）前撤下，已超{days}个工作日{because}"
