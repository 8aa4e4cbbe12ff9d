"""Service hall and supervision platform under every fault: nothing lost, nothing doubled, nothing believed unseen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from tasks.channels.delivery import Delivery, Outcome, Result, Task
from tasks.channels.platforms.channel import HttpPlatform
from tasks.law.acts import Channel
from tests import platform_server as server
from tests.deliveries import publishing, withdrawing
from tests.platform_server import Fault

HALL, SUPERVISION = Channel.SERVICE_HALL, Channel.SUPERVISION
NUMBERS = range(1, 11)


def _first(document: dict[str, Any], **members: Any) -> dict[str, Any]:
    document["results"][0] = {**document["results"][0], **members}
    return document


def lacks_an_item(document: dict[str, Any]) -> Any:
    return {"results": document["results"][1:]}


def names_a_stranger(document: dict[str, Any]) -> Any:
    return {"results": [*document["results"], {"key": "never-sent", "status": "accepted", "receipt": "X"}]}


def wrong_receipt(document: dict[str, Any]) -> Any:
    return _first(document, receipt="HZ-of-somebody-else")


def no_receipt(document: dict[str, Any]) -> Any:
    return _first(document, receipt="")


def receipt_of_another_text(document: dict[str, Any]) -> Any:
    return _first(document, content_hash="ab" * 32, sequence=77)


def unknown_word(document: dict[str, Any]) -> Any:
    return _first(document, status="fine")


def two_stories(document: dict[str, Any]) -> Any:
    first = document["results"][0]
    return {"results": [*document["results"], {**first, "receipt": "another"}]}


def busy_for_one(document: dict[str, Any]) -> Any:
    return _first(document, status="busy", retry_after=120)


def results_in_another_order(document: dict[str, Any]) -> Any:
    return {"results": document["results"][::-1]}


def no_list(document: dict[str, Any]) -> Any:
    return {"results": "all well"}


def numbers_for_words(document: dict[str, Any]) -> Any:
    return {"results": [7, None, ["key"]]}


def a_list(document: dict[str, Any]) -> Any:
    return [document]


def another_page(document: dict[str, Any]) -> Any:
    return {**document, "page_id": "01page-of-another"}


def another_text(document: dict[str, Any]) -> Any:
    if document["state"] == "published":
        return {**document, "body": document["body"].replace("口腔科", "外科"), "content_hash": "cd" * 32}
    return {**document, "state": "published", "body": "still here", "content_hash": "cd" * 32}


def not_yet_there(document: dict[str, Any]) -> Any:
    return {
        "page_id": document["page_id"],
        "state": "published",
        "sequence": 0,
        "body": "x",
        "receipt": "old",
    }


def another_receipt(document: dict[str, Any]) -> Any:
    return {**document, "receipt": "HZ-never-given"}


def no_state(document: dict[str, Any]) -> Any:
    return {"page_id": document["page_id"]}


soon = format_datetime(datetime.now(UTC) - timedelta(seconds=5), usegmt=True)
PASSING: dict[str, Fault] = {
    "slow": server.slowly,
    "trickling": server.trickling,
    "dropped before the write": server.dropped_before,
    "dropped after the write": server.dropped_after,
    "half an answer": server.half_answer,
    "429 in seconds": server.answering(429, Retry_After="0"),
    "429 in an hour": server.answering(429, Retry_After="3600"),
    "429 by date": server.answering(429, Retry_After=soon),
    "429 in nonsense": server.answering(429, Retry_After="soon"),
    "500": server.answering(500, b"<h1>oops</h1>"),
    "502": server.answering(502, b""),
    "503": server.answering(503, b'{"message": "\\u7ef4\\u62a4"}'),
    "504": server.answering(504, b"x"),
    "409": server.answering(409),
    "not JSON": server.answering(200, b"<html>login</html>"),
    "half a document": server.answering(200, b'{"results": [{"key"'),
    "nothing": server.answering(200, b""),
    "endless": server.answering(200, b" " * 3_000_000),
    "deep": server.answering(200, b"[" * 200_000),
    "not UTF-8": server.answering(200, b'{"results": "\xff\xfe"}'),
    "a list": server.changed(a_list),
}
POST_FAULTS: dict[str, Fault] = PASSING | {
    "delivered twice": server.delivered_twice,
    "lies": server.lying,
    "413": server.answering(413),
    "400": server.answering(400, b'{"message": "\\u683c\\u5f0f"}'),
    **{
        change.__name__: server.changed(change)
        for change in (
            lacks_an_item, names_a_stranger, wrong_receipt, no_receipt, receipt_of_another_text, unknown_word,
            two_stories, busy_for_one, results_in_another_order, no_list, numbers_for_words,
        )
    },
}  # fmt: skip
GET_FAULTS: dict[str, Fault] = PASSING | {
    change.__name__: server.changed(change)
    for change in (another_page, another_text, not_yet_there, another_receipt, no_state)
}
CASES = [
    pytest.param(method, fault, id=f"{method}-{name}")
    for method, faults in (("POST", POST_FAULTS), ("GET", GET_FAULTS))
    for name, fault in faults.items()
]


def ready(platform: server.Platform, home: Path, task: Task) -> tuple[list[Delivery], dict[str, str]]:
    """Ten deliveries of a task, and what readers should see when all are done."""
    published = [publishing(number) for number in NUMBERS]
    if task is Task.PUBLISH:
        return published, {one.page_id: one.body for one in published}
    opened = platform.opened(home, SUPERVISION)
    assert {outcome.result for outcome in opened.deliver(published)} == {Result.CONFIRMED}
    opened.close()
    return [withdrawing(number) for number in NUMBERS], {}


def is_true(platform: server.Platform, outcome: Outcome) -> bool:
    """Whether what an outcome says is confirmed really stands so on the platform."""
    page = platform.state.pages.get(outcome.delivery.page_id)
    if page is None or page.receipt != outcome.reference or page.sequence < outcome.delivery.sequence:
        return False
    if outcome.delivery.task is Task.WITHDRAW:
        return page.state == "withdrawn" and page.body == ""
    return page.body == outcome.delivery.body and outcome.shown_hash == outcome.delivery.content_hash


def check(platform: server.Platform, deliveries: Sequence[Delivery], outcomes: Sequence[Outcome]) -> None:
    """What must hold of every answer, whatever the fault."""
    assert [outcome.delivery for outcome in outcomes] == list(deliveries)
    for outcome in outcomes:
        if outcome.result is Result.CONFIRMED:
            assert is_true(platform, outcome), outcome
            assert outcome.problem == outcome.code == ""
        else:
            assert outcome.problem
            assert outcome.code
            assert outcome.problem.isprintable()
            assert "！" not in outcome.problem


def finish(opened: HttpPlatform, deliveries: Sequence[Delivery]) -> None:
    """A later run, all faults mended: everything not yet confirmed goes through."""
    assert {outcome.result for outcome in opened.deliver(deliveries)} == {Result.CONFIRMED}


@pytest.mark.parametrize("task", list(Task))
@pytest.mark.parametrize("channel", [HALL, SUPERVISION])
@pytest.mark.parametrize("how", ["once", "always"])
@pytest.mark.parametrize(("method", "fault"), CASES)
def test_after_any_fault_the_platform_shows_what_it_should(
    platform: server.Platform,
    tmp_path: Path,
    method: str,
    fault: Fault,
    how: str,
    channel: Channel,
    task: Task,
) -> None:
    deliveries, wanted = ready(platform, tmp_path, task)
    answer_bytes = 1_000_000
    opened = platform.opened(tmp_path, channel, answer_bytes=answer_bytes, patience=3)
    queue = platform.on_post if method == "POST" else platform.on_get
    if how == "once":
        queue.append(fault)
    elif method == "POST":
        platform.always_on_post = fault
    else:
        platform.always_on_get = fault
    outcomes = opened.deliver(deliveries)
    check(platform, deliveries, outcomes)
    opened.close()
    platform.mend()
    later = platform.opened(tmp_path, channel)
    left = [outcome.delivery for outcome in outcomes if outcome.result is not Result.CONFIRMED]
    if left:
        finish(later, left)
    finish(later, deliveries)
    assert platform.shown() == wanted
    assert max(Counter(platform.state.changes).values()) == 1, "a change took effect twice"
    late = later.deliver([publishing(number) for number in NUMBERS]) if task is Task.WITHDRAW else []
    assert Result.CONFIRMED not in {outcome.result for outcome in late}
    assert platform.shown() == wanted, "an older sequence overwrote a newer one"
    later.close()
