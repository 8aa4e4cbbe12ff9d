"""The periodic brief for the head: a month or a quarter against the same days a year before (clause G18)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from pydantic import TypeAdapter

from tasks.law.annual_report import ReportSection, ReportTable
from tasks.law.report_figures import ReportFigure

_MONTH, _QUARTER = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])"), re.compile(r"(20[0-9]{2})[Qq]([1-4])")
_ORDINALS = "一二三四"


class NotBegunError(ValueError):
    """The period has not begun; the sentence says which."""


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both included, and what it is called."""

    name: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class PeriodicBrief:
    """A brief as content: `figures` with those of the same days a year before, `offices` by office."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    period: Span
    authority: str
    title: str
    counted_at: str
    snapshot: str
    prose: str
    sections: tuple[ReportSection, ...]
    figures: tuple[ReportFigure, ...]
    offices: tuple[ReportTable, ...]

    def to_json(self) -> str:
        """The content as it is written; the same content is always the same text."""
        return _BRIEF.dump_json(self).decode()


_BRIEF = TypeAdapter(PeriodicBrief)


def span_of(text: str) -> Span:
    """A month such as 2026-10 or a quarter such as 2026Q3; ValueError for anything else."""
    if found := _MONTH.fullmatch(text):
        year, month = int(found[1]), int(found[2])
        return Span(f"{year}年{month}月", date(year, month, 1), _last_day(year, month))
    if found := _QUARTER.fullmatch(text):
        year, quarter = int(found[1]), int(found[2])
        name = f"{year}年第{_ORDINALS[quarter - 1]}季度"
        return Span(name, date(year, quarter * 3 - 2, 1), _last_day(year, quarter * 3))
    raise ValueError(f"“{text}”不是月份或者季度，应如 2026-10 或 2026Q3")


def until_today(span: Span, today: date) -> Span:
    """The part of a span that has come; NotBegunError where none has."""
    if today < span.start:
        raise NotBegunError(f"{span.name}尚未开始")
    return Span(span.name, span.start, min(span.end, today))


def a_year_before(span: Span) -> Span:
    """The same days a year before; 29 February answers to 28, and the end of February to its end."""
    whole_month = span.end == _last_day(span.end.year, span.end.month)
    year = span.end.year - 1
    last = _last_day(year, span.end.month)
    end = last if whole_month else date(year, span.end.month, min(span.end.day, last.day))
    return Span(f"{span.name}（上年同期）", span.start.replace(year=span.start.year - 1), end)


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
