"""What each channel carries, behind which gates and by when, is data (promise 8, clauses G9 to G12, I1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tasks.contracts.law_tables import load_law
from tasks.law.acts import ActType, Channel
from tasks.law.channels import Rendition, channel_rows
from tasks.law.lifecycle import Gate, WithdrawalReason

LAW = load_law(None)
DECIDED = date(2026, 11, 23)


def test_every_channel_has_its_row_with_source_and_clause() -> None:
    assert set(LAW.channels) == set(Channel)
    assert all(row.source and row.clause and row.out_of_scope for row in LAW.channels.values())


def test_licences_stand_on_the_service_hall_by_the_websites_own_deadline() -> None:
    website, hall = (
        LAW.deadline(DECIDED, ActType.LICENCE, "", one) for one in (Channel.WEBSITE, Channel.SERVICE_HALL)
    )
    assert website.due_on == hall.due_on == date(2026, 12, 2)


def test_inspections_have_20_days_on_the_website_and_the_supervision_platform_its_own() -> None:
    assert LAW.deadline(DECIDED, ActType.INSPECTION, "", Channel.WEBSITE).due_on == date(2026, 12, 21)
    assert LAW.deadline(DECIDED, ActType.INSPECTION, "", Channel.SUPERVISION).due_on == date(2026, 12, 2)


def test_wherever_the_public_text_goes_no_gate_is_left_out() -> None:
    for row in LAW.channels.values():
        if row.rendition is Rendition.PUBLIC:
            assert set(Gate) - set(row.gates) <= {Gate.ELSEWHERE}
    with pytest.raises(ValueError, match="全部关口"):
        replace(LAW.channels[Channel.SERVICE_HALL], gates=(Gate.LEGAL_REVIEW,))


def test_repair_and_expiry_do_not_reach_a_platform_inside_government() -> None:
    silent = {WithdrawalReason.REPAIRED, WithdrawalReason.EXPIRED}
    assert silent & set(LAW.channels[Channel.SUPERVISION].endings) == set()
    assert silent <= set(LAW.channels[Channel.CREDIT].endings)


def test_a_channel_named_twice_is_refused() -> None:
    row = LAW.channels[Channel.CREDIT]
    with pytest.raises(ValueError, match="重复"):
        channel_rows([row, row])
