"""Steps that bring the platforms up to what the register says: send, read back, settle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.channels.configuration import ChannelFault
from tasks.channels.delivery import Delivery, Outcome, Platform, Result
from tasks.credit_answers import take_credit_answers
from tasks.installation import Installation
from tasks.law.acts import CHANNEL_NAMES, Channel
from tasks.platforms import open_platform
from tasks.register.claims import ClaimedElsewhere, claim
from tasks.register.deliveries import START, intend_deliveries
from tasks.register.delivery_results import Settled, settle_deliveries
from tasks.register.opening import open_missing
from tasks.register.successors import name_successors
from tasks.steps import step


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a run did on one platform; `source` is its name as officers read it."""

    source: str
    published: int
    withdrawn: int
    sent: int
    set_aside: int
    waiting: int
    problems: tuple[str, ...]


SWEEP = 2_000
"""How many deliveries are read from the register at once; the platform's own batches are cut from them."""
DOWN_AFTER = 3
"""Batches in a row of which nothing arrived, after which the rest waits for the next run."""


@step("登记新渠道的公示")
def open_channels(here: Installation) -> int:
    """Give every decision its place on channels that were switched on after it came; returns how many."""
    total = 0
    for channel in here.channels:
        while opened := open_missing(
            here.register, channel, here.assess, here.now, SWEEP, here.withdrawal_rules
        ):
            total += opened
    return total


def deliver_everywhere(here: Installation) -> list[Delivered]:
    """Deliver to each platform; one that is down or badly configured stops no other."""
    return [_told(one, deliver_to(here, one)) for one in here.channels if one is not Channel.WEBSITE]


def _told(channel: Channel, done: Settled) -> Delivered:
    return Delivered(
        CHANNEL_NAMES[channel],
        done.published,
        done.withdrawn,
        done.sent,
        done.set_aside,
        done.waiting,
        tuple(done.problems),
    )


@step("报送平台", retries=1)
def deliver_to(here: Installation, channel: Channel) -> Settled:
    """Take in what a platform answered by file, then send it everything that waits, take-downs first."""
    done = Settled()
    try:
        with claim(here.register, f"channel-{channel.value}"), open_platform(here, channel) as platform:
            if channel is Channel.CREDIT:
                done.add(take_credit_answers(here, platform.address))
            else:
                name_successors(here.register, channel)
            for outcomes in _rounds(here, channel, platform):
                done.add(_settle(here, channel, outcomes, platform))
    except (ClaimedElsewhere, ChannelFault) as hindrance:
        done.problems.append(f"{CHANNEL_NAMES[channel]}：{hindrance}")
    return done


def _settle(here: Installation, channel: Channel, outcomes: Sequence[Outcome], platform: Platform) -> Settled:
    if not outcomes:
        return Settled()
    return settle_deliveries(here.register, here.law.channels[channel], outcomes, here.now, platform.address)


def _rounds(here: Installation, channel: Channel, platform: Platform) -> Iterator[list[Outcome]]:
    """Batch by batch, each settled before the next is sent; ends early where nothing arrives any more."""
    after, silent = START, 0
    while found := intend_deliveries(here.register, channel, after, SWEEP, here.now):
        after = found[-1][0]
        deliveries: list[Delivery] = [delivery for _, delivery in found]
        for first in range(0, len(deliveries), platform.batch_size):
            outcomes = platform.deliver(deliveries[first : first + platform.batch_size])
            yield outcomes
            silent = silent + 1 if all(one.result is Result.FAILED for one in outcomes) else 0
            if silent >= DOWN_AFTER:
                return
