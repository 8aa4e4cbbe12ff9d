"""Checking the site against the register: every difference, wherever it is (`gongshi verify`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from tasks.channels.website import addresses
from tasks.channels.website.channel import Website
from tasks.channels.website.files import gone_paths, public_paths
from tasks.channels.website.log_files import KeyExposed, SecondHistory, published_head
from tasks.channels.website.reading_back import Expected, read_back
from tasks.law.acts import Channel
from tasks.law.lifecycle import PublicationState
from tasks.law.merkle import commitment, leaf_hash
from tasks.register.database import Register
from tasks.register.schema import decision, edition, live_file, log_leaf, publication
from tasks.register.transparency import read_frontier, root_at, root_of_leaves

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
    found += _check_log(register, website)
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


def _check_log(register: Register, website: Website) -> list[Difference]:
    try:
        head = published_head(website)
    except (SecondHistory, KeyExposed) as error:
        return [Difference("公示日志", "", str(error))]
    with register.reading() as connection:
        frontier = read_frontier(connection)
        if head is None:
            return [Difference("公示日志", "", "网站上没有日志首部")] if frontier.size else []
        if head.size > frontier.size or root_at(connection, head.size) != head.root:
            return [
                Difference("公示日志", "", "网站上的日志首部与登记簿不是同一历史，登记簿可能由旧备份恢复")
            ]
        if root_of_leaves(connection, head.size) != head.root:
            return [Difference("公示日志", "", "登记簿中的日志叶与已公开的日志首部不符")]
        return [*_unlogged(connection, head.size)]


def _unlogged(connection: sa.Connection, size: int) -> Iterator[Difference]:
    """Published editions whose leaf is missing from the head or commits to something else."""
    rows = connection.execute(
        sa.select(
            decision.c.document_number, edition.c.hash, edition.c.salt, edition.c.leaf_index, log_leaf.c.hash
        )
        .join_from(publication, edition, edition.c.id == publication.c.live_edition_id)
        .join(decision, decision.c.id == publication.c.decision_id)
        .outerjoin(log_leaf, log_leaf.c.index == edition.c.leaf_index)
        .where(publication.c.state == PublicationState.PUBLISHED)
    )
    for number, content_hash, salt, index, leaf in rows:
        if leaf is None or index >= size or leaf != leaf_hash(commitment(salt, content_hash)):
            yield Difference("公示日志", number, "公开文本不在日志中，或与日志不符")
