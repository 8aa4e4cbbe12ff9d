"""Hides in prose what must not be public: names, numbers, home addresses, health, and what an office withholds."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from tasks.law.addresses import home_addresses
from tasks.law.detectors import detect_plain
from tasks.law.edition import Doubt
from tasks.law.health import illnesses
from tasks.law.minors import minor_details
from tasks.law.name_finder import NameFinder
from tasks.law.names import DOTS, UNNAMED, aliases
from tasks.law.plain_text import places, plain
from tasks.law.redaction_policy import RedactionPolicy

BREAK = "\x00"
"""Parts the texts of one decision, which are read as one so that a person has one alias in all of them."""

_BLANK = "\ufffc"
_PARTS = re.compile(f"[{DOTS}]")
_WORTH_HIDING = 3
"""Characters from which a part of a dotted name is hidden wherever it stands alone."""


@dataclass(frozen=True, slots=True)
class Persons:
    """Who is hidden, who is shown, and which organisations are named in full."""

    hidden: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    party_is_person: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """What is known: numbers of known origin that stay, phrases withheld, and phrases hidden wrongly before."""

    exempt: Collection[str] = ()
    withheld: Collection[str] = ()
    shown: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Masked:
    """The texts as they may be shown, the aliases used, and the withheld phrases that were not found."""

    texts: tuple[str, ...]
    aliases: Mapping[str, str]
    missing: tuple[str, ...]
    changed: bool
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    instead: str


def mask(
    texts: Iterable[str],
    persons: Persons,
    policy: RedactionPolicy,
    finder: NameFinder,
    marked: Marked,
) -> Masked:
    """Hide everything in one reading of all texts."""
    whole = BREAK.join(texts)
    seen = plain(whole)
    nameless = _without_organisations(seen, persons)
    called = _aliases(nameless, persons, policy, finder)
    spans = [
        _Span(start, end, policy.mask)
        for phrase in marked.withheld
        for start, end in places(seen, plain(phrase))
    ]
    missing = tuple(phrase for phrase in marked.withheld if not places(seen, plain(phrase)))
    if hits := detect_plain(seen, policy.public_numbers):
        known = [place for value in marked.exempt for place in places(seen, plain(value))]
        spans += [
            _Span(hit.start, hit.end, policy.mask)
            for hit in hits
            if not any(start <= hit.start and hit.end <= end for start, end in known)
        ]
    told = _name_spans(nameless, called)
    told += [
        _Span(home.start, home.end, policy.address_mask)
        for home in home_addresses(seen, party_is_person=persons.party_is_person)
    ]
    doubts = _personal_spans(seen, persons, policy, told)
    spans += _without_shown(told, seen, marked.shown, {called.get(plain(name)) for name in persons.hidden})
    result = _replaced(whole, spans)
    return Masked(tuple(result.split(BREAK)), called, missing, bool(spans), doubts)


def _without_shown(
    spans: list[_Span], seen: str, shown: Collection[str], kept: Collection[str | None]
) -> list[_Span]:
    """What is told of persons without what lies inside a phrase to be shown; who is `kept` stays hidden."""
    inside = [place for phrase in shown for place in places(seen, plain(phrase))]
    return [
        span
        for span in spans
        if span.instead in kept or not any(start <= span.start and span.end <= end for start, end in inside)
    ]


def _personal_spans(
    seen: str, persons: Persons, policy: RedactionPolicy, spans: list[_Span]
) -> tuple[Doubt, ...]:
    """Adds what tells of a person's health, birth and school, by where the persons are; what is doubtful of it."""
    named = [(span.start, span.end) for span in spans if UNNAMED in span.instead]
    details, doubts = minor_details(seen, persons.organisations, (start for start, _ in named))
    spans += [_Span(start, end, policy.mask) for start, end in details]
    named += [place for name in persons.shown for place in places(seen, plain(name))]
    told = illnesses(seen, named, UNNAMED, party_is_person=persons.party_is_person)
    spans += [_Span(start, end, policy.health_mask) for start, end in told]
    return doubts


