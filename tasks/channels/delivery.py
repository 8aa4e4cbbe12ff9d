"""A channel that is not our own website, as the steps see it: deliveries go out in batches, outcomes come back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from tasks.register.delivery import Delivery, Outcome, Result, Task

__all__ = ["Delivery", "Outcome", "Platform", "Result", "Task"]


class Platform(Protocol):
    """A channel that takes deliveries in batches and never raises for a fault of the other side."""

    @property
    def address(self) -> str:
        """Where it is, as receipts name it."""

    @property
    def batch_size(self) -> int:
        """How many deliveries it takes at once."""

    def deliver(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
        """Send and, where the channel can be read, read back; one outcome for each delivery, in order."""
