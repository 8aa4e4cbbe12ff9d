"""Publishing decision pages: intent, log leaf, files, reading back, receipt (promises 5 to 7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

import orjson

from tasks.channels.website import addresses
from tasks.channels.website.channel import FILING, Website, day_of, entry_of
from tasks.channels.website.files import bring_back, write_files
from tasks.channels.website.reading_ahead import ReadingAhead
from tasks.channels.website.reading_back import Expected, Reading
from tasks.channels.website.renewals import renew_links
from tasks.register.database import Register, instant_text
from tasks.register.page_history import PageHistory, read_histories
from tasks.register.publication_work import (
    PageRead,
    PageToPublish,
    Position,
    intend_pages,
    settle_pages,
)
from tasks.register.site_rows import forget_files

BATCH_PAGES = 2_500


@dataclass(frozen=True, slots=True)
class PagesPublished:
    """How many pages were seen by the public's way, and what kept the others."""

    published: int
    problems: tuple[str, ...]


def publish_pages(register: Register, website: Website) -> PagesPublished:
    """Publish every page that is due, oldest deadline first; the caller holds the claim "website".

    While one batch is read back the next is rendered; each is settled as soon as its readings are there.
    """
    published, problems = 0, []
    for written in _written_batches(register, website):
        readings = written.readings()
        published += settle_pages(register, readings, website.clock(), website.read_from)
        problems += _told(readings)
    problems += renew_links(register, website)
    return PagesPublished(published, tuple(problems))


def _written_batches(register: Register, website: Website) -> Iterator[_Written]:
    """Batches in order, each given once the one after it has been written."""
    after: Position = ("", 0)
    before: _Written | None = None
    with ReadingAhead(website.read_from, website.reader) as reader:
        while pages := intend_pages(register, FILING, after, BATCH_PAGES, website.clock()):
            after = (pages[-1].due_on, pages[-1].publication_id)
            written = _write(register, website, pages, reader)
            if before is not None:
                yield before
            before = written
        if before is not None:
            yield before


@dataclass(frozen=True, slots=True)
class _Written:
    """A batch whose files stand and whose reading back is under way."""

    pages: Sequence[PageToPublish]
    expected: Sequence[Expected]
    reading: Future[list[Reading]]

    def readings(self) -> list[PageRead]:
        """What came back for each page, once it is there."""
        return [
            PageRead(
                page,
                reading.status,
                one.hash or b"",
                None if reading.ok else reading.problem,
                reading.waiting_for,
                reading.observer,
            )
            for page, one, reading in zip(self.pages, self.expected, self.reading.result(), strict=True)
        ]


def _write(
    register: Register, website: Website, pages: Sequence[PageToPublish], reader: ReadingAhead
) -> _Written:
    now = instant_text(website.clock())
    pasts = _pasts(register, pages, now)
    files = {
        addresses.decision_page(page.page_id): website.pages.decision(
            entry_of(page, day_of(page.sent_at or now), website.log_origin, pasts.get(page.publication_id))
        )
        for page in pages
    }
    hashes = write_files(website.root, files).hashes
    forget_files(register, bring_back(website.root, files))
    expected = [Expected(path, 200, hashes[path]) for path in files]
    return _Written(pages, expected, reader.hand_in(expected))


def _pasts(register: Register, pages: Sequence[PageToPublish], now: str) -> dict[int, PageHistory]:
    """What the pages say of their own past; one that waits for a receipt is written as it was."""
    by_instant: dict[str, dict[int, int]] = defaultdict(dict)
    for page in pages:
        by_instant[page.sent_at or now][page.publication_id] = page.edition_id
    found: dict[int, PageHistory] = {}
    with register.reading() as connection:
        for instant, shown in by_instant.items():
            found |= read_histories(connection, shown, instant)
    return found


def _told(readings: Sequence[PageRead]) -> list[str]:
    return [
        f"{orjson.loads(reading.page.body).get('文书号') or reading.page.page_id}：{reading.problem}"
        for reading in readings
        if reading.problem and not reading.waiting_for
    ]
