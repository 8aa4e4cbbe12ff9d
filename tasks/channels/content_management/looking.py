"""Looking at everything a CMS shows, as the public reads it, to hold it against the register (promises 4 and 5)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tasks.channels.content_management.configuration import CmsSettings
from tasks.channels.content_management.exchange import Ask, Exchange
from tasks.channels.content_management.marked_text import marked_text, page_metadata
from tasks.channels.content_management.page_request import DECISION, PAGE_ID_NAME, page_request
from tasks.channels.content_management.reading_back import (
    PageSeen,
    PlaceUnread,
    asked_for_each,
    bodies,
    page_seen,
)
from tasks.channels.delivery import Delivery, Task

_PAGE_ID = re.compile(rb"(?<![0-9A-Za-z])[0-9a-z]{16,26}(?![0-9A-Za-z])")


@dataclass(slots=True)
class Listed:
    """What the places that are read through say.

    `named` are page ids, or what looks like one, by the place that names it last; `column` the last parts of the
    addresses in the column that are linked anywhere; `unread` the places that could not be read to their end.
    """

    named: dict[str, str] = field(default_factory=dict)
    column: set[str] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stranger:
    """A decision's page at an address the register does not know; `page_id` is what the page itself names, or ""."""

    address: str
    page_id: str


@dataclass(frozen=True, slots=True)
class Look:
    """How one decision stands there; `read` is False where it could not be looked at to the end.

    `problem` is what differs from the delivery, "" where nothing does; `shown` says whether the public still finds it.
    `sequence` is the change the CMS says it holds, as far as that was asked.
    """

    delivery: Delivery
    read: bool
    shown: bool
    hash: bytes
    problem: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Looking:
    """One look at a CMS; `log_origin` is the name of the log, as pages show it."""

    settings: CmsSettings
    exchange: Exchange
    log_origin: str

    def listed(self) -> Listed:
        """Read every list, feed and sitemap through."""
        found = Listed()
        linked = _links_into(self.settings.column)
        for place in self.settings.places:
            if place.of_one_decision:
                continue
            try:
                for body in bodies(place, self.exchange):
                    found.named |= {one.decode(): place.name for one in _PAGE_ID.findall(body)}
                    found.column |= {one.decode(errors="replace") for one in linked.findall(body)}
            except PlaceUnread as unread:
                found.unread.append(str(unread))
        return found

    def strangers(self, names: Collection[str], unread: list[str]) -> list[Stranger]:
        """Which of these addresses in the column show a decision; those that could not be read are told in `unread`."""
        addresses = [f"{self.settings.column}{name}/" for name in sorted(names)]
        answers = self.exchange.ask([Ask(address) for address in addresses])
        missed = [place for place, one in zip(addresses, answers, strict=True) if _not_answered(one.status)]
        if missed:
            unread.append(f"栏目中{len(missed)}个网址无法读回，如{missed[0]}")
        return [
            Stranger(address, dict(page_metadata(answer.body)).get(PAGE_ID_NAME, ""))
            for address, answer in zip(addresses, answers, strict=True)
            if answer.status == 200 and marked_text(answer.body, DECISION) is not None
        ]

    def looks(self, standing: Sequence[Delivery], shown_at: Mapping[str, str]) -> list[Look]:
        """How these decisions stand, each held against the delivery that would bring it about.

        `shown_at` names by page id a place that shows it beside its own address.
        """
        pages = [page_request(one, self.log_origin).page for one in standing]
        answers = self.exchange.ask([Ask(f"{self.settings.column}{one.page_id}/") for one in standing])
        seen = [page_seen(answer, page) for answer, page in zip(answers, pages, strict=True)]
        down = [one for one in standing if one.task is Task.WITHDRAW]
        found = self._found_one_by_one(down)
        told = dict(_told(standing, seen, found, shown_at))
        sequences = self._sequences([page_id for page_id, (_, _, problem) in told.items() if problem])
        return [
            _look(one, page, told[one.page_id], sequences.get(one.page_id))
            for one, page in zip(standing, seen, strict=True)
        ]

    def _found_one_by_one(self, down: Sequence[Delivery]) -> dict[str, tuple[bool, str]]:
        """By page id of what must not be found: that a search or an API finds it, or could not be read."""
        found: dict[str, tuple[bool, str]] = {}
        for place in self.settings.places:
            if place.of_one_decision:
                for page_id, answer in asked_for_each(place, down, self.exchange).items():
                    if answer[0] or page_id not in found:
                        found[page_id] = answer
        return found

    def _sequences(self, page_ids: Sequence[str]) -> dict[str, int]:
        """The newest change the CMS holds of some decisions, where it says so; 0 of what it does not know."""
        asks = [Ask(f"{self.settings.api}{one}", with_token=True) for one in page_ids]
        answers = zip(page_ids, self.exchange.ask(asks), strict=True)
        told = {
            page_id: answer.told.get("sequence") if answer.status == 200 else 0
            for page_id, answer in answers
            if answer.status in (200, 404)
        }
        return {page_id: number for page_id, number in told.items() if type(number) is int}


def _not_answered(status: int) -> bool:
    """No answer, or one that says nothing of the page."""
    return status in {0, 429} or status >= 500


def _look(one: Delivery, page: PageSeen, told: tuple[bool, bool, str], sequence: int | None) -> Look:
    """A text may be newer than the register's: where the CMS does not say, it is not looked at to the end."""
    read, shown, problem = told
    if read and problem and sequence is None and one.task is Task.PUBLISH:
        return Look(one, False, shown, page.hash, f"{problem}，且接口未说明所存次序", 0)
    return Look(one, read, shown, page.hash, problem, sequence or 0)


def _told(
    standing: Sequence[Delivery],
    seen: Sequence[PageSeen],
    found: Mapping[str, tuple[bool, str]],
    shown_at: Mapping[str, str],
) -> Iterator[tuple[str, tuple[bool, bool, str]]]:
    """By page id: whether it was read to the end, whether it is shown, and what differs."""
    for one, page in zip(standing, seen, strict=True):
        if _not_answered(page.status):
            yield one.page_id, (False, False, page.problem)
        elif one.task is Task.PUBLISH:
            yield one.page_id, (True, page.status == 200, page.problem)
        else:
            finds, where = found.get(one.page_id, (False, ""))
            place = shown_at.get(one.page_id, "")
            listed = f"{place}仍在显示" if place else ""
            shown = page.status == 200 or finds or bool(place)
            problem = "；".join(filter(None, (page.problem, listed, where)))
            yield one.page_id, (shown or bool(page.problem) or not where, shown, problem)


def _links_into(column: str) -> re.Pattern[bytes]:
    """Addresses right below the column, as written whole or from the site's root."""
    path = urlsplit(column).path
    site, below = re.escape(column.removesuffix(path)), re.escape(path)
    return re.compile(rf"(?<![0-9A-Za-z%/_-])(?:{site})?{below}([^\s/?#\"'<>&]+)".encode())
