"""What follows from a decision by law on one day, channel by channel: clock, disclosure, gate, text to show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tasks.law.acts import Channel
from tasks.law.channels import Rendition
from tasks.law.corrections import UNCORRECTED, Corrections
from tasks.law.decision import Decision
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

    Only two people waive the doubts of a redaction, and only of the version they looked at. `place` is its place
    among all acts: of two rulings that hold for a channel the later counts.
    """

    outcome: str
    operator: str
    reason: str
    basis: str
    until: date | None = None
    waives_doubts: bool = False
    place: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """A decision as the rules see it, with the accepted content it was read from and the day it was registered."""

    decision: Decision
    content: Mapping[str, str]
    registered_on: date


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the register knows beside the decision itself."""

    legal_review: Attestation | None = None
    release_review: Attestation | None = None
    approved_by: tuple[str, ...] = ()
    review_proved_by: str | None = None
    rulings: Mapping[Channel | None, Ruling] = field(default_factory=dict)
    signed: frozenset[str] = frozenset()
    stage_acts: tuple[StageAct, ...] = ()
    corrections: Corrections = UNCORRECTED
    review_overridden_by: str | None = None
    taken_over: bool = False
    changed_since: bool = False

    def ruling_on(self, channel: Channel, rendition: Rendition) -> Ruling | None:
        """The last ruling on a channel: on it alone, or on every place that shows the public a text."""
        own = self.rulings.get(channel)
        general = None if rendition is Rendition.FULL else self.rulings.get(None)
        return max((one for one in (own, general) if one), key=lambda one: one.place, default=None)


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
    release_due_on: date | None
    edition: bytes | None
    rendition: Rendition
    redacted: bool
    redaction_policy: str
    elsewhere_address: str | None
    elsewhere_on: date | None
    assess_on: date | None


Assess = Callable[[Facts, Circumstances, Iterable[Channel]], dict[Channel, Assessment]]
"""The rules of one day, as a function of a decision, what is known beside it, and the channels asked about."""
