"""Every address of the website: permanent, opaque for decisions, and parted so that a change touches few files.

Lists, downloads and sitemaps are cut by month of decision and numbered from the oldest: a decision keeps its
ordinal in its part for good, so a new one only ever touches the last block.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tasks.law.acts import ACT_SLUGS, ActType

LIST_SIZE = 50
"""Ordinals on one list page."""
BLOCK_SIZE = 1000
"""Ordinals in one download file and in one sitemap."""
FEED_SIZE = 100
"""Entries in the feed."""

HOME = "/index.html"
ABOUT = "/about.html"
NOT_FOUND = "/404.html"
FEED = "/feed.xml"
SITEMAP = "/sitemap.xml"
ROBOTS = "/robots.txt"
LISTS = "/lists/index.html"
OFFICES = "/offices/index.html"
WITHDRAWALS = "/withdrawals/index.html"
DOWNLOADS = "/downloads/index.html"
DECISIONS = "/decisions/"
LONGEST = 300
"""Characters in the longest address there is."""

_PAGE_ID = re.compile(r"[0-9a-z]{16,26}")
_PAGE_ADDRESS = re.compile(r"/decisions/([0-9a-z]{2})/(\1[0-9a-z]{14,24})\.html")
_OFFICE_PREFIX = "office-"
_ACTS_BY_SLUG = {slug: act_type for act_type, slug in ACT_SLUGS.items()}


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A month of one act type, or of one office; `key` names it in the register."""

    slug: str
    month: str

    @property
    def key(self) -> str:
        """The part as one short text, "penalties/2026-03"."""
        return f"{self.slug}/{self.month}"

    @property
    def year(self) -> str:
        """The year of its month."""
        return self.month[:4]

    @property
    def of_office(self) -> bool:
        """Whether it is a part of an office, not of an act type."""
        return self.slug.startswith(_OFFICE_PREFIX)


def part_from_key(key: str) -> Part:
    """The part a key names."""
    slug, _, month = key.partition("/")
    return Part(slug, month)


def act_part(act_type: ActType, decided_on: str) -> Part:
    """The part of an act type a decision of that ISO date belongs to."""
    return Part(ACT_SLUGS[act_type], decided_on[:7])


def office_part(office: str, decided_on: str) -> Part:
    """The part of an office a decision of that ISO date belongs to."""
    return Part(office_slug(office), decided_on[:7])


@lru_cache(maxsize=4096)
def office_slug(office: str) -> str:
    """An opaque, stable name for an office in addresses; its Chinese name stays out of them."""
    return _OFFICE_PREFIX + hashlib.sha256(office.encode()).hexdigest()[:12]


def act_type_of(slug: str) -> ActType:
    """The act type behind a slug; KeyError for an office."""
    return _ACTS_BY_SLUG[slug]


def decision_page(page_id: str) -> str:
    """The permanent address of a decision; ValueError for anything that is not a page id."""
    return f"/decisions/{_checked(page_id)[:2]}/{page_id}.html"


def _checked(page_id: str) -> str:
    if not _PAGE_ID.fullmatch(page_id):
        raise ValueError(f"not a page id: {page_id!r}")
    return page_id


def page_id_of(path: str) -> str:
    """The page id of a decision's address, "" for any other."""
    found = _PAGE_ADDRESS.fullmatch(path)
    return found.group(2) if found else ""


def list_number(ordinal: int) -> int:
    """The list page, counted from 1, on which an ordinal stands."""
    return ordinal // LIST_SIZE + 1


def block_number(ordinal: int) -> int:
    """The download file and sitemap, counted from 1, in which an ordinal stands."""
    return ordinal // BLOCK_SIZE + 1


def list_ordinals(number: int) -> range:
    """The ordinals of list page `number`."""
    return range((number - 1) * LIST_SIZE, number * LIST_SIZE)


def block_ordinals(number: int) -> range:
    """The ordinals of download file and sitemap `number`."""
    return range((number - 1) * BLOCK_SIZE, number * BLOCK_SIZE)


def list_index(slug: str) -> str:
    """The years and months of an act type or an office."""
    return f"{_list_base(slug)}/index.html"


def list_year(slug: str, year: str) -> str:
    """The months and list pages of a year."""
    return f"{_list_base(slug)}/{year}/index.html"


def list_page(part: Part, number: int) -> str:
    """One list page of a part."""
    return f"{_list_base(part.slug)}/{part.month}/{number}.html"


def _list_base(slug: str) -> str:
    return f"/offices/{slug}" if slug.startswith(_OFFICE_PREFIX) else f"/lists/{slug}"


def withdrawals_year(year: str) -> str:
    """The withdrawals with public reasons of a year."""
    return f"/withdrawals/{year}.html"


def downloads_index(slug: str) -> str:
    """The download files of one act type."""
    return f"/downloads/{slug}/index.html"


def download(part: Part, number: int, form: str) -> str:
    """One download file of an act type's part; `form` is "csv" or "json"."""
    return f"/downloads/{part.slug}/{part.month}-{number}.{form}"


def sitemap(part: Part, number: int) -> str:
    """One sitemap of an act type's part."""
    return f"/sitemaps/{part.slug}-{part.month}-{number}.xml"


def root_of(path: str) -> str:
    """The way from a page up to the site's root ("../../"), so that the site works under any prefix."""
    return "../" * (path.count("/") - 1)


def site_wide() -> tuple[str, ...]:
    """The pages any new or withdrawn decision may change, whatever its part."""
    return (HOME, FEED, LISTS, OFFICES, DOWNLOADS, SITEMAP)


def overviews_of(parts: Iterable[Part]) -> tuple[str, ...]:
    """The index and year pages above some parts, each once, in a stable order."""
    found: dict[str, None] = {}
    for part in parts:
        found[list_index(part.slug)] = None
        found[list_year(part.slug, part.year)] = None
        if not part.of_office:
            found[downloads_index(part.slug)] = None
    return tuple(found)


def lists_touched(part: Part, ordinal: int) -> tuple[str, ...]:
    """The list pages one ordinal touches: its own, and at a block's start the one before, which links to it."""
    number = list_number(ordinal)
    own = list_page(part, number)
    if number > 1 and ordinal % LIST_SIZE == 0:
        return (list_page(part, number - 1), own)
    return (own,)


def parts_of(
    page_id: str, act_type: ActType, decided_on: str, office: str, ordinals: tuple[int, int]
) -> tuple[str, ...]:
    """Every address one decision touches; `ordinals` are those in its act type's and its office's part."""
    act, own_office = act_part(act_type, decided_on), office_part(office, decided_on)
    number = block_number(ordinals[0])
    return (
        decision_page(page_id),
        *lists_touched(act, ordinals[0]),
        *lists_touched(own_office, ordinals[1]),
        download(act, number, "csv"),
        download(act, number, "json"),
        sitemap(act, number),
        *overviews_of((act, own_office)),
        *site_wide(),
    )
