"""Steps of release review by people: a stage passed or returned, for one decision or a batch."""

from __future__ import annotations

from tasks.acting import acting, operators_of
from tasks.disclosing import reassess_waiting
from tasks.installation import Installation, open_installation
from tasks.law.document_numbers import normalise
from tasks.law.lifecycle import Refusal
from tasks.law.release_stages import (
    PASSED,
    RETURNED,
    STAGE_NAMES,
    STAGE_POWERS,
    ReviewStage,
    progress,
    refuse_stage,
    stage_named,
    stages_asked,
)
from tasks.register.acting import Act, ActRefused, find_decision, gate_note
from tasks.register.release_reviews import Judge, UnderReview, review_batch, review_decision

_PUBLIC = {
    PASSED: "已经公开，无需再审查",
    RETURNED: "已经公开，不能退回；须撤下的请用 gongshi withdraw",
}
_TOLD = 5
"""How many of a batch's refusals are told."""


def approve(
    number: str | None,
    batch: int | None,
    act_type: str,
    operator: str,
    reason: str,
    basis: str,
    authority: str = "",
) -> str:
    """The 终审 signature: the last stage of release review, after which a decision or a batch may be public."""
    return review(number, batch, "终审", act_type, operator, reason, basis, authority)


def review(
    number: str | None,
    batch: int | None,
    stage: str,
    act_type: str,
    operator: str,
    reason: str,
    basis: str,
    authority: str = "",
    *,
    returned: bool = False,
) -> str:
    """Pass a decision or a batch at one stage of release review, or return it with the reason."""
    named = stage_named(stage)
    if named is None:
        raise ActRefused(f"审查环节“{stage}”不明，应为：{'、'.join(STAGE_NAMES.values())}")
    outcome = RETURNED if returned else PASSED
    with open_installation() as here:
        act = acting(here, STAGE_POWERS[named], operator, reason, basis)
        judge = _judge(here, named, outcome, act.operator, in_batch=batch is not None)
        if batch is not None:
            said = _batch_reviewed(here, act, named, outcome, judge, batch)
        else:
            review_decision(
                here.register, act, named, outcome, judge, normalise(number or ""), act_type, authority
            )
            said = "1件"
        reassess_waiting(here)
        still = _still_held(here, number, act_type, authority) if number and not returned else ""
    if returned:
        return f"{STAGE_NAMES[named]}退回：{said}，审查人{act.operator}；更正后重新审查"
    if named is not ReviewStage.FINAL:
        return f"{STAGE_NAMES[named]}通过：{said}，审查人{act.operator}；{still}".rstrip("；")
    return f"已通过发布审查：{said}，审查人{act.operator}；{still or '由 gongshi run publish 公开'}"


def _judge(here: Installation, stage: ReviewStage, outcome: str, operator: str, *, in_batch: bool) -> Judge:
    """What cannot be done for a version; in a batch, what was returned before is left to be looked at singly."""
    rows, same = here.privacy.stage_rows, operators_of(here).roster.same_person

    def judge(version: UnderReview) -> Refusal | None:
        if version.public:
            return Refusal("already-public", _PUBLIC[outcome])
        if outcome == RETURNED:
            return None
        so_far = progress(version.acts)
        if in_batch and so_far.returned is not None:
            by = f"{STAGE_NAMES[so_far.returned.stage]}，{so_far.returned.operator}"
            return Refusal("returned", f"已退回（{by}），须逐件审查")
        row = stages_asked(rows, version.act_type, version.decided_on)
        return refuse_stage(row, so_far, stage, operator, same)

    return judge


def _batch_reviewed(
    here: Installation, act: Act, stage: ReviewStage, outcome: str, judge: Judge, batch: int
) -> str:
    done = review_batch(here.register, act, stage, outcome, judge, batch)
    left = "；".join(f"{number}：{sentence}" for number, sentence in done.refused[:_TOLD])
    return f"{done.done}件" + (f"（另有{len(done.refused)}件未办理：{left}）" if done.refused else "")


def _still_held(here: Installation, number: str, act_type: str, authority: str) -> str:
    """What else a decision waits for, "" for nothing."""
    with here.register.reading() as connection:
        return gate_note(connection, find_decision(connection, normalise(number), act_type, authority).id)
