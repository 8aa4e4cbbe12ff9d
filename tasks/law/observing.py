"""When what an observer beyond the network gap saw counts as having been read back (promise 5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

CLOCK_TOLERANCE = timedelta(minutes=10)
"""How far an observer's clock may be from ours."""
ASK_AGAIN_AFTER = timedelta(hours=24)
"""After so long without a receipt the same is asked again: files get lost on their way."""


@dataclass(frozen=True, slots=True)
class Observer:
    """A person or machine beyond the gap, by its Ed25519 public key; `valid_until` is its last day."""

    name: str
    key_id: str
    public_key: bytes
    valid_from: date
    valid_until: date | None = None

    def valid_on(self, day: date) -> bool:
        """Whether its receipts count on that Shanghai date."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    @property
    def signature_name(self) -> str:
        """Name and key, as receipts keep them."""
        return f"{self.name} {self.key_id}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address should answer, and in which work list that was asked; `hash` of None: the status only."""

    number: int
    status: int
    hash: bytes | None

    def fits(self, seen: Observation) -> bool:
        """Whether that is what was seen."""
        return seen.status == self.status and (self.hash is None or seen.hash == self.hash)


@dataclass(frozen=True, slots=True)
class Observation:
    """What one observer saw at an address when it last looked, and for which work list it looked."""

    observer: str
    number: int
    status: int
    hash: bytes
    problem: str
    observed_at: str


class Verdict(StrEnum):
    """What the observers say of an address together."""

    WAITING = "waiting"
    SEEN = "seen"
    WRONG = "wrong"
    DISAGREE = "disagree"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and the observation it rests on."""

    verdict: Verdict
    observation: Observation | None = None


def judge(since: int, asked: Collection[Asked], observations: Iterable[Observation]) -> Judgement:
    """What the newest look of each observer says, of those made for work list `since` or a later one.

    A list is made after the files were written, so a look made for it came later still, whatever any clock says.
    What was seen may also be what a later list asked. One observer who sees something else than another leaves the
    address unproven.
    """
    wanted = [one for one in asked if one.number >= since]
    counted = sorted(
        (one for one in observations if one.number >= since), key=lambda one: (one.number, one.observed_at)
    )
    good = [seen for seen in counted if any(one.fits(seen) for one in wanted)]
    bad = [seen for seen in counted if seen not in good]
    if good and bad:
        return Judgement(Verdict.DISAGREE, bad[-1])
    if good:
        return Judgement(Verdict.SEEN, good[-1])
    return Judgement(Verdict.WRONG, bad[-1]) if bad else Judgement(Verdict.WAITING)


def clock_fault(observed_at: datetime, list_made_at: datetime, received_at: datetime) -> str:
    """What is wrong with a receipt's time, "" where it lies between the list and its arrival, within bounds."""
    if observed_at < list_made_at - CLOCK_TOLERANCE:
        return "回执时间早于核对清单，观察员的时钟偏慢"
    if observed_at > received_at + CLOCK_TOLERANCE:
        return "回执时间晚于收到时间，观察员的时钟偏快"
    return ""
