"""No decision in its scope goes out without a passed legal review before it (clauses L3, L7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from tasks.contracts.tables_privacy import load_privacy
from tasks.law.acts import ActType
from tasks.law.decision import Decision
from tasks.law.lifecycle import Gate
from tasks.law.review import has_passed, legal_review_gate, review_scope

ROWS = load_privacy(None).review_scope
PENALTY = Decision(ActType.PENALTY, decided_on=date(2026, 5, 6), penalty_kinds="罚款")
REVIEWED = replace(PENALTY, review_date=date(2026, 5, 6), review_opinion="同意", reviewer="云初")


@dataclass(frozen=True)
class Voucher:
    by: str = "监督所"
    since: date = date(2026, 1, 1)

    def covers(self, decided_on: date | None) -> bool:
        return decided_on is not None and self.since <= decided_on


def code(decision: Decision, voucher: Voucher | None = None) -> str | None:
    held = legal_review_gate(decision, ROWS, voucher)
    return held.code if held else None


def test_ordinary_penalty_without_review_is_held_and_escalated():
    held = legal_review_gate(PENALTY, ROWS)
    assert held is not None
    assert (held.gate, held.owner, held.clause, held.escalate) == (Gate.LEGAL_REVIEW, "法规处", "L7", True)
    assert held.sentence == "暂缓公开：未见法制审核通过记录，已转法规处核实；公开期限不停止计算"
    assert held.exits


def test_penalty_without_a_procedure_type_counts_as_ordinary():
    assert code(PENALTY) == "review-missing"
    assert code(replace(PENALTY, procedure_kind="普通程序")) == "review-missing"


@pytest.mark.parametrize("kind", ["简易程序", "简易", "01"])
def test_simple_procedure_needs_no_review(kind):
    assert code(replace(PENALTY, procedure_kind=kind)) is None


def test_simple_procedure_that_was_heard_or_major_does():
    assert code(replace(PENALTY, procedure_kind="简易程序", is_major="是")) == "review-missing"


def test_review_on_or_before_the_day_of_decision_passes():
    assert code(REVIEWED) is None
    assert code(replace(REVIEWED, review_date=date(2026, 5, 1))) is None


def test_review_after_the_decision_is_held_even_when_vouched_for():
    late = replace(REVIEWED, review_date=date(2026, 5, 7))
    assert code(late) == "review-after-decision"
    assert code(late, Voucher()) == "review-after-decision"


@pytest.mark.parametrize(
    "opinion", ["不同意", "建议修改后提交", "未通过", "退回补正", "审核不通过", "原则同意，建议修改"]
)
def test_opinion_that_is_no_consent_is_held(opinion):
    assert not has_passed(opinion)
    assert code(replace(REVIEWED, review_opinion=opinion), Voucher()) == "review-not-passed"


@pytest.mark.parametrize(
    "opinion", ["同意", "审核通过", "同意拟处罚意见。", "法制审核通过", "合格", "并无不当，同意"]
)
def test_consent_passes(opinion):
    assert has_passed(opinion)


def test_date_without_opinion_is_no_passed_review():
    assert code(replace(REVIEWED, review_opinion="")) == "review-missing"


def test_source_that_vouches_covers_decisions_from_its_date_on():
    assert code(PENALTY, Voucher()) is None
    assert code(PENALTY, Voucher(since=date(2026, 5, 7))) == "review-missing"


@pytest.mark.parametrize(
    ("heard", "held"), [("是", True), ("1", True), ("否", False), ("", False), ("未听证", False)]
)
def test_licence_needs_review_only_when_heard(heard, held):
    licence = Decision(ActType.LICENCE, decided_on=date(2026, 5, 6), hearing_held=heard)
    assert (code(licence) is not None) is held


def test_major_decision_of_any_act_needs_review():
    for act in ActType:
        assert code(Decision(act, decided_on=date(2026, 5, 6), is_major="是")) == "review-missing"


def test_scope_row_is_selected_by_the_day_of_decision():
    assert review_scope(replace(PENALTY, decided_on=date(2018, 12, 4)), ROWS) is None
    assert review_scope(PENALTY, ROWS).id == "ordinary-penalty"
