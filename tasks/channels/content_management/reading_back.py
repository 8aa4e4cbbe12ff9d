"""Reading the CMS back as the public reads it: the decision's address, and every place that lists (promises 4 and 5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote

from tasks.channels.content_management.configuration import Place
from tasks.channels.content_management.exchange import Answer, Ask, Exchange
from tasks.channels.content_management.marked_text import links, marked_text, page_metadata
from tasks.channels.content_management.page_request import PublicPage
from tasks.channels.delivery import Delivery
from tasks.channels.website.visible_text import visible_texts

MOST_PAGES = 2000
"""Pages of one list that are read; a longer list is a problem, as the rest was not seen."""


@dataclass(frozen=True, slots=True)
class PageSeen:
    """What came back: status, SHA-256 of the visible text of our section, and what is wrong, "" where nothing is."""

    status: int
    hash: bytes
    problem: str


def page_seen(answer: Answer, expected: PublicPage) -> PageSeen:
    """A decision's address compared with what the public must read there."""
    text = marked_text(answer.body, expected.mark) if expected.mark else ""
    hashed = sha256((text or "").encode()).digest()
    return PageSeen(answer.status, hashed, _difference(answer, expected, text))


def _difference(answer: Answer, expected: PublicPage, text: str | None) -> str:
    if answer.problem:
        return f"读回网页时{answer.problem}"
    if answer.status != expected.status:
        return f"读回状态{answer.status}，应为{expected.status}"
    if text is None:
        return "读回的网页没有（或不止一处）标明的公开文本"
    if text != expected.text:
        return "读回的文字与应公开的不一致"
    return _around_it(answer, expected)


def _around_it(answer: Answer, expected: PublicPage) -> str:
    """What is wrong with the rest of the page."""
    found = page_metadata(answer.body) if expected.metadata else frozenset()
    missing = [name for name, content in expected.metadata if (name, content) not in found]
    if missing:
        return f"读回的网页元数据缺少或不符：{'、'.join(missing)}"
    if expected.unsaid and any(expected.unsaid in shown for shown in visible_texts(answer.body)):
        return "已停止公示的网页仍显示文书号"
    if expected.leads_to and not any(expected.leads_to in link for link in links(answer.body)):
        return "撤回说明没有链接到接替它的决定"
    return ""


class PlaceUnread(Exception):
    """A place that could not be read to its end proves nothing; the message is an officer's sentence."""


def still_shown(places: Sequence[Place], gone: Sequence[Delivery], exchange: Exchange) -> dict[str, str]:
    """By page id of a decision that is gone: where it still shows, or which place could not be read."""
    problems: dict[str, list[str]] = {one.page_id: [] for one in gone}
    if gone:
        for place in places:
            for page_id, problem in _still_in(place, gone, exchange).items():
                problems[page_id].append(problem)
    return {page_id: "；".join(found) for page_id, found in problems.items() if found}


def _still_in(place: Place, gone: Sequence[Delivery], exchange: Exchange) -> dict[str, str]:
    if place.of_one_decision:
        return {page_id: told for page_id, (_, told) in asked_for_each(place, gone, exchange).items()}
    found: dict[str, str] = {}
    try:
        for body in bodies(place, exchange):
            shown = [one.page_id for one in gone if one.page_id.encode() in body]
            found |= dict.fromkeys(shown, f"{place.name}仍在显示")
    except PlaceUnread as unread:
        return {one.page_id: str(unread) for one in gone}
    return found


def asked_for_each(place: Place, gone: Sequence[Delivery], exchange: Exchange) -> dict[str, tuple[bool, str]]:
    """A search or an API: one question for each decision; by page id whether it shows, or could not be read."""
    found = {}
    answers = exchange.ask([Ask(_filled(place, one)) for one in gone])
    for one, answer in zip(gone, answers, strict=True):
        if problem := _unreadable(place, answer):
            found[one.page_id] = (False, problem)
        elif one.page_id.encode() in answer.body:
            found[one.page_id] = (True, f"{place.name}仍可查到")
    return found


def bodies(place: Place, exchange: Exchange) -> Iterator[bytes]:
    """A list, a feed, a sitemap, page by page to its end; PlaceUnread where that cannot be reached."""
    before = b""
    for number in range(1, MOST_PAGES + 1):
        (answer,) = exchange.ask([Ask(place.address.format(page=number))])
        if number > 1 and (answer.status == 404 or answer.body == before):
            return
        if problem := _unreadable(place, answer):
            raise PlaceUnread(problem)
        yield answer.body
        before = answer.body
        if not place.in_pages:
            return
    raise PlaceUnread(f"{place.name}超过{MOST_PAGES}页，未能读完")


def _filled(place: Place, one: Delivery) -> str:
    return place.address.format(
        page_id=one.page_id, document_number=quote(one.document_number, safe=""), page=1
    )


def _unreadable(place: Place, answer: Answer) -> str:
    if answer.problem:
        return f"{place.name}无法读回：{answer.problem}"
    return "" if answer.status == 200 else f"{place.name}无法读回：状态{answer.status}"
