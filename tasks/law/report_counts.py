"""From counted rows of a period to the figures and the tables by office that a report shows (clauses G16, G18)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from tasks.law.acts import ActType
from tasks.law.lifecycle import WithdrawalReason
from tasks.law.report_figures import YUAN, Number, ReportFigure
from tasks.law.withdrawing import REASON_NAMES

GRANTED, REFUSED = "准予许可", "不予许可"
SIMPLE, ORDINARY = "简易程序", "普通程序"
_CASES, _TIMES, _RECORDS = "件", "次", "条"


@dataclass(frozen=True, slots=True)
class ActsCounted:
    """So many acts of one kind by one office in one month; `fen` is 罚没金额 in fen."""

    office: str
    act_type: str
    item: str
    procedure: str
    month: int
    cases: int
    fen: int


@dataclass(frozen=True, slots=True)
class OfficeShown:
    """How one office's decisions that fell due in the period were shown; `overdue` still wait, whenever they fell due."""

    office: str
    on_time: int
    late: int
    overdue: int


@dataclass(frozen=True, slots=True)
class OfficeRejected:
    """Records sent back to one office in the period, and how many of them still wait to be mended."""

    office: str
    records: int
    waiting: int
    overdue: int


@dataclass(frozen=True, slots=True)
class OfficeWithdrawn:
    """Decisions of one office taken down in the period for one reason."""

    office: str
    reason: str
    cases: int


@dataclass(frozen=True, slots=True)
class PeriodCounts:
    """Everything counted of one period; `authorities` is None where not every one of them is named."""

    acts: tuple[ActsCounted, ...]
    shown: tuple[OfficeShown, ...]
    rejected: tuple[OfficeRejected, ...]
    withdrawn: tuple[OfficeWithdrawn, ...]
    authorities: int | None = None


_Measure = Callable[[PeriodCounts], Number | None]


def _cases(act: ActType, item: str = "", procedure: str | None = None) -> _Measure:
    def count(counts: PeriodCounts) -> int:
        return sum(
            one.cases
            for one in counts.acts
            if one.act_type == act and item in ("", one.item) and procedure in (None, one.procedure)
        )

    return count


def _fines(counts: PeriodCounts) -> Number:
    return yuan(sum(one.fen for one in counts.acts if one.act_type == ActType.PENALTY))


def _withdrawn(reason: WithdrawalReason) -> _Measure:
    return lambda counts: sum(one.cases for one in counts.withdrawn if one.reason == reason)


_WORK: tuple[tuple[str, str, str, _Measure], ...] = (
    ("authorities", "行政执法主体", "个", lambda counts: counts.authorities),
    ("licences", "行政许可", _CASES, _cases(ActType.LICENCE)),
    ("granted", "其中：准予许可", _CASES, _cases(ActType.LICENCE, GRANTED)),
    ("refused", "其中：不予许可", _CASES, _cases(ActType.LICENCE, REFUSED)),
    ("penalties", "行政处罚", _CASES, _cases(ActType.PENALTY)),
    ("simple", "其中：简易程序", _CASES, _cases(ActType.PENALTY, procedure=SIMPLE)),
    ("ordinary", "其中：普通程序", _CASES, _cases(ActType.PENALTY, procedure=ORDINARY)),
    ("unsaid", "其中：未填程序", _CASES, _cases(ActType.PENALTY, procedure="")),
    ("fines", "罚没金额", YUAN, _fines),
    ("coercions", "行政强制", _CASES, _cases(ActType.COERCION)),
    ("inspections", "行政检查", _TIMES, _cases(ActType.INSPECTION)),
    ("levies", "行政征收", _TIMES, _cases(ActType.LEVY)),
    ("requisitions", "行政征用", _TIMES, _cases(ActType.REQUISITION)),
)
_QUALITY: tuple[tuple[str, str, str, _Measure], ...] = (
    ("on_time", "按期公开", _CASES, lambda counts: sum(one.on_time for one in counts.shown)),
    ("late", "逾期公开", _CASES, lambda counts: sum(one.late for one in counts.shown)),
    ("rejected", "退回更正的记录", _RECORDS, lambda counts: sum(one.records for one in counts.rejected)),
    ("withdrawn", "撤下的公示信息", _CASES, lambda counts: sum(one.cases for one in counts.withdrawn)),
    *(
        (f"withdrawn_{one}", f"其中：{REASON_NAMES[one]}", _CASES, _withdrawn(one))
        for one in WithdrawalReason
    ),
)
_STANDING: tuple[tuple[str, str, str, _Measure], ...] = (
    ("overdue", "现超期未公开", _CASES, lambda counts: sum(one.overdue for one in counts.shown)),
    ("waiting", "现未更正的退回记录", _RECORDS, lambda counts: sum(one.waiting for one in counts.rejected)),
    (
        "rejected_overdue",
        "现超期的退回记录",
        _RECORDS,
        lambda counts: sum(one.overdue for one in counts.rejected),
    ),
)
FIGURES = frozenset(key for key, *_ in (*_WORK, *_QUALITY, *_STANDING))
"""The keys of all figures a report has, for sentences to name."""
_ALWAYS = frozenset(
    {"licences", "penalties", "fines", "coercions", "inspections", "on_time", "late", "rejected", "withdrawn"}
)


def figures_of(
    counts: PeriodCounts, before: PeriodCounts | None, *, watched_before: bool = False
) -> tuple[ReportFigure, ...]:
    """Every figure of a period with that of the period before, None where that was not counted.

    How decisions were shown, sent back and taken down is compared only where that was `watched_before` too: what was
    decided then may have come in later, what was done about it then did not.
    """
    quality_before = before if watched_before else None
    return (
        *_figures(_WORK, counts, before),
        *_figures(_QUALITY, counts, quality_before),
        *(replace(one, compared=False) for one in _figures(_STANDING, counts, None)),
    )


def worth_showing(figures: Iterable[ReportFigure]) -> Iterator[ReportFigure]:
    """The figures a table shows: the main ones always, the others where there is something."""
    return (one for one in figures if one.key in _ALWAYS or one.now or one.before)


def main_figures(figures: Iterable[ReportFigure]) -> Iterator[ReportFigure]:
    """The figures a short table shows."""
    return (one for one in figures if one.key in _ALWAYS)


def withdrawn_text(figures: Iterable[ReportFigure]) -> str:
    """The reasons of withdrawals with their counts, such as 撤销3件、变更1件; "" where there were none."""
    found = [
        f"{one.label.removeprefix('其中：')}{one.now}{one.unit}"
        for one in figures
        if one.key.startswith("withdrawn_") and one.now
    ]
    return "、".join(found)


def _figures(
    measures: Iterable[tuple[str, str, str, _Measure]], counts: PeriodCounts, before: PeriodCounts | None
) -> Iterator[ReportFigure]:
    for key, label, unit, measure in measures:
        yield ReportFigure(key, label, unit, measure(counts), None if before is None else measure(before))


def yuan(fen: int) -> Number:
    """An amount in fen as yuan, whole where it is whole."""
    return fen // 100 if fen % 100 == 0 else float(Decimal(fen) / 100)
