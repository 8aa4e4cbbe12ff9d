"""Figures of a report and how they moved against the year before, without ever dividing by nothing (G16, G18)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

Number = int | float
YUAN = "元"
_WAN = 10_000
_TENTH, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """One figure: `now` is None where it is not known here, `before` where the period before was not counted.

    `compared` is false for what is a state of today rather than work of the period, such as what still waits.
    """

    key: str
    label: str
    unit: str
    now: Number | None
    before: Number | None = None
    compared: bool = True


class Movement(StrEnum):
    """How a figure moved; each is worded by the prose table."""

    MORE = "more"
    FEWER = "fewer"
    SAME = "same"
    FROM_NONE = "from_none"
    STILL_NONE = "still_none"
    NOT_COUNTED = "not_counted"


@dataclass(frozen=True, slots=True)
class Change:
    """A movement, by how much (never negative), and by what share of the figure before where that is not 0."""

    movement: Movement
    difference: Decimal = Decimal(0)
    percent: str = ""


def change_of(figure: ReportFigure) -> Change:
    """How a figure moved against the period before."""
    if figure.now is None or figure.before is None:
        return Change(Movement.NOT_COUNTED)
    now, before = exact(figure.now), exact(figure.before)
    if before == 0:
        return Change(Movement.FROM_NONE, now) if now else Change(Movement.STILL_NONE)
    if now == before:
        return Change(Movement.SAME)
    difference = abs(now - before)
    return Change(
        Movement.MORE if now > before else Movement.FEWER, difference, _percent(difference * 100 / before)
    )


def exact(number: Number) -> Decimal:
    """A figure as it is written, without the dust of binary fractions."""
    return Decimal(str(number))


def counted_text(number: Number | Decimal, unit: str) -> str:
    """A figure with its unit for running text: 1234件; amounts of ten thousand yuan and more as 54.03万元."""
    value = number if isinstance(number, Decimal) else exact(number)
    if unit == YUAN and abs(value) >= _WAN:
        return f"{plain((value / _WAN).quantize(_HUNDREDTH, ROUND_HALF_UP))}万元"
    return f"{plain(value)}{unit}"


def plain(value: Decimal) -> str:
    """A number without exponent and without zeros behind the point."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def by_key(figures: Iterable[ReportFigure]) -> Mapping[str, ReportFigure]:
    """Figures by their keys."""
    return {figure.key: figure for figure in figures}


def _percent(percent: Decimal) -> str:
    """One decimal, rounded as people round; what would read 0.0 says that it is less than a tenth."""
    rounded = percent.quantize(_TENTH, ROUND_HALF_UP)
    return f"{rounded:f}" if rounded else "不足0.1"
