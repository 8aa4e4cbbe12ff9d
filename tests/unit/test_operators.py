"""Who may do what on a day: roles, deputies, and two people who are two (issue 3, operators)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tasks.contracts.tables_operators import load_powers
from tasks.law.lifecycle import Refusal
from tasks.law.operators import Deputy, Operator, Roster, Seat, may_act, may_agree
from tasks.law.powers import Power, PowerRow, Role

POWERS = load_powers(None)
DAY = date(2026, 11, 24)
_SINCE = date(2020, 1, 1)
CASE = Operator("云初", "办公室", (Role.CASE,), _SINCE)
FINAL = Operator("舟衡", "办公室", (Role.FINAL,), _SINCE)
LEGAL = Operator("路明", "法规处", (Role.LEGAL,), _SINCE)
HEAD = Operator("方远", "委领导", (Role.HEAD,), _SINCE)
AWAY = replace(
    FINAL, deputies=(Deputy("办公室 云初", acts_from=date(2026, 11, 20), acts_to=date(2026, 11, 24)),)
)


def seat(roster: Roster, who: str, power: Power, day: date = DAY) -> Seat:
    found = may_act(roster, POWERS, who, power, day)
    assert isinstance(found, Seat), found
    return found


def refusal(found: Seat | Refusal) -> str:
    assert isinstance(found, Refusal), found
    return found.code


def test_a_person_is_named_by_office_and_name_or_by_a_name_that_is_theirs_alone() -> None:
    roster = Roster([CASE, FINAL, LEGAL])
    for written in ("办公室 舟衡", "办公室舟衡", "舟衡", " 办公室　舟衡 "):
        assert seat(roster, written, Power.REVIEW_FINAL).operator is FINAL


def test_a_name_two_people_share_asks_for_the_office() -> None:
    roster = Roster([FINAL, replace(LEGAL, name="舟衡")])
    found = may_act(roster, POWERS, "舟衡", Power.REVIEW_FINAL, DAY)
    assert refusal(found) == "operator-unclear"
    assert "法规处 舟衡" in found.sentence
    assert seat(roster, "办公室 舟衡", Power.REVIEW_FINAL).operator is FINAL


def test_a_namesake_who_has_left_does_not_make_a_name_unclear() -> None:
    left = replace(LEGAL, name="舟衡", in_office_to=date(2026, 6, 30))
    assert seat(Roster([left, FINAL]), "舟衡", Power.REVIEW_FINAL).operator is FINAL


def test_who_is_unknown_is_told_who_is_known() -> None:
    found = may_act(Roster([CASE, FINAL]), POWERS, "钱多", Power.REVIEW_FINAL, DAY)
    assert refusal(found) == "operator-unknown"
    assert "办公室 云初、办公室 舟衡" in found.sentence


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2026, 12, 1)])
def test_nobody_decides_before_or_after_their_time_in_office(day: date) -> None:
    roster = Roster([replace(FINAL, in_office_to=date(2026, 11, 30))])
    assert refusal(may_act(roster, POWERS, "舟衡", Power.REVIEW_FINAL, day)) == "operator-not-in-office"
    assert seat(roster, "舟衡", Power.REVIEW_FINAL, date(2026, 11, 30))


def test_who_lacks_the_role_is_told_who_has_it() -> None:
    found = may_act(Roster([CASE, FINAL, LEGAL]), POWERS, "云初", Power.SIGN, DAY)
    assert refusal(found) == "operator-lacks-role"
    assert "须由有“法规”职责的人员办理：法规处 路明" in found.sentence


def test_a_deputy_acts_in_the_role_of_the_absent_on_these_days_only() -> None:
    roster = Roster([CASE, AWAY])
    found = seat(roster, "云初", Power.REVIEW_FINAL)
    assert (found.operator, found.role_text) == (CASE, "终审（代办公室 舟衡）")
    for day in (date(2026, 11, 19), date(2026, 11, 25)):
        assert refusal(may_act(roster, POWERS, "云初", Power.REVIEW_FINAL, day)) == "operator-lacks-role"


def test_a_deputy_of_somebody_who_left_stands_for_nobody() -> None:
    roster = Roster([CASE, replace(AWAY, in_office_to=date(2026, 11, 22))])
    assert refusal(may_act(roster, POWERS, "云初", Power.REVIEW_FINAL, DAY)) == "operator-lacks-role"


def test_an_own_role_goes_before_one_held_for_another() -> None:
    found = seat(Roster([replace(CASE, roles=(Role.FINAL,)), AWAY]), "云初", Power.REVIEW_FINAL)
    assert found.instead_of is None


def test_a_second_person_with_the_role_may_agree() -> None:
    found = may_agree(Roster([CASE, FINAL, HEAD]), POWERS, "方远", Power.VANISH, DAY, "办公室 云初")
    assert isinstance(found, Seat)
    assert found.role is Role.HEAD


def test_nobody_agrees_to_what_they_proposed_themselves() -> None:
    roster = Roster([FINAL, HEAD])
    found = may_agree(roster, POWERS, "舟衡", Power.VANISH, DAY, "办公室 舟衡")
    assert refusal(found) == "second-person-needed"


def test_one_person_with_two_entries_is_one_person() -> None:
    twice = replace(HEAD, name="舟衡")
    roster = Roster([FINAL, twice])
    found = may_agree(roster, POWERS, "委领导 舟衡", Power.VANISH, DAY, "办公室 舟衡")
    assert refusal(found) == "second-person-needed"
    namesakes = Roster([replace(FINAL, staff_number="1"), replace(twice, staff_number="2")])
    assert isinstance(may_agree(namesakes, POWERS, "委领导 舟衡", Power.VANISH, DAY, "办公室 舟衡"), Seat)


def test_who_only_stands_in_for_the_proposer_cannot_agree() -> None:
    roster = Roster([CASE, AWAY])
    found = may_agree(roster, POWERS, "云初", Power.VANISH, DAY, "办公室 舟衡")
    assert refusal(found) == "operator-lacks-role"
    assert isinstance(may_agree(roster, POWERS, "云初", Power.VANISH, DAY, "委领导 方远"), Seat)


def test_proposing_is_open_to_more_people_than_agreeing() -> None:
    roster = Roster([CASE, replace(CASE, name="安宁"), HEAD])
    assert seat(roster, "云初", Power.VANISH)
    found = may_agree(roster, POWERS, "安宁", Power.VANISH, DAY, "办公室 云初")
    assert refusal(found) == "operator-lacks-role"


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ([CASE, CASE], "重复"),
        ([AWAY], "有且只有一人"),
        ([replace(FINAL, deputies=(Deputy("舟衡", DAY, DAY),))], "本人代理"),
    ],
)
def test_a_roster_that_cannot_be_right_is_refused(people: list[Operator], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Roster(people)


def test_a_row_for_two_people_says_who_may_agree_and_no_other_does() -> None:
    for act, second in ((Power.VANISH, ()), (Power.SIGN, (Role.HEAD,))):
        with pytest.raises(ValueError, match="agreeing"):
            PowerRow("x", act, (Role.CASE,), DAY, DAY, "G14", "试", agreeing=second)


def test_every_act_has_its_row_and_only_filling_in_a_form_is_open_to_everybody() -> None:
    for power in Power:
        assert set(POWERS.row_for(power, DAY).roles) < set(Role) or power is Power.FORM
        assert POWERS.row_for(power, date(1990, 1, 1)).act is power
