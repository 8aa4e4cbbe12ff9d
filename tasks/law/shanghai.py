"""The day as the authority lives it: a Shanghai date, whatever the machine's zone (clause G10)."""

from datetime import UTC, date, datetime, time, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China Standard Time; no daylight saving since 1991, so a fixed offset is exact for every date here."""


def shanghai_date(instant: datetime) -> date:
    """The date in Shanghai at an instant; ValueError for an instant without a zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(SHANGHAI).date()


def next_midnight(day: date) -> datetime:
    """The instant, in UTC, at which `day` ends in Shanghai (its 24:00)."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI).astimezone(UTC)
