"""Release review (发布审查): nothing is published unreviewed (政府信息公开条例 17, 保守国家秘密法 35; clause G14)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from tasks.law.decision import Decision
from tasks.law.gate_result import INFORMATION_OFFICE, Attested, GateResult
from tasks.law.lifecycle import Gate

Reviewer = Literal["first_reviewer", "second_reviewer", "final_reviewer", "secrecy_reviewer"]


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One row of `release_review.yaml`: what on the record itself counts as reviewed."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    id: str
    attribute: str
    any_of: tuple[Reviewer, ...]
    all_of: tuple[Reviewer, ...]
    in_force_from: date
    known_since: date
    clause: str
    source: str
    in_force_to: date | None = None
    note: str = ""
    assumption: bool = False

    def __post_init__(self) -> None:
        """ValueError for a row that would release without anybody's name."""
        if not self.any_of and not self.all_of:
            raise ValueError("any_of与all_of不能都为空：未经审查不得公开")

    def released_by(self, decision: Decision) -> str | None:
        """Who reviewed the record, None where the row is not met."""
        if self.attribute and decision.public_attribute != self.attribute:
            return None
        everyone = [getattr(decision, reviewer).strip() for reviewer in self.all_of]
        if not all(everyone) or len(set(everyone)) < len(everyone):
            return None
        named = [name for reviewer in self.any_of if (name := getattr(decision, reviewer).strip())]
        if self.any_of and not named:
            return None
        return "、".join(dict.fromkeys([*everyone, *named]))


_WAITING = GateResult(
    gate=Gate.RELEASE_REVIEW,
    owner=INFORMATION_OFFICE,
    sentence="待发布审查：未经审查不得公开",
    code="release-review-missing",
    clause="G14",
    exits=("经办公室按批或逐件审查通过", "在来源系统填写公开属性和审查人员", "由来源系统主管声明已经审查"),
)


def released_by(
    decision: Decision,
    rows: Iterable[ReleaseRow],
    attestation: Attested | None = None,
    approved_by: Collection[str] = (),
    *,
    today: date,
) -> str | None:
    """Who answers for the release: operators, the reviewers on the record, or the source; None where nobody does."""
    if approved_by:
        return "、".join(approved_by)
    day = decision.decided_on
    if day is None:
        return None
    reviewed_on = decision.release_reviewed_on
    if reviewed_on is None or reviewed_on <= today:
        for row in rows:
            in_force = row.in_force_from <= day and (row.in_force_to is None or day <= row.in_force_to)
            if in_force and (names := row.released_by(decision)):
                return names
    return attestation.by if attestation is not None and attestation.covers(day) else None


def release_gate(
    decision: Decision,
    rows: Iterable[ReleaseRow],
    attestation: Attested | None = None,
    approved_by: Collection[str] = (),
    *,
    today: date,
) -> GateResult | None:
    """Why a decision waits for release review; None where somebody answers for it."""
    return None if released_by(decision, rows, attestation, approved_by, today=today) else _WAITING