def _without_organisations(text: str, persons: Persons) -> str:
    """The text with the names of organisations blanked, whole and from a hidden person's name on."""
    people = [plain(person) for person in persons.hidden]
    for organisation in dict.fromkeys(persons.organisations):
        name = plain(organisation)
        text = text.replace(name, _BLANK * len(name))
        for person in people:
            start = name.find(person)
            if start >= 0 and len(name) - start > len(person):
                text = text.replace(name[start:], _BLANK * (len(name) - start))
    return text


def _aliases(text: str, persons: Persons, policy: RedactionPolicy, finder: NameFinder) -> dict[str, str]:
    """Every spelling of every hidden person with its alias; a second reading shares the alias of the first."""
    readings: dict[str, str] = {}
    for name in finder.find(text):
        full = name.full
        if name.short and text.count(name.short) > text.count(full):
            full = name.short
        readings[full] = name.short if name.short != full else ""
    people = [plain(person) for person in persons.hidden]
    people += [full for full in readings if not _is_shown(full, persons)]
    called = aliases((person for person in people if len(person) > 1), policy.names)
    for full, short in readings.items():
        if full in called and short and short not in called and not _is_shown(short, persons):
            called[short] = called[full]
    for full in [full for full in called if any(dot in full for dot in DOTS)]:
        called |= {part: called[full] for part in _PARTS.split(full) if len(part) >= _WORTH_HIDING}
    return called


def _is_shown(name: str, persons: Persons) -> bool:
    return any(name == shown or name.startswith(shown) or shown.startswith(name) for shown in persons.shown)


def _name_spans(text: str, called: Mapping[str, str]) -> list[_Span]:
    if not called:
        return []
    spelled = sorted(called, key=len, reverse=True)
    if not _may_be_spaced(text, spelled):
        return [_Span(start, end, called[name]) for start, end, name in _literal_places(text, spelled)]
    pattern = re.compile("|".join(f"({_spelling(name)})" for name in spelled))
    return [
        _Span(*place.span(), called[spelled[(place.lastindex or 1) - 1]]) for place in pattern.finditer(text)
    ]


def _may_be_spaced(text: str, names: Iterable[str]) -> bool:
    """Whether a name may stand in the text otherwise than letter by letter: with spaces or with another dot."""
    close = text.replace(" ", "")
    spaced = len(close) < len(text)
    for name in names:
        if " " in name or any(dot in name for dot in DOTS):
            return True
        if spaced and close.count(name) != text.count(name):
            return True
    return False


def _literal_places(text: str, names: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Where names stand, without overlap: the first place goes first, and at one place the first name."""
    ahead = {name: place for name in names if (place := text.find(name)) >= 0}
    while ahead:
        name = min(ahead, key=ahead.__getitem__)
        start = ahead[name]
        end = start + len(name)
        yield start, end, name
        for other in [other for other, place in ahead.items() if place < end]:
            ahead[other] = text.find(other, end)
            if ahead[other] < 0:
                del ahead[other]


def _spelling(name: str) -> str:
    characters = (
        f"[{DOTS}.]" if character in DOTS else re.escape(character) for character in name.replace(" ", "")
    )
    return "[ ]?".join(characters)


def _replaced(text: str, spans: Iterable[_Span]) -> str:
    """The text with its spans replaced; overlapping spans go together, under the sign of the longest."""
    parts: list[str] = []
    done = 0
    current: _Span | None = None
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if current is not None and span.start < current.end:
            longer = max(current, span, key=lambda one: one.end - one.start)
            current = _Span(current.start, max(current.end, span.end), longer.instead)
            continue
        if current is not None:
            parts += [text[done : current.start], _fitting(text, current)]
            done = current.end
        current = span
    if current is not None:
        parts += [text[done : current.start], _fitting(text, current)]
        done = current.end
    return "".join(parts) + text[done:]


def _fitting(text: str, span: _Span) -> str:
    """The sign without brackets of its own where it opens a bracket of the text."""
    opened = span.start > 0 and text[span.start - 1] in "(（"
    return span.instead.strip("（）") if opened else span.instead
