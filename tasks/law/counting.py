"""How acts are counted in the official forms: under which item, on which day, and which are not (DOMAIN 4.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import ClassVar

from tasks.law.acts import ActType

_BETWEEN = re.compile(r"[;；、,，。.\s+＋/和并及与处以]+")
_WORDS = re.compile(r"[^\W\d_]")
_MARK = "\0"


@dataclass(frozen=True, slots=True)
class KindSpelling:
    """A kind of penalty by the name of its column, and other ways of writing it."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    name: str
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EitherKind:
    """A kind that leaves open which of two it was: the heavier one only where the decision's text says so."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    spellings: tuple[str, ...]
    unless_said: str
    heavier: str
    said_by: str


@dataclass(frozen=True, slots=True)
class PenaltyKinds:
    """All kinds of penalty, and the one for whatever is none of them."""

    kinds: tuple[KindSpelling, ...]
    other: str
    either_kind: EitherKind

    @property
    def names(self) -> tuple[str, ...]:
        """Every kind a penalty can be counted under."""
        return (*(kind.name for kind in self.kinds), self.other)

    def leaves_open(self, text: str) -> bool:
        """Whether only the text of the decision can tell which kind was meant."""
        return any(spelling in text for spelling in self.either_kind.spellings)


@dataclass(frozen=True, slots=True)
class SeverityOrder:
    """Kinds from light to heavy; chosen by the decision date, or only by a form that names it."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    id: str
    title: str
    kinds: tuple[str, ...]
    known_since: date
    clause: str
    source: str
    by_decision_date: bool = False
    in_force_from: date | None = None
    in_force_to: date | None = None
    note: str = ""

    def covers(self, day: date) -> bool:
        """Whether decisions of a day are counted by this order."""
        return (
            self.by_decision_date
            and (self.in_force_from is None or self.in_force_from <= day)
            and (self.in_force_to is None or day <= self.in_force_to)
        )


@dataclass(frozen=True, slots=True)
class LicenceRule:
    """Outcomes of a licence and the items they are counted under."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    items: Mapping[str, tuple[str, ...]]
    otherwise: str
    source: str
    not_counted: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CoercionRule:
    """Kinds of coercion; measures count when decided, execution when completed."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    items: Mapping[str, tuple[str, ...]]
    otherwise: str
    source: str
    counted_on_completion: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InspectionRule:
    """Which inspections do not count: no object, an incomplete record, or an act that followed."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    incomplete: tuple[str, ...]
    nothing_followed: tuple[str, ...]
    no_object: tuple[str, ...]
    source: str
    note: str = ""
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """What an act counts as: its item, or why it does not count; some wait for their completion."""

    name: str | None
    not_counted: str | None = None
    on_completion: bool = False


def penalty_kinds_in(text: str, decision_text: str, kinds: PenaltyKinds) -> tuple[str, ...]:
    """The kinds named in 处罚类别, each once, in the order of the text; what is none of them is the other kind.

    `decision_text` (处罚内容, 证照名称) tells 暂扣 from 吊销 where the kind leaves it open.
    """
    spellings = _spellings_of(kinds)
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        name = spellings[match[0]]
        found.append(_told_apart(decision_text, kinds) if name is None else name)
        return _MARK

    rest = _pattern(tuple(spellings)).sub(take, text)
    if not found or any(_WORDS.search(part) and _MARK not in part for part in _BETWEEN.split(rest)):
        found.append(kinds.other)
    return tuple(dict.fromkeys(found))


def _spellings_of(kinds: PenaltyKinds) -> dict[str, str | None]:
    known: dict[str, str | None] = dict.fromkeys(kinds.either_kind.spellings)
    for kind in kinds.kinds:
        known |= dict.fromkeys((kind.name, *kind.spellings), kind.name)
    return known


def _told_apart(decision_text: str, kinds: PenaltyKinds) -> str:
    either = kinds.either_kind
    said = _pattern(either.spellings).sub("", decision_text)
    return either.heavier if either.said_by in said else either.unless_said


def most_severe(kinds: Sequence[str], order: SeverityOrder, other: str) -> str:
    """The one kind a penalty counts under: the heaviest named kind; the other kind only where none is named."""
    named = [kind for kind in kinds if kind != other]
    if not named:
        return other
    return max(named, key=lambda kind: order.kinds.index(kind) if kind in order.kinds else -1)


def severity_order_on(day: date, orders: Iterable[SeverityOrder]) -> SeverityOrder:
    """The order for decisions of a day; LookupError where no row covers it."""
    for order in orders:
        if order.covers(day):
            return order
    raise LookupError(f"no severity order covers {day.isoformat()}")


def licence_item(outcome: str, rule: LicenceRule) -> Item:
    """What a licence decision counts as; one without an outcome was granted."""
    name = _item_named(outcome, rule.items) if outcome else next(iter(rule.items))
    if name is None:
        return Item(rule.otherwise)
    return Item(None, rule.not_counted[name]) if name in rule.not_counted else Item(name)


def coercion_item(kind: str, rule: CoercionRule) -> Item:
    """What a coercion counts as, and whether only when it is completed; of several kinds the first named."""
    name = _item_named(kind, rule.items) or _first_within(kind, rule.items) or rule.otherwise
    return Item(name, on_completion=name in rule.counted_on_completion)


def inspection_item(record_complete: str, followed_by: str, has_object: bool, rule: InspectionRule) -> Item:
    """An inspection counts where one object was inspected, fully recorded, and no other act followed."""
    if not has_object:
        return Item(None, "无特定检查对象")
    if record_complete in rule.incomplete:
        return Item(None, "检查记录不完整")
    if followed_by and followed_by not in rule.nothing_followed:
        return Item(None, "检查后作出其他执法行为")
    return Item(ActType.INSPECTION.value)


def counted_on(item: Item, decided_on: date, completed_on: date | None) -> date | None:
    """The day whose year an act counts in; None as long as an execution is not completed."""
    return completed_on if item.on_completion else decided_on


def _item_named(text: str, items: Mapping[str, tuple[str, ...]]) -> str | None:
    return next((name for name, others in items.items() if text == name or text in others), None)


def _first_within(text: str, items: Mapping[str, tuple[str, ...]]) -> str | None:
    spelled = {spelling: name for name, others in items.items() for spelling in (name, *others)}
    match = _pattern(tuple(spelled)).search(text)
    return spelled[match[0]] if match else None


@lru_cache(maxsize=16)
def _pattern(spellings: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(one) for one in sorted(spellings, key=len, reverse=True)))
