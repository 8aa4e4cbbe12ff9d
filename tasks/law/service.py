"""Service (送达): what is known not to be served is not published yet (处罚法 61); what is unknown is a warning."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tasks.law.decision import Decision
from tasks.law.gate_result import DECIDING_OFFICE, GateResult
from tasks.law.lifecycle import Gate

_UNSERVED = re.compile(r"未送达|未能送达|待送达|尚未|送达中|未签收|无法送达|拟送达|公告送达中|公告中|公告期")
_HELD = GateResult(
    gate=Gate.NOT_SERVED,
    owner=DECIDING_OFFICE,
    sentence="暂缓公开：决定书尚未送达",
    code="not-served",
    clause="G10",
    exits=("送达后在来源系统填写送达日期和送达方式",),
)


@dataclass(frozen=True, slots=True)
class ServiceNote:
    """What is odd about service without holding the decision; becomes a warning."""

    code: str
    message: str
    mending: str
    clause: str = "G10"


_UNKNOWN = ServiceNote(
    "service-unknown",
    "未填写送达日期和送达方式，无法确认决定书是否已经送达",
    "请在来源系统补充送达日期和送达方式",
)
_BEFORE = ServiceNote("service-before-decision", "送达日期早于决定日期", "请核对送达日期和决定日期")


def service_gate(decision: Decision, today: date) -> GateResult | None:
    """Why a decision waits for service; None where it is served or nothing is known."""
    if decision.served_on is not None:
        return _HELD if decision.served_on > today else None
    return _HELD if _UNSERVED.search(decision.service_method) else None


def service_note(decision: Decision) -> ServiceNote | None:
    """The warning about service, if there is one."""
    if decision.served_on is None:
        return None if decision.service_method else _UNKNOWN
    if decision.decided_on is not None and decision.served_on < decision.decided_on:
        return _BEFORE
    return None
