"""The plan brings a site, or a platform, to what the register says; it puts nothing the register did not name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from tasks.law.channel_reconciling import ChannelStep, Standing, plan_channel
from tasks.law.reconciling import MENDING, REMEDIES, Action, Kind, Seen, Shape, Step, Wanted, plan

ADDRESSES = [f"/a/{n}.html" for n in range(6)]
BODIES = [b"right", b"other", b"private"]
RANKS = {action: rank for rank, action in enumerate(Action)}


def digest(body: bytes) -> bytes:
    return sha256(body).digest()


@dataclass(frozen=True)
class Place:
    """What both trees hold at an address; None for nothing."""

    public: bytes | None = None
    gone: bytes | None = None
    public_shape: Shape = Shape.FILE
    gone_shape: Shape = Shape.FILE

    def seen(self) -> Seen:
        public = self.public_shape if self.public is not None else Shape.ABSENT
        gone = self.gone_shape if self.gone is not None else Shape.ABSENT
        if gone is Shape.FILE:
            answer = (410, digest(self.gone or b""))
        elif public is Shape.FILE:
            answer = (200, digest(self.public or b""))
        else:
            answer = (404, digest(b"not found"))
        return Seen(*answer, public=public, gone=gone)


def apply(step: Step, wanted: Wanted, place: Place) -> Place:
    body = next(body for body in [*BODIES, b""] if wanted.kind is Kind.NOTHING or digest(body) == wanted.hash)
    if step.action is Action.TAKE_DOWN:
        alone = wanted.kind is Kind.NOTHING
        return replace(place, public=None, gone=None if alone else place.gone)
    if step.action is Action.PUT_TOMBSTONE:
        return replace(place, gone=body, gone_shape=Shape.FILE)
    if step.action in (Action.PUT, Action.REPLACE):
        return replace(place, public=body, public_shape=Shape.FILE)
    assert step.action is Action.UNHIDE
    return replace(place, gone=None)


MENDABLE_SHAPES = st.sampled_from([Shape.FILE, Shape.UNREADABLE, Shape.ODD])
places = st.builds(
    Place,
    st.none() | st.sampled_from(BODIES),
    st.none() | st.sampled_from(BODIES),
    MENDABLE_SHAPES,
    MENDABLE_SHAPES,
)
mendable_wanted = st.builds(
    Wanted,
    st.sampled_from([Kind.PAGE, Kind.TOMBSTONE, Kind.LISTING, Kind.NOTHING]),
    st.sampled_from([digest(b"right"), digest(b"other")]),
)
any_wanted = st.builds(Wanted, st.sampled_from(list(Kind)), st.just(digest(b"right")))
site = st.dictionaries(st.sampled_from(ADDRESSES), places)


def live_of(places: dict[str, Place]) -> dict[str, Seen]:
    return {address: places.get(address, Place()).seen() for address in ADDRESSES}


@given(st.dictionaries(st.sampled_from(ADDRESSES), mendable_wanted), site)
def test_applied_the_plan_gives_what_is_wanted_and_a_second_plan_is_empty(
    desired: dict[str, Wanted], found: dict[str, Place]
) -> None:
    after = dict(found)
    for step in plan(desired, live_of(found)):
        if step.mendable:
            after[step.address] = apply(step, desired[step.address], after.get(step.address, Place()))
    assert [s for s in plan(desired, live_of(after)) if s.action is not Action.REPORT] == []
    for address, wanted in desired.items():
        seen = after.get(address, Place()).seen()
        assert seen.status == wanted.status
        if wanted.kind is not Kind.NOTHING:
            assert seen.hash == wanted.hash
        if wanted.kind in (Kind.TOMBSTONE, Kind.NOTHING):
            assert seen.public is Shape.ABSENT, "nothing withdrawn lies behind its notice"


@given(st.dictionaries(st.sampled_from(ADDRESSES), any_wanted), site)
def test_nothing_is_put_that_the_register_did_not_name_and_public(
    desired: dict[str, Wanted], found: dict[str, Place]
) -> None:
    for step in plan(desired, live_of(found)):
        if step.action in (Action.PUT, Action.REPLACE, Action.UNHIDE):
            assert desired[step.address].kind in (Kind.PAGE, Kind.LISTING)
        if step.action is Action.PUT_TOMBSTONE:
            assert desired[step.address].kind is Kind.TOMBSTONE


@given(st.dictionaries(st.sampled_from(ADDRESSES), any_wanted), site)
def test_what_nobody_registered_the_log_and_what_is_under_way_is_never_touched(
    desired: dict[str, Wanted], found: dict[str, Place]
) -> None:
    for step in plan(desired, live_of(found)):
        kind = desired[step.address].kind if step.address in desired else None
        if kind in (None, Kind.LOG, Kind.UNDER_WAY):
            assert step.action in (Action.REPORT, Action.LEAVE)


@given(st.dictionaries(st.sampled_from(ADDRESSES), any_wanted), site)
def test_the_order_of_what_comes_in_plays_no_part_and_take_downs_come_first(
    desired: dict[str, Wanted], found: dict[str, Place]
) -> None:
    steps = plan(desired, live_of(found))
    turned = plan(dict(reversed(desired.items())), dict(reversed(live_of(found).items())))
    assert turned == steps
    assert [RANKS[s.action] for s in steps] == sorted(RANKS[s.action] for s in steps)
    assert all(step.sentence and step.code in REMEDIES for step in steps)


def test_a_page_put_back_by_hand_goes_before_its_notice_is_put() -> None:
    wanted = {"/p": Wanted(Kind.TOMBSTONE, digest(b"right"), "某号", ended=True)}
    seen = {"/p": Seen(200, digest(b"other"), public=Shape.FILE)}
    assert [(s.action, s.decision) for s in plan(wanted, seen)] == [
        (Action.TAKE_DOWN, "某号"),
        (Action.PUT_TOMBSTONE, "某号"),
    ]


def test_a_page_is_put_right_before_the_notice_that_hides_it_is_taken_away() -> None:
    wanted = {"/p": Wanted(Kind.PAGE, digest(b"right"))}
    seen = {"/p": Seen(410, digest(b"other"), public=Shape.FILE, gone=Shape.FILE)}
    assert [s.action for s in plan(wanted, seen)] == [Action.REPLACE, Action.UNHIDE]


def test_a_server_that_does_not_answer_is_told_and_nothing_is_rewritten() -> None:
    wanted = {"/p": Wanted(Kind.PAGE, digest(b"right")), "/q": Wanted(Kind.TOMBSTONE, digest(b"right"))}
    seen = {
        "/p": Seen(0, b"", "网站无应答", public=Shape.FILE),
        "/q": Seen(0, b"", "网站无应答", gone=Shape.FILE),
    }
    assert {(s.action, s.code) for s in plan(wanted, seen)} == {(Action.REPORT, "no-answer")}


def test_an_address_that_still_answers_without_a_file_is_told() -> None:
    """A cache or a proxy between the files and the public."""
    (step,) = plan({"/p": Wanted(Kind.NOTHING)}, {"/p": Seen(200, digest(b"right"))})
    assert (step.action, step.code) == (Action.REPORT, "still-answers")


standings = st.builds(
    Standing, st.booleans(), st.integers(0, 5), st.sampled_from([b"one", b"two"]), under_way=st.booleans()
)
listings = st.builds(Standing, st.booleans(), st.integers(0, 5), st.sampled_from([b"one", b"two"]))
ids = st.sampled_from(["p1", "p2", "p3", "p4"])


def deliver(one: ChannelStep, wanted: Standing, seen: Standing | None) -> Standing | None:
    """A platform that takes only what is newer than what it has."""
    if seen is not None and one.sequence <= seen.sequence:
        return seen
    shown = one.step.action in (Action.PUT, Action.REPLACE)
    return Standing(shown, one.sequence, wanted.hash)


@given(st.dictionaries(ids, standings), st.dictionaries(ids, listings))
def test_a_platform_ends_as_the_register_says_unless_a_person_must_look(
    desired: dict[str, Standing], listing: dict[str, Standing]
) -> None:
    after = dict(listing)
    told = set()
    for one in plan_channel(desired, listing):
        page_id = one.step.address
        if one.step.action in MENDING:
            delivered = deliver(one, desired[page_id], after.get(page_id))
            assert delivered is not None
            after[page_id] = delivered
        else:
            told.add(page_id)
    for page_id, wanted in desired.items():
        if page_id in told or wanted.under_way:
            continue
        seen = after.get(page_id)
        assert (seen is not None and seen.shown) == wanted.shown
        if wanted.shown:
            assert seen is not None and seen.hash == wanted.hash
    again = plan_channel(desired, after)
    assert [one for one in again if one.step.action in MENDING] == []
    for page_id in after.keys() - desired.keys():
        assert not after[page_id].shown or page_id in told


@given(st.dictionaries(ids, standings), st.dictionaries(ids, listings))
def test_what_must_not_be_shown_is_taken_down_even_where_the_platform_is_ahead(
    desired: dict[str, Standing], listing: dict[str, Standing]
) -> None:
    steps = {one.step.address: one.step.action for one in plan_channel(desired, listing)}
    for page_id, wanted in desired.items():
        seen = listing.get(page_id)
        if not wanted.shown and not wanted.under_way and seen is not None and seen.shown:
            assert steps[page_id] is Action.TAKE_DOWN


def test_a_text_newer_than_the_registers_is_not_overwritten() -> None:
    """The register may have been restored from a backup."""
    (one,) = plan_channel({"p": Standing(True, 3, b"old")}, {"p": Standing(True, 7, b"new")})
    assert (one.step.action, one.step.code) == (Action.REPORT, "ahead")
