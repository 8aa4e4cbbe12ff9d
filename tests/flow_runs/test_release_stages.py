"""Release review stage by stage, by people with the role for it, per decision and per batch (clause G14)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tasks.contracts.law_rows import SHIPPED_LAW
from tasks.deciding import approve, review
from tasks.law.release_stages import STAGE_NAMES, ReviewStage
from tasks.register.acting import ActRefused
from tasks.register.schema import operator_act, publication
from tasks.reporting import status_answer, status_text, timeline_answer
from tests.office import NOW, Office, licence

NUMBER = "滨卫医许〔2026〕35号"
UNREVIEWED = {"公开属性": "", "终审人": ""}
BECAUSE = ("经审查同意", "发布审查表")
REVIEWERS = {
    "初审": "初审人甲",
    "复审": "办公室 审查人乙",
    "保密审查": "保密员甲",
    "终审": "办公室 审查人甲",
}


@pytest.fixture
def full_review(office: Office) -> Iterator[Office]:
    """An office whose policy asks for all four stages."""
    law = office.home / "law"
    law.mkdir()
    text = (SHIPPED_LAW / "release_stages.yaml").read_text(encoding="utf-8")
    (law / "release_stages.yaml").write_text(
        text.replace("stages: [final]", "stages: [first, second, secrecy, final]"), encoding="utf-8"
    )
    yield office


def note(office: Office, number: str = NUMBER) -> str:
    return str(office.publication(number).gate_note)


def test_four_people_pass_a_decision_stage_by_stage(full_review: Office) -> None:
    full_review.take(licence(NUMBER, **UNREVIEWED))
    for stage in STAGE_NAMES.values():
        assert full_review.state(NUMBER) == "held", stage
        review(NUMBER, None, stage, "", REVIEWERS[stage], *BECAUSE)
    full_review.publish()
    found = full_review.publication(NUMBER)
    assert found.state == "published"
    assert found.released_by == (
        "初审办公室 初审人甲、复审办公室 审查人乙、保密审查保密办 保密员甲、终审办公室 审查人甲"
    )
    told = {entry["what"]: entry for entry in timeline_answer(NUMBER)}
    assert told["发布审查通过：保密审查"]["who"] == "保密办 保密员甲"
    assert "职责：保密审查" in told["发布审查通过：保密审查"]["detail"]
    full_review.assert_balanced()


def test_stages_out_of_order_or_by_somebody_without_the_role_are_refused(full_review: Office) -> None:
    full_review.take(licence(NUMBER, **UNREVIEWED))
    with pytest.raises(ActRefused, match="尚未通过初审、复审、保密审查"):
        approve(NUMBER, None, "", "审查人甲", *BECAUSE)
    with pytest.raises(ActRefused, match="须由有“初审”职责的人员办理：办公室 初审人甲"):
        review(NUMBER, None, "初审", "", "审查人乙", *BECAUSE)
    assert full_review.rows(sa.select(operator_act)) == []
    review(NUMBER, None, "初审", "", "初审人甲", *BECAUSE)
    assert note(full_review) == "待发布审查：初审办公室 初审人甲已通过，待复审、保密审查、终审"


def test_a_new_version_voids_the_stages_passed_for_the_old_one(full_review: Office) -> None:
    full_review.take(licence(NUMBER, **UNREVIEWED))
    for stage in ("初审", "复审"):
        review(NUMBER, None, stage, "", REVIEWERS[stage], *BECAUSE)
    full_review.take(licence(NUMBER, 许可内容="准予变更登记", **UNREVIEWED))
    full_review.publish()
    assert note(full_review) == "待发布审查：未经审查不得公开"
    with pytest.raises(ActRefused, match="尚未通过初审"):
        review(NUMBER, None, "复审", "", REVIEWERS["复审"], *BECAUSE)


def test_a_return_shows_its_reason_where_the_decision_waits(office: Office) -> None:
    office.take(licence(NUMBER))
    assert office.state(NUMBER) == "due", "its source reviewed it"
    said = review(NUMBER, None, "复审", "", "审查人乙", "许可内容与证书不一致", "审查表", returned=True)
    assert "退回" in said
    office.publish()
    assert note(office) == "发布审查退回：许可内容与证书不一致（复审，办公室 审查人乙）"
    assert office.where_public(NUMBER) == []
    office.take(licence(NUMBER, 许可内容="准予变更登记"))
    office.publish()
    assert office.state(NUMBER) == "published"
    with pytest.raises(ActRefused, match="已经公开，不能退回"):
        review(NUMBER, None, "复审", "", "审查人乙", "迟了", "审查表", returned=True)
    office.assert_balanced()


def test_a_batch_passes_at_once_but_for_what_was_returned(full_review: Office) -> None:
    numbers = [f"滨卫医许〔2026〕{n}号" for n in (1, 2, 3)]
    taken = full_review.take(*(licence(n, **UNREVIEWED) for n in numbers))
    review(None, taken.batch_id, "初审", "", "初审人甲", *BECAUSE)
    review(numbers[1], None, "初审", "", "初审人甲", "重报", "审查表", returned=True)
    for stage in ("复审", "保密审查"):
        assert "2件（另有1件未办理" in review(None, taken.batch_id, stage, "", REVIEWERS[stage], *BECAUSE)
    said = approve(None, taken.batch_id, "", "审查人甲", *BECAUSE)
    assert f"{numbers[1]}：已退回（初审，办公室 初审人甲），须逐件审查" in said
    full_review.publish()
    assert [full_review.state(n) for n in numbers] == ["published", "held", "published"]
    kept = full_review.rows(
        sa.select(operator_act.c.batch_id, operator_act.c.office, operator_act.c.role).where(
            operator_act.c.stage == ReviewStage.FINAL.value
        )
    )
    assert [tuple(row) for row in kept] == [(taken.batch_id, "办公室", "终审")] * 2
    full_review.assert_balanced()


def test_a_batch_where_nothing_waits_is_refused_with_the_reason(office: Office) -> None:
    taken = office.take(licence(NUMBER))
    office.publish()
    with pytest.raises(ActRefused, match="没有等待审查的决定"):
        approve(None, taken.batch_id, "", "审查人甲", *BECAUSE)


def test_an_overdue_release_review_shows_in_status_with_the_legal_deadline(sqlite_office: Office) -> None:
    sqlite_office.take(licence(NUMBER, **UNREVIEWED))
    with sqlite_office.open() as here, here.register.writing() as connection:
        connection.execute(sa.update(publication).values(release_due_on="2026-11-24"))
    assert "发布审查已超期" not in status_text(NOW)
    later = NOW + timedelta(days=1)
    assert "应于11月24日（含）前审查完毕，公开期限11月27日" in status_text(later)
    assert status_answer(later)["clocks"]["release_reviews_overdue"] == 1
    approve(NUMBER, None, "", "审查人甲", *BECAUSE)
    assert status_answer(later)["clocks"]["release_reviews_overdue"] == 0
