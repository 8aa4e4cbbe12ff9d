"""Reads decisions back from a platform, one address each, and lists what it shows (promise 5)."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from itertools import pairwise
from urllib.parse import quote

from tasks.channels.delivery import Delivery, Task
from tasks.channels.platforms.circuit import Circuit
from tasks.channels.platforms.exchange import Answer, Exchange
from tasks.channels.platforms.faults import PlatformFault, unreadable
from tasks.channels.platforms.settings import Look
from tasks.channels.platforms.wire import Shown, Standing, listed_decisions, read_shown
from tasks.law.retrying import pause_seconds

_ANSWERS = (HTTPStatus.OK, HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


def stands_as_wanted(delivery: Delivery, shown: Shown) -> bool:
    """Whether what is shown is what was delivered: the same bytes, or nothing any more."""
    if delivery.task is Task.PUBLISH:
        same = shown.state is Standing.PUBLISHED and shown.content_hash == delivery.content_hash
        return same and shown.sequence >= delivery.sequence
    if shown.state is Standing.PUBLISHED or shown.content_hash:
        return False
    return shown.state is Standing.ABSENT or shown.sequence >= delivery.sequence


def read_back(
    exchange: Exchange, circuit: Circuit, deliveries: Sequence[Delivery], ends: float
) -> dict[str, Shown | PlatformFault]:
    """How each decision stands, by the key of its delivery, or why that is not known.

    What does not stand as wanted is looked at again, a few times, for platforms that show things a little later.
    """
    found: dict[str, Shown | PlatformFault] = {}
    waiting = list(deliveries)
    for attempt in range(1, exchange.settings.attempts + 1):
        found |= _look_at_all(exchange, circuit, waiting, ends)
        waiting = [d for d in waiting if isinstance(s := found[d.key], Shown) and not stands_as_wanted(d, s)]
        if not waiting or attempt == exchange.settings.attempts:
            break
        settings = exchange.settings
        pause = pause_seconds(attempt, waiting[0].key, settings.backoff, settings.longest_wait)
        if time.monotonic() + pause > ends:
            break
        time.sleep(pause)
    return found


def _look_at_all(
    exchange: Exchange, circuit: Circuit, deliveries: Sequence[Delivery], ends: float
) -> dict[str, Shown | PlatformFault]:
    def look(delivery: Delivery) -> Shown | PlatformFault:
        if circuit.stopped or time.monotonic() > ends:
            return circuit.not_tried(exchange.name)
        try:
            return circuit.patiently(
                lambda: _look(exchange, delivery.page_id), exchange.settings.attempts, delivery.key, ends
            )
        except PlatformFault as fault:
            return fault

    with ThreadPoolExecutor(min(exchange.settings.connections, max(len(deliveries), 1))) as pool:
        looks = list(pool.map(look, deliveries))
    return {delivery.key: seen for delivery, seen in zip(deliveries, looks, strict=True)}


def _look(exchange: Exchange, page_id: str) -> Shown:
    settings = exchange.settings
    path = settings.paths.decision.replace("{page_id}", quote(page_id, safe=""))
    answer = exchange.get(path, {}, _ANSWERS)
    shown = read_shown(answer.document, settings, answer.status)
    if shown is None or shown.page_id != page_id or _shows_no_text(exchange, answer, shown):
        raise unreadable(exchange.name, "读回的内容不完整或不是该件", answer.status)
    return shown


def _shows_no_text(exchange: Exchange, answer: Answer, shown: Shown) -> bool:
    """Whether the text that had to come with what is published did not."""
    wanted = exchange.settings.look is Look.CONTENT and shown.state is Standing.PUBLISHED
    return wanted and not isinstance(answer.document.get(exchange.settings.fields.body), str)


def listing(exchange: Exchange, circuit: Circuit) -> Iterator[Shown]:
    """Everything the platform has, in the order of page ids, page by page.

    PlatformFault where a page cannot be had after the usual tries: half a list is no list.
    """
    settings, after = exchange.settings, ""
    while True:
        query: dict[str, str | int] = {"after": after, "limit": settings.page_size}

        def page(asked: dict[str, str | int] = query) -> list[Shown]:
            answer = exchange.get(settings.paths.decisions, asked, (HTTPStatus.OK,))
            return listed_decisions(answer, settings, exchange.name)

        ends = time.monotonic() + settings.patience
        shown = circuit.patiently(page, settings.attempts, f"listing:{after}", ends)
        if not shown:
            return
        ids = [after, *(one.page_id for one in shown)]
        if any(earlier >= later for earlier, later in pairwise(ids)):
            raise unreadable(exchange.name, "清单次序有误，未能逐页读完")
        yield from shown
        after = ids[-1]
