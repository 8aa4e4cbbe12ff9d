"""Codes with check characters: what the standards say, and that a typing error never passes."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tasks.law.identifiers import (
    PLACEHOLDER_USCC,
    UsccClass,
    birth_date_of,
    citizen_id_fault,
    citizen_id_with_check,
    is_minor_on,
    organisation_code_fault,
    organisation_code_with_check,
    uscc_check_char,
    uscc_class,
    uscc_fault,
    uscc_with_check,
)

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_BODIES = st.text(ALPHABET, min_size=17, max_size=17)
BIRTHS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
# printed in the standards themselves
STANDARD_USCC = "91350100M000100Y43"
STANDARD_CITIZEN = "11010519491231002X"


def citizen(born: date, sequence: str = "123", region: str = "990101") -> str:
    return citizen_id_with_check(f"{region}{born:%Y%m%d}{sequence}")


def test_the_examples_printed_in_the_standards_are_valid():
    assert uscc_fault(STANDARD_USCC) is None
    assert citizen_id_fault(STANDARD_CITIZEN) is None
    assert citizen_id_fault("440524188001010014") is None
    assert organisation_code_fault("D2143569X") is None


def test_the_placeholder_is_permitted_though_its_checksum_fails():
    assert PLACEHOLDER_USCC == "00000000000000000X"
    assert uscc_check_char(PLACEHOLDER_USCC[:17]) == "0"
    assert uscc_fault(PLACEHOLDER_USCC) is None
    assert uscc_fault("00000000000000000Y") is not None


@given(USCC_BODIES)
def test_a_uscc_weighted_by_powers_of_three_is_a_multiple_of_31(body):
    code = uscc_with_check(body)
    values = [ALPHABET.index(character) for character in code]
    assert (sum(value * pow(3, place, 31) for place, value in enumerate(values[:17])) + values[17]) % 31 == 0
    assert uscc_fault(code) is None


@pytest.mark.parametrize("first", ["N2", "A1", "Y1", "N1", "11", "12", "51", "52", "91", "92", "93"])
def test_codes_of_every_registering_department_are_accepted(first):
    assert uscc_fault(uscc_with_check(first + "990101MB0000001")) is None


@given(USCC_BODIES, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_in_a_uscc_is_always_found(body, place, wrong):
    code = uscc_with_check(body)
    assume(code[place] != wrong)
    mistyped = code[:place] + wrong + code[place + 1 :]
    assume(mistyped != PLACEHOLDER_USCC)
    assert uscc_fault(mistyped) == "统一社会信用代码校验位不正确"


@given(USCC_BODIES, st.integers(0, 16))
def test_two_swapped_characters_in_a_uscc_are_always_found(body, place):
    code = uscc_with_check(body)
    assume(code[place] != code[place + 1])
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assume(swapped != PLACEHOLDER_USCC)
    assert uscc_fault(swapped) is not None


@pytest.mark.parametrize("letter", "IOSVZ")
def test_letters_the_standard_leaves_out_are_named(letter):
    assert (
        uscc_fault(STANDARD_USCC[:8] + letter + STANDARD_USCC[9:]) == f"统一社会信用代码不使用字符“{letter}”"
    )


def test_a_uscc_of_the_wrong_length_says_its_length():
    assert uscc_fault(STANDARD_USCC[:17]) == "统一社会信用代码应为18位，现为17位"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("11", UsccClass.AUTHORITY),
        ("12", UsccClass.INSTITUTION),
        ("52", UsccClass.PRIVATE_INSTITUTION),
        ("91", UsccClass.COMPANY),
        ("92", UsccClass.SOLE_TRADER),
        ("N2", UsccClass.OTHER),
        (PLACEHOLDER_USCC, UsccClass.PLACEHOLDER),
    ],
)
def test_the_first_two_characters_tell_the_kind_of_party(code, kind):
    assert uscc_class(code) is kind


@given(BIRTHS, st.integers(0, 999))
def test_a_citizen_id_states_its_birth_date_and_satisfies_mod_11_2(born, sequence):
    code = citizen(born, f"{sequence:03}")
    values = [10 if character == "X" else int(character) for character in code]
    assert sum(value * pow(2, 17 - place, 11) for place, value in enumerate(values)) % 11 == 1
    assert citizen_id_fault(code) is None
    assert citizen_id_fault(code.lower()) is None
    assert birth_date_of(code) == born


@given(BIRTHS, st.integers(0, 999), st.integers(1, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_in_a_citizen_id_is_always_found(born, sequence, place, wrong):
    code = citizen(born, f"{sequence:03}")
    assume(code[place] != wrong)
    assert citizen_id_fault(code[:place] + wrong + code[place + 1 :]) is not None


def test_regions_are_not_looked_up_since_abolished_counties_stay_valid():
    assert citizen_id_fault(citizen(date(1980, 5, 6), region="999999")) is None


def test_a_birth_date_that_never_was_is_a_fault():
    assert citizen_id_fault(citizen_id_with_check("99010120010229123")) == "身份证号码中的出生日期不存在"


def test_the_old_number_of_fifteen_digits_is_accepted_and_read_as_of_the_last_century():
    assert citizen_id_fault("990101800506123") is None
    assert birth_date_of("990101800506123") == date(1980, 5, 6)
    assert citizen_id_fault("990101801306123") is not None


@pytest.mark.parametrize(
    "text", ["", "1", "９９０１０１１９８００５０６１２３Ｘ", "99010119800506123Y", "099010198005061"]
)
def test_what_has_not_the_shape_of_a_citizen_id_is_a_fault(text):
    assert citizen_id_fault(text)
    assert birth_date_of(text) is None


def test_a_wrong_check_character_does_not_hide_a_minor():
    code = citizen(date(2015, 3, 5))
    mistyped = code[:17] + ("0" if code[17] != "0" else "1")
    assert citizen_id_fault(mistyped) is not None
    assert is_minor_on(mistyped, date(2026, 3, 5))


def test_a_minor_comes_of_age_at_the_end_of_the_eighteenth_birthday():
    code = citizen(date(2008, 3, 5))
    assert is_minor_on(code, date(2026, 3, 4))
    assert is_minor_on(code, date(2026, 3, 5))
    assert not is_minor_on(code, date(2026, 3, 6))


def test_who_was_born_on_a_leap_day_comes_of_age_in_march():
    code = citizen(date(2008, 2, 29))
    assert is_minor_on(code, date(2026, 2, 28))
    assert not is_minor_on(code, date(2026, 3, 1))


@given(BIRTHS, st.integers(0, 40_000))
def test_once_of_age_always_of_age(born, days):
    day = date(1950, 1, 1) + timedelta(days=days)
    if not is_minor_on(citizen(born), day):
        assert not is_minor_on(citizen(born), day + timedelta(days=1))


def test_no_id_number_is_no_minor():
    assert not is_minor_on("", date(2026, 1, 1))


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=8, max_size=8))
def test_an_organisation_code_with_its_check_is_valid(body):
    code = organisation_code_with_check(body)
    assert organisation_code_fault(code) is None
    other = "1" if code[8] != "1" else "2"
    assert organisation_code_fault(code[:8] + other) == "组织机构代码校验位不正确"


@given(st.text())
def test_no_text_whatever_raises(text):
    for check in (uscc_fault, citizen_id_fault, organisation_code_fault):
        assert check(text) is None or isinstance(check(text), str)
    uscc_class(text)


def test_samples_cannot_be_made_from_bodies_of_the_wrong_shape():
    for make in (uscc_with_check, citizen_id_with_check, organisation_code_with_check):
        with pytest.raises(ValueError, match="before the check"):
            make("1")
