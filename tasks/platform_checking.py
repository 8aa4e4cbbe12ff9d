"""Steps that hold what the platforms show against the register, and send again what differs (promises 4 and 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from tasks.channels.configuration import ChannelFault
from tasks.channels.content_management.channel import ContentManagement
from tasks.channels.platforms.channel import HttpPlatform
from tasks.channels.platforms.faults import PlatformFault
from tasks.channels.platforms.wire import Shown
from tasks.channels.platforms.wire import Standing as Word
from tasks.channels.website.difference import Difference
from tasks.content_checking import NotLookedAt, content_plans
from tasks.installation import Installation
from tasks.law.acts import CHANNEL_NAMES, Channel
from tasks.law.channel_reconciling import ChannelStep, Standing, plan_channel
from tasks.law.reconciling import Action
from tasks.platforms import open_platform
from tasks.register.channel_desired import desired_between, send_again
from tasks.register.claims import claim
from tasks.steps import step

_PAGES_AT_ONCE = 5_000
READABLE = (Channel.CMS, Channel.SERVICE_HALL, Channel.SUPERVISION)
"""Channels whose whole content can be read."""

SENT_AGAIN = "已重新排入，由 gongshi run deliver 报送"
"""What becomes of what is put into the outbox again."""


@dataclass(slots=True)
class PlatformsMended:
    """What was put into the outbox again, and what is left for a person."""

    sent_again: list[Difference] = field(default_factory=list)
    left: list[Difference] = field(default_factory=list)


@step("核对平台")
def check_platforms(here: Installation) -> list[Difference]:
    """Everything the platforms show that is not as the register says; what is under way is left out."""
    mended = PlatformsMended()
    for channel in _configured(here):
        for steps in _plans(here, channel, mended):
            mended.left += [_told(channel, one) for one in steps]
    return mended.left


@step("恢复平台")
def mend_platforms(here: Installation) -> PlatformsMended:
    """Put into the outbox again what a program may mend; the deliver flow sends it."""
    mended = PlatformsMended()
    for channel in _configured(here):
        with claim(here.register, f"channel-{channel.value}", wait=True):
            for steps in _plans(here, channel, mended):
                again = [one for one in steps if one.step.mendable]
                with here.register.writing() as connection:
                    taken = send_again(connection, channel, again)
                mended.sent_again += [_told(channel, one) for one in taken]
                mended.left += [_told(channel, one) for one in steps if not one.step.mendable]
    return mended


def _configured(here: Installation) -> list[Channel]:
    return [one for one in here.channels if one in READABLE]


def _plans(here: Installation, channel: Channel, met: PlatformsMended) -> Iterator[list[ChannelStep]]:
    """The steps of one portion of pages after the other; what cannot be read is told."""
    unread: list[str] = []
    try:
        with open_platform(here, channel) as platform:
            if isinstance(platform, HttpPlatform):
                yield from _portions(here, channel, platform.listing())
            elif isinstance(platform, ContentManagement):
                yield from content_plans(here.register, platform.looking(), unread)
    except (ChannelFault, PlatformFault, NotLookedAt) as fault:
        unread.append(str(fault))
    met.left += [Difference(CHANNEL_NAMES[channel], "", f"未能核对：{one}") for one in unread]


def _portions(here: Installation, channel: Channel, listing: Iterator[Shown]) -> Iterator[list[ChannelStep]]:
    after, last = "", False
    while not last:
        shown = list(islice(listing, _PAGES_AT_ONCE))
        last = len(shown) < _PAGES_AT_ONCE
        until = None if last else shown[-1].page_id
        with here.register.reading() as connection:
            desired = desired_between(connection, channel, after, until)
        seen = {
            one.page_id: Standing(
                published := one.state is Word.PUBLISHED, one.sequence, one.content_hash if published else b""
            )
            for one in shown
        }
        yield [one for one in plan_channel(desired, seen) if one.step.action is not Action.LEAVE]
        after = until or ""


def _told(channel: Channel, one: ChannelStep) -> Difference:
    return Difference(f"{CHANNEL_NAMES[channel]} {one.step.address}", one.step.decision, one.step.sentence)
