"""Withdrawing pages: the address answers 410, or 404 where all must vanish; read back everywhere (promise 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from tasks.channels.website import addresses
from tasks.channels.website.channel import Website
from tasks.channels.website.files import gone_file, put_gone, remove_files, vanish
from tasks.channels.website.page_content import Tombstone
from tasks.channels.website.reading_back import Expected, Reading
from tasks.channels.website.renewals import renew_links
from tasks.channels.website.stale_lists import refresh_lists
from tasks.law.lifecycle import PUBLIC_REASONS, WithdrawalReason
from tasks.law.withdrawing import COMES_BACK, REASON_NAMES
from tasks.register.database import Register
from tasks.register.removal_work import pages_to_remove, settle_removals
from tasks.register.site_rows import forget_files, settle_files
from tasks.register.withdrawal_work import (
    PageToWithdraw,
    WithdrawalRead,
    intend_withdrawals,
    settle_withdrawals,
)


@dataclass(frozen=True, slots=True)
class PagesWithdrawn:
    """How many addresses were seen to be down everywhere, and what kept the others."""

    withdrawn: int
    problems: tuple[str, ...]


def withdraw_pages(register: Register, website: Website) -> PagesWithdrawn:
    """Bring down every page whose withdrawal was requested; the caller holds the claim "website"."""
    pages = intend_withdrawals(register, website.clock())
    bring_down(register, website, pages)
    lists = refresh_lists(register, website)
    readings = _read_down(website, pages, lists.problems)
    withdrawn = settle_withdrawals(register, readings, website.clock(), website.read_from)
    problems = [f"{r.page.page_id}：{r.problem}" for r in readings if r.problem and not r.waiting_for]
    return PagesWithdrawn(withdrawn, (*problems, *lists.problems, *renew_links(register, website)))


def remove_unread(register: Register, website: Website) -> tuple[str, ...]:
    """Take away pages that were written but must wait after all; the caller holds the claim "website"."""
    pages = pages_to_remove(register)
    if not pages:
        return ()
    paths = [addresses.decision_page(page_id) for page_id in pages.values()]
    remove_files(website.root, paths)
    readings = website.read([_removed(website, path) for path in paths])
    settle_removals(register, [i for i, r in zip(pages, readings, strict=True) if r.ok])
    return tuple(f"{r.path}：{r.problem}" for r in readings if not r.ok and not r.waiting_for)


def _removed(website: Website, path: str) -> Expected:
    """Nothing stands at the address, or still the page that says it is being corrected."""
    gone = gone_file(website.root, path)
    return Expected(path, 410, sha256(gone.read_bytes()).digest()) if gone.exists() else Expected(path, 404)


def bring_down(register: Register, website: Website, pages: Sequence[PageToWithdraw]) -> None:
    """Put each page's notice in its place, or nothing where all must vanish."""
    gone = {
        addresses.decision_page(page.page_id): website.pages.gone(tombstone_of(page))
        for page in pages
        if page.reason is not WithdrawalReason.IN_ERROR
    }
    lost = [addresses.decision_page(p.page_id) for p in pages if p.reason is WithdrawalReason.IN_ERROR]
    written = put_gone(website.root, gone)
    vanish(website.root, lost)
    settle_files(register, written.hashes, 410)
    forget_files(register, lost)


def tombstone_of(page: PageToWithdraw) -> Tombstone:
    """What stands at the address; an ending the law does not want told shows nothing at all."""
    if page.reason in COMES_BACK:
        return Tombstone(page.page_id, REASON_NAMES[page.reason])
    if page.reason not in PUBLIC_REASONS:
        return Tombstone(page.page_id)
    successor = addresses.decision_page(page.replaced_by_page) if page.replaced_by_page else None
    return Tombstone(page.page_id, REASON_NAMES[page.reason], page.explanation, successor)


def _read_down(
    website: Website, pages: Sequence[PageToWithdraw], list_problems: Sequence[str]
) -> list[WithdrawalRead]:
    expected = []
    for page in pages:
        path = addresses.decision_page(page.page_id)
        if page.reason is WithdrawalReason.IN_ERROR:
            expected.append(Expected(path, 404, None))
        else:
            expected.append(Expected(path, 410, sha256(website.pages.gone(tombstone_of(page))).digest()))
    kept = "；".join(list_problems) or None
    return [
        _down(website, page, one, reading, kept)
        for page, one, reading in zip(pages, expected, website.read(expected), strict=True)
    ]


def _down(
    website: Website, page: PageToWithdraw, one: Expected, reading: Reading, kept: str | None
) -> WithdrawalRead:
    """A withdrawn address as it was read; gone everywhere only once the lists that showed it were seen too."""
    problem, waiting_for = None if reading.ok else reading.problem, reading.waiting_for
    if reading.ok and website.unseen is not None and (left := website.unseen(page.sent_as)):
        problem, waiting_for = f"待观察员核对{len(left)}个列表等文件", page.sent_as or ""
    seen = one.hash or b"\0" * 32
    return WithdrawalRead(page, reading.status, seen, problem or kept, waiting_for, reading.observer)
