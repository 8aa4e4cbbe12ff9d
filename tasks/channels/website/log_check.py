"""Checking the public log: its head against the register's leaves, its leaves against what is public."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import sqlalchemy as sa

from tasks.channels.website.channel import Website
from tasks.channels.website.log_files import KeyExposed, SecondHistory, published_head
from tasks.law.acts import Channel
from tasks.law.lifecycle import PublicationState
from tasks.law.merkle import commitment, leaf_hash
from tasks.register.database import Register
from tasks.register.schema import decision, edition, log_leaf, publication
from tasks.register.transparency import read_frontier, root_at, root_of_leaves

_ROWS_AT_ONCE = 5_000


class LogFault(NamedTuple):
    """One fault of the log, and the decision it is about, if any."""

    decision: str
    problem: str


def check_log(register: Register, website: Website) -> list[LogFault]:
    """Every way in which log, register and public editions do not agree."""
    try:
        head = published_head(website)
    except (SecondHistory, KeyExposed) as error:
        return [LogFault("", str(error))]
    with register.reading() as connection:
        frontier = read_frontier(connection)
        if head is None:
            return [LogFault("", "网站上没有日志首部")] if frontier.size else []
        if head.size > frontier.size or root_at(connection, head.size) != head.root:
            return [LogFault("", "网站上的日志首部与登记簿不是同一历史，登记簿可能由旧备份恢复")]
        if root_of_leaves(connection, head.size) != head.root:
            return [LogFault("", "登记簿中的日志叶与已公开的日志首部不符")]
        return [*_unlogged(connection, head.size)]


def _unlogged(connection: sa.Connection, size: int) -> Iterator[LogFault]:
    """Published editions whose leaf is missing from the head or commits to something else."""
    rows = connection.execute(
        sa.select(
            decision.c.document_number, edition.c.hash, edition.c.salt, edition.c.leaf_index, log_leaf.c.hash
        )
        .join_from(publication, edition, edition.c.id == publication.c.live_edition_id)
        .join(decision, decision.c.id == publication.c.decision_id)
        .outerjoin(log_leaf, log_leaf.c.index == edition.c.leaf_index)
        .where(publication.c.channel == Channel.WEBSITE, publication.c.state == PublicationState.PUBLISHED),
        execution_options={"yield_per": _ROWS_AT_ONCE},
    )
    for number, content_hash, salt, index, leaf in rows:
        if leaf is None or index >= size or leaf != leaf_hash(commitment(salt, content_hash)):
            yield LogFault(number, "公开文本不在日志中，或与日志不符")
