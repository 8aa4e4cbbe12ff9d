"""Tables of a period by office and by month, from counted rows (clauses G16, G18)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tasks.law.acts import ActType
from tasks.law.annual_report import Cell, ReportTable
from tasks.law.report_counts import ORDINARY, SIMPLE, PeriodCounts, yuan
from tasks.law.report_views import TOTAL

OFFICE = "承办处室"
UNNAMED = "未注明处室"


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
    total: tuple[Cell, ...] = (
        TOTAL,
        *(sum(found[month, kind.value] for month in range(1, 13)) for kind in kinds),
    )
    return ReportTable(
        "months", "各月执法办理情况表", ("月份", *(kind.value for kind in kinds)), (*rows, total)
    )


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
        (name, *(yuan(line[key]) if key == "fen" else line[key] for key in columns.values()))
        for name, line in lines
    )
    return ReportTable(form, title, (OFFICE, *columns), rows, tuple(notes))
