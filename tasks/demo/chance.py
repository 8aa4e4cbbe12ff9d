"""Seeded chance: the same seed gives the same city, on every machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance(Random):
    """A seeded source of choices; one per purpose, so that a change in one place leaves the others alone."""

    def __init__(self, *seed: object) -> None:
        super().__init__("/".join(map(str, seed)))

    def happens(self, share: float) -> bool:
        """True in about `share` of the calls."""
        return self.random() < share

    def weighed(self, weights: Mapping[T, float]) -> T:
        """One key, as often as its weight says."""
        return self.choices(tuple(weights), tuple(weights.values()))[0]

    def digits(self, count: int) -> str:
        """A text of `count` decimal digits."""
        return f"{self.randrange(10**count):0{count}d}"

    def sample_share(self, population: Sequence[T], share: float, least: int = 0) -> list[T]:
        """A share of the population, at least `least` of it where there are so many."""
        wanted = max(least, round(len(population) * share))
        return self.sample(population, min(wanted, len(population)))
