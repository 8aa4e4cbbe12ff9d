"""Sums of live decisions per month into the years, groups and files that overview pages show."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from tasks.channels.website.addresses import block_number, list_number
from tasks.channels.website.markup import fit_text
from tasks.channels.website.page_content import PartCount

_SHOWN_PAGES = 12


@dataclass(frozen=True, slots=True)
class Month:
    """A month with the numbers of its list pages, newest first; 0 stands for those left out between."""

    month: str
    label: str
    live: int
    last: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """A year with its months, newest first."""

    name: str
    live: int
    months: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """An act type or office with its number of decisions and of months."""

    name: str
    slug: str
    live: int
    parts: int


@dataclass(frozen=True, slots=True)
class YearOfGroups:
    """A year's decisions by slug."""

    name: str
    live: dict[str, int]
    total: int


@dataclass(frozen=True, slots=True)
class DownloadPart:
    """A month with the numbers of its download files."""

    month: str
    label: str
    live: int
    files: range


def month_label(month: str) -> str:
    """ "2026-03" as 3月."""
    return f"{int(month[5:7])}月"


def years(parts: Sequence[PartCount]) -> list[Year]:
    """Months of one act type or office by year, newest first."""
    ordered = sorted(_started(parts), key=lambda each: each.part.month, reverse=True)
    found = []
    for name, chosen in groupby(ordered, key=lambda each: each.part.year):
        months = tuple(_month(each) for each in chosen)
        found.append(Year(name, sum(month.live for month in months), months))
    return found


def _month(each: PartCount) -> Month:
    last = list_number(each.next_ordinal - 1)
    return Month(each.part.month, month_label(each.part.month), each.live, last, _page_numbers(last))


def _page_numbers(last: int) -> tuple[int, ...]:
    if last <= _SHOWN_PAGES:
        return tuple(range(last, 0, -1))
    return (*range(last, last - _SHOWN_PAGES + 2, -1), 0, 1)


def groups(parts: Sequence[PartCount]) -> list[Group]:
    """Act types or offices in the order they are first met."""
    by_slug: dict[str, list[PartCount]] = {}
    for each in _started(parts):
        by_slug.setdefault(each.part.slug, []).append(each)
    return [
        Group(fit_text(found[0].name), slug, sum(each.live for each in found), len(found))
        for slug, found in by_slug.items()
    ]


def years_by_slug(parts: Sequence[PartCount]) -> list[YearOfGroups]:
    """Decisions by year and slug, newest year first."""
    table: dict[str, dict[str, int]] = {}
    for each in _started(parts):
        row = table.setdefault(each.part.year, {})
        row[each.part.slug] = row.get(each.part.slug, 0) + each.live
    return [
        YearOfGroups(name, table[name], sum(table[name].values())) for name in sorted(table, reverse=True)
    ]


def download_files(parts: Sequence[PartCount]) -> list[DownloadPart]:
    """The download files of an act type, newest month first."""
    ordered = sorted(_started(parts), key=lambda each: each.part.month, reverse=True)
    return [
        DownloadPart(
            each.part.month,
            f"{each.part.year}年{month_label(each.part.month)}",
            each.live,
            range(1, block_number(each.next_ordinal - 1) + 1),
        )
        for each in ordered
    ]


def _started(parts: Sequence[PartCount]) -> list[PartCount]:
    return [each for each in parts if each.next_ordinal > 0]
