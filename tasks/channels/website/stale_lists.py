"""Writing again what a publication or withdrawal made stale: list pages, downloads, sitemaps, overviews."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from tasks.channels.website import addresses, machine_files
from tasks.channels.website.addresses import Part, part_from_key
from tasks.channels.website.channel import Website, day_of, entry_of
from tasks.channels.website.files import write_files
from tasks.channels.website.page_content import (
    DeletedEntry,
    Entry,
    ListPage,
    PartCount,
    SiteFacts,
    WithdrawalItem,
)
from tasks.channels.website.reading_back import Expected
from tasks.law.acts import ACT_SLUGS, ActType
from tasks.law.lifecycle import WithdrawalReason
from tasks.law.shanghai import SHANGHAI
from tasks.law.withdrawing import REASON_NAMES
from tasks.register.database import Register
from tasks.register.ending_rows import PublicWithdrawal, Removal, read_removals, read_withdrawals
from tasks.register.site_rows import (
    PartStanding,
    ShownDecision,
    known_hashes,
    read_newest,
    read_part,
    read_parts,
    read_stale,
    recount_parts,
    settle_files,
)

_LISTS_PER_BLOCK = addresses.BLOCK_SIZE // addresses.LIST_SIZE
_FILES_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class ListsWritten:
    """How many files changed, which did not read back as written, and how many an observer has yet to see."""

    changed: int
    problems: tuple[str, ...]
    waiting: int = 0


def refresh_lists(register: Register, website: Website, *, all_overviews: bool = False) -> ListsWritten:
    """Write every stale list again and read it back; what does not match stays stale for the next run."""
    with register.writing() as connection:
        stale = read_stale(connection)
        recount_parts(connection, stale)
    if not stale and not all_overviews:
        return ListsWritten(0, ())
    changed = waiting = 0
    problems: list[str] = []
    for files in _files(register, website, stale):
        done = _write(register, website, files)
        changed += done.changed
        problems += done.problems
        waiting += done.waiting
    if not problems and not waiting:
        settle_files(register, {}, 200, stale)
    return ListsWritten(changed, tuple(problems), waiting)


def _write(register: Register, website: Website, files: Mapping[str, bytes]) -> ListsWritten:
    with register.reading() as connection:
        known = known_hashes(connection, files)
    written = write_files(website.root, files)
    expected = [
        Expected(path, 200, written.hashes[path])
        for path in files
        if path in written.changed or known.get(path) != written.hashes[path]
    ]
    readings = website.read(expected)
    problems = tuple(f"{r.path}：{r.problem}" for r in readings if not r.ok and not r.waiting_for)
    good = {r.path: written.hashes[r.path] for r in readings if r.ok}
    settle_files(register, good, 200)
    return ListsWritten(len(good), problems, sum(bool(r.waiting_for) for r in readings))


def _files(
    register: Register, website: Website, stale: Mapping[str, Mapping[int, int]]
) -> Iterator[dict[str, bytes]]:
    """Everything the stale blocks touch, in portions; the overviews come last."""
    with register.reading() as connection:
        parts = {one.part: one for one in read_parts(connection)}
        files: dict[str, bytes] = {}
        for key, numbers in sorted(stale.items()):
            files |= _part_files(connection, website, parts[key], numbers)
            if len(files) > _FILES_AT_ONCE:
                yield files
                files = {}
        files |= _overviews(connection, website, parts.values(), {part_from_key(key) for key in stale})
    yield files


def _part_files(
    connection: sa.Connection, website: Website, standing: PartStanding, stale: Iterable[int]
) -> dict[str, bytes]:
    part = part_from_key(standing.part)
    last = addresses.list_number(max(standing.next_ordinal - 1, 0))
    numbers = sorted({n for block in stale for n in (block, block + 1) if 1 <= n <= last})
    blocks = sorted({(number - 1) // _LISTS_PER_BLOCK + 1 for number in numbers})
    if part.of_office:
        spans = [addresses.list_ordinals(number) for number in numbers]
    else:
        spans = [addresses.block_ordinals(block) for block in blocks]
    entries = _entries(website, read_part(connection, standing.part, part.of_office, spans))
    files = {
        addresses.list_page(part, number): website.pages.list_page(
            ListPage(
                standing.name,
                part,
                number,
                tuple(entries[o].row for o in addresses.list_ordinals(number) if o in entries),
                number < last,
            )
        )
        for number in numbers
    }
    if not part.of_office:
        for block in blocks:
            files |= _block_files(website, part, block, entries)
    return files


def _entries(website: Website, shown: Iterable[ShownDecision]) -> dict[int, Entry]:
    return {one.ordinal: entry_of(one, day_of(one.published_at), website.log_origin) for one in shown}


def _block_files(website: Website, part: Part, block: int, entries: Mapping[int, Entry]) -> dict[str, bytes]:
    chosen = [entries[o] for o in addresses.block_ordinals(block) if o in entries]
    site = website.pages.site
    return {
        addresses.download(part, block, "csv"): machine_files.download_csv(site, chosen),
        addresses.download(part, block, "json"): machine_files.download_json(site, part, block, chosen),
        addresses.sitemap(part, block): machine_files.sitemap(site, [entry.row for entry in chosen]),
    }


def _overviews(
    connection: sa.Connection, website: Website, parts: Iterable[PartStanding], touched: set[Part]
) -> dict[str, bytes]:
    counts = [PartCount(p.name, part_from_key(p.part), p.live, p.next_ordinal) for p in parts]
    order = list(ACT_SLUGS.values())
    acts = tuple(
        sorted(
            (c for c in counts if not c.part.of_office),
            key=lambda count: (order.index(count.part.slug), count.part.month),
        )
    )
    offices = tuple(c for c in counts if c.part.of_office)
    shown = read_newest(connection, addresses.FEED_SIZE)
    newest = [entry_of(one, day_of(one.published_at), website.log_origin).row for one in shown]
    fed = [
        replace(row, published_on=_minute(one.shown_since)) for row, one in zip(newest, shown, strict=True)
    ]
    removed = [_deleted(one) for one in read_removals(connection, addresses.FEED_SIZE)]
    items = [_item(one) for one in read_withdrawals(connection)]
    by_year: dict[str, list[WithdrawalItem]] = defaultdict(list)
    for item in items:
        by_year[item.withdrawn_on[:4]].append(item)
    facts = SiteFacts(
        website.today,
        acts,
        offices,
        tuple(newest[:10]),
        {year: len(found) for year, found in by_year.items()},
    )
    pages, site = website.pages, website.pages.site
    files = {
        addresses.HOME: pages.home(facts),
        addresses.LISTS: pages.lists(acts),
        addresses.OFFICES: pages.offices(offices),
        addresses.DOWNLOADS: pages.downloads(acts),
        addresses.WITHDRAWALS: pages.withdrawals(facts, items),
        addresses.FEED: machine_files.feed(site, fed, removed, website.today),
        addresses.SITEMAP: machine_files.sitemap_index(site, acts),
        **{addresses.withdrawals_year(y): pages.withdrawals_year(y, found) for y, found in by_year.items()},
        **pages.fixed_files(),
    }
    return files | _part_overviews(website, counts, touched)


def _part_overviews(website: Website, counts: Iterable[PartCount], touched: set[Part]) -> dict[str, bytes]:
    by_slug: dict[str, list[PartCount]] = defaultdict(list)
    for count in counts:
        by_slug[count.part.slug].append(count)
    files: dict[str, bytes] = {}
    for slug, year in sorted({(part.slug, part.year) for part in touched}):
        own = by_slug[slug]
        name = own[0].name
        files[addresses.list_index(slug)] = website.pages.list_index(name, slug, own)
        files[addresses.list_year(slug, year)] = website.pages.list_year(name, slug, year, own)
        if not own[0].part.of_office:
            files[addresses.downloads_index(slug)] = website.pages.downloads_index(name, slug, own)
    return files


def _minute(instant: str) -> str:
    """When a decision came, or came back, onto the site, so that readers know it from one they were to forget."""
    return f"{datetime.fromisoformat(instant).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _deleted(one: Removal) -> DeletedEntry:
    reason = REASON_NAMES[WithdrawalReason(one.reason)] if one.reason else ""
    when = datetime.fromisoformat(one.requested_at).astimezone(SHANGHAI)
    return DeletedEntry(one.page_id, when.isoformat(timespec="seconds"), reason)


def _item(one: PublicWithdrawal) -> WithdrawalItem:
    return WithdrawalItem(
        one.page_id,
        day_of(one.requested_at),
        ActType(one.act_type),
        one.authority,
        one.document_number,
        REASON_NAMES[WithdrawalReason(one.reason)],
        one.explanation,
        addresses.decision_page(one.successor_page) if one.successor_page else None,
    )
