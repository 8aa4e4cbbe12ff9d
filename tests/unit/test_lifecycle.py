"""The two states of a decision's path: which step may follow which."""

from __future__ import annotations

from itertools import product

import pytest

from tasks.law.lifecycle import (
    PUBLIC_REASONS,
    PUBLICATION_STEPS,
    RECORD_STEPS,
    PublicationState,
    RecordState,
    WithdrawalReason,
    refuse_publication_step,
    refuse_record_step,
)


def test_every_state_has_its_row_in_its_table() -> None:
    assert set(RECORD_STEPS) == set(RecordState)
    assert set(PUBLICATION_STEPS) == set(PublicationState)


def test_no_step_leads_to_where_it_began() -> None:
    assert all(state not in following for state, following in RECORD_STEPS.items())
    assert all(state not in following for state, following in PUBLICATION_STEPS.items())


@pytest.mark.parametrize(("current", "following"), list(product(PublicationState, repeat=2)))
def test_a_refused_publication_step_says_so_in_a_sentence(
    current: PublicationState, following: PublicationState
) -> None:
    refusal = refuse_publication_step(current, following)
    assert (refusal is None) == (following in PUBLICATION_STEPS[current])
    if refusal:
        assert refusal.code == "publication-step-refused"
        assert current in refusal.sentence


@pytest.mark.parametrize(("current", "following"), list(product(RecordState, repeat=2)))
def test_a_refused_record_step_says_so_in_a_sentence(current: RecordState, following: RecordState) -> None:
    refusal = refuse_record_step(current, following)
    assert (refusal is None) == (following in RECORD_STEPS[current])
    if refusal:
        assert refusal.code == "record-step-refused"
        assert following in refusal.sentence


def test_what_was_withdrawn_comes_back_only_by_way_of_every_gate() -> None:
    assert PUBLICATION_STEPS[PublicationState.WITHDRAWN] == {PublicationState.HELD}
    assert PublicationState.PUBLISHED not in PUBLICATION_STEPS[PublicationState.EXPIRED]


def test_only_what_is_due_can_become_published() -> None:
    before = {state for state, after in PUBLICATION_STEPS.items() if PublicationState.PUBLISHED in after}
    assert before == {PublicationState.DUE}


def test_a_notice_that_did_its_work_stays_applied() -> None:
    assert RECORD_STEPS[RecordState.APPLIED] == frozenset()


def test_repaired_expired_corrected_and_mistaken_endings_are_not_told() -> None:
    quiet = set(WithdrawalReason) - PUBLIC_REASONS
    assert quiet == {
        WithdrawalReason.CORRECTED,
        WithdrawalReason.REPAIRED,
        WithdrawalReason.EXPIRED,
        WithdrawalReason.IN_ERROR,
    }
