"""What the monthly 双公示 table says, before it is printed in any form (G12, DOMAIN 1.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tasks.law.acts import ActType
from tasks.law.credit_metrics import CreditMetric, Measure, Rate

TOTAL = "合计"
NOT_COLLECTED = "未归集"
UNDETERMINED = "—"


@dataclass(frozen=True, slots=True)
class Basis:
    """Why some decisions were not handed in (未报送依据)."""

    measure: Measure
    words: str
    decisions: int


@dataclass(frozen=True, slots=True)
class Figures:
    """One unit's or office's acts of one kind.

    `produced` was counted from the decisions alone, all the rest by what became of them; so they can disagree.
    `ended` are stored records whose publication ended since, `refused` those ever refused, by reason and code.
    """

    produced: int
    shown: int
    counts: Mapping[Measure, int]
    rates: tuple[Rate, ...]
    ways: tuple[str, ...]
    bases: tuple[Basis, ...]
    awaiting: int
    ended: Mapping[str, int]
    refused: Mapping[str, int]
    not_stored: Mapping[str, int]

    @property
    def reported(self) -> int:
        """报送数量."""
        return self.counts.get(Measure.REPORTED, 0)

    @property
    def unreported(self) -> int:
        """未报送数量: each with its basis."""
        return sum(basis.decisions for basis in self.bases)

    @property
    def stored(self) -> int:
        """有效入库数: what the platform answered to have taken, ended since or not."""
        return self.counts.get(Measure.STORED, 0)

    @property
    def balanced(self) -> bool:
        """Whether 产生 is 报送 and 未报送 with a basis, to the decision."""
        return self.produced == self.reported + self.unreported

    @property
    def way(self) -> str:
        """报送方式."""
        if self.ways:
            return f"文件导入({'、'.join(self.ways)})"
        return "未设渠道" if self.counts.get(Measure.UNKNOWN, 0) else UNDETERMINED

    @property
    def basis_text(self) -> str:
        """未报送依据 in one cell."""
        return "；".join(f"{basis.words}{basis.decisions}件" for basis in self.bases)

    @property
    def problems(self) -> str:
        """报送存在问题情况 in one cell."""
        told = []
        if self.refused:
            still = sum(self.not_stored.values())
            told.append(f"平台退回过{_listed(self.refused)}，其中尚未入库{still}件")
        if self.awaiting:
            told.append(f"待平台答复{self.awaiting}件")
        late = self.reported - self.counts.get(Measure.ON_TIME, 0)
        if late:
            told.append(f"迟报{late}件")
        if overdue := self.counts.get(Measure.OVERDUE, 0):
            told.append(f"逾期未报{overdue}件")
        if self.ended:
            told.append(f"入库后已终止公示{_listed(self.ended)}")
        return "；".join(told)

    def to_json(self, metrics: tuple[CreditMetric, ...]) -> dict[str, Any]:
        """The figures for programs; what is not known is null."""
        return {
            "produced": self.produced,
            "shown": self.shown,
            "reported": self.reported,
            "reported_as": list(self.ways),
            "unreported": self.unreported,
            "bases": [
                {"kind": b.measure.value, "basis": b.words, "decisions": b.decisions} for b in self.bases
            ],
            "stored": self.stored,
            "shown_by_city": None,
            "awaiting": self.awaiting,
            "refused": dict(self.refused),
            "ended": dict(self.ended),
            "rates": {
                metric.id: {"numerator": rate.above, "denominator": rate.below, "percent": rate.percent}
                for metric, rate in zip(metrics, self.rates, strict=True)
            },
            "balanced": self.balanced,
        }


def _listed(words: Mapping[str, int]) -> str:
    parts = "、".join(f"{word}{number}件" for word, number in sorted(words.items()))
    return f"{sum(words.values())}件（{parts}）"


@dataclass(frozen=True, slots=True)
class LateDecision:
    """A decision handed in after its deadline, or owed still (`reported_on` None); no number where it was erased."""

    act: ActType
    name: str
    document_number: str
    decided_on: date
    due_on: date
    provisional: bool
    reported_on: date | None
    held: bool

    def sentence(self) -> str:
        """For the reader of the table."""
        number = self.document_number or "（公示有误撤除，不列文书号）"
        due = f"{self.due_on}{'（暂定）' if self.provisional else ''}"
        waits = "暂缓中，尚未报送" if self.held else "尚未报送"
        end = f"{self.reported_on}报送" if self.reported_on else waits
        return f"{number}（{self.name}）：{self.decided_on}决定，应于{due}前报送，{end}"


@dataclass(frozen=True, slots=True)
class CreditMonth:
    """The table of the month that begins on `first`; the figures of each act stand in the order of `names`."""

    first: date
    today: date
    built_at: str
    metrics: tuple[CreditMetric, ...]
    names: tuple[str, ...]
    figures: Mapping[ActType, tuple[Figures, ...]]
    totals: Mapping[ActType, Figures]
    late: tuple[LateDecision, ...]
    notes: tuple[str, ...]

    @property
    def title(self) -> str:
        """What stands above the table."""
        return f"{self.first.year}年{self.first.month}月行政许可和行政处罚信息“双公示”月报表"

    def rows(self, act: ActType) -> Iterator[tuple[str, Figures]]:
        """The rows of an act, 合计 last."""
        yield from zip(self.names, self.figures[act], strict=True)
        yield TOTAL, self.totals[act]

    @property
    def unbalanced(self) -> list[str]:
        """Where 产生 is not 报送 and 未报送: act, row and both sides."""
        return [
            f"{act.value}，{name}：产生{row.produced}，报送{row.reported}，未报送{row.unreported}"
            for act in self.figures
            for name, row in self.rows(act)
            if not row.balanced
        ]

    def to_json(self) -> dict[str, Any]:
        """The table for programs."""
        return {
            "month": f"{self.first:%Y-%m}",
            "as_of": self.today.isoformat(),
            "counted_at": self.built_at,
            "acts": {
                act.value: [{"unit": name, **row.to_json(self.metrics)} for name, row in self.rows(act)]
                for act in self.figures
            },
            "late": [
                {
                    "act": one.act.value,
                    "unit": one.name,
                    "document_number": one.document_number or None,
                    "decided_on": one.decided_on.isoformat(),
                    "due_on": one.due_on.isoformat(),
                    "provisional": one.provisional,
                    "reported_on": one.reported_on.isoformat() if one.reported_on else None,
                    "held": one.held,
                }
                for one in self.late
            ],
            "metrics": [{"id": m.id, "title": m.title, "definition": m.definition} for m in self.metrics],
            "notes": list(self.notes),
            "balanced": not self.unbalanced,
        }
