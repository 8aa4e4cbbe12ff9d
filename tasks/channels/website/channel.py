"""The website as a channel: where its files are, how its pages look, where it is read back from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from tasks.channels.website import addresses
from tasks.channels.website.page_content import Entry, Replaced, Revision, decision_title
from tasks.channels.website.reading_back import Expected, Reading, read_back
from tasks.channels.website.rendering import Pages
from tasks.law.acts import ActType
from tasks.law.lifecycle import WithdrawalReason
from tasks.law.shanghai import shanghai_date
from tasks.law.withdrawing import REASON_NAMES
from tasks.register.list_places import PartOf
from tasks.register.page_history import PageHistory

Clock = Callable[[], datetime]
Reader = Callable[[Sequence[Expected]], list[Reading]]
"""Reads addresses where the public reads them, or says what it waits for; the readings come in order."""


@dataclass(frozen=True)
class Website:
    """One website: `root` holds its files, `read_from` is where the public reads them.

    `reader` reads in our place where a network gap keeps us from it; `unseen` then tells which lists and files,
    asked up to a work list, nobody has seen yet as they should be.
    """

    root: Path
    pages: Pages
    read_from: str
    log_key: Path
    log_origin: str
    clock: Clock
    reader: Reader | None = None
    unseen: Callable[[str | None], list[str]] | None = None

    def read(self, expected: Sequence[Expected]) -> list[Reading]:
        """What the public sees at these addresses, in order."""
        return self.reader(expected) if self.reader else read_back(self.read_from, expected)

    @property
    def today(self) -> str:
        """The Shanghai date, as pages show it."""
        return shanghai_date(self.clock()).isoformat()


def day_of(instant: str) -> str:
    """The Shanghai date of an instant as the register keeps it."""
    return shanghai_date(datetime.fromisoformat(instant)).isoformat()


def _act_part(act_type: str, decided_on: str) -> str:
    return addresses.act_part(ActType(act_type), decided_on).key


def _office_part(office: str, decided_on: str) -> str:
    return addresses.office_part(office, decided_on).key


FILING = PartOf(_act_part, _office_part, addresses.LIST_SIZE)
"""How decisions are filed into lists; a block is one list page."""


def entry_of(shown: Any, published_on: str, log_origin: str, past: PageHistory | None = None) -> Entry:
    """The page content of a decision; `shown` carries its edition, log place and filing.

    `published_on` holds where the page has no past; one that showed before keeps its first day.
    """
    fields: dict[str, str] = orjson.loads(shown.body)
    act_type = ActType(shown.act_type)
    party, number = fields.get("执法对象", ""), fields.get("文书号", "")
    return Entry(
        page_id=shown.page_id,
        title=decision_title(party, act_type, number),
        act_type=act_type,
        authority=fields.get("执法机关", ""),
        party=party,
        document_number=number,
        decided_on=shown.decided_on,
        published_on=day_of(past.first_published_at) if past and past.first_published_at else published_on,
        office=shown.office,
        fields=fields,
        redacted=shown.redacted,
        leaf_index=shown.leaf_index,
        salt_hex=shown.salt.hex(),
        edition_hash_hex=shown.edition_hash.hex(),
        log_origin=log_origin,
        revision=_revision(past),
        replaces=_replaces(past),
    )


def _revision(past: PageHistory | None) -> Revision | None:
    if past is None or not past.revised_at:
        return None
    return Revision(day_of(past.revised_at), past.corrected, past.earlier_leaf)


def _replaces(past: PageHistory | None) -> tuple[Replaced, ...]:
    return tuple(
        Replaced(
            addresses.decision_page(one.page_id),
            one.document_number,
            REASON_NAMES[WithdrawalReason(one.reason)],
            day_of(one.ended_at),
        )
        for one in (past.replaces if past else ())
    )
