"""What the register says the website should answer, read in portions so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.law.lifecycle import PublicationState
from tasks.register.schema import decision, live_file, publication
from tasks.register.selection import temporary

_ONCE_PUBLIC = (PublicationState.PUBLISHED, PublicationState.WITHDRAWN, PublicationState.EXPIRED)


class PageStanding(NamedTuple):
    """Where one decision stands on the website; `page_hash` is what was read back last."""

    page_id: str
    state: str
    to_do: str | None
    page_hash: bytes | None
    document_number: str


class FileStanding(NamedTuple):
    """What an address beside the decision pages should answer."""

    path: str
    status: int
    hash: bytes


_PAGES = (
    sa.select(
        decision.c.page_id,
        publication.c.state,
        publication.c.to_do,
        publication.c.page_hash,
        decision.c.document_number,
    )
    .join_from(publication, decision, decision.c.id == publication.c.decision_id)
    .where(publication.c.channel == Channel.WEBSITE)
)


def pages_after(connection: sa.Connection, after: str, limit: int) -> list[PageStanding]:
    """Up to `limit` pages that were public at some time, by page id, beginning behind `after`."""
    query = _PAGES.where(decision.c.page_id > after, publication.c.state.in_(_ONCE_PUBLIC))
    return [PageStanding(*row) for row in connection.execute(query.order_by(decision.c.page_id).limit(limit))]


def pages_named(connection: sa.Connection, page_ids: Iterable[str]) -> list[PageStanding]:
    """The pages of these ids, whatever their state; unknown ids are left out."""
    column = sa.Column("page_id", sa.String(26), primary_key=True)
    rows = [{"page_id": one} for one in dict.fromkeys(page_ids)]
    with temporary(connection, "named_pages", [column], rows) as table:
        query = _PAGES.where(decision.c.page_id.in_(sa.select(table.c.page_id)))
        return [PageStanding(*row) for row in connection.execute(query)]


def files_after(connection: sa.Connection, after: str, pages: str, limit: int) -> list[FileStanding]:
    """Up to `limit` files by address, beginning behind `after`; those under `pages` are decision pages' own."""
    query = (
        sa.select(live_file.c.path, live_file.c.status, live_file.c.hash)
        .where(live_file.c.path > after, sa.not_(live_file.c.path.startswith(pages, autoescape=True)))
        .order_by(live_file.c.path)
        .limit(limit)
    )
    return [FileStanding(*row) for row in connection.execute(query)]


def files_named(connection: sa.Connection, paths: Iterable[str]) -> list[FileStanding]:
    """What these addresses should answer; unknown ones are left out."""
    column = sa.Column("path", sa.String(300), primary_key=True)
    rows = [{"path": one} for one in dict.fromkeys(paths)]
    with temporary(connection, "named_files", [column], rows) as table:
        query = sa.select(live_file.c.path, live_file.c.status, live_file.c.hash).where(
            live_file.c.path.in_(sa.select(table.c.path))
        )
        return [FileStanding(*row) for row in connection.execute(query)]
