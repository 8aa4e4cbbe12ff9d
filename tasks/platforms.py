"""The platforms of an installation, opened for one run as its files describe them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tasks.channels.configuration import ChannelFault
from tasks.channels.delivery import Outcome, Platform
from tasks.installation import Installation
from tasks.law.acts import CHANNEL_NAMES, Channel


@contextmanager
def open_platform(here: Installation, channel: Channel) -> Iterator[Platform]:
    """A platform ready for one run; ChannelFault where its file cannot be used."""
    raise ChannelFault(f"{CHANNEL_NAMES[channel]}不能使用")
    yield


def read_answers(here: Installation, channel: Channel) -> Sequence[Outcome]:
    """What a platform answered since the last run to what was handed in."""
    return ()
