"""What must be sent to a platform so that its own listing agrees with the register (promises 4 and 5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tasks.law.reconciling import Action, Step, in_order


@dataclass(frozen=True, slots=True)
class Standing:
    """How a decision stands on a platform: shown or not, at which change, with which text.

    The hash of what is not shown is that of the notice in its place, b"" where none is kept or asked for.
    `under_way` says that a delivery of it is being carried out.
    """

    shown: bool
    sequence: int
    hash: bytes = b""
    decision: str = ""
    under_way: bool = False


@dataclass(frozen=True, slots=True)
class ChannelStep:
    """A step for one page; `sequence` is above both sides', so that the platform takes the delivery as the newest.

    `registered` is the register's own at the time of looking: what has changed since is left to its own delivery.
    """

    step: Step
    sequence: int
    registered: int = 0


def plan_channel(desired: Mapping[str, Standing], listing: Mapping[str, Standing]) -> list[ChannelStep]:
    """The steps by page id from a platform's whole listing to what the register says, take-downs first.

    What the platform has at a later change than the register is sent over by nobody but a person: the register may
    have been restored. What must not be shown is taken down all the same.
    """
    steps = in_order(
        [
            step
            for page_id in desired.keys() | listing.keys()
            for step in _steps(page_id, desired.get(page_id), listing.get(page_id))
        ]
    )
    return [
        ChannelStep(
            step,
            1 + max(_sequence(desired, step.address), _sequence(listing, step.address)),
            _sequence(desired, step.address),
        )
        for step in steps
    ]


def _sequence(side: Mapping[str, Standing], page_id: str) -> int:
    found = side.get(page_id)
    return found.sequence if found else 0


def _steps(page_id: str, wanted: Standing | None, seen: Standing | None) -> Iterator[Step]:
    shown = seen is not None and seen.shown
    if wanted is None:
        if shown:
            yield Step(Action.REPORT, "unknown", page_id, "登记簿中没有此决定")
        return
    number = wanted.decision
    if wanted.under_way:
        if not _agrees(wanted, seen):
            yield Step(Action.LEAVE, "under-way", page_id, "正在办理发布或撤下", number)
        return
    if not wanted.shown:
        if shown:
            yield Step(Action.TAKE_DOWN, "should-be-gone", page_id, "按登记簿不应公示，对方仍在公示", number)
        elif seen is not None and seen.hash != wanted.hash:
            yield Step(Action.TAKE_DOWN, "ending-changed", page_id, "停止公示后的说明与登记簿不一致", number)
        return
    if seen is not None and seen.sequence > wanted.sequence and seen.hash != wanted.hash:
        yield Step(Action.REPORT, "ahead", page_id, "对方所存文本比登记簿新", number)
    elif not shown:
        yield Step(Action.PUT, "missing", page_id, "对方没有公示此决定", number)
    elif not _agrees(wanted, seen):
        yield Step(Action.REPLACE, "changed", page_id, "对方公示的文本与登记簿不一致", number)


def _agrees(wanted: Standing, seen: Standing | None) -> bool:
    if seen is None or not seen.shown:
        return not wanted.shown
    return wanted.shown and seen.hash == wanted.hash
