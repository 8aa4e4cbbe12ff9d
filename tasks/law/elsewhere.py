"""Decisions that were public on an old site before this one was in use: the cut-over (clauses G9, G10)."""

from __future__ import annotations

from tasks.law.decision import Decision
from tasks.law.gate_result import INFORMATION_OFFICE, GateResult
from tasks.law.lifecycle import Gate

_EXITS = ("办公室接管，由本网站公开", "撤销、变更的，登记撤下，并从原网站撤下")


def is_elsewhere(decision: Decision) -> bool:
    """Whether the record says where and since when the decision has been public."""
    return bool(decision.elsewhere_address) and decision.elsewhere_on is not None


def elsewhere_gate(decision: Decision, *, changed_since: bool) -> GateResult | None:
    """Why a decision stays where it is public already, until the office takes it over; None where it is new."""
    if not is_elsewhere(decision):
        return None
    sentence = f"已于{decision.elsewhere_on}在原网站公开（{decision.elsewhere_address}），待接管"
    if changed_since:
        sentence += "；登记后内容有变动，请更正原网站或者接管"
    return GateResult(Gate.ELSEWHERE, INFORMATION_OFFICE, sentence, "published-elsewhere", "G9", _EXITS)
