"""Drafts the words of a report from its figures, by sentences that are data; nothing is said that nobody counted."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from tasks.law.annual_report import ReportSection
from tasks.law.report_figures import Change, Movement, ReportFigure, by_key, change_of, counted_text

CHANGE = "_change"
"""Behind a figure's key: how it moved against the period before."""
_CHANGE_NAMES = frozenset({"difference", "percent"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text with {names}, said where each figure of `some` is more than 0 and each of `none` is 0.

    A sentence that names a figure nobody knows is left out; `unless_known` says what stands there instead.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    text: str
    some: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    when: str = ""
    unless_known: str = ""


@dataclass(frozen=True, slots=True)
class SectionWords:
    """One part of the text: paragraphs of sentences, then a hint for what people have to write."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    heading: str
    paragraphs: tuple[tuple[Sentence, ...], ...] = ()
    to_fill: str = ""


@dataclass(frozen=True, slots=True)
class ProseTable:
    """The words of one kind of report: how movements are worded, and its sections."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    version: str
    clause: str
    source: str
    changes: Mapping[Movement, str]
    sections: tuple[SectionWords, ...]
    assumption: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        """ValueError where a movement has no words, or words ask for what no movement has."""
        if missing := set(Movement) - self.changes.keys():
            raise ValueError(f"changes缺少：{'、'.join(sorted(missing))}")
        for movement, text in self.changes.items():
            if unknown := _names_in(text) - _CHANGE_NAMES:
                raise ValueError(f"changes.{movement}含不明的内容：{'、'.join(sorted(unknown))}")

    def sentences(self) -> Iterator[Sentence]:
        """Every sentence of every section."""
        for section in self.sections:
            for paragraph in section.paragraphs:
                yield from paragraph

    def check_names(self, figures: frozenset[str], facts: frozenset[str]) -> None:
        """ValueError where a sentence asks for what no report of this kind has."""
        known = figures | facts | {f"{key}{CHANGE}" for key in figures}
        for section in self.sections:
            if unknown := _names_in(section.to_fill) - facts:
                raise ValueError(f"“{section.to_fill}”含不明的内容：{'、'.join(sorted(unknown))}")
        for sentence in self.sentences():
            asked = _names_in(sentence.text) | _names_in(sentence.unless_known)
            unknown = (asked - known) | ({*sentence.some, *sentence.none} - figures)
            unknown |= ({sentence.when} - {""}) - facts
            if unknown:
                raise ValueError(
                    f"“{sentence.text}”含不明的内容：{'、'.join(sorted(unknown))}；可用：{'、'.join(sorted(known))}"
                )


def draft_sections(
    words: ProseTable, figures: Sequence[ReportFigure], facts: Mapping[str, str]
) -> tuple[ReportSection, ...]:
    """The text of a report; a fact that is "" does not hold."""
    values = dict(facts) | dict(_values(words, figures))
    found = by_key(figures)
    return tuple(_section(section, values, found) for section in words.sections)


def change_text(figure: ReportFigure, words: ProseTable) -> str:
    """How a figure moved, in words."""
    change = change_of(figure)
    return words.changes[change.movement].format_map(_moved(change, figure.unit))


def _section(
    section: SectionWords, values: Mapping[str, str], figures: Mapping[str, ReportFigure]
) -> ReportSection:
    paragraphs = [
        "".join(_said(sentence, values, figures) for sentence in paragraph)
        for paragraph in section.paragraphs
    ]
    hint = (f"〔{section.to_fill.format_map(values)}〕",) if section.to_fill else ()
    return ReportSection(section.heading, (*filter(None, paragraphs), *hint), to_fill=bool(section.to_fill))


def _said(sentence: Sentence, values: Mapping[str, str], figures: Mapping[str, ReportFigure]) -> str:
    if sentence.when and not values.get(sentence.when):
        return ""
    counts = {key: figures[key].now if key in figures else None for key in (*sentence.some, *sentence.none)}
    if not all(counts[key] for key in sentence.some) or any(counts[key] != 0 for key in sentence.none):
        return ""
    if any(name not in values for name in _names_in(sentence.text)):
        return sentence.unless_known.format_map(values)
    return sentence.text.format_map(values)


def _values(words: ProseTable, figures: Iterable[ReportFigure]) -> Iterator[tuple[str, str]]:
    for figure in figures:
        if figure.now is not None:
            yield figure.key, counted_text(figure.now, figure.unit)
            yield f"{figure.key}{CHANGE}", change_text(figure, words)


def _moved(change: Change, unit: str) -> dict[str, str]:
    return {"difference": counted_text(change.difference, unit), "percent": change.percent}


def _names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
