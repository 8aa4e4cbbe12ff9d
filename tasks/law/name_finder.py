"""Finds personal names in prose where words announce them; there is no dictionary of all names.

A name is a surname with one or two characters behind it, found behind a cue (患者, 护士), before a mark of a person
(，男，) or a title, or in a list of persons. Surnames that often begin another word need something to bound them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from tasks.law.characters import CJK
from tasks.law.names import DOTS, UNNAMED, NameLists

_HAN = f"[{CJK}]"
_HAN_RUN = re.compile(f"{_HAN}{{1,3}}")
_DOTTED = re.compile(f"{_HAN}{{1,8}}?(?:[{DOTS}]{_HAN}{{1,8}}?)+(?![{DOTS}])(?=[^{CJK}]|$|[于在因从未被是系为已称与和及或等的持使无有到前向对给])")
_DOTTED_ALONE = re.compile(f"{_HAN}{{1,6}}(?:[{DOTS}]{_HAN}{{1,6}})+")
_FIRM = frozenset("于在因从未被是系为已称与和及或等的")
_BOUNDS = _FIRM | frozenset(
    "进持使无有曾到前向对给将把按经由则均都共分还也又再不没就来去实开提接出签说述反表承认负作擅私违独单替超涉至处以自任本另该其此并但且而之"
    "所受需要可能应配请离发填做参取办注家男女先同医护术输拔转要求送治拍穿用租当罚担询执身电手"
)
_FUNCTION = frozenset("于从曾应时向和都能别须后相通全来")
"""Surnames that are mostly function words: believed only where a name is announced."""
_COUNT = "[0-9一二两三四五六七八九十几]"
_COUNTED = "|".join(f"{count}[0-9]?[名]?人" for count in "123456789二两三四五六七八九十")
_MARKS = (
    "身份证|居民身份|公民身份|询问笔录|调查笔录|陈述|证人证言|执业证|资格证|医师资格|系该|系本|系其|系当事人|系患者"
)
_AFTER_SEX = r"(?:[,，)）、;；。(（\s0-9０-９]|性)"
_LABELS = "labels"
_COMMON_ACTS = (
    "从事|开展|进行|独立|实施|操作|担任|上岗|执业|出具|签|书写|为患者|诊疗|接诊|注射|处以|处罚|警告|罚款|作出|行政处罚|制作|询问|调查"
)


class _How(Enum):
    """What makes a name likely: a cue before it, a mark of a person behind it, or a label with a colon."""

    CUED = auto()
    MARKED = auto()
    LABELLED = auto()


@dataclass(frozen=True, slots=True)
class Name:
    """A personal name as found; `short` is a second reading where nothing bounds the first."""

    full: str
    end: int
    short: str = ""


class NameFinder:
    """One set of cues, compiled once. Texts come as `plain` makes them."""

    def __init__(self, lists: NameLists, groups: Collection[str]) -> None:
        """Compile the cues of these groups; those of `labels` need a colon behind them."""
        self._lists = lists
        self._words = frozenset(lists.words.split())
        self._titles = frozenset(lists.titles) | {"主任"}
        firsts = {compound[0] for compound in lists.compound_surnames}
        first = f"[{''.join(sorted(lists.sure_surnames | lists.unsure_surnames | firsts))}]"
        plain_first = f"[{''.join(sorted((lists.sure_surnames | lists.unsure_surnames | firsts) - _FUNCTION))}]"
        one = f"{first}{_HAN}{{1,3}}"
        words = sorted({cue for group in groups if group != _LABELS for cue in lists.cues[group]}, key=len, reverse=True)
        cue = f"(?:{'|'.join(words)})(?:的?姓名|名叫|名为|叫做|叫|为|系|是)?"
        called = rf"(?=(?:[\s“\"「]{{0,2}}{plain_first}|[\s“\"「]{{0,2}}[:：(（][\s“\"「]?{first})({_HAN})|[:：]?{_HAN}{{1,8}}[{DOTS}])"
        self._cued = re.compile(cue + called)
        labels = "".join(lists.cues[_LABELS]) if _LABELS in groups else ""
        self._labelled = re.compile(rf"[{labels}](?=[:：][\s“\"「]?{first}({_HAN}))") if labels else None
        self._not_in_names = re.compile(f"{'|'.join(words)}|[于在因从被是系为称与和及或对给由将向经]")
        self._employed = re.compile(
            f"(?:聘用|雇用|雇佣|聘请|招用|使用|安排|允许|指派|委派|由|让|给予|对|与)(?={one}(?:{_COMMON_ACTS}))"
        )
        self._mark = re.compile(f"男{_AFTER_SEX}|女{_AFTER_SEX}|{'|'.join(lists.titles)}|{_MARKS}")
        self._listing = re.compile(f"(?:等{_COUNT}*[名人]|均未|未取得|未持|{_COUNTED})")
        self._before_mark = re.compile(r"(?:[,，(（、\s]{1,2}|的)$")
        self._list = re.compile(f"{first}{_HAN}{{1,2}}(?:[、,和及与]{first}{_HAN}{{1,2}})+[,、]?$")
        self._chain = re.compile(r"\s*(?:\([^()]{0,40}\))?\s*(?:、|,|和|及|与|以及)\s*")
        self._opening = re.compile(r"[\s:(“\"「]{0,3}")

    def may_find(self, text: str) -> bool:
        """Whether a name could be found; False for nearly all clean prose, and fast. The text need not be plain."""
        return (
            any(text[place.end(1) - 2 : place.end(1)] not in self._words for place in self._cues_in(text))
            or any(self._name_before(text, place.start()) for place in self._mark.finditer(text))
            or any(self._list_before(text, place.start()) for place in self._listing.finditer(text))
            or self._employed.search(text) is not None
            or any(dot in text for dot in DOTS)
        )

    def find(self, text: str) -> list[Name]:
        """Every name that is announced, with those listed behind it."""
        found: list[Name] = []
        for place in self._cues_in(text):
            opening = self._opening.match(text, place.end())
            start = opening.end() if opening else place.end()
            found += self._chained(text, start, _How.LABELLED if text[start - 1] in ":(" else _How.CUED)
        for place in self._employed.finditer(text):
            found += self._chained(text, place.end(), _How.MARKED)
        for place in self._mark.finditer(text):
            found += filter(None, [self._name_before(text, place.start())])
        for place in self._listing.finditer(text):
            if (start := self._list_before(text, place.start())) is not None:
                found += self._chained(text, start, _How.MARKED)
        if any(dot in text for dot in DOTS):
            found += (self._dotted(run.group(), run.start()) for run in _DOTTED_ALONE.finditer(text))
        return found

    def _cues_in(self, text: str) -> Iterator[re.Match[str]]:
        yield from self._cued.finditer(text)
        if self._labelled is not None:
            yield from self._labelled.finditer(text)

    def _dotted(self, run: str, start: int) -> Name:
        """The dotted name in a run of characters, without what was written before and behind it."""
        head = re.split(f"[{DOTS}]", run)[0]
        cut = max((place.end() for place in self._not_in_names.finditer(head)), default=0)
        cut = cut if cut < len(head) else 0
        last = max(run.rfind(dot) for dot in DOTS)
        end = next((place for place in range(last + 2, len(run)) if run[place] in _BOUNDS), len(run))
        return Name(run[cut:end], start + end)

    def _name_before(self, text: str, mark: int) -> Name | None:
        """The name that ends where a mark of a person begins."""
        between = self._before_mark.search(text, max(0, mark - 2), mark)
        end = between.start() if between else mark
        for length in (4, 3, 2):
            name = self._name_at(text[:end], end - length, _How.MARKED) if end >= length else None
            if name is not None and name.end == end:
                return name
        return None

    def _list_before(self, text: str, mark: int) -> int | None:
        found = self._list.search(text, max(0, mark - 40), mark)
        return found.start() if found else None

    def _chained(self, text: str, position: int, how: _How) -> Iterator[Name]:
        name = self._name_at(text, position, how)
        while name is not None:
            yield name
            link = self._chain.match(text, name.end)
            name = self._name_at(text, link.end(), _How.CUED) if link else None

    def _name_at(self, text: str, position: int, how: _How) -> Name | None:
        if dotted := _DOTTED.match(text, position):
            return Name(dotted.group(), dotted.end())
        surname = text[position : position + 2]
        if surname in self._words:
            return None
        known = surname in self._lists.compound_surnames
        if not known:
            surname = surname[:1]
            known = surname in self._lists.sure_surnames
            if not known and surname not in self._lists.unsure_surnames:
                return None
        run = _HAN_RUN.match(text, position + len(surname))
        if run is None or run.group()[0] == UNNAMED or run.group()[:2] in self._titles:
            return None
        length, bounded = _given_length(run.group(), self._titles)
        likely = known or ((bounded or how is _How.MARKED) and surname not in _FUNCTION)
        if length == 0 or not (likely or how is _How.LABELLED):
            return None
        given = run.group()[:length]
        return Name(surname + given, run.start() + length, "" if bounded or length == 1 else surname + given[0])


def _given_length(run: str, titles: Collection[str]) -> tuple[int, bool]:
    """How many of up to three characters are the given name, and whether something bounds it."""
    if len(run) == 1:
        return (0, False) if run in _FIRM else (1, True)
    if run[0] in _FIRM:
        return (2, True) if run[1] not in _BOUNDS and (len(run) == 2 or run[2] in _BOUNDS) else (0, False)
    if run[1] in _FIRM or run[1:] in titles:
        return 1, True
    if len(run) == 2 or run[2] in _BOUNDS:
        return 2, True
    return (1, True) if run[1] in _BOUNDS else (2, False)
