"""What became of decisions on the credit platform, in words, and the metrics counted from it (clause G12, DOMAIN 1.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from tasks.law.lifecycle import GATE_NAMES, Gate
from tasks.law.withdrawing import REASON_NAMES


class Measure(StrEnum):
    """What decisions of a month are counted by; the first eight part them, the others tell of the reported ones."""

    REPORTED = "reported"
    EXEMPT = "exempt"
    HELD = "held"
    WAITING = "waiting"
    OVERDUE = "overdue"
    FAILED = "failed"
    ENDED = "ended"
    UNKNOWN = "unknown"
    STORED = "stored"
    COMPLIANT = "compliant"
    ON_TIME = "on_time"


NOT_REPORTED = (
    Measure.EXEMPT,
    Measure.HELD,
    Measure.WAITING,
    Measure.OVERDUE,
    Measure.FAILED,
    Measure.ENDED,
    Measure.UNKNOWN,
)
"""Why a decision was not handed in; with the reported ones they are all there are."""

_HELD_WORDS = GATE_NAMES | {Gate.REDACTION_DOUBT: "报送内容不符合数据标准，待更正"}
_RULED = {Measure.EXEMPT: "经审批不报送（理由见审批表）", Measure.HELD: "经审批暂缓报送（理由见审批表）"}
_WORDS = {
    "due": {Measure.WAITING: "待报送，尚在期限内", Measure.OVERDUE: "应报未报，已超期"},
    "no_channel": {Measure.UNKNOWN: "未设信用平台报送渠道，未经本系统报送"},
    "failed": {
        Measure.FAILED: "待报送：报送前校验未通过或者报送未成功，待处理",
        Measure.OVERDUE: "应报未报，已超期：报送前校验未通过或者报送未成功，待处理",
    },
    "ruled": _RULED,
}
_UNTOLD = "依规定（信息已因公示有误撤除，不列理由）"
_UNEXPLAINED = "登记情况不一致，请用 gongshi verify 核对"


def basis_words(measure: Measure, kind: str, text: str | None) -> str:
    """Why decisions were not handed in (未报送依据): a rule's own words, else those of their state."""
    if kind == "rule":
        return text or _UNTOLD
    if measure is Measure.ENDED:
        reason = next((f"（{name}）" for one, name in REASON_NAMES.items() if one == kind), "")
        return f"报送前已终止公示{reason}"
    if measure is Measure.HELD and kind not in _WORDS:
        return f"暂缓：{next((name for one, name in _HELD_WORDS.items() if one == kind), '待作出公示决定')}"
    return _WORDS.get(kind, {}).get(measure, _UNEXPLAINED)


@dataclass(frozen=True, slots=True)
class CreditMetric:
    """One row of `credit_metrics.yaml`; the last day of the month selects it."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    id: str
    title: str
    numerator: tuple[Measure, ...]
    denominator: tuple[Measure, ...]
    definition: str
    in_force_from: date
    known_since: date
    clause: str
    source: str
    undetermined_by: tuple[Measure, ...] = ()
    threshold: int | None = None
    threshold_source: str = ""
    in_force_to: date | None = None
    note: str = ""
    assumption: bool = False

    def __post_init__(self) -> None:
        """ValueError for a metric that divides by nothing or asks for a share without saying who does."""
        if not self.numerator or not self.denominator:
            raise ValueError("numerator和denominator应至少各有一项")
        if self.threshold is not None and not (0 < self.threshold <= 100 and self.threshold_source):
            raise ValueError("threshold应在1到100之间，并填写threshold_source")

    def covers(self, day: date) -> bool:
        """Whether the row answers for a month that ends on that day."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)

    def of(self, counts: Mapping[Measure, int]) -> Rate:
        """The metric of some decisions."""
        told = not any(counts.get(one, 0) for one in self.undetermined_by)
        above, below = (
            sum(counts.get(one, 0) for one in set(part)) for part in (self.numerator, self.denominator)
        )
        return Rate(above, below, told=told and below > 0)


@dataclass(frozen=True, slots=True)
class Rate:
    """A share; not `told` where nothing stands below the line or what does cannot be known."""

    above: int
    below: int
    told: bool

    @property
    def percent(self) -> str | None:
        """The share in percent with one decimal, cut off and never rounded up: 99.96 % is not 100 %."""
        if not self.told:
            return None
        tenths = self.above * 1000 // self.below
        return f"{tenths // 10}.{tenths % 10}%"

    def misses(self, threshold: int | None) -> bool:
        """Whether the share is below the one asked for, in percent."""
        return self.told and threshold is not None and self.above * 100 < threshold * self.below


def metrics_on(rows: Iterable[CreditMetric], day: date) -> tuple[CreditMetric, ...]:
    """The metrics in force on the last day of a month, in the order of the table."""
    return tuple(row for row in rows if row.covers(day))
