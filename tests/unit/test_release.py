"""Release review, service and the order of the gates (design 3; DOMAIN 10)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from tasks.contracts.tables_privacy import load_privacy
from tasks.law.acts import ActType, Channel
from tasks.law.decision import Decision
from tasks.law.disclosure import disclose
from tasks.law.edition import Doubt
from tasks.law.gates import first_gate
from tasks.law.lifecycle import Gate
from tasks.law.release import release_gate, released_by
from tasks.law.release_stages import StageAct
from tasks.law.service import service_gate, service_note

PRIVACY = load_privacy(None)
TODAY = date(2026, 11, 23)
PENALTY = Decision(
    ActType.PENALTY, decided_on=date(2026, 11, 16), penalty_kinds="罚款", served_on=date(2026, 11, 18)
)
REVIEWED = replace(PENALTY, review_date=date(2026, 11, 13), review_opinion="同意")
RELEASED = replace(REVIEWED, public_attribute="主动公开", final_reviewer="云初")


@dataclass(frozen=True)
class Voucher:
    by: str = "监督所"

    def covers(self, decided_on: date | None) -> bool:
        return decided_on is not None


@dataclass(frozen=True)
class Known:
    legal_review: Voucher | None = None
    release_review: Voucher | None = None
    approved_by: tuple[str, ...] = ()
    review_proved_by: str | None = None
    taken_over: bool = False
    changed_since: bool = False
    stage_acts: tuple[StageAct, ...] = ()
    review_overridden_by: str | None = None


def waits(decision: Decision, voucher: Voucher | None = None, approved_by: tuple[str, ...] = ()) -> bool:
    known = Known(release_review=voucher, approved_by=approved_by)
    return release_gate(decision, PRIVACY, known, today=TODAY) is not None


def first(
    decision: Decision, known: Known, doubts: tuple[Doubt, ...] = (), signed: frozenset[str] = frozenset()
):
    disclosure = disclose(decision, PRIVACY.disclosure_rows, Channel.WEBSITE, TODAY, signed)
    return first_gate(decision, disclosure, doubts, PRIVACY, known, today=TODAY)


def test_unreviewed_waits_with_the_sentence_of_the_office():
    held = release_gate(PENALTY, PRIVACY, Known(), today=TODAY)
    assert held is not None
    assert held.sentence == "待发布审查：未经审查不得公开"
    assert held.gate is Gate.RELEASE_REVIEW


def test_attribute_fixed_when_the_document_was_made_needs_a_named_reviewer():
    assert waits(replace(PENALTY, public_attribute="主动公开"))
    for reviewer in ("first_reviewer", "second_reviewer", "final_reviewer", "secrecy_reviewer"):
        assert not waits(replace(PENALTY, public_attribute="主动公开", **{reviewer: "云初"}))


def test_item_reviewed_by_two_different_persons_passes():
    assert not waits(replace(PENALTY, final_reviewer="云初", secrecy_reviewer="舟衡"))
    assert waits(replace(PENALTY, final_reviewer="云初"))
    assert waits(replace(PENALTY, final_reviewer="云初", secrecy_reviewer="云初"))


def test_review_dated_in_the_future_does_not_count_yet():
    assert waits(replace(RELEASED, release_reviewed_on=date(2026, 11, 24)))


def test_source_or_operator_may_answer_for_the_release():
    assert not waits(PENALTY, Voucher())
    assert not waits(PENALTY, None, ("云初",))
    assert released_by(RELEASED, PRIVACY, Known(), today=TODAY) == "云初"
    assert released_by(PENALTY, PRIVACY, Known(release_review=Voucher()), today=TODAY) == "监督所"


@pytest.mark.parametrize("method", ["未送达", "待送达", "公告送达中"])
def test_known_unserved_is_held(method):
    held = service_gate(replace(PENALTY, served_on=None, service_method=method), TODAY)
    assert held is not None
    assert held.sentence == "暂缓公开：决定书尚未送达"


def test_service_in_the_future_is_held_until_its_day():
    decision = replace(PENALTY, served_on=date(2026, 11, 24))
    assert service_gate(decision, TODAY) is not None
    assert service_gate(decision, date(2026, 11, 24)) is None


def test_unknown_service_is_a_warning_and_holds_nothing():
    decision = replace(PENALTY, served_on=None)
    assert service_gate(decision, TODAY) is None
    assert service_note(decision).code == "service-unknown"
    assert service_note(replace(decision, service_method="直接送达")) is None
    assert service_note(replace(PENALTY, served_on=date(2026, 11, 1))).code == "service-before-decision"


def test_decision_that_passed_everything_goes_out():
    assert first(RELEASED, Known()) is None


def test_gates_are_shown_in_the_order_of_the_lifecycle():
    minor = replace(PENALTY, penalty_kinds="警告", served_on=date(2026, 12, 1))
    doubts = (Doubt("x", "暂缓公开：请核对"),)
    assert first(minor, Known(), doubts).gate is Gate.POLICY_UNSIGNED
    assert first(replace(minor, penalty_kinds="责令改正"), Known(), doubts).gate is Gate.DEFERRED
    fine = replace(minor, penalty_kinds="罚款")
    assert first(fine, Known(), doubts).gate is Gate.REDACTION_DOUBT
    assert first(fine, Known()).gate is Gate.LEGAL_REVIEW
    assert first(fine, Known(review_proved_by="云初")).gate is Gate.NOT_SERVED
    assert first(replace(fine, served_on=None), Known(legal_review=Voucher())).gate is Gate.RELEASE_REVIEW


def test_every_gate_tells_how_to_go_on():
    for decision in (
        PENALTY,
        REVIEWED,
        replace(REVIEWED, served_on=date(2026, 12, 1)),
        replace(PENALTY, penalty_kinds="警告"),
    ):
        held = first(decision, Known())
        assert held is not None
        assert held.exits
        assert held.owner
        assert held.clause
