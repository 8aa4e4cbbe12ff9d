"""Legal review (法制审核): no decision in its scope goes out without a passed review before it (L3, L4, L7)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from tasks.law.acts import ActType
from tasks.law.decision import Decision
from tasks.law.gate_result import LEGAL_OFFICE, Attested, GateResult
from tasks.law.lifecycle import Gate


class ReviewCondition(StrEnum):
    """What puts a decision into the scope of legal review."""

    ALWAYS = "always"
    ORDINARY_PROCEDURE = "ordinary_procedure"
    HEARING_HELD = "hearing_held"
    IS_MAJOR = "is_major"


class Mandate(StrEnum):
    """What asks for the review: a law, without which no decision may be made, or the regulation's wider scope."""

    LAW = "law"
    REGULATION = "regulation"


@dataclass(frozen=True, slots=True)
class ReviewScopeRow:
    """One row of `review_scope.yaml`; the decision date selects it."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    id: str
    act_types: tuple[ActType, ...]
    when: ReviewCondition
    label: str
    in_force_from: date
    known_since: date
    clause: str
    source: str
    mandate: Mandate = Mandate.LAW
    in_force_to: date | None = None
    note: str = ""
    assumption: bool = False

    def covers(self, act_type: ActType, day: date) -> bool:
        """Whether the row was in force for an act decided on a day."""
        return (
            act_type in self.act_types
            and self.in_force_from <= day
            and (self.in_force_to is None or day <= self.in_force_to)
        )


_SIMPLE = frozenset({"简易程序", "简易", "01"})
_NO = frozenset({"", "否", "无", "未", "未听证", "未举行", "不是", "非重大", "0", "N", "NO", "FALSE", "/"})
_PASSED = re.compile(r"同意|通过|合格|无异议|无意见|合法适当")
_NOT_PASSED = re.compile(r"不|未|建议|修改|退回|补正|暂缓|重新|待|有异议|(?<!无)意见不")
_HARMLESS = re.compile(r"无不[当妥]|并无不当|不存在问题")
_EXITS = (
    "补交法制审核通过的证明",
    "撤销原决定并重新作出",
    "法律未规定应当审核的，报负责人决定是否公开，双方意见一并存档",
)


def is_yes(text: str) -> bool:
    """Whether a yes-or-no field says yes, in any of the ways offices write it."""
    return text.strip().upper() not in _NO


_CONDITIONS: dict[ReviewCondition, Callable[[Decision], bool]] = {
    ReviewCondition.ALWAYS: lambda _decision: True,
    ReviewCondition.ORDINARY_PROCEDURE: lambda decision: decision.procedure_kind not in _SIMPLE,
    ReviewCondition.HEARING_HELD: lambda decision: is_yes(decision.hearing_held),
    ReviewCondition.IS_MAJOR: lambda decision: is_yes(decision.is_major),
}


def review_scope(decision: Decision, rows: Iterable[ReviewScopeRow]) -> ReviewScopeRow | None:
    """The first row that puts a decision into the scope of review, None where no review is asked for."""
    return next(iter(_scopes(decision, rows)), None)


def law_asks_review(decision: Decision, rows: Iterable[ReviewScopeRow]) -> ReviewScopeRow | None:
    """The first row by which a law itself forbids the decision without a passed review (处罚法 58); None: none does."""
    return next((row for row in _scopes(decision, rows) if row.mandate is Mandate.LAW), None)


def _scopes(decision: Decision, rows: Iterable[ReviewScopeRow]) -> list[ReviewScopeRow]:
    day = decision.decided_on
    if day is None:
        return []
    return [row for row in rows if row.covers(decision.act_type, day) and _CONDITIONS[row.when](decision)]


def has_passed(opinion: str) -> bool:
    """Whether a reviewer's opinion lets the decision be made; 不同意 and 建议修改后提交 do not."""
    plain = _HARMLESS.sub("", opinion)
    return _PASSED.search(plain) is not None and _NOT_PASSED.search(plain) is None


def legal_review_gate(
    decision: Decision, rows: Iterable[ReviewScopeRow], attestation: Attested | None = None
) -> GateResult | None:
    """Why a decision waits for the legal office; None where it need not.

    What the record itself says goes before what somebody vouches for: a review after the decision or one
    that was not passed is not mended by an attestation.
    """
    scope = review_scope(decision, rows)
    decided_on = decision.decided_on
    if scope is None or decided_on is None:
        return None
    reviewed_on, opinion = decision.review_date, decision.review_opinion
    if reviewed_on is not None and reviewed_on > decided_on:
        return _held(
            "review-after-decision",
            f"暂缓公开：法制审核日期{reviewed_on}晚于决定日期{decided_on}，已转法规处核实；公开期限不停止计算",
        )
    if opinion and not has_passed(opinion):
        return _held(
            "review-not-passed",
            f"暂缓公开：法制审核意见为“{opinion}”，未通过，已转法规处核实；公开期限不停止计算",
        )
    if reviewed_on is not None and opinion:
        return None
    if attestation is not None and attestation.covers(decided_on):
        return None
    return _held("review-missing", "暂缓公开：未见法制审核通过记录，已转法规处核实；公开期限不停止计算")


def _held(code: str, sentence: str) -> GateResult:
    return GateResult(Gate.LEGAL_REVIEW, LEGAL_OFFICE, sentence, code, "L7", _EXITS, escalate=True)
