"""Districts that hand in their year by workbook: who must, by when, who is late (clause G17)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import ClassVar

_ID = re.compile(r"[A-Za-z0-9_-]{1,60}")
_NAME = re.compile(r"[\w()（）·]{1,60}")


@dataclass(frozen=True, slots=True)
class District:
    """One dated row of `districts.yaml`; `due` is month and day of the following year, as 01-15."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    id: str
    name: str
    authorities: tuple[str, ...]
    due: str
    contact_office: str
    basis: str
    source: str
    in_force_from: date | None = None
    in_force_to: date | None = None
    note: str = ""
    assumption: bool = False

    def __post_init__(self) -> None:
        """ValueError for a name that cannot be a file's, units missing or doubled, or a day that is none."""
        if not _ID.fullmatch(self.id):
            raise ValueError("id只能用字母、数字、-和_，不超过60个")
        if not _NAME.fullmatch(self.name):
            raise ValueError("name只能用文字和数字，不超过60个")
        if not self.authorities or any(name != name.strip() or not name for name in self.authorities):
            raise ValueError("authorities至少一个单位名称，前后不留空格")
        if len(set(self.authorities)) < len(self.authorities):
            raise ValueError("authorities有重复的单位名称")
        if not re.fullmatch(r"\d\d-\d\d", self.due):
            raise ValueError("due应为月-日，如01-15")
        self.due_on(2001)
        if self.in_force_from and self.in_force_to and self.in_force_to < self.in_force_from:
            raise ValueError("in_force_to早于in_force_from")

    def in_year(self, year: int) -> bool:
        """Whether the row was in force on any day of a year."""
        return (self.in_force_from is None or self.in_force_from.year <= year) and (
            self.in_force_to is None or year <= self.in_force_to.year
        )

    def due_on(self, year: int) -> date:
        """The last day for handing in a year's figures; ValueError where the calendar has no such day."""
        return date(year + 1, int(self.due[:2]), int(self.due[3:]))

    def days_late(self, year: int, day: date) -> int:
        """How many calendar days a day is after the due day, 0 where it is not."""
        return max((day - self.due_on(year)).days, 0)


def check_districts(rows: Iterable[District]) -> None:
    """ValueError where a district has two rows for a day, or two districts claim one unit."""
    for one, other in combinations(tuple(rows), 2):
        if not _overlap(one, other):
            continue
        if one.id == other.id:
            raise ValueError(f"{one.id}的起止日期重叠")
        if one.name == other.name:
            raise ValueError(f"{one.id}和{other.id}的name都是{one.name}")
        if shared := set(one.authorities) & set(other.authorities):
            raise ValueError(f"{one.id}和{other.id}都列有{'、'.join(sorted(shared))}")


def _overlap(one: District, other: District) -> bool:
    return (one.in_force_from or date.min) <= (other.in_force_to or date.max) and (
        other.in_force_from or date.min
    ) <= (one.in_force_to or date.max)


def districts_of_year(rows: Iterable[District], year: int) -> dict[str, District]:
    """Who hands in a year's figures, by id: one row each, the latest in force in that year."""
    found: dict[str, District] = {}
    for row in rows:
        known = found.get(row.id)
        later = known is None or (row.in_force_from or date.min) > (known.in_force_from or date.min)
        if row.in_year(year) and later:
            found[row.id] = row
    return found


def chasing_text(district: District, units: tuple[str, ...], year: int, today: date) -> str:
    """The reminder (催报) to the units of a district that is late on a day."""
    due_on = district.due_on(year)
    return (
        f"{'、'.join(units)}：{district.name}{year}年度行政执法统计报表应于{_day(due_on)}（含）前报送，"
        f"截至{_day(today)}尚未收到，已逾期{district.days_late(year, today)}日。"
        f"请按下发的模板填写核对后尽快报送{district.contact_office}；填报有困难的，请与该处室联系。"
        f"依据：{district.basis}。"
    )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
