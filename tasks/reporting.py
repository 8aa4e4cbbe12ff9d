"""Answers about the installation: its standing, its rejected records, its differences."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tasks.channel_reporting import channel_lines, channels_at
from tasks.installation import Installation, open_installation
from tasks.law.deadlines import DUE_SOON_WORKING_DAYS
from tasks.law.lifecycle import STATE_NAMES
from tasks.law.shanghai import SHANGHAI, shanghai_date
from tasks.objecting import objection_lines
from tasks.proposing import count_waiting, second_person_lines
from tasks.register.counters import Balance
from tasks.register.operator_acts import find_decision
from tasks.register.rejected import read_rejected
from tasks.register.release_reviews import count_overdue_reviews, read_overdue_reviews
from tasks.register.standing import (
    Standing,
    Tally,
    count_gates,
    count_rejections,
    read_overdue,
    read_sources,
    read_standing,
)
from tasks.register.timeline import read_timeline
from tasks.register.withdrawal_clocks import clock_lines, read_late_withdrawals, read_withdrawal_clocks


def soon_until(here: Installation, as_of: datetime) -> date:
    """The last day that counts as due soon."""
    day, working = shanghai_date(as_of), 0
    while working < DUE_SOON_WORKING_DAYS:
        day += timedelta(days=1)
        working += here.law.calendar.is_working(day)
    return day


def standing_at(here: Installation, as_of: datetime) -> Standing:
    """The balances and the clocks at an instant."""
    return read_standing(here.register, as_of, soon_until(here, as_of))


def status_answer(as_of: datetime) -> dict[str, Any]:
    """`gongshi status --json`."""
    with open_installation() as here:
        standing, channels = standing_at(here, as_of), channels_at(here, as_of)
        with here.register.reading() as connection:
            withdrawals = read_withdrawal_clocks(connection, as_of, soon_until(here, as_of))
        reviews_overdue, proposals = count_overdue_reviews(here.register, as_of), count_waiting(here)
    records, website, clocks = standing.records, standing.website, standing.clocks
    return {
        "as_of": as_of.astimezone(SHANGHAI).isoformat(),
        "balance": {
            "records": {"pulled": records.total, **records.states, "balanced": records.balanced},
            "website": {"decisions": website.total, **website.states, "balanced": website.balanced},
            **{
                one.channel.value: {
                    "decisions": one.balance.total,
                    **one.balance.states,
                    "balanced": one.balance.balanced,
                }
                for one in channels
            },
        },
        "channels": {
            one.channel.value: {
                "backlog": one.backlog,
                "unanswered": one.unanswered,
                "late_answers": one.late_answers,
                "set_aside": one.set_aside,
                "overdue": one.overdue,
            }
            for one in channels
        },
        "clocks": {
            "overdue": clocks.overdue,
            "due_soon": clocks.due_soon,
            "provisional": clocks.provisional,
            "release_reviews_overdue": reviews_overdue,
        },
        "withdrawals": withdrawals.answer,
        "proposals": proposals,
    }


def status_text(as_of: datetime) -> str:
    """The standing for a reader."""
    with open_installation() as here:
        standing = standing_at(here, as_of)
        lines = [
            f"截至{as_of.astimezone(SHANGHAI):%Y年%m月%d日 %H:%M}",
            _balance_text("记录", "条", standing.records),
            _balance_text("网站", "件", standing.website),
            f"时限：已超期{standing.clocks.overdue}，三个工作日内到期{standing.clocks.due_soon}，"
            f"暂定期限{standing.clocks.provisional}",
            *channel_lines(channels_at(here, as_of)),
        ]
        lines += [f"  退回 {one.count}条：{rejection_text(one)}" for one in count_rejections(here.register)]
        lines += [f"  暂缓 {one.count}件：{gate_text(one)}" for one in count_gates(here.register)]
        lines += overdue_lines(here, as_of, 10)
        lines += withdrawal_lines(here, as_of, 10)
        lines += release_review_lines(here, as_of, 10)
        lines += objection_lines(here, as_of)
        for name, (ok_at, error) in read_sources(here.register).items():
            if error:
                lines.append(f"  来源“{name}”：{error}（上次正常：{_moment(ok_at)}）")
        unsigned = unsigned_policies(here)
        if unsigned:
            lines.insert(
                1, f"公示政策尚未由法规处签署：{'、'.join(unsigned)}；涉及的决定暂缓公示（gongshi sign）"
            )
        lines[1:1] = second_person_lines(here, as_of)
    return "\n".join(lines)


def rejection_text(tally: Tally) -> str:
    """Why records were sent back: what all were told, else one of them as an example."""
    message = tally.sentence.removeprefix("退回：")
    return message if tally.alike or tally.count == 1 else f"如{message}（各条见 gongshi rejected）"


def gate_text(tally: Tally) -> str:
    """What decisions wait for: what all were told, else the gate by name."""
    sentence = tally.sentence.removeprefix("暂缓公开：")
    return sentence if tally.alike else f"{sentence}（各件原因见 gongshi timeline）"


def withdrawal_lines(here: Installation, as_of: datetime, limit: int) -> list[str]:
    """The clocks of withdrawals, and each that should be down by now."""
    with here.register.reading() as connection:
        clocks = read_withdrawal_clocks(connection, as_of, soon_until(here, as_of))
        late = read_late_withdrawals(connection, as_of, limit)
    return clock_lines(clocks, late, shanghai_date(as_of), here.law.calendar)


def release_review_lines(here: Installation, as_of: datetime, limit: int) -> list[str]:
    """Release reviews past their own day, one line each: the legal deadline may still be kept."""
    today = shanghai_date(as_of)
    counted = count_overdue_reviews(here.register, as_of)
    lines = [f"发布审查已超期{counted}件，公开期限不停止计算："] if counted else []
    for one in read_overdue_reviews(here.register, as_of, limit):
        due_on = date.fromisoformat(one.release_due_on)
        public_on = f"，公开期限{_day_text(date.fromisoformat(one.due_on), today)}" if one.due_on else ""
        lines.append(
            f"  {one.act_type} {one.document_number} 应于{_day_text(due_on, today)}（含）前审查完毕{public_on}。"
            f"{one.gate_note}"
        )
    return lines


def unsigned_policies(here: Installation) -> list[str]:
    """Policy rows the legal office has not signed yet."""
    from tasks.deciding import signable
    from tasks.register.assessed_rows import signed_policies

    with here.register.reading() as connection:
        signed = signed_policies(connection)
    return [policy for policy in signable(here.privacy) if policy not in signed]


def overdue_lines(here: Installation, as_of: datetime, limit: int) -> list[str]:
    """The longest overdue decisions, one line each."""
    today = shanghai_date(as_of)
    lines = []
    for one in read_overdue(here.register, as_of, limit):
        due_on = date.fromisoformat(one.due_on)
        late = here.law.calendar.working_days_between(due_on, today)
        lines.append(
            f"  已超期：{one.act_type} {one.document_number} 应于{_day_text(due_on, today)}（含）前公开，"
            f"已超{late}个工作日。{one.gate_note}"
        )
    return lines


def _day_text(day: date, today: date) -> str:
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def _moment(instant: str | None) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if instant else "从未"


def _balance_text(name: str, unit: str, balance: Balance) -> str:
    states = "，".join(f"{STATE_NAMES[state]}{count}" for state, count in balance.states.items())
    proof = "平衡" if balance.balanced else "不平衡，请运行 gongshi verify"
    return f"{name}：共{balance.total}{unit}（{states}），{proof}"


def rejected_text(limit: int) -> str:
    """The rejected records for the office that must mend them."""
    with open_installation() as here:
        rows = read_rejected(here.register, limit)
    if not rows:
        return "没有退回待改的记录"
    lines = []
    for row in rows:
        due = f"　应于{row.due_on}（含）前公开" if row.due_on else ""
        lines.append(f"{row.id}　{row.source}　{row.document_number or '无文书号'}{due}")
        lines.append(f"    {row.message}；{row.mending}")
    return "\n".join(lines)


def timeline_answer(number: str, act_type: str = "", authority: str = "") -> list[dict[str, str]]:
    """The timeline of one decision, oldest first; ActRefused where the number names none."""
    with open_installation() as here, here.register.reading() as connection:
        found = find_decision(connection, number, act_type, authority)
        entries = read_timeline(connection, found.id)
    return [
        {
            "at": datetime.fromisoformat(entry.at).astimezone(SHANGHAI).isoformat(timespec="seconds"),
            "what": entry.what,
            "who": entry.who,
            "detail": entry.detail,
        }
        for entry in entries
    ]


def timeline_text(answer: list[dict[str, str]]) -> str:
    """The timeline for a reader."""
    lines = []
    for entry in answer:
        moment = datetime.fromisoformat(entry["at"])
        words = "　".join(text for text in (entry["what"], entry["who"], entry["detail"]) if text)
        lines.append(f"{moment:%Y-%m-%d %H:%M:%S}　{words}")
    return "\n".join(lines)
