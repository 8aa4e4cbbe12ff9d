"""What a gate answers when a due publication has to wait (design 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from tasks.law.lifecycle import Gate

LEGAL_OFFICE = "法规处"
INFORMATION_OFFICE = "办公室"
DECIDING_OFFICE = "承办处室"


@dataclass(frozen=True, slots=True)
class GateResult:
    """Why a publication waits: whose turn it is, what officers read, and how it can go on.

    `escalate` asks that somebody be told within a day (clause L7).
    """

    gate: Gate
    owner: str
    sentence: str
    code: str
    clause: str
    exits: tuple[str, ...]
    escalate: bool = False


class Attested(Protocol):
    """Who vouches that a source's decisions passed a review, and for which decision dates."""

    @property
    def by(self) -> str:
        """The person or body that vouches."""

    def covers(self, decided_on: date | None) -> bool:
        """Whether a decision of that date is vouched for."""
