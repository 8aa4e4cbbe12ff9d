"""Checking the site against the register: every difference, wherever it is (`gongshi verify`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from tasks.channels.website import addresses
from tasks.channels.website.channel import Website
from tasks.channels.website.files import gone_paths, public_paths
from tasks.channels.website.reading_back import Expected, read_back
from tasks.law.acts import Channel
from tasks.law.lifecycle import PublicationState
from tasks.register.database import Register
from tasks.register.schema import decision, live_file, publication

_READ_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as the register says: where, about which decision, what."""

    place: str
    decision: str
    problem: str


def check_site(register: Register, website: Website) -> list[Difference]:
    """Read back every address the site should answer and look for files it should not have."""
    wanted = _wanted(register)
    found = []
    for expected in _portions(wanted):
        for reading in read_back(website.read_from, expected):
            if not reading.ok:
                found.append(Difference(reading.path, wanted[reading.path][2], reading.problem or ""))
    found += _strangers(website, wanted)
    return found


Wanted = dict[str, tuple[int, bytes, str]]


def _wanted(register: Register) -> Wanted:
    """Address to (status, hash, document number) as the register has settled them."""
    with register.reading() as connection:
        files = connection.execute(sa.select(live_file.c.path, live_file.c.status, live_file.c.hash))
        wanted: Wanted = {path: (status, known, "") for path, status, known in files}
        pages = connection.execute(
            sa.select(decision.c.page_id, publication.c.page_hash, decision.c.document_number)
            .join_from(publication, decision, decision.c.id == publication.c.decision_id)
            .where(
                publication.c.channel == Channel.WEBSITE, publication.c.state == PublicationState.PUBLISHED
            )
        )
        for page_id, page_hash, number in pages:
            wanted[addresses.decision_page(page_id)] = (200, page_hash, number)
    return wanted


def _portions(wanted: Mapping[str, tuple[int, bytes, str]]) -> Iterator[list[Expected]]:
    expected = [Expected(path, status, known) for path, (status, known, _) in wanted.items()]
    for first in range(0, len(expected), _READ_AT_ONCE):
        yield expected[first : first + _READ_AT_ONCE]


def _strangers(website: Website, wanted: Wanted) -> list[Difference]:
    public = {path for path, (status, _, _) in wanted.items() if status == 200}
    gone = {path for path, (status, _, _) in wanted.items() if status == 410}
    strange = [
        *(("网站文件", path) for path in public_paths(website.root) - public),
        *(("撤下文件", path) for path in gone_paths(website.root) - gone),
    ]
    return [Difference(f"{kind}{path}", "", "登记簿中没有此文件") for kind, path in sorted(strange)]
