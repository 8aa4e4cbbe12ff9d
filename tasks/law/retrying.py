"""When an outward delivery is tried again, and when a person must look instead (promise 6, clauses G11, I1)."""

from __future__ import annotations

import hashlib
import math
from datetime import datetime, timedelta

FIRST_WAIT = timedelta(minutes=1)
"""After the first failed try."""
LONGEST_WAIT = timedelta(hours=6)
"""However often it failed: a platform that is back is found within a quarter of a day."""
LONGEST_ASKED = timedelta(days=1)
"""However long the other side asked to be left alone: a deadline of seven working days leaves no more."""

NOT_ITS_OWN = frozenset(
    {
        "unreachable", "timeout", "dropped", "busy", "server-fault", "answer-unreadable", "answer-foreign",
        "channel-refused", "channel-address", "not-tried",
    }
)  # fmt: skip
"""Codes of faults that are the other side's as a whole: they pass, or are mended once for all deliveries.

A delivery that only ever met these is never set aside: an outage must not leave thousands of rows to a person.
"""


def pause_seconds(attempts: int, key: str, first: float, longest: float) -> float:
    """Seconds to wait after `attempts` failed tries: doubling from `first`, at most `longest`.

    Between half and the whole of that, decided by the key alone, so that rows which failed together do not come
    back together and a test can say when. ValueError where `attempts` is not at least 1.
    """
    if attempts < 1:
        raise ValueError("attempts counts the try just made, so it is at least 1")
    grown = min(first * 2.0 ** min(attempts - 1, 60), longest)
    digest = hashlib.sha256(f"{key}:{attempts}".encode()).digest()
    return grown * (0.5 + int.from_bytes(digest[:4], "big") / 2**33)


def next_try(attempts: int, now: datetime, wait_seconds: float | None, key: str) -> datetime:
    """Not before when a delivery is tried again, after `attempts` failed tries.

    `wait_seconds` is what the other side asked for; it is kept to, up to LONGEST_ASKED, and never makes us come
    earlier than our own waits. ValueError for a time without a zone.
    """
    if now.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    own = pause_seconds(attempts, key, FIRST_WAIT.total_seconds(), LONGEST_WAIT.total_seconds())
    asked = wait_seconds if wait_seconds is not None and not math.isnan(wait_seconds) else 0.0
    return now + timedelta(seconds=max(own, min(asked, LONGEST_ASKED.total_seconds())))


def set_aside(result: str, attempts: int, patience: int, code: str = "") -> bool:
    """Whether a person must look at a delivery before it is sent again.

    At once where the other side refused it (`result` is a delivery's Result by its value), after `patience` failed
    tries otherwise, and never for a fault of the whole channel (`code` among NOT_ITS_OWN).
    """
    if result == "refused":
        return True
    return result == "failed" and attempts >= patience and code not in NOT_ITS_OWN
