"""Publishing decision pages: intent, log leaf, files, reading back, receipt (promises 5 to 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.channels.website import addresses
from tasks.channels.website.channel import FILING, Website, entry_of
from tasks.channels.website.files import write_files
from tasks.channels.website.reading_back import Expected, read_back
from tasks.register.database import Register
from tasks.register.publication_work import (
    PageRead,
    PageToPublish,
    Position,
    intend_pages,
    settle_pages,
)

BATCH_PAGES = 4_000


@dataclass(frozen=True, slots=True)
class PagesPublished:
    """How many pages were seen by the public's way, and what kept the others."""

    published: int
    problems: tuple[str, ...]


def publish_pages(register: Register, website: Website) -> PagesPublished:
    """Publish every page that is due, oldest deadline first; the caller holds the claim "website"."""
    published, problems = 0, []
    after: Position = ("", 0)
    while pages := intend_pages(register, FILING, after, BATCH_PAGES, website.clock()):
        readings = _publish(website, pages)
        published += settle_pages(register, readings, website.clock(), website.read_from)
        problems += [f"{r.page.page_id}：{r.problem}" for r in readings if r.problem]
        after = (pages[-1].due_on, pages[-1].publication_id)
    return PagesPublished(published, tuple(problems))


def _publish(website: Website, pages: Sequence[PageToPublish]) -> list[PageRead]:
    today = website.today
    paths = [addresses.decision_page(page.page_id) for page in pages]
    written = write_files(
        website.root,
        {
            path: website.pages.decision(entry_of(page, today, website.log_origin))
            for path, page in zip(paths, pages, strict=True)
        },
    )
    readings = read_back(website.read_from, [Expected(path, 200, written.hashes[path]) for path in paths])
    return [
        PageRead(page, reading.status, written.hashes[path], None if reading.ok else reading.problem)
        for page, path, reading in zip(pages, paths, readings, strict=True)
    ]
