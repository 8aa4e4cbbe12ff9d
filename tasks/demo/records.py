"""One decision of the invented city: its content, where it is kept, and what was done to it on purpose."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

EXCHANGE, REST, FILES = "exchange", "rest", "files"
"""The three systems of the city."""

LICENCE, PENALTY, COERCION, INSPECTION, NOTICE = (
    "licence_decision",
    "penalty_decision",
    "coercion_decision",
    "inspection_result",
    "revocation_notice",
)
"""Contract names."""


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a business system in canonical field names.

    `marks` name what the record was made to show (a legal situation, dirt that is mended, an oddity),
    `fault` the error that must send it back, `private` the texts that must never be seen in public.
    """

    contract: str
    system: str
    key: str
    stamp: datetime
    decided_on: date
    content: dict[str, str]
    marks: frozenset[str] = frozenset()
    fault: str = ""
    private: frozenset[str] = field(default_factory=frozenset)

    def having(self, mark: str, **content: str) -> Record:
        """This record with another mark and some content changed."""
        return replace(self, content=self.content | content, marks=self.marks | {mark})


@dataclass(frozen=True, slots=True)
class Draft:
    """A record before it has a number, a place and a stamp."""

    contract: str
    system: str
    sign: str
    decided_on: date
    content: dict[str, str]
    marks: frozenset[str] = frozenset()
    private: frozenset[str] = field(default_factory=frozenset)
