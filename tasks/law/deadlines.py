"""When a decision must be public and when a withdrawn one must be gone (clauses G10, G15)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from tasks.law.acts import ActType
from tasks.law.shanghai import next_midnight, shanghai_date
from tasks.law.working_days import WorkCalendar

DUE_SOON_WORKING_DAYS = 3
"""From so many working days before its due day a publication is due soon."""


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """One row of a deadline table: so many working days for these acts while it was in force.

    `item_code` narrows a row to one kind of item ("法律、法规另有规定的，从其规定"); such a row wins.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    id: str
    act_types: tuple[ActType, ...]
    working_days: int
    in_force_from: date
    known_since: date
    clause: str
    source: str
    in_force_to: date | None = None
    item_code: str = ""
    note: str = ""
    assumption: bool = False

    def __post_init__(self) -> None:
        """ValueError for a row that could never be counted by."""
        if self.working_days < 1:
            raise ValueError("working_days至少为1")
        if self.in_force_to is not None and self.in_force_to < self.in_force_from:
            raise ValueError("in_force_to早于in_force_from")

    def covers(self, day: date) -> bool:
        """Whether the row was in force on a day."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


class DeadlineRules:
    """A deadline table, ready to be asked; at most one row answers for an act, an item and a day."""

    def __init__(self, rows: Iterable[DeadlineRule]) -> None:
        """Index the rows; ValueError where two of them would answer at once or an id comes twice."""
        self.rows: tuple[DeadlineRule, ...] = tuple(rows)
        self._by_key: dict[tuple[str, str], list[DeadlineRule]] = {}
        self._answers: dict[tuple[date, str, str, WorkCalendar], Deadline] = {}
        if len({row.id for row in self.rows}) < len(self.rows):
            raise ValueError("编号重复")
        for row in self.rows:
            for act_type in row.act_types:
                same = self._by_key.setdefault((act_type.value, row.item_code), [])
                for other in same:
                    if _overlap(row, other):
                        raise ValueError(f"{row.id}与{other.id}的施行期间重叠（{act_type}）")
                same.append(row)
        self._items = frozenset(row.item_code for row in self.rows) - {""}

    def rule_for(self, act_type: ActType, day: date, item_code: str = "") -> DeadlineRule | None:
        """The row in force on a day, the item's own first; None before any was."""
        for code in (item_code, "") if item_code else ("",):
            for row in self._by_key.get((act_type.value, code), ()):
                if row.covers(day):
                    return row
        return None

    def deadline(self, day: date, act_type: ActType, calendar: WorkCalendar, item_code: str = "") -> Deadline:
        """The deadline of something that happened on `day`; answers are remembered."""
        item_code = item_code if item_code in self._items else ""
        key = (day, act_type.value, item_code, calendar)
        answer = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = self._compute(day, act_type, calendar, item_code)
        return answer

    def _compute(self, day: date, act_type: ActType, calendar: WorkCalendar, item_code: str) -> Deadline:
        rule = self.rule_for(act_type, day, item_code)
        if rule is None:
            return Deadline(day, act_type)
        count = calendar.add(day, rule.working_days)
        return Deadline(
            decided_on=day,
            act_type=act_type,
            due_on=count.due_on,
            working_days=rule.working_days,
            provisional=count.provisional,
            latest_on=count.latest_on,
            rule=rule.id,
            calendar=count.calendar,
        )


@dataclass(frozen=True, slots=True)
class Deadline:
    """A legal deadline and how it was counted; all but the first two are empty before any rule was in force.

    `due_on` is the safe, earlier day; while `provisional`, the true one may be as late as `latest_on`.
    """

    decided_on: date
    act_type: ActType
    due_on: date | None = None
    working_days: int | None = None
    provisional: bool = False
    latest_on: date | None = None
    rule: str | None = None
    calendar: str | None = None


def deadline(
    decided_on: date, act_type: ActType, rules: DeadlineRules, calendar: WorkCalendar, item_code: str = ""
) -> Deadline:
    """The day by whose end a decision must be public (clause G10)."""
    return rules.deadline(decided_on, act_type, calendar, item_code)


def withdrawal_deadline(
    effective_on: date, act_type: ActType, rules: DeadlineRules, calendar: WorkCalendar
) -> Deadline:
    """The day by whose end a revoked or changed decision must be gone (处罚法 48, clause G15).

    `effective_on` is the day the revoking document took effect or was received; it stands in `decided_on`.
    """
    return rules.deadline(effective_on, act_type, calendar)


def is_on_time(due_on: date, receipt_at: datetime) -> bool:
    """Whether a publication seen at an instant met its due day: at or before 24:00 Shanghai."""
    return receipt_at <= next_midnight(due_on)


def is_overdue(due_on: date, now: datetime) -> bool:
    """Whether what is not yet public has missed its due day: from 24:00 Shanghai on."""
    return now >= next_midnight(due_on)


def working_days_late(due_on: date, now: datetime, calendar: WorkCalendar) -> int:
    """How many working days have certainly begun since the due day ended."""
    return calendar.working_days_between(due_on, shanghai_date(now))


def is_due_soon(
    due_on: date, now: datetime, calendar: WorkCalendar, within: int = DUE_SOON_WORKING_DAYS
) -> bool:
    """Whether the due day is today or at most `within` working days ahead."""
    today = shanghai_date(now)
    return today <= due_on and calendar.working_days_between(today, due_on) <= within


def _overlap(one: DeadlineRule, other: DeadlineRule) -> bool:
    first, second = sorted((one, other), key=lambda row: row.in_force_from)
    return first.in_force_to is None or second.in_force_from <= first.in_force_to
