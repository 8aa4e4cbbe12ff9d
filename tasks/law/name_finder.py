"""Finds personal names in prose where words announce them; there is no dictionary of all names.

A name is a surname with one or two characters behind it, found behind a cue (患者, 护士), before a mark of a person
(，男，) or a title, or in a list of persons. Surnames that often begin another word need something to bound them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from tasks.law.characters import CJK
from tasks.law.names import DOTS, UNNAMED, NameLists

_HAN = f"[{CJK}]"
_BEHIND_DOTTED = "于在因从未被是系为已称与和及或等的持使无有到前向对给"
_HAN_ONE = re.compile(_HAN)
_HAN_RUN = re.compile(f"{_HAN}{{1,3}}")
_DOTTED = re.compile(
    f"{_HAN}{{1,8}}?(?:[{DOTS}]{_HAN}{{1,8}}?)+(?![{DOTS}])(?=[^{CJK}]|$|[{_BEHIND_DOTTED}])"
)
_DOT = re.compile(f"[{DOTS}]")
_DOTTED_ALONE = re.compile(f"{_HAN}{{1,6}}(?:[{DOTS}]{_HAN}{{1,6}})+")
_FIRM = frozenset("于在因从未被是系为已称与和及或等的")
_BOUNDS = _FIRM | frozenset(
    "进持使无有曾到前向对给将把按经由则均都共分还也又再不没就来去实开提接出签说述反表承认负作擅私违独单替超涉至处以自任本另该其此并但且而之"
    "怀正所受需要可能应配请离发填做参取办注家男女先同医护术输拔转要求送治拍穿用租当罚担询执身电手证上静实佩戴现肌拒"
)
_FUNCTION = frozenset("于从曾应时向和都能别须后相通全来")
"""Surnames that are mostly function words: believed only where a name is announced."""
_COUNT = "[0-9一二两三四五六七八九十几]"
_COUNTED = "|".join(f"{count}[0-9]?[名]?人" for count in "123456789二两三四五六七八九十")
_MARKS = "身份证|居民身份|公民身份|询问笔录|调查笔录|陈述|证人证言|执业证|资格证|医师资格|系该|系本|系其|系当事人|系患者"
_AFTER_SEX = r"(?:[,，)）、;；。(（\s0-9０-９]|性)"
_TELLS_AGE = re.compile("[0-9０-９]周?岁|[年月日]出?生|出生")
_AGE = re.compile(
    r"(?<=[,，(（、 ])(?:(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:出生|生(?=[,，。;；、)）]))|\d{1,3}周?岁(?![以至及到的儿~-])|出生)"
)
_WITHIN_WORD = re.compile(f"(?![为向对给与和及由让使系是])[{CJK}]")
_LABELS = "labels"
_OFFICES = "managers"
_LONGEST_CUE = 8
_LOOSE = frozenset("男女身居公")
"""How marks begin that may stand apart from the name: 王某，男，… and 王某（身份证…）."""
_COMMON_ACTS = "从事|开展|进行|独立|实施|操作|担任|上岗|执业|出具|签|书写|为患者|诊疗|接诊|注射|处以|处罚|警告|罚款|作出|行政处罚|制作|询问|调查"


class _How(Enum):
    """What makes a name likely: a cue for persons or offices, a mark of a person behind it, a label with a colon."""

    LISTED = auto()
    CUED = auto()
    MARKED = auto()
    LABELLED = auto()


_LIKELY = frozenset({_How.CUED, _How.MARKED})


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
        self._titles = frozenset(lists.titles) | {
            "主任",
            "执业",
            "主治",
            "主管",
            "助理",
            "见习",
            "值班",
            "全科",
        }
        self._firsts = (
            lists.sure_surnames | lists.unsure_surnames | {word[0] for word in lists.compound_surnames}
        )
        first = f"[{''.join(sorted(self._firsts))}]"
        plain_first = f"[{''.join(sorted(self._firsts - _FUNCTION))}]"
        one = f"{first}{_HAN}{{1,3}}"
        self._cues = tuple({cue for group in groups if group != _LABELS for cue in lists.cues[group]})
        self._person_cues = tuple(set(self._cues) - set(lists.cues.get(_OFFICES, ())))
        self._labels = frozenset(lists.cues[_LABELS]) if _LABELS in groups else frozenset[str]()
        lasts = "".join(sorted({cue[-1] for cue in (*self._cues, *self._labels)}))
        self._cued = re.compile(
            rf"[{lasts}](?:的?姓名|名叫|名为|叫做|叫|为|系|是)?(?=(?:[\s“\"「]{{0,2}}{plain_first}"
            rf"|[\s“\"「]{{0,2}}[:：(（][\s“\"「]?{first})(?P<name>{_HAN})|[:：]?{_HAN}{{1,8}}[{DOTS}])"
        )
        self._not_in_names = re.compile(f"{'|'.join(self._cues)}|[于在因从被是系为称与和及或对给由将向经]")
        self._employed = re.compile(
            f"(?:聘用|雇用|雇佣|聘请|招用|使用|安排|允许|指派|委派|由|让|给予|对|与)(?={one}(?:{_COMMON_ACTS}))"
        )
        self._mark = re.compile(f"男{_AFTER_SEX}|女{_AFTER_SEX}|{'|'.join(lists.titles)}|{_MARKS}")
        self._listing = re.compile(f"(?:等{_COUNT}*[名人]|均未|未取得|未持|{_COUNTED})")
        self._before_mark = re.compile(r"[,，(（、\s]{1,2}$")
        self._list = re.compile(f"{first}{_HAN}{{1,2}}(?:[、,和及与]{first}{_HAN}{{1,2}})+[,、]?$")
        self._chain = re.compile(r"\s*(?:\([^()]{0,40}\))?\s*(?:、|,|和|及|与|以及)\s*")
        self._opening = re.compile(r"[\s:(“\"「]{0,3}")

    def may_find(self, text: str) -> bool:
        """Whether a name could be found; False for nearly all clean prose, and fast. The text need not be plain."""
        return (
            any(self._may_begin(text, place.end("name") - 2) for place in self._cues_in(text))
            or any(self._name_before(text, place.start()) for place in self._mark.finditer(text))
            or next(self._aged(text), None) is not None
            or any(self._list_before(text, place.start()) for place in self._listing.finditer(text))
            or self._employed.search(text) is not None
            or _DOT.search(text) is not None
        )

    def find(self, text: str) -> list[Name]:
        """Every name that is announced, with those listed behind it."""
        found: list[Name] = []
        for place in self._cues_in(text):
            opening = self._opening.match(text, place.end())
            start = opening.end() if opening else place.end()
            how = _How.LABELLED if text[start - 1] in ":(" else self._how(text, place.start() + 1)
            found += self._chained(text, start, how)
        for place in self._employed.finditer(text):
            found += self._chained(text, place.end(), _How.MARKED)
        for place in self._mark.finditer(text):
            found += filter(None, [self._name_before(text, place.start())])
        found += self._aged(text)
        for place in self._listing.finditer(text):
            if (first := self._list_before(text, place.start())) is not None:
                found += self._chained(text, first, _How.MARKED)
        if _DOT.search(text):
            found += (self._dotted(run.group(), run.start()) for run in _DOTTED_ALONE.finditer(text))
        return found

    def _may_begin(self, text: str, start: int) -> bool:
        """Whether a name may begin here: no common word does, or one that goes on like a name (韩国梅)."""
        return text[start : start + 2] not in self._words or (
            text[start + 2 : start + 3] in self._lists.ends
            and (text[start + 3 : start + 4] in _BOUNDS or not _HAN_ONE.match(text, start + 3))
        )

    def _how(self, text: str, end: int) -> _How:
        """Whether a cue that ends here is for persons only."""
        return _How.CUED if text.endswith(self._person_cues, max(0, end - _LONGEST_CUE), end) else _How.LISTED

    def _cues_in(self, text: str) -> Iterator[re.Match[str]]:
        """Cues with what may be a name behind them."""
        for place in self._cued.finditer(text):
            end = place.start() + 1
            labelled = text[place.start()] in self._labels and text[end : end + 1] in {":", "："}
            if labelled or text.endswith(self._cues, max(0, end - _LONGEST_CUE), end):
                yield place

    def _dotted(self, run: str, start: int) -> Name:
        """The dotted name in a run of characters, without what was written before and behind it."""
        head = _DOT.split(run)[0]
        cut = max((place.end() for place in self._not_in_names.finditer(head)), default=0)
        cut = cut if cut < len(head) else 0
        last = max(run.rfind(dot) for dot in DOTS)
        end = next((place for place in range(last + 2, len(run)) if run[place] in _BEHIND_DOTTED), len(run))
        return Name(run[cut:end], start + end)

    def _aged(self, text: str) -> Iterator[Name]:
        """Names that end before an age or a birth; a word may end in what looks like an unsure surname (健康体检，6岁)."""
        if _TELLS_AGE.search(text) is None:
            return
        for place in _AGE.finditer(text):
            if (name := self._name_before(text, place.start())) is not None:
                start = name.end - len(name.full)
                if name.full[0] in self._lists.unsure_surnames and _WITHIN_WORD.match(
                    text, max(0, start - 1), start
                ):
                    continue
                yield name

    def _name_before(self, text: str, mark: int) -> Name | None:
        """The name that ends where a mark of a person begins."""
        end = mark
        if text[mark] in _LOOSE or text[mark].isdigit():
            between = self._before_mark.search(text, max(0, mark - 2), mark)
            end = between.start() if between else mark
        elif text.startswith("的", mark - 1):
            end = mark - 1
        for length in (4, 3, 2):
            if end >= length and text[end - length] in self._firsts:
                name = self._name_at(text, end - length, _How.MARKED, end)
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
            name = self._name_at(text, link.end(), _How.LISTED) if link else None

    def _name_at(self, text: str, position: int, how: _How, until: int = sys.maxsize) -> Name | None:
        if dotted := _DOTTED.match(text, position, until):
            return Name(dotted.group(), dotted.end())
        surname = text[position : position + 2]
        if not self._may_begin(text, position):
            return None
        known = surname in self._lists.compounds
        if not known:
            surname = surname[:1]
            known = surname in self._lists.sure_surnames
            if not known and surname not in self._lists.unsure_surnames:
                return None
        run = _HAN_RUN.match(text, position + len(surname), until)
        if run is None or run.group()[0] == UNNAMED or run.group()[:2] in self._titles:
            return None
        length, bounded = _given_length(run.group(), self._titles)
        likely = known or ((bounded or how in _LIKELY) and surname not in _FUNCTION)
        if length == 0 or not (likely or how is _How.LABELLED):
            return None
        given = run.group()[:length]
        return Name(
            surname + given, run.start() + length, "" if bounded or length == 1 else surname + given[0]
        )


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
