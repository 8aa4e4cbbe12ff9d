"""Steps that take in a holiday notice and count again what it moves."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from tasks.contracts.law_tables import add_notice, load_law
from tasks.installation import open_installation
from tasks.law.acts import ActType
from tasks.law.deadlines import Deadline
from tasks.law.objections import reply_deadline
from tasks.register.deadline_moves import move_deadlines
from tasks.register.objections import move_reply_deadlines


def take_in_notice(path: Path) -> dict[str, Any]:
    """Store a notice with the installation and move the deadlines of everything that still waits."""
    with open_installation() as here:
        notice = add_notice(here.settings.home, path, here.today)
        law = load_law(here.settings.home, None)

        def count_reply(received_on: date, act_type: ActType) -> Deadline:
            return reply_deadline(received_on, act_type, law.objection_rules, law.calendar)

        moved = move_deadlines(here.register, law.deadline, here.now)
        replies = move_reply_deadlines(here.register, count_reply)
    return {
        "notice": notice.version,
        "moved_replies": replies,
        "moved": [
            {
                "act_type": one.act_type,
                "document_number": one.document_number,
                "decided_on": one.decided_on,
                "due_before": one.due_before,
                "due_after": one.due_after,
                "provisional": one.provisional,
            }
            for one in moved
        ],
    }


def moved_text(answer: dict[str, Any]) -> str:
    """The moved deadlines for a reader."""
    lines = [f"已收入放假安排{answer['notice']}，变动期限{len(answer['moved'])}件"]
    if answer["moved_replies"]:
        lines.append(f"变动异议答复期限{answer['moved_replies']}件，见 gongshi objections")
    for one in answer["moved"]:
        mark = "（仍为暂定）" if one["provisional"] else ""
        lines.append(
            f"{one['act_type']} {one['document_number']} {one['decided_on']}作出："
            f"原期限{one['due_before'] or '无'}，现期限{one['due_after'] or '无'}{mark}"
        )
    return "\n".join(lines)
