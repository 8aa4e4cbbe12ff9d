"""The named rules a contract may ask for: pure checks on the values of a few fields of one record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tasks.contracts.columns import Reducer

Values = tuple[str, ...]
Fault = Mapping[str, str]
"""What a message says beside the values themselves."""
NOTHING_MORE: Fault = {}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a rule may know beside the values: the Shanghai date, and the arguments the contract gives."""

    today: date
    arguments: Mapping[str, Any]


Check = Callable[[Values, Surroundings], Fault | None]
"""None where the values are as they should be."""


@dataclass(frozen=True, slots=True)
class NamedRule:
    """One rule; `reducers`, by position, bring a field's values down to what the check looks at.

    A record's party code, say, is one of a hundred thousand, but missing, valid or invalid is one of three.
    """

    name: str
    check: Check
    reducers: tuple[Reducer | None, ...]


_RULES: dict[str, NamedRule] = {}


def named_rule(name: str, *reducers: Reducer | None) -> Callable[[Check], Check]:
    """Registers a check under the name contracts use for it."""

    def register(check: Check) -> Check:
        if name in _RULES:
            raise ValueError(f"rule {name} is registered twice")
        _RULES[name] = NamedRule(name, check, reducers)
        return check

    return register


def named_rules() -> Mapping[str, NamedRule]:
    """All registered rules by name."""
    return _RULES


def present(text: str) -> str:
    """One and the same text for any value, "" for none."""
    return "1" if text else ""
