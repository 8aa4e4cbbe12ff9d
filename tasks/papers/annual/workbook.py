"""The annual report as a workbook in the official layout; the same content gives the same bytes, nothing in it runs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from tasks.law.annual_report import AnnualReport, ReportTable
from tasks.law.report_views import TOTAL, charts_of
from tasks.papers.annual import sheets
from tasks.papers.annual.shown import basis_line, caption_of, deadline_line, tables_of, unit_line
from tasks.papers.annual.workbook_charts import add_charts
from tasks.papers.packing import repacked
from tasks.papers.wording import printable

_SHEET_NAMES = {
    "year_on_year": "同比",
    "penalty": "行政处罚",
    "licence": "行政许可",
    "coercion": "行政强制",
    "other_acts": "其他执法行为",
    "office_work": "处室办理",
    "office_quality": "处室公示",
    "months": "各月",
}


def report_workbook(report: AnnualReport) -> bytes:
    """The XLSX file: the text, every table on a sheet of its own, the charts."""
    book = Workbook()
    _text_sheet(book.active, report)
    for number, table in enumerate(tables_of(report), 1):
        name = f"表{number} {_SHEET_NAMES.get(table.form, '')}".strip()
        _table_sheet(book.create_sheet(name), table, report)
    if charts := charts_of(report):
        add_charts(sheets.laid_out(book.create_sheet("图表"), landscape=False), charts)
    return _packed(book, report)


def _text_sheet(sheet: Any, report: AnnualReport) -> None:
    sheet.title = "总体情况"
    sheets.laid_out(sheet, landscape=False)
    sheet.column_dimensions["A"].width = 92
    sheets.title(sheet, report.title, 1)
    row = sheets.text(sheet, 2, "　".join(unit_line(report)), 1)
    for section in report.sections:
        row = sheets.text(sheet, row, section.heading, 1, heading=True)
        for paragraph in section.paragraphs:
            row = sheets.text(sheet, row, f"　　{paragraph}", 1)
    for stage in report.stages:
        row = sheets.text(sheet, row, deadline_line(stage), 1)
    sheets.text(sheet, row, basis_line(report), 1)


def _table_sheet(sheet: Any, table: ReportTable, report: AnnualReport) -> None:
    width = len(table.columns)
    sheets.laid_out(sheet, landscape=True)
    sheets.widths(sheet, table)
    sheets.title(sheet, caption_of(table, report.year), width)
    left, right = unit_line(report)
    sheets.line(sheet, 2, left, right, width)
    sheets.headings(sheet, 3, table.columns)
    _rows(sheet, 4, table.rows)
    row = 4 + len(table.rows)
    for number, note in enumerate(table.notes, 1):
        row = sheets.text(sheet, row, f"{'说明：' if number == 1 else ''}{number}. {note}", width, small=True)
    sheet.freeze_panes = "B4"
    sheet.print_title_rows = "3:3"
    sheet.print_area = f"A1:{sheets.letter(width)}{row - 1}"


def _rows(sheet: Any, first: int, rows: Sequence[Sequence[Any]]) -> None:
    for number, row in enumerate(rows, first):
        for place, cell in enumerate(row, 1):
            sheets.cell(sheet.cell(number, place), cell, first=place == 1, bold=row[0] == TOTAL)
        sheet.row_dimensions[number].height = 22


def _packed(book: Any, report: AnnualReport) -> bytes:
    """Written by the writer itself: the library's own way of saving puts the time of day into the file."""
    stamp = datetime.fromisoformat(report.counted_at).astimezone(UTC).replace(microsecond=0, tzinfo=None)
    properties = book.properties
    properties.title, properties.creator = printable(report.title)[:250], printable(report.authority)[:250]
    properties.created = properties.modified = stamp
    properties.language = "zh-CN"
    plain = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(plain, "w")).save()
    return repacked(plain)
