"""Personal names: how they are written when hidden (张某, 张某甲; 法释〔2016〕19号) and what looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from tasks.law.characters import CJK

UNNAMED = "某"
DOTS = "·•・‧∙⋅"
"""What parts the names of some peoples, and foreign names in Chinese."""

_MARKS = "甲乙丙丁戊己庚辛壬癸"
_PARTED = re.compile(r"[、，,；;/]+")
_BEHIND = re.compile(r"等[0-9一二三四五六七八九十两]*[人名]?$|[（(].*$")
_DECORATION = re.compile(r"[（(][^（）()]*[）)]|个体工商户|个体户|经营者|负责人|业主|[\s：:]")
_BRACKETED = re.compile(r"[（(]([^（）()]+)[）)]")
_HAN_NAME = re.compile(f"[{CJK}]{{2,4}}")
_LONGEST_GIVEN = 2


@dataclass(frozen=True)
class NameLists:
    """The words of `redaction.yaml`; surnames come as one string, words parted by spaces."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    surnames: str
    ambiguous_surnames: str
    compound_surnames: tuple[str, ...]
    words: str
    cues: Mapping[str, tuple[str, ...]]
    titles: tuple[str, ...]
    organisation_endings: str
    given_endings: str = ""

    @cached_property
    def unsure_surnames(self) -> frozenset[str]:
        """Single surnames that often begin another word."""
        return frozenset("".join(self.ambiguous_surnames.split()))

    @cached_property
    def sure_surnames(self) -> frozenset[str]:
        """Single surnames that seldom do."""
        return frozenset("".join(self.surnames.split())) - self.unsure_surnames

    @cached_property
    def compounds(self) -> frozenset[str]:
        """The surnames of two characters."""
        return frozenset(self.compound_surnames)

    @cached_property
    def endings(self) -> tuple[str, ...]:
        """How the names of organisations end."""
        return tuple(self.organisation_endings.split())

    @cached_property
    def ends(self) -> frozenset[str]:
        """Characters that seldom stand but at the end of a given name."""
        return frozenset("".join(self.given_endings.split()))

    def surname_of(self, name: str) -> str:
        """The surname a Chinese name begins with: two characters where they are a compound one."""
        return name[:2] if len(name) > 2 and name[:2] in self.compounds else name[:1]

    def is_bare_name(self, text: str) -> bool:
        """Whether a sole trader's name is a person's name and nothing else, so that there is no 字号 to show."""
        return self._is_name(_DECORATION.sub("", text))

    def bracketed_name(self, text: str) -> str:
        """The person's name in the last brackets of a sole trader's name: 好再来理发店（周福明）; "" if there is none."""
        for content in reversed(_BRACKETED.findall(text)):
            name = _DECORATION.sub("", content)
            if name and name[:2] not in self.words.split() and self._is_name(name):
                return name
        return ""

    def _is_name(self, name: str) -> bool:
        if any(dot in name for dot in DOTS):
            return not name.endswith(self.endings)
        if _HAN_NAME.fullmatch(name) is None or name.endswith(self.endings):
            return False
        surname = self.surname_of(name)
        known = surname in self.compounds or surname in self.sure_surnames or surname in self.unsure_surnames
        return known and len(name) - len(surname) <= _LONGEST_GIVEN


def mask_name(name: str, lists: NameLists) -> str:
    """One person's name hidden: 张某, 欧阳某; names with a dot and foreign names keep their first character."""
    plain = name.strip()
    if not plain:
        return UNNAMED
    if any(dot in plain for dot in DOTS) or plain.isascii():
        return plain[0] + UNNAMED
    return lists.surname_of(plain) + UNNAMED


def names_in_party(party_name: str) -> tuple[str, ...]:
    """The persons named as party: usually one, sometimes 张三、李四 or 张三等3人."""
    parts = (_BEHIND.sub("", part).strip() for part in _PARTED.split(_without_brackets(party_name)))
    return tuple(part for part in parts if part)


def _without_brackets(text: str) -> str:
    return re.sub(r"[（(][^（）()]*[）)]", "", text)


def aliases(names: Iterable[str], lists: NameLists) -> dict[str, str]:
    """Each full name with what stands for it; persons of one surname become 张某甲, 张某乙 in their order."""
    masked = {name: mask_name(name, lists) for name in dict.fromkeys(names)}
    sharing: dict[str, list[str]] = {}
    for name, alias in masked.items():
        sharing.setdefault(alias, []).append(name)
    for alias, persons in sharing.items():
        if len(persons) > 1:
            for place, name in enumerate(persons):
                masked[name] = alias + (_MARKS[place] if place < len(_MARKS) else str(place + 1))
    return masked
