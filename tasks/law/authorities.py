"""Whose acts these are: the authorities an installation speaks for, by their names over time (DOMAIN 10)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import ClassVar

from tasks.law.acts import ActType


class Level(StrEnum):
    """Whose an authority is: the commission's own side, or a district's."""

    OWN = "own"
    DISTRICT = "district"


@dataclass(frozen=True, slots=True)
class Authority:
    """One dated row: an authority under one name. A reorganised body has several rows with the same `id`.

    It is recognised by its code, its exact name or another of its names, or by `name_pattern`, a regular
    expression for the end of a name. `level` says in which of the two annual reports it counts: one of its own
    in both, a district's only in that of the whole city. `act_types` are the acts it has the power for; empty
    means all.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    id: str
    name: str
    role: str
    source: str
    code: str | None = None
    other_names: tuple[str, ...] = ()
    name_pattern: str | None = None
    level: Level = Level.OWN
    in_force_from: date | None = None
    in_force_to: date | None = None
    act_types: tuple[ActType, ...] = ()
    note: str = ""
    assumption: bool = False

    def __post_init__(self) -> None:
        """ValueError for a pattern that is not a regular expression."""
        try:
            re.compile(self.name_pattern or "")
        except re.error as error:
            raise ValueError(f"name_pattern不是有效的正则表达式：{error}") from error

    def is_meant_by(self, name: str, code: str) -> bool:
        """Whether a name or a code as recorded is this authority's."""
        if self.code and code == self.code:
            return True
        if not name:
            return False
        return (
            name == self.name
            or name in self.other_names
            or (self.name_pattern is not None and _ends_like(self.name_pattern, name))
        )

    def names_one_body(self, name: str) -> bool:
        """Whether a name is this very authority's, not only one of all whose names end alike."""
        listed = self.name_pattern is None or self.code is not None
        return listed and name in (self.name, *self.other_names)

    def acted_in(self, year: int) -> bool:
        """Whether the row was in force on any day of a year."""
        return (self.in_force_from is None or self.in_force_from.year <= year) and (
            self.in_force_to is None or year <= self.in_force_to.year
        )

    def acted_on(self, day: date) -> bool:
        """Whether the row was in force on a day."""
        return (self.in_force_from is None or self.in_force_from <= day) and (
            self.in_force_to is None or day <= self.in_force_to
        )


def authority_id(name: str, code: str, decided_on: date, rows: Iterable[Authority]) -> str | None:
    """The id of the configured authority that decided, None for anyone else's act."""
    for row in rows:
        if row.is_meant_by(name, code) and row.acted_on(decided_on):
            return row.id
    return None


def is_configured_authority(name: str, code: str, decided_on: date, rows: Iterable[Authority]) -> bool:
    """Whether a decision is one of the configured authorities' own."""
    return authority_id(name, code, decided_on, rows) is not None


def counting_row(name: str, year: int, rows: Iterable[Authority]) -> Authority | None:
    """The row under which acts of a body of this name count in a year, None where they do not."""
    return next((row for row in rows if row.acted_in(year) and row.is_meant_by(name, "")), None)


_NUMBER_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("health", re.compile(r"卫|疾控|中医")),
    ("market", re.compile(r"市监|市场|工商|食药|药监|质监")),
    ("environment", re.compile(r"环(?=法|罚|许|审|责|监|改)|环境")),
    ("police", re.compile(r"公(?=罚|许|治|交|行|[(（])|公安")),
    ("emergency", re.compile(r"应急|安监")),
    ("city", re.compile(r"城管|城执|综执")),
    ("tax", re.compile(r"税")),
    ("fire", re.compile(r"消(?=罚|许|行|责)|消防")),
    ("transport", re.compile(r"交(?=罚|许|运|执)|交通")),
    ("housing", re.compile(r"住建|建(?=罚|许)")),
    ("labour", re.compile(r"人社")),
    ("culture", re.compile(r"文旅|文(?=罚|综)")),
)
_NAME_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("health", re.compile(r"卫生|疾病预防控制|中医药|卫健")),
    ("market", re.compile(r"市场监督|市场和质量|工商行政|食品药品|药品监督|质量技术")),
    ("environment", re.compile(r"生态环境|环境保护|环保")),
    ("police", re.compile(r"公安")),
    ("emergency", re.compile(r"应急管理|安全生产监督")),
    ("city", re.compile(r"城市管理|综合行政执法|综合执法")),
    ("tax", re.compile(r"税务")),
    ("fire", re.compile(r"消防")),
    ("transport", re.compile(r"交通运输")),
    ("housing", re.compile(r"住房|建设")),
    ("labour", re.compile(r"人力资源")),
    ("culture", re.compile(r"文化|旅游")),
)
_YEAR_PART = re.compile(r"[〔\[［【(（﹝]\s*\d{4}|\d{4}")


def number_fits_authority(document_number: str, authority_name: str) -> bool:
    """Whether a document number could be this authority's; False only where both clearly point elsewhere."""
    prefix = _YEAR_PART.split(document_number, maxsplit=1)[0]
    return _fits(prefix, authority_name)


@lru_cache(maxsize=4096)
def _fits(prefix: str, authority_name: str) -> bool:
    of_number = {field for field, mark in _NUMBER_MARKS if mark.search(prefix)}
    of_name = {field for field, mark in _NAME_MARKS if mark.search(authority_name)}
    return not of_number or not of_name or bool(of_number & of_name)


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(f"(?:{pattern})$")


@lru_cache(maxsize=4096)
def _ends_like(pattern: str, name: str) -> bool:
    return _compiled(pattern).search(name) is not None
