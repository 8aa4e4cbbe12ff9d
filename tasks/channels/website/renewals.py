"""Writing pages again whose links to another decision changed: 410 pages and the pages of their successors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tasks.channels.website import addresses
from tasks.channels.website.channel import Website, day_of, entry_of
from tasks.channels.website.files import put_gone, write_files
from tasks.channels.website.page_content import Tombstone
from tasks.channels.website.reading_back import Expected, Reading
from tasks.law.lifecycle import WithdrawalReason
from tasks.law.withdrawing import REASON_NAMES
from tasks.register.database import Register, instant_text
from tasks.register.page_history import PageHistory, read_histories
from tasks.register.site_rows import ShownPage, settle_files
from tasks.register.successions import (
    GonePage,
    Renewed,
    gone_to_renew,
    pages_to_renew,
    settle_renewed,
)


def renew_links(register: Register, website: Website) -> tuple[str, ...]:
    """Renew every page whose links are no longer right; gives what did not read back as written.

    The caller holds the claim "website". A page that did not is tried again by the next run.
    """
    with register.reading() as connection:
        gone, shown = gone_to_renew(connection), pages_to_renew(connection)
        histories = read_histories(
            connection,
            {one.publication_id: one.edition_id for one in shown},
            instant_text(website.clock()),
        )
    return (*_renew_gone(register, website, gone), *_renew_shown(register, website, shown, histories))


def _renew_gone(register: Register, website: Website, pages: Sequence[GonePage]) -> tuple[str, ...]:
    if not pages:
        return ()
    files = {addresses.decision_page(page.page_id): website.pages.gone(_tombstone(page)) for page in pages}
    hashes = put_gone(website.root, files).hashes
    settle_files(register, hashes, 410)
    readings = website.read([Expected(path, 410, hashes[path]) for path in files])
    good = [
        Renewed(page.publication_id, None, reading.status, hashes[reading.path])
        for page, reading in zip(pages, readings, strict=True)
        if reading.ok
    ]
    settle_renewed(register, good, "withdrawn", website.clock(), website.read_from)
    return _problems(readings)


def _tombstone(page: GonePage) -> Tombstone:
    successor = addresses.decision_page(page.successor_page) if page.successor_page else None
    reason = WithdrawalReason(page.reason)
    return Tombstone(page.page_id, REASON_NAMES[reason], page.explanation, successor)


def _renew_shown(
    register: Register, website: Website, pages: Sequence[ShownPage], histories: Mapping[int, PageHistory]
) -> tuple[str, ...]:
    if not pages:
        return ()
    files = {}
    for page in pages:
        entry = entry_of(
            page, day_of(page.published_at), website.log_origin, histories.get(page.publication_id)
        )
        files[addresses.decision_page(page.page_id)] = website.pages.decision(entry)
    hashes = write_files(website.root, files).hashes
    readings = website.read([Expected(path, 200, hashes[path]) for path in files])
    good = [
        Renewed(page.publication_id, page.edition_id, reading.status, hashes[reading.path])
        for page, reading in zip(pages, readings, strict=True)
        if reading.ok
    ]
    settle_renewed(register, good, "published", website.clock(), website.read_from)
    return _problems(readings)


def _problems(readings: Sequence[Reading]) -> tuple[str, ...]:
    return tuple(f"{one.path}：{one.problem}" for one in readings if not one.ok and not one.waiting_for)
