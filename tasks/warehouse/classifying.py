"""Under which item acts count: the rules of `tasks/law/counting.py`, asked once per distinct wording."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tasks.contracts.tables_counting import CountingTables
from tasks.law.acts import ActType
from tasks.law.counting import (
    Item,
    coercion_item,
    inspection_item,
    licence_item,
    most_severe,
    penalty_kinds_in,
)


@dataclass(frozen=True, slots=True)
class Wording:
    """What decides the item of an act: what is named, what the text tells, and whether there was an object."""

    act_type: str
    named: str
    told: str
    has_object: bool


@dataclass(frozen=True, slots=True)
class Classified:
    """A wording with its item; the item of a penalty follows from its kinds and a severity order."""

    wording: Wording
    kinds: tuple[str, ...]
    item: Item


def classify(wording: Wording, tables: CountingTables) -> Classified:
    """The item of one wording."""
    rules = tables.rules
    match ActType(wording.act_type):
        case ActType.PENALTY:
            kinds = penalty_kinds_in(wording.named, wording.told, tables.penalty_kinds)
            return Classified(wording, kinds, Item(None))
        case ActType.LICENCE:
            return Classified(wording, (), licence_item(wording.named, rules.licence))
        case ActType.COERCION:
            return Classified(wording, (), coercion_item(wording.named, rules.coercion))
        case ActType.INSPECTION:
            item = inspection_item(wording.named, wording.told, wording.has_object, rules.inspection)
            return Classified(wording, (), item)
        case other:
            return Classified(wording, (), Item(other.value))


def most_severe_kinds(
    combinations: Iterable[tuple[str, ...]], tables: CountingTables
) -> list[tuple[str, tuple[str, ...], str]]:
    """For every combination of kinds, the kind it counts under by each severity order."""
    other = tables.penalty_kinds.other
    return [
        (order.id, kinds, most_severe(kinds, order, other))
        for kinds in sorted(combinations)
        for order in tables.severity_orders
    ]
