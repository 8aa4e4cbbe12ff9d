"""The main job from end to end, for a first run and for catching up after a break."""

from __future__ import annotations

from dataclasses import dataclass

from flows.deliver import deliver
from flows.publish import publish
from flows.pull import pull
from flows.withdraw import withdraw
from tasks.delivering import Delivered
from tasks.publishing import Published
from tasks.pulling import PulledSource


@dataclass(frozen=True, slots=True)
class MainJob:
    """What each part of the main job did."""

    pulled: tuple[PulledSource, ...]
    published: Published
    withdrawn: Published
    delivered: tuple[Delivered, ...]


def everything() -> MainJob:
    """Pull from every source, publish what is due, withdraw what must come down, deliver to the platforms."""
    return MainJob(tuple(pull()), publish(), withdraw(), tuple(deliver()))
