"""Holding what a content management system shows against the register, portion by portion (promises 4 and 5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tasks.channels.content_management.looking import Listed, Look, Looking
from tasks.channels.delivery import Task
from tasks.law.acts import Channel
from tasks.law.channel_reconciling import ChannelStep, Standing, plan_channel
from tasks.register.channel_desired import known_pages
from tasks.register.database import Register
from tasks.register.deliveries import standing_deliveries

_LOOKED_AT_ONCE = 1_000


class NotLookedAt(Exception):
    """Nothing of a portion could be read; the message is an officer's sentence."""


def content_plans(register: Register, looking: Looking, unread: list[str]) -> Iterator[list[ChannelStep]]:
    """The steps of one portion of decisions after the other, then pages the register does not know.

    What could not be looked at is told in `unread`; NotLookedAt where it is a whole portion.
    """
    listed = looking.listed()
    unread += listed.unread
    shown_at, unknown = _beside_their_address(register, looking, listed, unread)
    after = ""
    while True:
        with register.reading() as connection:
            standing = standing_deliveries(connection, Channel.CMS, after, _LOOKED_AT_ONCE)
        if not standing:
            break
        looks = looking.looks(standing, shown_at)
        unread += _unread(looks)
        yield _steps([one for one in looks if one.read])
        after = standing[-1].page_id
    yield plan_channel({}, unknown)


def _beside_their_address(
    register: Register, looking: Looking, listed: Listed, unread: list[str]
) -> tuple[dict[str, str], dict[str, Standing]]:
    """Where decisions are shown beside their own addresses, by page id; and the addresses of unknown ones."""
    with register.reading() as connection:
        known = known_pages(connection, listed.column | listed.named.keys())
    strangers = looking.strangers(listed.column - known, unread)
    with register.reading() as connection:
        moved = known_pages(connection, {one.page_id for one in strangers if one.page_id})
    shown_at = {page_id: place for page_id, place in listed.named.items() if page_id in known}
    shown_at |= {one.page_id: one.address for one in strangers if one.page_id in moved}
    unknown = {one.address: Standing(True, 0) for one in strangers if one.page_id not in moved}
    return shown_at, unknown


def _steps(looks: Sequence[Look]) -> list[ChannelStep]:
    desired = {
        one.delivery.page_id: Standing(
            one.delivery.task is Task.PUBLISH,
            one.delivery.sequence,
            one.delivery.content_hash,
            one.delivery.document_number,
        )
        for one in looks
    }
    problems = {one.delivery.page_id: one.problem for one in looks}
    return [_with_problem(one, problems) for one in plan_channel(desired, dict(map(_seen, looks)))]


def _seen(look: Look) -> tuple[str, Standing]:
    """The edition's own hash where the page agrees with it, else that of what is read there."""
    delivery = look.delivery
    agreed = not look.problem
    return delivery.page_id, Standing(
        look.shown, look.sequence or delivery.sequence, delivery.content_hash if agreed else look.hash
    )


def _with_problem(one: ChannelStep, problems: Mapping[str, str]) -> ChannelStep:
    sentence = f"{one.step.sentence}：{problems[one.step.address]}"
    return replace(one, step=replace(one.step, sentence=sentence))


def _unread(looks: Sequence[Look]) -> list[str]:
    missed = [one for one in looks if not one.read]
    if not missed:
        return []
    told = f"{len(missed)}件未能核对，如{missed[0].delivery.document_number}：{missed[0].problem}"
    if len(missed) == len(looks):
        raise NotLookedAt(f"{told}；其余未再核对")
    return [told]
