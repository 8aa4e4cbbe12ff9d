"""The stages of release review (初审, 复审, 终审, 保密审查): which are asked for, by whom, in which order (G14)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from tasks.law.acts import ActType
from tasks.law.lifecycle import Refusal
from tasks.law.powers import Power


class ReviewStage(StrEnum):
    """The stages, in their order; 保密审查 stands beside the others."""

    FIRST = "first"
    SECOND = "second"
    SECRECY = "secrecy"
    FINAL = "final"


STAGE_NAMES: dict[ReviewStage, str] = {
    ReviewStage.FIRST: "初审",
    ReviewStage.SECOND: "复审",
    ReviewStage.SECRECY: "保密审查",
    ReviewStage.FINAL: "终审",
}
"""Stages by the names officers use."""

STAGE_POWERS: dict[ReviewStage, Power] = {
    ReviewStage.FIRST: Power.REVIEW_FIRST,
    ReviewStage.SECOND: Power.REVIEW_SECOND,
    ReviewStage.SECRECY: Power.REVIEW_SECRECY,
    ReviewStage.FINAL: Power.REVIEW_FINAL,
}
"""Which power each stage asks for."""

PASSED, RETURNED = "通过", "退回"


def stage_named(text: str) -> ReviewStage | None:
    """The stage an officer's word or a code names; None where it names none."""
    return next((stage for stage, name in STAGE_NAMES.items() if text in (name, stage.value)), None)


@dataclass(frozen=True, slots=True)
class StageRow:
    """One row of `release_stages.yaml`: the stages in the order in which they pass; the decision date selects it.

    保密审查 may pass at any time before 终审, which comes last. `different`: stages that need different persons.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    id: str
    act_types: tuple[ActType, ...]
    stages: tuple[ReviewStage, ...]
    different: tuple[ReviewStage, ...]
    in_force_from: date
    known_since: date
    clause: str
    source: str
    in_force_to: date | None = None
    note: str = ""
    assumption: bool = False

    def __post_init__(self) -> None:
        """ValueError for stages that could release without a final signature, or out of order."""
        if len(set(self.stages)) < len(self.stages):
            raise ValueError("stages重复")
        if self.stages[-1:] != (ReviewStage.FINAL,):
            raise ValueError("stages的最后一项应为final：终审是准予公开的签署")

    def covers(self, act_type: ActType, day: date | None) -> bool:
        """Whether the row answers for an act decided on a day."""
        return (
            day is not None
            and act_type in self.act_types
            and self.in_force_from <= day
            and (self.in_force_to is None or day <= self.in_force_to)
        )


STRICTEST = StageRow(
    id="release-stages-strictest",
    act_types=tuple(ActType),
    stages=(ReviewStage.FIRST, ReviewStage.SECOND, ReviewStage.SECRECY, ReviewStage.FINAL),
    different=tuple(ReviewStage),
    in_force_from=date.min,
    known_since=date.min,
    clause="G14",
    source="无适用规则时从严",
)
"""What applies where no row does: every stage, each by another person."""


def stages_asked(rows: Iterable[StageRow], act_type: ActType, day: date | None) -> StageRow:
    """The row in force on the decision date, or the strictest."""
    return next((row for row in rows if row.covers(act_type, day)), STRICTEST)


@dataclass(frozen=True, slots=True)
class StageAct:
    """What one reviewer said of one version at one stage."""

    stage: ReviewStage
    outcome: str
    operator: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a version has come; `returned` is the last return, where no stage passed after it."""

    passed: Mapping[ReviewStage, str] = field(default_factory=dict)
    returned: StageAct | None = None

    def missing(self, row: StageRow) -> tuple[ReviewStage, ...]:
        """The stages still to pass, in order."""
        return tuple(stage for stage in row.stages if stage not in self.passed)

    def told(self) -> str:
        """Who passed it at which stage; a single 终审 by the name alone."""
        if set(self.passed) == {ReviewStage.FINAL}:
            return self.passed[ReviewStage.FINAL]
        return "、".join(f"{STAGE_NAMES[s]}{self.passed[s]}" for s in ReviewStage if s in self.passed)


def progress(acts: Iterable[StageAct]) -> Progress:
    """The sum of what was said, oldest first: a return voids what had passed before it."""
    passed: dict[ReviewStage, str] = {}
    returned: StageAct | None = None
    for act in acts:
        if act.outcome == RETURNED:
            passed, returned = {}, act
        else:
            passed[act.stage] = act.operator
            returned = None
    return Progress(passed, returned)


def refuse_stage(
    row: StageRow,
    so_far: Progress,
    stage: ReviewStage,
    operator: str,
    same_person: Callable[[str, str], bool],
) -> Refusal | None:
    """Why a stage cannot pass now; None where it can."""
    name = STAGE_NAMES[stage]
    if ReviewStage.FINAL in so_far.passed:
        by = so_far.passed[ReviewStage.FINAL]
        return Refusal("release-review-over", f"已由{by}终审通过，不再办理{name}")
    if stage in so_far.passed:
        return Refusal("stage-passed", f"已由{so_far.passed[stage]}{name}通过")
    if waiting := _before(row, so_far, stage):
        told = "、".join(STAGE_NAMES[one] for one in waiting)
        return Refusal("stage-out-of-order", f"尚未通过{told}，不能办理{name}")
    for other, by in so_far.passed.items():
        if {stage, other} <= set(row.different) and same_person(operator, by):
            return Refusal("stage-same-person", f"{operator}已办理{STAGE_NAMES[other]}，{name}须由另一人办理")
    return None


def _before(row: StageRow, so_far: Progress, stage: ReviewStage) -> list[ReviewStage]:
    """The stages that must pass first."""
    if stage is ReviewStage.SECRECY or stage not in row.stages:
        return []
    ahead = row.stages[: row.stages.index(stage)]
    return [
        one
        for one in ahead
        if one not in so_far.passed and (stage is ReviewStage.FINAL or one is not ReviewStage.SECRECY)
    ]
