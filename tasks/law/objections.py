"""Objections (异议) to what is public: by when they are answered, how they end, and what follows (clause G15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tasks.law.acts import ActType
from tasks.law.deadlines import Deadline, DeadlineRules
from tasks.law.lifecycle import PublicationState
from tasks.law.working_days import WorkCalendar


class ObjectionState(StrEnum):
    """Where an objection stands."""

    RECEIVED = "received"
    REPLIED = "replied"


class ObjectionResult(StrEnum):
    """How an objection ended, as it is told to whoever objected."""

    UPHELD = "维持"
    CORRECTED = "更正"
    WITHDRAWN = "撤下"


OBJECTION_STATE_NAMES = {ObjectionState.RECEIVED: "已收到，待答复", ObjectionState.REPLIED: "已答复"}
"""States by the names officers use."""


@dataclass(frozen=True, slots=True)
class ReplyClock:
    """How an objection stands against its deadline on one day; `late` counts working days."""

    late: int
    left: int
    due_today: bool

    @property
    def overdue(self) -> bool:
        """Whether the due day is over."""
        return self.late > 0


def reply_deadline(
    received_on: date, act_type: ActType, rules: DeadlineRules, calendar: WorkCalendar
) -> Deadline:
    """The day by whose end an objection must be answered; the day of receipt does not count."""
    return rules.deadline(received_on, act_type, calendar)


def reply_clock(due_on: date, today: date, calendar: WorkCalendar) -> ReplyClock:
    """How many working days an open objection is late, or has left; overdue from the day after on.

    A day that is late or left counts for 1 at least, also where only days off lie between.
    """
    if today > due_on:
        return ReplyClock(max(1, calendar.working_days_between(due_on, today)), 0, False)
    left = 0 if today == due_on else max(1, calendar.working_days_between(today, due_on))
    return ReplyClock(0, left, today == due_on)


def refuse_reply(received_on: date, replied_on: date, today: date, replied_already: bool) -> str:
    """Why an objection cannot be answered so, "" where it can."""
    if replied_already:
        return "已经答复，不再重复答复"
    if replied_on < received_on:
        return f"答复日期{replied_on}早于收到日期{received_on}"
    return f"答复日期{replied_on}在今天之后" if replied_on > today else ""


def after_registration(state: PublicationState, execution_stopped: bool, until: date | None) -> str:
    """What becomes of the publication once an objection is registered, as officers read it.

    Neither an objection nor a review or suit suspends publication, unless execution was stopped (复议法 42).
    """
    if not execution_stopped:
        return "核查期间不停止公示"
    if state in (PublicationState.HELD, PublicationState.DUE):
        return f"已停止执行，暂缓公示至{until}"
    if state is PublicationState.PUBLISHED:
        return (
            "已停止执行，但该信息已经公开；撤下后不能恢复，是否撤下由负责人决定，"
            "撤下用 gongshi disclose --outcome 不予公示"
        )
    return "该信息现未公开，公示状态不变"


def after_reply(result: ObjectionResult, number: str, execution_stopped: bool) -> str:
    """What comes next, as officers read it."""
    if result is ObjectionResult.CORRECTED:
        return f"下一步：由来源系统更正后重新报送，网页随之更新；不再公示的，用 gongshi withdraw {number} --as 更正"
    if result is ObjectionResult.WITHDRAWN:
        return f"下一步：gongshi withdraw {number} --as 撤下的种类，并打印撤下审批表"
    if execution_stopped:
        return f"下一步：恢复执行的，用 gongshi disclose {number} 恢复公示"
    return "公示不变"
