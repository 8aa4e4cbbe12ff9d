"""The head's decision to publish without legal review: only where no law itself forbids it (clause L7)."""

from __future__ import annotations

import pytest

from tasks.deciding import override_review
from tasks.register.acting import ActRefused
from tasks.reporting import timeline_answer
from tests.office import Office, licence, penalty

PENALTY = "滨卫医罚〔2026〕12号"
UNSEEN = {"法制审核日期": "", "法制审核意见": "", "法制审核人员": ""}
BECAUSE = ("案情简单，双方意见附卷", "局长办公会纪要")


def test_the_head_publishes_where_only_the_regulation_asks_for_the_review(office: Office) -> None:
    office.take(penalty(PENALTY, **UNSEEN))
    office.publish()
    assert office.publication(PENALTY).gate == "legal_review"
    override_review(PENALTY, "", "主任甲", *BECAUSE)
    office.publish()
    assert office.state(PENALTY) == "published"
    told = {entry["what"]: entry for entry in timeline_answer(PENALTY)}
    entry = told["负责人决定未经法制审核而公开"]
    assert entry["who"] == "委领导 主任甲"
    assert "双方意见附卷（局长办公会纪要）" in entry["detail"]
    office.assert_balanced()


def test_it_also_settles_a_disagreement_but_for_that_version_only(office: Office) -> None:
    office.take(penalty(PENALTY, 法制审核意见="不同意"))
    override_review(PENALTY, "", "主任甲", *BECAUSE)
    assert office.state(PENALTY) == "due"
    office.take(penalty(PENALTY, 法制审核意见="不同意", 违法事实="另有事实"))
    office.publish()
    assert office.publication(PENALTY).gate == "legal_review"


@pytest.mark.parametrize("case", [{"是否听证": "是"}, {"是否重大案件": "是"}])
def test_it_is_refused_where_the_penalty_law_itself_forbids_the_decision(
    sqlite_office: Office, case: dict[str, str]
) -> None:
    sqlite_office.take(penalty(PENALTY, **UNSEEN, **case))
    with pytest.raises(ActRefused, match=r"《行政处罚法》第五十八条.*不得作出决定"):
        override_review(PENALTY, "", "主任甲", *BECAUSE)
    assert sqlite_office.publication(PENALTY).gate == "legal_review"


def test_nobody_else_decides_it_and_not_where_nothing_is_held(sqlite_office: Office) -> None:
    sqlite_office.take(licence("滨卫医许〔2026〕1号"))
    with pytest.raises(ActRefused, match="没有因法制审核暂缓"):
        override_review("滨卫医许〔2026〕1号", "", "主任甲", *BECAUSE)
    with pytest.raises(ActRefused, match="须由有“负责人”职责的人员办理：委领导 主任甲"):
        override_review("滨卫医许〔2026〕1号", "", "审查人甲", *BECAUSE)
