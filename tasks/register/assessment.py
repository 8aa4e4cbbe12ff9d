"""What follows from a decision by law on one day: its clock, its disclosure, its gate, its public edition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tasks.law.corrections import UNCORRECTED, Corrections
from tasks.law.lifecycle import Gate, PublicationState
from tasks.law.release_stages import StageAct


@dataclass(frozen=True, slots=True)
class Attestation:
    """Who vouches that a source's decisions passed a review, and since which decision date."""

    by: str
    since: date | None = None

    def covers(self, decided_on: date | None) -> bool:
        """Whether a decision of that date is vouched for."""
        return self.since is None or (decided_on is not None and self.since <= decided_on)


@dataclass(frozen=True, slots=True)
class Ruling:
    """An operator's decision on disclosure; it overrides the rules and is kept with name and reason.

    Only two people waive the doubts of a redaction, and only of the version they looked at.
    """

    outcome: str
    operator: str
    reason: str
    basis: str
    until: date | None = None
    waives_doubts: bool = False


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the register knows beside the decision itself."""

    legal_review: Attestation | None = None
    release_review: Attestation | None = None
    approved_by: tuple[str, ...] = ()
    review_proved_by: str | None = None
    ruling: Ruling | None = None
    signed: frozenset[str] = frozenset()
    stage_acts: tuple[StageAct, ...] = ()
    corrections: Corrections = UNCORRECTED
    review_overridden_by: str | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """The outcome, ready to be kept; `assess_on` is when it must be looked at again."""

    state: PublicationState
    outcome: str
    reason: str
    basis: str
    rule: str
    reexamine_on: date | None
    gate: Gate | None
    gate_note: str | None
    due_on: date | None
    latest_on: date | None
    provisional: bool
    deadline_rule: str | None
    calendar: str | None
    period_ends_on: date | None
    period_rule: str | None
    review_attested_by: str | None
    released_by: str | None
    edition: bytes | None
    redacted: bool
    redaction_policy: str
    assess_on: date | None
