"""Carrying out a plan for the website: what may be mended is mended, in the plan's order; the rest stays.

Pages and notices are rendered from what the register keeps, lists by the step that renews them; a file of the public
log and a file nobody registered are never touched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from tasks.channels.website import addresses
from tasks.channels.website.channel import Website, day_of, entry_of
from tasks.channels.website.difference import Difference
from tasks.channels.website.files import GONE, PUBLIC, write_files
from tasks.channels.website.log_check import check_log
from tasks.channels.website.reading_back import Expected
from tasks.channels.website.site_check import differs, site_plan
from tasks.channels.website.site_desired import desired_at
from tasks.channels.website.site_tree import clear_leftovers, make_room, remove
from tasks.channels.website.stale_lists import refresh_lists
from tasks.channels.website.withdraw_pages import bring_down
from tasks.law.reconciling import Action, Kind, Step
from tasks.register.database import Register
from tasks.register.list_places import mark_stale
from tasks.register.publication_work import PageRead
from tasks.register.site_mending import StoredPage, ended_pages, settle_mended, stored_pages
from tasks.register.site_rows import PartStanding, read_parts

_PAGES_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Mended:
    """What was mended and seen to be as it should, what is left for a person, and what is wrong with the log."""

    done: tuple[Step, ...]
    left: tuple[Step, ...]
    faults: tuple[Difference, ...]


def mend_site(register: Register, website: Website) -> Mended:
    """Bring the site to what the register says and read it back; the caller holds the claim "website".

    Where the public log does not prove that this register is the newest, nothing is changed: an older one would put
    back what was withdrawn since (promises 4 and 7).
    """
    before, faults = site_plan(register, website), check_log(register, website)
    if any(not fault.decision for fault in faults):
        return Mended((), tuple(filter(differs, before)), (_UNPROVEN, *faults))
    if not any(step.mendable for step in before):
        return Mended((), tuple(filter(differs, before)), tuple(faults))
    _carry_out(register, website, before)
    after = site_plan(register, website)
    left = {(step.action, step.address) for step in after}
    done = [step for step in before if step.mendable and (step.action, step.address) not in left]
    return Mended(tuple(done), tuple(filter(differs, after)), tuple(faults))


_UNPROVEN = Difference("网站", "", "公示日志与登记簿未能互相印证，网站未作改动，请先核实日志")


def _carry_out(register: Register, website: Website, steps: Sequence[Step]) -> None:
    chosen: dict[Action, list[str]] = {action: [] for action in Action}
    for step in steps:
        chosen[step.action].append(step.address)
    public, gone = website.root / PUBLIC, website.root / GONE
    _take_down(register, website, chosen[Action.TAKE_DOWN])
    _put_tombstones(register, website, chosen[Action.PUT_TOMBSTONE])
    wanted, hidden = [*chosen[Action.PUT], *chosen[Action.REPLACE]], frozenset(chosen[Action.UNHIDE])
    _put_pages(register, website, [path for path in wanted if addresses.page_id_of(path)], hidden)
    files = [path for path in wanted if not addresses.page_id_of(path)]
    blocked = any(s.code == "occupied" and not addresses.page_id_of(s.address) for s in steps)
    if files and not blocked and make_room(public, files) == files:
        remove(gone, [path for path in files if path in hidden])
        _renew_lists(register, website, frozenset(files))
    for tree in (public, gone):
        clear_leftovers(tree, chosen[Action.TIDY])


def _take_down(register: Register, website: Website, paths: Sequence[str]) -> None:
    """The page goes; the notice at its address stays where one is due."""
    wanted = desired_at(register, paths)
    remove(website.root / PUBLIC, [path for path in paths if wanted[path].kind in _MUST_BE_GONE])
    remove(website.root / GONE, [path for path in paths if wanted[path].kind is Kind.NOTHING])


_MUST_BE_GONE = (Kind.NOTHING, Kind.TOMBSTONE)


def _put_tombstones(register: Register, website: Website, paths: Sequence[str]) -> None:
    for portion in _portions(make_room(website.root / GONE, paths)):
        with register.reading() as connection:
            pages = ended_pages(connection, map(addresses.page_id_of, portion))
        bring_down(register, website, pages)


def _put_pages(register: Register, website: Website, paths: Sequence[str], hidden: Collection[str]) -> None:
    """Write pages from their stored editions, unhide them and read them back."""
    for portion in _portions(make_room(website.root / PUBLIC, paths)):
        with register.reading() as connection:
            stored = stored_pages(connection, map(addresses.page_id_of, portion))
        files = {addresses.decision_page(one.page.page_id): _rendered(website, one) for one in stored}
        hashes = write_files(website.root, files).hashes
        remove(website.root / GONE, [path for path in files if path in hidden])
        readings = website.read([Expected(path, 200, hashes[path]) for path in files])
        read = [
            PageRead(one.page, reading.status, reading.hash, None if reading.ok else reading.problem)
            for one, reading in zip(stored, readings, strict=True)
        ]
        settle_mended(register, read, website.clock(), website.read_from)


def _rendered(website: Website, stored: StoredPage) -> bytes:
    """The page's bytes; it may have been written on the day before it was read back."""
    shown_on = day_of(stored.published_at)
    for day in (shown_on, (date.fromisoformat(shown_on) - timedelta(days=1)).isoformat()):
        body = website.pages.decision(entry_of(stored.page, day, website.log_origin))
        if sha256(body).digest() == stored.page_hash:
            return body
    return website.pages.decision(entry_of(stored.page, shown_on, website.log_origin))


def _renew_lists(register: Register, website: Website, files: frozenset[str]) -> None:
    """Mark the blocks behind these files as stale and renew them with every overview."""
    with register.writing() as connection:
        stale = {block for part in read_parts(connection) for block in _blocks(part, files)}
        mark_stale(connection, stale)
    refresh_lists(register, website, all_overviews=True)


def _blocks(standing: PartStanding, files: frozenset[str]) -> Iterator[tuple[str, int]]:
    """The blocks of a part behind some of the files."""
    part = addresses.part_from_key(standing.part)
    if not files.isdisjoint(addresses.overviews_of([part])):
        yield standing.part, 0
    last = max(standing.next_ordinal - 1, 0)
    for number in range(1, addresses.list_number(last) + 1):
        if addresses.list_page(part, number) in files:
            yield standing.part, number - 1
    if part.of_office:
        return
    for number in range(1, addresses.block_number(last) + 1):
        own = (*(addresses.download(part, number, form) for form in ("csv", "json")),)
        if not files.isdisjoint((*own, addresses.sitemap(part, number))):
            yield standing.part, addresses.block_ordinals(number).start // addresses.LIST_SIZE


def _portions(paths: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(paths), _PAGES_AT_ONCE):
        yield paths[first : first + _PAGES_AT_ONCE]
