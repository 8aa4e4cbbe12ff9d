"""A platform as the register sees it: deliveries in, outcomes out, never an exception for its faults (G11, I1)."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tasks.channels.delivery import Delivery, Outcome
from tasks.channels.platforms.circuit import Circuit
from tasks.channels.platforms.exchange import Exchange
from tasks.channels.platforms.judging import judged, wants_a_look
from tasks.channels.platforms.reading_back import listing, read_back
from tasks.channels.platforms.sending import send
from tasks.channels.platforms.wire import Shown


@dataclass
class HttpPlatform:
    """One platform during one run: what it learns (that the platform is down, say) holds until the run's end."""

    exchange: Exchange
    _circuit: Circuit = field(init=False)

    def __post_init__(self) -> None:
        self._circuit = Circuit(self.exchange.settings)

    @property
    def address(self) -> str:
        """Where it is, as receipts name it."""
        return self.exchange.settings.base_url

    @property
    def batch_size(self) -> int:
        """How many deliveries it takes at once."""
        return self.exchange.settings.batch_size

    def close(self) -> None:
        """Give the connections back."""
        self.exchange.close()

    def deliver(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
        """Send and read back; one outcome for each delivery, in order. Takes at most `settings.patience` seconds
        and the time of one request more."""
        ends = time.monotonic() + self.exchange.settings.patience
        outcomes: list[Outcome] = []
        while len(outcomes) < len(deliveries):
            batch = deliveries[len(outcomes) : len(outcomes) + self._circuit.size]
            outcomes += self._deliver_batch(batch, ends)
        return outcomes

    def listing(self) -> Iterator[Shown]:
        """Everything the platform has, published or withdrawn, in the order of page ids.

        PlatformFault where it cannot be read to the end: half a list must not be taken for the whole.
        """
        return listing(self.exchange, self._circuit)

    def _deliver_batch(self, batch: Sequence[Delivery], ends: float) -> list[Outcome]:
        settings = self.exchange.settings
        replies = send(self.exchange, self._circuit, batch, ends)
        to_look = [one for one in batch if wants_a_look(one, replies[one.key], settings)]
        looks = read_back(self.exchange, self._circuit, to_look, ends)
        return [judged(one, replies[one.key], looks.get(one.key), settings) for one in batch]
