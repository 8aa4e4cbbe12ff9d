"""Steps of the objection desk (异议): registered with a reply clock, answered once, listed overdue first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from tasks.acting import acting
from tasks.installation import Installation, open_installation
from tasks.law.acts import ActType
from tasks.law.deadlines import Deadline
from tasks.law.document_numbers import normalise
from tasks.law.objections import (
    OBJECTION_STATE_NAMES,
    ObjectionResult,
    ObjectionState,
    after_registration,
    after_reply,
    reply_clock,
    reply_deadline,
)
from tasks.law.powers import Power
from tasks.law.shanghai import shanghai_date
from tasks.register.acting import ActRefused
from tasks.register.objections import (
    NewObjection,
    count_open_objections,
    read_objections,
    register_objection,
    reply_objection,
)

_BASIS = "公示信息异议处理"


def take_objection(
    number: str, new: NewObjection, operator: str, act_type: str = "", authority: str = ""
) -> str:
    """Register an objection and say by when it must be answered and what becomes of the page."""
    for name, text in (("由谁提出（--from）", new.objector), ("异议内容（--content）", new.content)):
        if not text.strip():
            raise ActRefused(f"请写明{name}")
    with open_installation() as here:
        act = acting(here, Power.OBJECT, operator, new.content, _BASIS)
        done = register_objection(
            here.register, act, normalise(number), new, _counting(here), act_type, authority
        )
    provisional = f"（暂定，最迟{done.reply.latest_on}）" if done.reply.provisional else ""
    follows = after_registration(done.state, bool(new.stopped_by), done.deferred_until)
    return f"已登记{done.id}号异议：{done.document_number}，应于{done.reply.due_on}（含）前答复{provisional}；{follows}"


def answer_objection(
    objection_id: int, result: str, reply: str, replied_on: date | None, operator: str
) -> str:
    """Answer an objection and say what comes next."""
    if not reply.strip():
        raise ActRefused("请填写答复内容（--reply）")
    with open_installation() as here:
        act = acting(here, Power.REPLY, operator, reply, _BASIS)
        named = ObjectionResult(result)
        done = reply_objection(here.register, act, objection_id, named, reply, replied_on or here.today)
    follows = after_reply(named, done.document_number, done.execution_stopped)
    return f"已答复{objection_id}号异议：{done.document_number}，{result}，办理人{act.operator}；{follows}"


def objections_answer(as_of: datetime, everything: bool) -> list[dict[str, Any]]:
    """`gongshi objections --json`: those that wait first, the longest overdue first."""
    today = shanghai_date(as_of)
    with open_installation() as here:
        with here.register.reading() as connection:
            rows = read_objections(connection, everything)
        return [_answer(row, today, here) for row in rows]


def _answer(row: Any, today: date, here: Installation) -> dict[str, Any]:
    waits = row.replied_on is None
    clock = reply_clock(date.fromisoformat(row.reply_due_on), today, here.law.calendar)
    return {
        "id": row.id,
        "state": (ObjectionState.RECEIVED if waits else ObjectionState.REPLIED).value,
        "document_number": row.document_number,
        "act_type": row.act_type,
        "office": row.office,
        "objector": row.objector,
        "content": row.content,
        "received_on": row.received_on,
        "reply_due_on": row.reply_due_on,
        "provisional": row.provisional,
        "reply_latest_on": row.reply_latest_on,
        "overdue": waits and clock.overdue,
        "working_days_late": clock.late if waits else 0,
        "due_today": waits and clock.due_today,
        "working_days_left": clock.left if waits else 0,
        "execution_stopped": row.execution_stopped,
        "stopped_by": row.stopped_by,
        "result": row.result,
        "reply": row.reply,
        "replied_on": row.replied_on,
        "registered_by": row.registered_by,
        "replied_by": row.replied_by,
    }


def objections_text(answer: list[dict[str, Any]]) -> str:
    """The objections for a reader."""
    if not answer:
        return "没有待答复的异议"
    lines = []
    for one in answer:
        stopped = f"　停止执行（{one['stopped_by']}）" if one["execution_stopped"] else ""
        lines.append(f"{one['id']}号　{one['act_type']} {one['document_number']}　{_standing(one)}{stopped}")
        lines.append(f"    {one['received_on']}收到，{one['objector']}：{one['content']}")
    return "\n".join(lines)


def _standing(one: dict[str, Any]) -> str:
    if one["state"] == ObjectionState.REPLIED:
        return f"{one['replied_on']}已答复：{one['result']}"
    due = f"应于{one['reply_due_on']}（含）前答复"
    if one["provisional"]:
        due += f"（暂定，最迟{one['reply_latest_on']}）"
    if one["overdue"]:
        return f"已超期：{due}，已超{one['working_days_late']}个工作日"
    if one["due_today"]:
        return f"今日到期：{due}"
    return f"{due}，还有{one['working_days_left']}个工作日"


def objection_lines(here: Installation, as_of: datetime) -> list[str]:
    """The line of `gongshi status` about objections; none where nothing waits."""
    with here.register.reading() as connection:
        counted = count_open_objections(connection, shanghai_date(as_of))
    if not counted.open:
        return []
    return [
        f"异议：{OBJECTION_STATE_NAMES[ObjectionState.RECEIVED]}{counted.open}件，已超期{counted.overdue}件"
    ]


def _counting(here: Installation) -> Callable[[date, ActType], Deadline]:
    def count(received_on: date, act_type: ActType) -> Deadline:
        return reply_deadline(received_on, act_type, here.law.objection_rules, here.law.calendar)

    return count
