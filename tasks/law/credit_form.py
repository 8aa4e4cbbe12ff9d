"""How the national 双公示 record writes what the law leaves open: one versioned row (clause G12, promise 8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

_SEPARATOR = ";"


class PenaltyValidity(StrEnum):
    """How a penalty without a term of its own (处罚有效期) is written."""

    OPEN_ENDED = "open_ended"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class CreditForm:
    """One row of `credit_form.yaml`; the decision date selects it."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    id: str
    in_force_from: date
    known_since: date
    open_ended: date
    penalty_validity: PenaltyValidity
    licence_states: Mapping[str, str]
    ended_outcomes: tuple[str, ...]
    penalty_kinds: Mapping[str, str]
    replaced_characters: Mapping[str, str]
    clause: str
    source: str
    in_force_to: date | None = None
    note: str = ""
    assumption: bool = False

    def __post_init__(self) -> None:
        """ValueError for a row that leaves a licence without a state or would replace more than a character."""
        if missing := {"有效", "无效"} - self.licence_states.keys():
            raise ValueError(f"licence_states缺少{'、'.join(sorted(missing))}")
        if strange := [one for one in self.replaced_characters if len(one) != 1]:
            raise ValueError(f"replaced_characters应为单个字符，现有{'、'.join(strange)}")

    def covers(self, day: date) -> bool:
        """Whether the row answers for a decision of that day."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)

    def kinds(self, canonical: str) -> str:
        """Penalty kinds in the standard's own words, each once, in the order they were given."""
        named = (kind for kind in canonical.split(_SEPARATOR) if kind)
        return _SEPARATOR.join(dict.fromkeys(self.penalty_kinds.get(kind, kind) for kind in named))

    def licence_state(self, given: str, outcome: str) -> str:
        """The code of a licence's state; where none was given, a revoked or cancelled licence is no longer valid."""
        state = given or ("无效" if outcome in self.ended_outcomes else "有效")
        return self.licence_states.get(state, state)


def credit_form_on(forms: Iterable[CreditForm], day: date) -> CreditForm:
    """The row for decisions of a day; ValueError where no row answers, since nothing could be handed in."""
    found = next((form for form in forms if form.covers(day)), None)
    if found is None:
        raise ValueError(f"credit_form.yaml has no row for decisions of {day}")
    return found
