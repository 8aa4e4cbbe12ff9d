"""How long a penalty stays public, by the regime of its decision date and its severity (DOMAIN 2.4)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from tasks.law.acts import ActType, Channel
from tasks.law.decision import Decision


class SeverityClass(StrEnum):
    """The three classes of 《信用修复管理办法》."""

    MINOR = "轻微"
    GENERAL = "一般"
    SERIOUS = "严重"


class SourceDate(StrEnum):
    """What the 公示截止期 given by the source does to the longest period of the rule."""

    SHORTENS = "shortens"
    PREVAILS = "prevails"


@dataclass(frozen=True, slots=True)
class PeriodRegime:
    """One row: the longest period, in months from the decision date, per class, while it was in force."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    id: str
    channels: tuple[Channel, ...]
    act_types: tuple[ActType, ...]
    months: Mapping[SeverityClass, int]
    known_since: date
    clause: str
    source: str
    in_force_from: date | None = None
    in_force_to: date | None = None
    source_date: SourceDate = SourceDate.SHORTENS
    note: str = ""
    assumption: bool = False

    def __post_init__(self) -> None:
        """ValueError where a class has no period."""
        if missing := [severity.value for severity in SeverityClass if severity not in self.months]:
            raise ValueError(f"months缺少{'、'.join(missing)}")

    def covers(self, channel: Channel, act_type: ActType, day: date) -> bool:
        """Whether the row answers for an act decided on a day, on a channel."""
        return (
            channel in self.channels
            and act_type in self.act_types
            and (self.in_force_from is None or self.in_force_from <= day)
            and (self.in_force_to is None or day <= self.in_force_to)
        )


@dataclass(frozen=True, slots=True)
class Period:
    """How long a decision may be shown: `ends_on` is the last day, None where there is no end."""

    ends_on: date | None = None
    rule: str | None = None
    severity_class: SeverityClass | None = None

    def is_over(self, today: date) -> bool:
        """Whether the period has ended by a Shanghai date."""
        return self.ends_on is not None and today > self.ends_on


NO_PERIOD = Period()
"""What acts have that come down only when withdrawn."""

_SERIOUS_KINDS = re.compile(r"吊销|限制从业")
# One kind of the 2018 list, which leaves open which of the two it was.
_EITHER_KIND = re.compile(r"暂扣(或者|或|、)吊销(许可证、执照|许可证件|许可证|执照)?")
_MINOR_KINDS = frozenset({"警告", "通报批评"})
_BETWEEN_KINDS = re.compile(r"[;；,，、\s]+")
_SIMPLE_PROCEDURES = frozenset({"简易程序", "简易", "01"})


def severity_class(decision: Decision) -> SeverityClass:
    """The class a penalty falls in by what its record shows; general where it does not show more.

    Serious: a certificate revoked or a trade barred, whatever the procedure. Minor: decided in simple procedure,
    or nothing but a warning or public criticism.
    """
    kinds_named = _EITHER_KIND.sub("", decision.penalty_kinds)
    either = kinds_named != decision.penalty_kinds
    if _SERIOUS_KINDS.search(kinds_named) or (either and "吊销" in decision.penalty_content):
        return SeverityClass.SERIOUS
    if decision.procedure_kind in _SIMPLE_PROCEDURES:
        return SeverityClass.MINOR
    kinds = {kind for kind in _BETWEEN_KINDS.split(decision.penalty_kinds) if kind}
    return SeverityClass.MINOR if kinds and kinds <= _MINOR_KINDS else SeverityClass.GENERAL


def disclosure_period(decision: Decision, regimes: Iterable[PeriodRegime], channel: Channel) -> Period:
    """The period of a decision on a channel; it runs from the decision date, and that date selects the row."""
    decided_on = decision.decided_on
    if decided_on is None:
        return NO_PERIOD
    regime = next((row for row in regimes if row.covers(channel, decision.act_type, decided_on)), None)
    if regime is None:
        return NO_PERIOD
    severity = severity_class(decision)
    longest = add_months(decided_on, regime.months[severity])
    given = decision.disclosure_until
    if given is None or given < decided_on:
        return Period(longest, regime.id, severity)
    ends_on = given if regime.source_date is SourceDate.PREVAILS else min(given, longest)
    return Period(ends_on, regime.id, severity)


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later, or the month's last day where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
