"""What one run has learnt of a platform: whether to go on asking, and how much it takes at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from tasks.channels.platforms.faults import Blame, PlatformFault
from tasks.channels.platforms.settings import PlatformSettings
from tasks.law.retrying import pause_seconds

_NO_USE_AGAIN = frozenset({Blame.SETTINGS, Blame.SIZE, Blame.REFUSAL})

T = TypeVar("T")


@dataclass
class Circuit:
    """Counts failures in a row; once stopped, the rest of the run is not tried.

    Faults that may be one item's are allowed as many more as it takes to halve a batch down to that item.
    """

    settings: PlatformSettings
    size: int = 0
    """How many items are sent at once; less after the platform found a batch too large."""
    answered: bool = False
    """Whether the platform gave any usable answer in this run."""
    stopped: PlatformFault | None = None
    _in_a_row: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.size = self.size or self.settings.batch_size

    def succeeded(self) -> None:
        """A usable answer came."""
        with self._lock:
            self._in_a_row, self.answered = 0, True

    def failed(self, fault: PlatformFault) -> None:
        """A request failed after all its tries; the run stops where that is one too many."""
        with self._lock:
            if fault.blame is Blame.SIZE:
                return
            self._in_a_row += 1
            allowed = self.settings.failures_allowed
            if fault.blame in (Blame.ITEM, Blame.REFUSAL):
                allowed += self.settings.batch_size.bit_length()
            long_wait = (fault.wait or 0) > self.settings.longest_wait
            if fault.blame is Blame.SETTINGS or long_wait or self._in_a_row >= allowed:
                self.stopped = fault

    def not_tried(self, name: str) -> PlatformFault:
        """What becomes of a delivery that was not sent because the run had stopped or its time was over."""
        if self.stopped is None:
            return PlatformFault("not-tried", f"本次未向{name}报送：所用时间已满，下次继续", Blame.CHANNEL)
        fault = self.stopped
        if fault.blame is Blame.SETTINGS:
            return fault
        return PlatformFault(
            "not-tried",
            f"本次未向{name}报送：此前接连失败（{fault.sentence}）",
            Blame.CHANNEL,
            wait=fault.wait,
        )

    def patiently(self, ask: Callable[[], T], tries: int, key: str, ends: float) -> T:
        """What `ask` gives, tried again up to `tries` times while that may help; the last PlatformFault otherwise.

        Neither a wait longer than the settings allow nor one past `ends` (monotonic) is begun.
        """
        attempt = 0
        while True:
            attempt += 1
            try:
                got = ask()
            except PlatformFault as fault:
                pause = pause_seconds(attempt, key, self.settings.backoff, self.settings.longest_wait)
                pause = max(pause, fault.wait or 0)
                too_long = pause > self.settings.longest_wait or time.monotonic() + pause > ends
                if attempt >= tries or fault.blame in _NO_USE_AGAIN or too_long:
                    self.failed(fault)
                    raise
                time.sleep(pause)
            else:
                self.succeeded()
                return got
