"""The stages of release review and its own clock (发布审查; DOMAIN 10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.contracts.law_tables import load_law
from tasks.contracts.tables_privacy import load_privacy
from tasks.law.acts import ActType
from tasks.law.decision import Decision
from tasks.law.release import release_gate, released_by
from tasks.law.release_clock import ReleaseClockRow, release_due
from tasks.law.release_stages import (
    PASSED,
    RETURNED,
    STRICTEST,
    ReviewStage,
    StageAct,
    StageRow,
    progress,
    refuse_stage,
    stages_asked,
)
from tests.unit.test_release import PENALTY, PRIVACY, RELEASED, TODAY, Known, Voucher

FIRST, SECOND, SECRECY, FINAL = ReviewStage
FULL = (STRICTEST,)
CALENDAR = load_law(None).calendar
CLOCK = load_privacy(None).release_clock


def passed(*stages: ReviewStage, by: str = "审") -> tuple[StageAct, ...]:
    return tuple(StageAct(stage, PASSED, f"{by}{stage}") for stage in stages)


def refused(so_far: tuple[StageAct, ...], stage: ReviewStage, by: str = "新人") -> str | None:
    found = refuse_stage(STRICTEST, progress(so_far), stage, by, str.__eq__)
    return found.code if found else None


def sentence(acts: tuple[StageAct, ...]) -> str | None:
    rows = replace(PRIVACY, stage_rows=FULL)
    held = release_gate(PENALTY, rows, Known(stage_acts=acts), today=TODAY)
    return held.sentence if held else None


def test_stages_pass_in_their_order() -> None:
    assert refused((), FIRST) is None
    assert refused((), SECOND) == "stage-out-of-order"
    assert refused(passed(FIRST), SECOND) is None
    assert refused(passed(FIRST, SECOND), FINAL) == "stage-out-of-order", "保密审查 is missing"
    assert refused(passed(FIRST, SECOND, SECRECY), FINAL) is None


@pytest.mark.parametrize("before", [(), (FIRST,), (FIRST, SECOND)])
def test_secrecy_review_passes_at_any_time_before_the_final_one(before: tuple[ReviewStage, ...]) -> None:
    assert refused(passed(*before), SECRECY) is None


def test_a_stage_passes_once_and_nothing_after_the_final_signature() -> None:
    assert refused(passed(FIRST), FIRST) == "stage-passed"
    assert refused(passed(FIRST, SECOND, SECRECY, FINAL), SECRECY) == "release-review-over"


def test_stages_are_passed_by_different_people() -> None:
    assert refused(passed(FIRST, by="云初"), SECOND, "云初first") == "stage-same-person"
    assert refused(passed(FIRST, by="云初"), SECOND, "舟衡") is None


def test_the_gate_says_who_passed_it_and_what_is_left() -> None:
    assert sentence(()) == "待发布审查：未经审查不得公开"
    assert sentence(passed(FIRST)) == "待发布审查：初审审first已通过，待复审、保密审查、终审"
    assert sentence(passed(FIRST, SECOND, SECRECY, FINAL)) is None


def test_a_return_shows_its_reason_and_voids_what_had_passed() -> None:
    returned = (*passed(FIRST, SECOND), StageAct(SECOND, RETURNED, "办公室 舟衡", "案由不清"))
    assert sentence(returned) == "发布审查退回：案由不清（复审，办公室 舟衡）"
    assert refused(returned, SECOND) == "stage-out-of-order"
    again = (*returned, *passed(FIRST))
    assert sentence(again) == "待发布审查：初审审first已通过，待复审、保密审查、终审"


def test_a_return_goes_before_whoever_vouched() -> None:
    returned = (StageAct(FINAL, RETURNED, "云初", "重报"),)
    for known in (
        Known(stage_acts=returned, release_review=Voucher()),
        Known(stage_acts=returned, approved_by=("舟衡",)),
    ):
        assert released_by(RELEASED, PRIVACY, known, today=TODAY) is None


def test_as_shipped_the_final_signature_suffices_and_is_told_by_the_name_alone() -> None:
    known = Known(stage_acts=(StageAct(FINAL, PASSED, "办公室 云初"),))
    assert released_by(PENALTY, PRIVACY, known, today=TODAY) == "办公室 云初"
    assert released_by(PENALTY, PRIVACY, Known(stage_acts=passed(FIRST)), today=TODAY) is None


def test_where_no_row_is_in_force_every_stage_is_asked() -> None:
    assert stages_asked(PRIVACY.stage_rows, ActType.PENALTY, date(2000, 1, 1)) is STRICTEST
    old = Decision(ActType.PENALTY, decided_on=date(2000, 1, 1))
    known = Known(stage_acts=(StageAct(FINAL, PASSED, "云初"),))
    assert released_by(old, PRIVACY, known, today=TODAY) is None


@pytest.mark.parametrize(
    ("stages", "said"),
    [((FIRST, SECOND), "final"), ((FINAL, FIRST), "final"), ((FIRST, FIRST, FINAL), "重复"), ((), "final")],
)
def test_a_row_without_a_final_signature_at_its_end_is_refused(
    stages: tuple[ReviewStage, ...], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        StageRow("x", (ActType.PENALTY,), stages, (), TODAY, TODAY, "G14", "试")


def test_release_review_has_three_working_days_of_its_own() -> None:
    assert release_due(date(2026, 11, 16), date(2026, 11, 25), CLOCK, CALENDAR) == date(2026, 11, 19)
    assert release_due(date(2026, 9, 30), None, CLOCK, CALENDAR) == date(2026, 10, 10), (
        "the holiday is skipped, the Saturday that makes up for it counts"
    )


def test_release_review_ends_before_the_legal_deadline() -> None:
    assert release_due(date(2026, 11, 16), date(2026, 11, 18), CLOCK, CALENDAR) == date(2026, 11, 17)
    assert release_due(date(2026, 11, 20), date(2026, 11, 23), CLOCK, CALENDAR) == date(2026, 11, 20), (
        "Friday, the working day before Monday"
    )
    assert release_due(date(2026, 11, 24), date(2026, 11, 20), CLOCK, CALENDAR) == date(2026, 11, 19), (
        "what comes in after its deadline is overdue here too"
    )


def test_without_a_rule_and_without_a_deadline_there_is_no_clock() -> None:
    later = (replace(CLOCK[0], in_force_from=date(2027, 1, 1)),)
    assert release_due(date(2026, 11, 16), None, later, CALENDAR) is None
    assert release_due(date(2026, 11, 16), date(2026, 11, 25), later, CALENDAR) == date(2026, 11, 24)
    with pytest.raises(ValueError, match="working_days"):
        ReleaseClockRow("x", 0, TODAY, TODAY, "G10", "试")


@given(st.dates(date(2024, 1, 1), date(2027, 3, 1)), st.integers(1, 20))
def test_the_review_never_ends_on_or_after_the_legal_deadline(registered_on: date, days: int) -> None:
    due_on = CALENDAR.add(registered_on, days).due_on
    ends = release_due(registered_on, due_on, CLOCK, CALENDAR)
    assert ends is not None
    assert ends < due_on
    assert CALENDAR.is_working(ends)
