"""What the website should answer, as the register has settled it: in portions, or for named addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from tasks.channels.website import addresses
from tasks.law.lifecycle import PublicationState
from tasks.law.reconciling import Kind, Wanted
from tasks.register.database import Register
from tasks.register.site_desired import (
    FileStanding,
    PageStanding,
    files_after,
    files_named,
    pages_after,
    pages_named,
)

LOG = "/log/"


def desired_portions(register: Register, size: int) -> Iterator[dict[str, Wanted]]:
    """Every address the site answers or answered, `size` at a time; each portion is read for itself."""
    after = ""
    while True:
        with register.reading() as connection:
            pages = pages_after(connection, after, size)
            wanted = _pages(connection, pages)
        if not pages:
            break
        after = pages[-1].page_id
        yield wanted
    after = ""
    while True:
        with register.reading() as connection:
            files = files_after(connection, after, addresses.DECISIONS, size)
        if not files:
            return
        after = files[-1].path
        yield {one.path: _file(one) for one in files}


def desired_at(register: Register, paths: Iterable[str]) -> dict[str, Wanted]:
    """What should stand at these addresses; one that the register does not know is left out."""
    by_page = {page_id: path for path in paths if (page_id := addresses.page_id_of(path))}
    others = [path for path in paths if not addresses.page_id_of(path) and len(path) <= addresses.LONGEST]
    with register.reading() as connection:
        wanted = _pages(connection, pages_named(connection, by_page))
        return wanted | {one.path: _file(one) for one in files_named(connection, others)}


def _pages(connection: sa.Connection, pages: list[PageStanding]) -> dict[str, Wanted]:
    paths = [addresses.decision_page(page.page_id) for page in pages]
    stones = {one.path: one.hash for one in files_named(connection, paths) if one.status == 410}
    return {path: _page(page, stones.get(path)) for path, page in zip(paths, pages, strict=True)}


def _page(page: PageStanding, stone: bytes | None) -> Wanted:
    """A page whose publication or withdrawal is to be done is that step's; one to be removed is down already."""
    number = page.document_number
    if page.to_do in ("publish", "withdraw"):
        return Wanted(Kind.UNDER_WAY, decision=number)
    if page.state == PublicationState.PUBLISHED and page.page_hash is not None and page.to_do is None:
        return Wanted(Kind.PAGE, page.page_hash, number)
    ended = page.state in (PublicationState.WITHDRAWN, PublicationState.EXPIRED)
    if ended and stone is not None:
        return Wanted(Kind.TOMBSTONE, stone, number, ended=True)
    return Wanted(Kind.NOTHING, decision=number, ended=ended)


def _file(one: FileStanding) -> Wanted:
    return Wanted(Kind.LOG if one.path.startswith(LOG) else Kind.LISTING, one.hash)
