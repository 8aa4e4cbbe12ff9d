"""How long another server asks us to wait, by its Retry-After header (RFC 9110, 10.2.3)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tasks.law.retrying import LONGEST_ASKED


def seconds_asked(told: str, now: datetime) -> float | None:
    """The seconds a Retry-After header means, at most a day; None where it says nothing we understand."""
    told = told.strip()
    if told.isascii() and told.isdigit():
        return min(float(told[:9]), LONGEST_ASKED.total_seconds())
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), LONGEST_ASKED.total_seconds())
