"""Decisions an old site shows: not overdue, taken over, corrected or withdrawn (clauses G9, G10, G15)."""

from __future__ import annotations

import pytest

from tasks.cutting_over import confirm_gone, elsewhere_answer, take_over_from_old_site
from tasks.deciding import withdraw
from tasks.register.operator_acts import ActRefused
from tasks.reporting import status_answer, timeline_answer
from tests.office import NOW, Office, licence

NUMBER = "滨卫医许〔2025〕35号"
BY = ("审查人甲", "网站切换", "切换方案")
OLD = {
    "许可决定日期": "2025-03-03",
    "有效期自": "2025-03-03",
    "原公开网址": "https://old.binhe.example/xk/35.html",
    "原公开日期": "2025-03-05",
}


def test_what_an_old_site_shows_waits_to_be_taken_over_and_is_not_overdue(office: Office) -> None:
    office.take(licence(NUMBER, **OLD))
    office.publish()
    found = office.publication(NUMBER)
    assert (found.state, found.gate) == ("held", "elsewhere")
    assert (found.elsewhere_address, found.elsewhere_on) == (OLD["原公开网址"], "2025-03-05")
    assert found.due_on < "2026-01-01"
    assert status_answer(NOW)["clocks"]["overdue"] == 0
    office.assert_balanced()


def test_once_taken_over_it_is_published_here_and_the_addresses_are_listed(office: Office) -> None:
    office.take(licence(NUMBER, **OLD))
    take_over_from_old_site(NUMBER, "", *BY)
    office.publish()
    assert office.state(NUMBER) == "published"
    (listed,) = elsewhere_answer()
    assert (listed["old_address"], listed["new_path"]) == (OLD["原公开网址"], office.page(NUMBER))
    assert office.where_public("old.binhe.example") == []
    assert "接管原网站的公开" in [one["what"] for one in timeline_answer(NUMBER)]
    office.assert_balanced()


def test_everything_that_waits_is_taken_over_at_once(office: Office) -> None:
    office.take(
        licence(NUMBER, **OLD), licence("滨卫医许〔2025〕36号", **OLD), licence("滨卫医许〔2026〕7号")
    )
    assert "已接管2件" in take_over_from_old_site("", "", *BY)
    assert office.publish().published == 3
    with pytest.raises(ActRefused, match="没有待接管"):
        take_over_from_old_site("", "", *BY)


def test_a_change_of_what_stands_on_the_old_site_is_told(office: Office) -> None:
    office.take(licence(NUMBER, **OLD), keys=["1"], stamps=["2026-11-24T01:00:00"])
    assert "内容有变动" not in office.publication(NUMBER).gate_note
    changed = licence(NUMBER, **OLD, 许可内容="准予变更诊疗科目")
    office.take(changed, keys=["1"], stamps=["2026-11-24T02:00:00"])
    office.publish()
    assert "登记后内容有变动，请更正原网站或者接管" in office.publication(NUMBER).gate_note


def test_a_withdrawal_is_settled_only_when_a_person_saw_the_old_page_gone(office: Office) -> None:
    office.take(licence(NUMBER, **OLD))
    office.publish()
    with pytest.raises(ActRefused, match="没有待办的撤下"):
        confirm_gone(NUMBER, "", *BY)
    withdraw(NUMBER, "撤销", "滨河市人民政府", "滨政复决〔2026〕21号", "", "", *BY)
    office.withdraw()
    found = office.publication(NUMBER)
    assert (found.state, found.to_do) == ("held", "withdraw")
    assert OLD["原公开网址"] in found.last_problem
    assert office.read(office.page(NUMBER))[0] == 410
    confirm_gone(NUMBER, "", *BY)
    office.withdraw()
    assert office.state(NUMBER) == "withdrawn"
    office.assert_balanced()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"原公开日期": ""}, "elsewhere-incomplete"),
        ({"原公开网址": "原网站首页"}, "not-a-web-address"),
        ({"原公开网址": "javascript:alert(1)"}, "not-a-web-address"),
        ({"原公开日期": "2025-03-01"}, "elsewhere-before-decision"),
        ({"原公开日期": "2027-03-01"}, "elsewhere-in-future"),
    ],
)
def test_an_old_address_that_cannot_be_right_is_rejected(
    sqlite_office: Office, wrong: dict[str, str], code: str
) -> None:
    sqlite_office.take(licence(NUMBER, **(OLD | wrong)))
    assert sqlite_office.record_states() == ["quarantined"]
    assert sqlite_office.findings(code)
