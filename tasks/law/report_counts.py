"""From counted rows of a period to the figures and the tables by office that a report shows (clauses G16, G18)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tasks.law.acts import ActType
from tasks.law.annual_report import Cell, ReportTable
from tasks.law.lifecycle import WithdrawalReason
from tasks.law.report_figures import YUAN, Number, ReportFigure
from tasks.law.report_views import TOTAL
from tasks.law.withdrawing import REASON_NAMES

OFFICE = "承办处室"
UNNAMED = "未注明处室"
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
    return _yuan(sum(one.fen for one in counts.acts if one.act_type == ActType.PENALTY))


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
    ("rejected", "退回待更正的记录", _RECORDS, lambda counts: sum(one.records for one in counts.rejected)),
    ("withdrawn", "撤下的公示信息", _CASES, lambda counts: sum(one.cases for one in counts.withdrawn)),
    *((f"withdrawn_{one}", f"其中：{REASON_NAMES[one]}", _CASES, _withdrawn(one)) for one in WithdrawalReason),
)
_STANDING: tuple[tuple[str, str, str, _Measure], ...] = (
    ("overdue", "现超期未公开", _CASES, lambda counts: sum(one.overdue for one in counts.shown)),
    ("waiting", "现未更正的退回记录", _RECORDS, lambda counts: sum(one.waiting for one in counts.rejected)),
    ("rejected_overdue", "现超期的退回记录", _RECORDS, lambda counts: sum(one.overdue for one in counts.rejected)),
)
FIGURES = frozenset(key for key, *_ in (*_WORK, *_QUALITY, *_STANDING))
"""The keys of all figures a report has, for sentences to name."""
_ALWAYS = frozenset({"licences", "penalties", "fines", "coercions", "inspections", "on_time", "late", "rejected", "withdrawn"})


def figures_of(counts: PeriodCounts, before: PeriodCounts | None) -> tuple[ReportFigure, ...]:
    """Every figure of a period with that of the period before; parts and rare acts are left out where both are 0."""
    compared = (
        ReportFigure(key, label, unit, measure(counts), None if before is None else measure(before))
        for key, label, unit, measure in (*_WORK, *_QUALITY)
    )
    standing = (
        ReportFigure(key, label, unit, measure(counts), compared=False) for key, label, unit, measure in _STANDING
    )
    return (*compared, *standing)


def worth_showing(figures: Iterable[ReportFigure]) -> Iterator[ReportFigure]:
    """The figures a table shows: the main ones always, the others where there is something."""
    return (one for one in figures if one.key in _ALWAYS or one.now or one.before)


def withdrawn_text(figures: Iterable[ReportFigure]) -> str:
    """The reasons of withdrawals with their counts, such as 撤销3件、变更1件; "" where there were none."""
    found = [
        f"{one.label.removeprefix('其中：')}{one.now}{one.unit}"
        for one in figures
        if one.key.startswith("withdrawn_") and one.now
    ]
    return "、".join(found)


def work_by_office(counts: PeriodCounts) -> ReportTable:
    """What each office did."""
    acts: dict[str, Counter[str]] = {}
    for one in counts.acts:
        cells = acts.setdefault(one.office or UNNAMED, Counter())
        cells[one.act_type] += one.cases
        if one.act_type == ActType.PENALTY:
            cells[one.procedure] += one.cases
            cells["fen"] += one.fen
    columns = {
        "行政许可(件)": ActType.LICENCE.value,
        "行政处罚(件)": ActType.PENALTY.value,
        "简易程序(件)": SIMPLE,
        "普通程序(件)": ORDINARY,
        "罚没金额(元)": "fen",
        "行政强制(件)": ActType.COERCION.value,
        "行政检查(次)": ActType.INSPECTION.value,
    }
    notes = ("按登记的承办处室归集；简易程序、普通程序为行政处罚的其中项。",)
    return _by_office("office_work", "各承办处室执法办理情况表", columns, acts, notes)


def quality_by_office(counts: PeriodCounts) -> ReportTable:
    """How what each office did was shown, taken down and sent back."""
    cells: dict[str, Counter[str]] = {}
    for office, column, count in _quality_cells(counts):
        cells.setdefault(office or UNNAMED, Counter())[column] += count
    columns = {
        "按期公开(件)": "on_time",
        "逾期公开(件)": "late",
        "现超期未公开(件)": "overdue",
        "撤下(件)": "withdrawn",
        "退回记录(条)": "rejected",
        "现未更正(条)": "waiting",
    }
    notes = (
        "按期、逾期公开以本期内到期的决定在网站读回确认的时间为准；现超期未公开、现未更正为统计时的情况。",
        "退回记录按所填处室、来源系统唯一对应的处室归集；无法确定的列入“未注明处室”。",
    )
    return _by_office("office_quality", "各承办处室公示质量情况表", columns, cells, notes)


def by_month(counts: PeriodCounts) -> ReportTable:
    """The acts of a year, month by month."""
    kinds = (ActType.LICENCE, ActType.PENALTY, ActType.COERCION, ActType.INSPECTION)
    found: Counter[tuple[int, str]] = Counter()
    for one in counts.acts:
        found[one.month, one.act_type] += one.cases
    rows: list[tuple[Cell, ...]] = [
        (f"{month}月", *(found[month, kind.value] for kind in kinds)) for month in range(1, 13)
    ]
    total = (TOTAL, *(sum(found[month, kind.value] for month in range(1, 13)) for kind in kinds))
    return ReportTable("months", "各月执法办理情况表", ("月份", *(kind.value for kind in kinds)), (*rows, total))


def _quality_cells(counts: PeriodCounts) -> Iterator[tuple[str, str, int]]:
    for shown in counts.shown:
        yield shown.office, "on_time", shown.on_time
        yield shown.office, "late", shown.late
        yield shown.office, "overdue", shown.overdue
    for ended in counts.withdrawn:
        yield ended.office, "withdrawn", ended.cases
    for sent in counts.rejected:
        yield sent.office, "rejected", sent.records
        yield sent.office, "waiting", sent.waiting


def _by_office(
    form: str,
    title: str,
    columns: Mapping[str, str],
    cells: Mapping[str, Counter[str]],
    notes: Sequence[str],
) -> ReportTable:
    """Offices in the order of their names, the unnamed last, then the sum."""
    total: Counter[str] = sum(cells.values(), Counter())
    offices = sorted(cells, key=lambda office: (office == UNNAMED, office))
    lines = [(office, cells[office]) for office in offices] + [(TOTAL, total)]
    rows = tuple(
        (name, *(_yuan(line[key]) if key == "fen" else line[key] for key in columns.values()))
        for name, line in lines
    )
    return ReportTable(form, title, (OFFICE, *columns), rows, tuple(notes))


def _yuan(fen: int) -> Number:
    return fen // 100 if fen % 100 == 0 else float(Decimal(fen) / 100)
