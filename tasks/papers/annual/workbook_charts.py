"""Charts in a workbook as the program itself draws them, with the figures they stand on beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList

from tasks.law.report_views import Chart
from tasks.papers.annual import sheets
from tasks.papers.annual.chart_drawing import colours_of
from tasks.papers.wording import printable

_HEIGHT_CM, _WIDTH_CM = 9, 17
_ROWS_BEHIND = 20
"""Rows a chart covers."""


def add_charts(sheet: Any, charts: Sequence[Chart]) -> None:
    """Each chart with its figures above it."""
    row = 1
    for number, chart in enumerate(charts, 1):
        row = _figures(sheet, row, number, chart)
    _widths(sheet, charts)


def _figures(sheet: Any, row: int, number: int, chart: Chart) -> int:
    """The figures of a chart as a small table; returns the row after the chart below it."""
    sheets.text(sheet, row, f"图{number} {chart.title}（单位：{chart.unit}）", 1, heading=True)
    sheet.cell(row, 1).alignment = sheet.cell(row, 1).alignment.copy(wrap_text=False)
    sheet.row_dimensions[row].height = 22
    sheets.headings(sheet, row + 1, ("项目", *(series.name for series in chart.series)))
    for place, name in enumerate(chart.categories):
        here = row + 2 + place
        sheets.cell(sheet.cell(here, 1), name, first=True, bold=False)
        for column, series in enumerate(chart.series, 2):
            sheets.cell(sheet.cell(here, column), series.values[place], first=False, bold=False)
    last = row + 1 + len(chart.categories)
    sheet.add_chart(_drawn(sheet, row + 1, last, chart), f"A{last + 2}")
    return last + 2 + _ROWS_BEHIND


def _drawn(sheet: Any, head: int, last: int, chart: Chart) -> BarChart:
    made = BarChart()
    made.type, made.title = "col", printable(chart.title)
    made.height, made.width, made.gapWidth = _HEIGHT_CM, _WIDTH_CM, 60
    made.add_data(
        Reference(sheet, min_col=2, max_col=1 + len(chart.series), min_row=head, max_row=last),
        titles_from_data=True,
    )
    made.set_categories(Reference(sheet, min_col=1, min_row=head + 1, max_row=last))
    made.x_axis.delete = made.y_axis.delete = False
    made.legend.position = "b"
    for series, colour in zip(made.series, colours_of(chart), strict=True):
        series.graphicalProperties.solidFill = colour.removeprefix("#")
    made.dataLabels = DataLabelList()
    made.dataLabels.showVal = True
    made.dataLabels.showSerName = made.dataLabels.showCatName = made.dataLabels.showLegendKey = False
    return made


def _widths(sheet: Any, charts: Sequence[Chart]) -> None:
    sheet.column_dimensions["A"].width = 30
    for column in range(2, 2 + max(len(chart.series) for chart in charts)):
        sheet.column_dimensions[sheets.letter(column)].width = 14
