"""A difference between what the register says and what is public."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as the register says: where, about which decision, what."""

    place: str
    decision: str
    problem: str

    def to_json(self) -> dict[str, str]:
        """As `gongshi verify --json` tells it."""
        return {"place": self.place, "decision": self.decision, "problem": self.problem}
