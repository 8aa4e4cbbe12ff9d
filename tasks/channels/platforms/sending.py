"""Sends a batch, and where it fails finds the item that makes it fail, so that the rest go on."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.channels.delivery import Delivery
from tasks.channels.platforms.circuit import Circuit
from tasks.channels.platforms.exchange import Exchange
from tasks.channels.platforms.faults import Blame, PlatformFault
from tasks.channels.platforms.signing import batch_key
from tasks.channels.platforms.wire import ItemResult, read_results, written_item

_MAY_BE_HALVED = frozenset({Blame.SIZE, Blame.ITEM, Blame.REFUSAL})


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of sending one item: `alone` says that the request held nothing else."""

    result: ItemResult | PlatformFault
    sent_as: str
    alone: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    deliveries: Sequence[Delivery]
    failed_with: PlatformFault | None = None


def send(
    exchange: Exchange, circuit: Circuit, deliveries: Sequence[Delivery], ends: float
) -> dict[str, Reply]:
    """A reply for every delivery, by key. Order is kept; nothing is begun after `ends` (monotonic)."""
    replies: dict[str, Reply] = {}
    waiting = deque([_Part(deliveries)])
    while waiting:
        part = waiting.popleft()
        sent_as = batch_key(delivery.key for delivery in part.deliveries)
        if circuit.stopped or time.monotonic() > ends:
            fault = part.failed_with or circuit.not_tried(exchange.name)
            replies |= {one.key: Reply(fault, sent_as if part.failed_with else "") for one in part.deliveries}
            continue
        try:
            results = _ask(exchange, circuit, part, sent_as, ends)
        except PlatformFault as fault:
            if fault.blame in _MAY_BE_HALVED and len(part.deliveries) > 1:
                half = len(part.deliveries) // 2
                if fault.blame is Blame.SIZE:
                    circuit.size = min(circuit.size, half)
                waiting.appendleft(_Part(part.deliveries[half:], fault))
                waiting.appendleft(_Part(part.deliveries[:half], fault))
                continue
            alone = len(part.deliveries) == 1
            replies |= {one.key: Reply(fault, sent_as, alone) for one in part.deliveries}
        else:
            left_out = _left_out(exchange.name)
            for one in part.deliveries:
                replies[one.key] = Reply(results.get(one.key, left_out), sent_as)
    return replies


def _ask(
    exchange: Exchange, circuit: Circuit, part: _Part, sent_as: str, ends: float
) -> dict[str, ItemResult]:
    settings = exchange.settings
    document = {settings.fields.items: [written_item(one, settings) for one in part.deliveries]}

    def once() -> dict[str, ItemResult]:
        answer = exchange.post(settings.paths.decisions, document, sent_as)
        return read_results(answer, part.deliveries, settings, exchange.name)

    tries = 1 if part.failed_with else settings.attempts
    return circuit.patiently(once, tries, sent_as, ends)


def _left_out(name: str) -> PlatformFault:
    return PlatformFault(
        "answer-lacks-item", f"{name}的答复中没有该件的结果；将以同一编号重试，不会重复报送", Blame.ITEM
    )
