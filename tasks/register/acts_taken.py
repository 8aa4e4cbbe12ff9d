"""What operators' acts mean for the current version of a decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tasks.law.corrections import Corrections
from tasks.law.release_stages import ReviewStage, StageAct


def stage_acts(acts: Iterable[Any], record_id: int) -> tuple[StageAct, ...]:
    """What reviewers said of this version at the stages of release review, oldest first."""
    return tuple(
        StageAct(ReviewStage(act.stage), act.outcome, act.operator, act.reason)
        for act in sorted(acts, key=lambda act: int(act.id))
        if act.stage is not None and act.record_id == record_id
    )


def vouched_by(acts: Iterable[Any]) -> tuple[str, ...]:
    """Who vouched for the whole release review: with an import, or by an approval without stages."""
    return tuple(act.operator for act in acts if act.act == "approve" and act.stage is None)


def corrections(acts: Sequence[Any], record_id: int) -> Corrections:
    """The phrases to hide in every version, and those to show in this one; for each the last word counts."""
    hidden: dict[str, None] = {}
    shown: dict[str, None] = {}
    for act in acts:
        if act.act == "hide":
            shown.pop(act.subject, None)
            hidden[act.subject] = None
        elif act.act == "show" and act.record_id == record_id:
            hidden.pop(act.subject, None)
            shown[act.subject] = None
    return Corrections(tuple(hidden), tuple(shown))


def overridden_by(acts: Iterable[Any], record_id: int) -> str | None:
    """The head who decided to publish this version in spite of its legal review."""
    heads = [act.operator for act in acts if act.act == "override" and act.record_id == record_id]
    return heads[-1] if heads else None


def waives_doubts(act: Any, record_id: int) -> bool:
    """Whether a ruling was made by two people over the doubts of this very version."""
    return act.proposal_id is not None and act.record_id == record_id
