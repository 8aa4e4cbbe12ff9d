"""The invented city's numbers look right and belong to nobody."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tasks.demo.chance import Chance
from tasks.demo.city import AUTHORITIES, invent_institution, invent_person
from tasks.demo.identities import bank_card, capital_numerals, citizen_id, mobile
from tasks.demo.vocabulary import institution_kinds, words
from tasks.law.identifiers import PLACEHOLDER_USCC, citizen_id_fault, uscc_fault

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("yuan", "words_for_it"),
    [
        (50, "伍拾元整"),
        (200, "贰佰元整"),
        (3050, "叁仟零伍拾元整"),
        (10_000, "壹万元整"),
        (10_500, "壹万零伍佰元整"),
        (49_000, "肆万玖仟元整"),
        (100_001, "壹拾万零壹元整"),
        (1_200_000, "壹佰贰拾万元整"),
    ],
)
def test_sums_are_written_in_the_capital_numerals_of_decisions(yuan: int, words_for_it: str) -> None:
    assert capital_numerals(yuan) == words_for_it


def test_every_authority_has_a_valid_code_that_begins_as_its_kind_does() -> None:
    for authority in AUTHORITIES:
        assert uscc_fault(authority.code) is None
        assert authority.code[:2] in {"11", "12"}
    assert len({authority.code for authority in AUTHORITIES}) == len(AUTHORITIES)


@pytest.mark.parametrize("sort", sorted(institution_kinds()))
def test_institutions_have_valid_codes_in_a_region_that_does_not_exist(sort: str) -> None:
    chance = Chance("institutions", sort)
    for _ in range(50):
        party = invent_institution(chance, sort, DAY)
        assert uscc_fault(party.uscc) is None
        assert party.uscc == PLACEHOLDER_USCC or party.uscc[2:4] == "99"
        assert (party.uscc == PLACEHOLDER_USCC) == bool(party.registration_number)


def test_invented_citizens_have_valid_numbers_in_a_region_that_does_not_exist() -> None:
    chance = Chance("people")
    for _ in range(200):
        person = invent_person(chance, DAY)
        assert citizen_id_fault(person.citizen_id) is None
        assert person.citizen_id.startswith("99")
        assert person.citizen_id[6:14] == f"{person.born:%Y%m%d}"


def test_a_citizens_number_keeps_the_birth_date_and_the_sequence() -> None:
    assert citizen_id(date(1990, 1, 2), 7)[:17] == "99000019900102007"


def test_names_that_may_be_shown_share_no_given_mark_with_names_that_must_not() -> None:
    shown = {*words("public_given_first"), *words("public_given_second")}
    hidden = {*words("private_given_first"), *words("private_given_second")}
    assert not shown & hidden


def test_invented_telephones_and_bank_cards_have_the_shape_detectors_look_for() -> None:
    chance = Chance("numbers")
    for _ in range(100):
        assert re.fullmatch(r"1[3-9]\d{9}", mobile(chance))
        card = bank_card(chance)
        figures = [int(mark) for mark in reversed(card)]
        luhn = sum(figures[0::2]) + sum(sum(divmod(2 * figure, 10)) for figure in figures[1::2])
        assert 16 <= len(card) <= 19
        assert luhn % 10 == 0
