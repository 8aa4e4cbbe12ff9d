"""Which version of a record is current: by source order, whatever order rows arrive in."""

from __future__ import annotations

import hashlib
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from tasks.law.acts import ActType
from tasks.law.lifecycle import RecordState, refuse_record_step
from tasks.register.incoming import IncomingRecord
from tasks.register.versions import Version, VersionHistory


def row(text: str, stamp: str, *, rejected: bool = False, place: int = 0) -> IncomingRecord:
    digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
    return IncomingRecord(
        row_number=place + 1,
        source_key="1",
        twin_key="",
        content_hash=digest,
        raw_hash=digest,
        raw=text,
        content=text,
        rejected=rejected,
        act_type=ActType.LICENCE,
        authority_code="",
        authority_name="",
        document_number="",
        number_key="",
        office="",
        decided_on=None,
        due_on=None,
        source_order=f"{stamp}#{place:08d}",
        assessments={},
    )


class Kept:
    """The versions of one key, batch after batch, as the register keeps them."""

    def __init__(self) -> None:
        self.versions: list[Version] = []

    def take(self, *rows: IncomingRecord) -> Kept:
        known = [
            Version(v.id, v.source_key, v.content_hash, v.state, 1, v.source_order, was=v.state)
            for v in self.versions
        ]
        history = VersionHistory(known, len(known) + 1)
        history.sight(rows)
        self.versions = list(history)
        for version in self.versions:
            if version.was is not None and version.was is not version.state:
                assert refuse_record_step(version.was, version.state) is None
        return self

    def states(self) -> list[str]:
        return [v.state.value for v in sorted(self.versions, key=lambda v: v.id)]


def test_the_same_row_again_adds_nothing_and_logs_nothing() -> None:
    kept = Kept().take(row("A", "1")).take(row("A", "1"))
    assert kept.states() == ["accepted"]
    assert kept.versions[0].sightings == []


def test_a_change_back_makes_the_first_version_current_again_with_a_sighting() -> None:
    kept = Kept().take(row("A", "1")).take(row("B", "2")).take(row("A", "3"))
    assert kept.states() == ["accepted", "superseded"]
    assert kept.versions[0].sightings == ["3#00000000"]


def test_an_older_row_arriving_late_does_not_displace() -> None:
    assert Kept().take(row("B", "2")).take(row("A", "1")).states() == ["accepted", "superseded"]


def test_of_two_rows_with_one_stamp_the_one_that_came_last_counts() -> None:
    kept = Kept().take(row("A", "1", place=7)).take(row("B", "1", place=0))
    assert kept.states() == ["superseded", "accepted"]


def test_a_rejected_version_leaves_the_accepted_one_standing_until_it_is_mended() -> None:
    kept = Kept().take(row("A", "1")).take(row("bad", "2", rejected=True))
    assert kept.states() == ["accepted", "quarantined"]
    assert kept.take(row("A", "1")).states() == ["accepted", "quarantined"]
    assert kept.take(row("worse", "3", rejected=True)).states() == ["accepted", "superseded", "quarantined"]
    assert kept.take(row("B", "4")).states() == ["superseded", "superseded", "superseded", "accepted"]


def test_taking_back_a_rejected_change_closes_the_quarantine() -> None:
    kept = Kept().take(row("A", "1")).take(row("bad", "2", rejected=True)).take(row("A", "3"))
    assert kept.states() == ["accepted", "superseded"]


def test_what_stands_is_not_undone_by_a_stricter_contract() -> None:
    assert Kept().take(row("A", "1")).take(row("A", "2", rejected=True)).states() == ["accepted"]


def test_a_rejected_row_that_a_laxer_contract_accepts_goes_through() -> None:
    assert Kept().take(row("A", "1", rejected=True)).take(row("A", "1")).states() == ["accepted"]


def test_a_dismissed_record_stays_dismissed() -> None:
    kept = Kept().take(row("bad", "1", rejected=True))
    kept.versions[0].state = RecordState.DISMISSED
    assert kept.take(row("bad", "2", rejected=True)).states() == ["dismissed"]


def test_whatever_order_batches_come_in_the_latest_row_of_the_source_stands() -> None:
    for order in permutations([("A", "1"), ("B", "2"), ("C", "3"), ("D", "4")]):
        kept = Kept()
        for text, stamp in order:
            kept.take(row(text, stamp))
        (current,) = [v for v in kept.versions if v.state is RecordState.ACCEPTED]
        assert current.source_order == "4#00000000"


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 9), st.booleans()), min_size=1, max_size=12))
def test_there_is_never_more_than_one_accepted_and_one_waiting_version(
    sightings: list[tuple[str, int, bool]],
) -> None:
    kept = Kept()
    for text, stamp, rejected in sightings:
        kept.take(row(text + str(rejected), str(stamp), rejected=rejected))
        states = kept.states()
        assert states.count("accepted") <= 1
        assert states.count("quarantined") <= 1
        assert {"accepted", "quarantined"} & set(states)
