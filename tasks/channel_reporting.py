"""How the platforms stand, and what of their deliveries waits for a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from tasks.installation import Installation, open_installation
from tasks.law.acts import CHANNEL_NAMES, Channel
from tasks.law.lifecycle import STATE_NAMES
from tasks.law.shanghai import shanghai_date
from tasks.register.channel_standing import (
    ChannelStanding,
    read_channel_standings,
    read_set_aside,
)


def channels_at(here: Installation, as_of: datetime) -> list[ChannelStanding]:
    """The platforms of an installation at an instant."""
    platforms = [one for one in here.channels if one is not Channel.WEBSITE]
    patience = max((here.law.channels[one].answer_days for one in platforms), default=0)
    since = _working_days_before(here, shanghai_date(as_of), patience)
    return read_channel_standings(here.register, platforms, as_of, since)


def _working_days_before(here: Installation, day: date, count: int) -> date:
    while count:
        day -= timedelta(days=1)
        count -= here.law.calendar.is_working(day)
    return day


def channel_lines(standings: Iterable[ChannelStanding]) -> list[str]:
    """One line for each platform."""
    lines = []
    for one in standings:
        states = "，".join(f"{STATE_NAMES[state]}{n}" for state, n in one.balance.states.items())
        proof = "平衡" if one.balance.balanced else "不平衡，请运行 gongshi verify"
        late = f"，其中逾期未答复{one.late_answers}" if one.late_answers else ""
        lines.append(
            f"{CHANNEL_NAMES[one.channel]}：共{one.balance.total}件（{states}），{proof}；"
            f"待报送{one.backlog}（送出待回执{one.unanswered}{late}，搁置{one.set_aside}），已超期{one.overdue}"
        )
    return lines


def set_aside_answer(limit: int) -> list[dict[str, Any]]:
    """`gongshi set-aside --json`: the deliveries that wait for a person, oldest deadline first."""
    with open_installation() as here:
        return [
            {
                "channel": one.channel.value,
                "act_type": one.act_type,
                "document_number": one.document_number,
                "due_on": one.due_on,
                "attempts": one.attempts,
                "problem": one.problem,
            }
            for one in read_set_aside(here.register, limit)
        ]


def set_aside_text(answer: Iterable[dict[str, Any]]) -> str:
    """The deliveries that wait for a person, for a reader."""
    lines = []
    for one in answer:
        due = f"，期限{one['due_on']}" if one["due_on"] else ""
        lines.append(
            f"{CHANNEL_NAMES[Channel(one['channel'])]}　{one['act_type']} {one['document_number']}"
            f"（已试{one['attempts']}次{due}）"
        )
        lines.append(f"    {one['problem']}")
    return "\n".join(lines) or "没有搁置的报送"
