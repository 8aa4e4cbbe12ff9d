"""The demo's decisions are many, varied, dirty in the catalogued ways, and the same for the same seed."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import pytest

from tasks.demo.city import AUTHORITIES, PERSON
from tasks.demo.decisions import Decisions, generate
from tasks.demo.dirt import MENDED, WARNED
from tasks.demo.faults import faults_until
from tasks.demo.identities import capital_numerals
from tasks.demo.records import COERCION, EXCHANGE, INSPECTION, LICENCE, PENALTY, REST
from tasks.demo.situations import SITUATIONS
from tasks.law.identifiers import citizen_id_fault, is_minor_on, uscc_fault

TODAY = date(2026, 11, 24)
CITIZEN_NUMBER = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{9}[\dX](?!\d)")
AMOUNT_DIRT = {"amount_in_yuan", "amount_unit"}


@cache
def city() -> Decisions:
    return generate(20, TODAY)


def test_the_same_seed_and_day_give_the_same_city() -> None:
    assert generate(4, TODAY, 300) == generate(4, TODAY, 300)
    assert generate(5, TODAY, 300) != generate(4, TODAY, 300)


def test_there_are_two_thousand_decisions_over_two_years_up_to_yesterday() -> None:
    days = [record.decided_on for record in city().first]
    assert len(days) >= 2_000
    assert min(days) >= date(2024, 11, 24)
    assert max(days) <= TODAY - timedelta(days=1)
    assert max(days) - min(days) > timedelta(days=700)


def test_november_and_december_are_twice_as_busy() -> None:
    months = Counter((record.decided_on.year, record.decided_on.month) for record in city().first)
    busy, quiet = months[2025, 11] + months[2025, 12], months[2025, 6] + months[2025, 7]
    assert busy > 1.5 * quiet


def test_the_kinds_of_acts_are_in_the_proportions_of_a_city() -> None:
    kinds = Counter(record.contract for record in city().first)
    assert kinds[LICENCE] > kinds[INSPECTION] > kinds[PENALTY] >= 200
    assert 1 <= kinds[COERCION] <= 20


def test_doctors_and_nurses_are_most_of_the_licences() -> None:
    licences = [record for record in city().first if record.contract == LICENCE]
    personal = [record for record in licences if record.content["party_kind"] == PERSON]
    assert len(personal) > 0.6 * len(licences)


def test_the_summary_procedure_has_its_share_and_keeps_its_bounds() -> None:
    penalties = [record for record in city().first if record.contract == PENALTY and not record.fault]
    simple = [record for record in penalties if "simple" in record.marks]
    assert 0.18 <= len(simple) / len(penalties) <= 0.40
    for record in simple:
        if record.content["fine_wan"] and not record.marks & AMOUNT_DIRT:
            ceiling = Decimal("0.02") if record.content["party_kind"] == PERSON else Decimal("0.3")
            assert Decimal(record.content["fine_wan"]) <= ceiling


@pytest.mark.parametrize("seed", [1, 2, 20])
def test_shares_of_late_rejected_mended_and_corrected_are_those_of_a_real_office(seed: int) -> None:
    found = generate(seed, TODAY)
    size = len(found.first)
    mended = {kind.mark for kind in MENDED}
    assert 0.05 <= sum("late" in r.marks for r in found.first) / size <= 0.08
    assert 0.03 <= sum(bool(r.fault) for r in found.first) / size <= 0.08
    assert 0.08 <= sum(bool(r.marks & mended) for r in found.first) / size <= 0.12
    assert 0.005 <= sum("corrected" in r.marks for r in found.later) / size <= 0.010


@pytest.mark.parametrize("seed", [1, 2, 20])
def test_every_kind_of_dirt_error_and_situation_is_there(seed: int) -> None:
    planted = generate(seed, TODAY).planted()
    for kind in (*MENDED, *WARNED, *faults_until(TODAY)):
        assert planted.get(kind.mark), kind.mark
    for situation in SITUATIONS:
        assert planted.get(situation.mark, 0) >= situation.least, situation.mark
    assert planted["twin"] >= 4
    assert planted["conflict"] == 2
    assert planted["private"] > 100


def test_late_decisions_reached_their_source_long_after_they_were_made() -> None:
    for record in city().first:
        waited = record.stamp.date() - record.decided_on
        assert timedelta() <= waited
        assert (waited >= timedelta(days=14)) == ("late" in record.marks)
        assert record.stamp.date() < TODAY


def test_words_and_figures_of_a_sound_penalty_agree() -> None:
    checked = 0
    for record in city().first:
        if record.contract != PENALTY or record.fault or record.marks & AMOUNT_DIRT:
            continue
        for amount in filter(None, (record.content["fine_wan"], record.content["confiscated_wan"])):
            yuan = round(Decimal(amount) * 10_000)
            forms = {f"{yuan}元", capital_numerals(yuan), f"{yuan // 10_000}万元"}
            assert any(form in record.content["penalty_content"] for form in forms)
            checked += 1
    assert checked > 100


def test_no_citizens_number_is_of_a_region_that_exists() -> None:
    for record in (*city().first, *city().later):
        for text in record.content.values():
            assert all(number.startswith("99") for number in CITIZEN_NUMBER.findall(text))


def test_codes_and_numbers_are_valid_where_they_are_meant_to_be() -> None:
    for record in city().first:
        if record.marks & {"full_width", "lower_codes"}:
            continue
        assert uscc_fault(record.content["authority_code"]) is None
        if record.content.get("party_uscc"):
            assert (uscc_fault(record.content["party_uscc"]) is not None) == (record.fault == "uscc_check")
        if record.content.get("party_id"):
            wrong = citizen_id_fault(record.content["party_id"]) is not None
            assert wrong == ("citizen_id_check" in record.marks)


def test_document_numbers_are_unique_but_for_the_twins() -> None:
    numbers = Counter(
        (record.content["authority_name"].strip(), record.content["document_number"])
        for record in city().first
        if "twin" not in record.marks and record.fault != "number_without_serial"
    )
    assert max(numbers.values()) == 1


def test_every_authority_that_decides_was_there_on_that_day() -> None:
    for record in city().first:
        deciding = [a for a in AUTHORITIES if a.name == record.content["authority_name"].strip()]
        assert deciding
        assert all(
            a.since <= record.decided_on and (a.until is None or record.decided_on <= a.until)
            for a in deciding
        )


def test_minors_are_minors_on_the_day_of_the_decision() -> None:
    minors = [record for record in city().first if "minor" in record.marks]
    assert minors
    assert all(is_minor_on(record.content["party_id"], record.decided_on) for record in minors)


def test_what_is_private_stands_in_the_record_and_names_nobody_who_may_be_shown() -> None:
    doctors = {
        r.content["party_name"]
        for r in city().first
        if r.content.get("certificate_name") == "医师执业证书" and "refused" not in r.marks
    }
    for record in city().first:
        whole = "\n".join(record.content.values())
        if not record.fault:
            assert all(text in whole for text in record.private), record
        assert not record.private & doctors


def test_notices_revoke_change_annul_and_repair_decisions_that_exist() -> None:
    notices = (*city().notices.early, *city().notices.later)
    known = {record.content["document_number"] for record in city().first if not record.fault}
    assert len(notices) >= 4
    assert {"撤销", "变更", "信用修复"} <= {notice["reason"] for notice in notices}
    assert {notice["act_type"] for notice in notices} == {"行政处罚", "行政许可"}
    assert all(notice["document_number"] in known for notice in notices)
    assert all(notice["replaced_by"] in known for notice in notices if notice.get("replaced_by"))
    assert 0.001 <= len(notices) / len(city().first) <= 0.003


def test_one_decision_is_revoked_before_it_could_be_published() -> None:
    (early,) = city().notices.early
    (record,) = [r for r in city().first if r.content["document_number"] == early["document_number"]]
    assert record.decided_on >= TODAY - timedelta(days=30)


def test_later_versions_have_the_keys_of_first_ones_and_come_after_them() -> None:
    first = {record.key: record for record in city().first}
    for record in city().later:
        before = first[record.key]
        assert record.stamp > before.stamp
        assert record.content != before.content
        assert replace(record, fault="").contract == before.contract
        assert not record.fault


def test_each_system_keeps_its_own_kinds_of_acts() -> None:
    for record in city().first:
        assert (record.system == REST) == (record.contract in {INSPECTION, COERCION})
    assert sum(record.system == EXCHANGE for record in city().first) > 1_000
