"""What a report's figures look like side by side and drawn: always computed from its content (clauses G16, G18)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tasks.law.annual_report import AnnualReport, ReportTable
from tasks.law.report_figures import Movement, Number, ReportFigure, by_key, change_of, exact

TOTAL = "合计"
_WORK = ("licences", "penalties", "coercions", "inspections")


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One row of bars, by category."""

    name: str
    values: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of bars: every series has a value for every category; `unit` is what they count."""

    key: str
    title: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[ChartSeries, ...]


def charts_of(report: AnnualReport) -> tuple[Chart, ...]:
    """The charts of a report that have something to show."""
    drawn = (
        _two_years(report),
        *(_kinds(table, report.year) for table in report.tables if table.form == "penalty"),
        *(_months(table) for table in (report.months,) if table is not None),
    )
    return tuple(chart for chart in drawn if any(any(series.values) for series in chart.series))


def year_on_year(figures: Iterable[ReportFigure], now: str, before: str) -> ReportTable:
    """Both periods side by side, with the difference and its share."""
    rows = tuple(
        (one.label, one.unit, one.now, one.before, _difference(one), _share(one))
        for one in figures
        if one.compared and one.now is not None
    )
    return ReportTable(
        "year_on_year",
        "主要指标同比情况表",
        ("项目", "单位", now, before, "增减", "增减幅度"),
        rows,
        ("增减幅度以上年同期数为基数；上年同期为0或者未统计的，不计算幅度。",),
    )


def _two_years(report: AnnualReport) -> Chart:
    known = by_key(report.figures)
    shown = [known[key] for key in _WORK if key in known]
    series = [ChartSeries(f"{report.year}年", tuple(one.now or 0 for one in shown))]
    if any(one.before is not None for one in shown):
        series.insert(0, ChartSeries(f"{report.year - 1}年", tuple(one.before or 0 for one in shown)))
    return Chart("two_years", "执法办理情况", "件、次", tuple(one.label for one in shown), tuple(series))


def _kinds(table: ReportTable, year: int) -> Chart:
    """The kinds of penalty of which there was one, as the form counts them; its columns end before the total."""
    kinds: list[tuple[str, Number]] = []
    total = table.rows[-1] if table.rows else ()
    for heading, cell in zip(table.columns[1:], total[1:], strict=False):
        if heading.startswith(TOTAL):
            break
        if isinstance(cell, int) and cell:
            kinds.append((heading, cell))
    values = ChartSeries(f"{year}年", tuple(count for _, count in kinds))
    return Chart("kinds", "行政处罚种类", "宗", tuple(heading for heading, _ in kinds), (values,))


def _months(table: ReportTable) -> Chart:
    rows = [row for row in table.rows if row[0] != TOTAL]
    series = tuple(
        ChartSeries(
            heading, tuple(cell if isinstance(cell, int) else 0 for cell in (row[place] for row in rows))
        )
        for place, heading in enumerate(table.columns[1:], 1)
    )
    return Chart(
        "months", table.title.removesuffix("表"), "件、次", tuple(str(row[0]) for row in rows), series
    )


def _difference(figure: ReportFigure) -> Number | None:
    if figure.now is None or figure.before is None:
        return None
    difference = exact(figure.now) - exact(figure.before)
    return int(difference) if difference == difference.to_integral_value() else float(difference)


def _share(figure: ReportFigure) -> str:
    change = change_of(figure)
    if change.movement is Movement.NOT_COUNTED:
        return "上年未统计"
    if change.movement in (Movement.FROM_NONE, Movement.STILL_NONE):
        return "上年为0"
    if change.movement is Movement.SAME:
        return "持平"
    return f"{'增长' if change.movement is Movement.MORE else '下降'}{change.percent}%"
