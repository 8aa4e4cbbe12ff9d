"""Release review (发布审查): nothing is published unreviewed (政府信息公开条例 17, 保守国家秘密法 35; clause G14)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Literal, Protocol

from tasks.law.decision import Decision
from tasks.law.gate_result import INFORMATION_OFFICE, Attested, GateResult
from tasks.law.lifecycle import Gate
from tasks.law.release_stages import STAGE_NAMES, Progress, StageAct, StageRow, progress, stages_asked

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


class ReleaseRows(Protocol):
    """The tables release review stands on."""

    @property
    def release_rows(self) -> tuple[ReleaseRow, ...]:
        """What counts as release review on the record itself."""

    @property
    def stage_rows(self) -> tuple[StageRow, ...]:
        """Which stages people pass here."""


class Reviewed(Protocol):
    """What people did about the release of one version."""

    @property
    def release_review(self) -> Attested | None:
        """Who vouches for release review at the source."""

    @property
    def approved_by(self) -> Collection[str]:
        """Who vouched for the whole review when the version was handed in."""

    @property
    def stage_acts(self) -> Sequence[StageAct]:
        """What reviewers said, oldest first."""


_WAITING = GateResult(
    gate=Gate.RELEASE_REVIEW,
    owner=INFORMATION_OFFICE,
    sentence="待发布审查：未经审查不得公开",
    code="release-review-missing",
    clause="G14",
    exits=("经办公室按批或逐件审查通过", "在来源系统填写公开属性和审查人员", "由来源系统主管声明已经审查"),
)
_EXITS_OF_RETURN = ("按退回理由更正来源数据后重新审查", "审查人员复核后通过")


def released_by(decision: Decision, rows: ReleaseRows, known: Reviewed, *, today: date) -> str | None:
    """Who answers for the release: reviewers here, those on the record, or the source; None where nobody does.

    What a reviewer returned waits, whoever vouched for it before.
    """
    so_far = progress(known.stage_acts)
    if so_far.returned is not None:
        return None
    if known.approved_by:
        return "、".join(known.approved_by)
    day = decision.decided_on
    if so_far.passed and not so_far.missing(stages_asked(rows.stage_rows, decision.act_type, day)):
        return so_far.told()
    if day is None:
        return None
    return _on_record(decision, rows, day, today) or _vouched(known.release_review, day)


def _on_record(decision: Decision, rows: ReleaseRows, day: date, today: date) -> str | None:
    reviewed_on = decision.release_reviewed_on
    if reviewed_on is not None and reviewed_on > today:
        return None
    for row in rows.release_rows:
        in_force = row.in_force_from <= day and (row.in_force_to is None or day <= row.in_force_to)
        if in_force and (names := row.released_by(decision)):
            return names
    return None


def _vouched(attestation: Attested | None, day: date) -> str | None:
    return attestation.by if attestation is not None and attestation.covers(day) else None


def release_gate(decision: Decision, rows: ReleaseRows, known: Reviewed, *, today: date) -> GateResult | None:
    """Why a decision waits for release review; None where somebody answers for it."""
    if released_by(decision, rows, known, today=today):
        return None
    so_far = progress(known.stage_acts)
    if so_far.returned is not None:
        return _returned(so_far.returned)
    if so_far.passed:
        return _under_way(so_far, stages_asked(rows.stage_rows, decision.act_type, decision.decided_on))
    return _WAITING


def _returned(act: StageAct) -> GateResult:
    return replace(
        _WAITING,
        sentence=f"发布审查退回：{act.reason}（{STAGE_NAMES[act.stage]}，{act.operator}）",
        code="release-review-returned",
        exits=_EXITS_OF_RETURN,
    )


def _under_way(so_far: Progress, row: StageRow) -> GateResult:
    missing = "、".join(STAGE_NAMES[stage] for stage in so_far.missing(row))
    return replace(
        _WAITING, sentence=f"待发布审查：{so_far.told()}已通过，待{missing}", code="release-review-under-way"
    )
