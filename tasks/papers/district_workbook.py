"""Writes the workbook a district fills in: locked words, checked cells, control sums, a hidden page of versions."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.law.district_template import (
    CHECK,
    FIRST_ROW,
    HEADING_ROW,
    HINT,
    NO_POWER,
    NOTES_SHEET,
    TITLE_ROW,
    VERSION_SHEET,
    ColumnRole,
    DistrictTemplate,
    Place,
    TemplateColumn,
    TemplateForm,
    cell_name,
    column_name,
)

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_UNIT_WIDTH, _COLUMN_WIDTH, _HEADING_HEIGHT = 34, 13, 66
_DECIMALS = {100: 2, 1_000_000: 6}
_COUNTING = (
    HINT,
    "表头、单位和各栏位置不得改动；不得隐藏行列；表内不写说明、公式和链接，需要说明的另附。",
    "“校核”栏显示“不符”的，各栏之和与合计不等，须核对后再报送。",
    "罚款有宗数的，罚没金额必须填写；金额为决定书所载金额。",
    "以下各表的说明与市里按系统计数所用的一致；其中由系统推算的栏目，按本单位实际办理数填报。",
)


def write_district_workbook(template: DistrictTemplate, folder: Path) -> Path:
    """Write a district's workbook into a folder, over one written before; returns the file."""
    from openpyxl import Workbook

    folder.mkdir(parents=True, exist_ok=True)
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "公示"
    for form in template.forms:
        _write_form(book.create_sheet(form.sheet), template, form)
    _write_notes(book, template)
    _write_version(book, template)
    path = folder / f"{template.year}年度行政执法统计报表（{template.district}）.xlsx"
    hidden = path.with_name(f".{os.getpid()}-{path.name}")
    book.save(hidden)
    hidden.replace(path)
    return path


def _write_form(sheet: Worksheet, template: DistrictTemplate, form: TemplateForm) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    _put(sheet, template.fixed(form))
    for (row, column), formula in template.controls(form).items():
        sheet.cell(row, column).value = formula
    line = Side(style="thin")
    last = form.check_column or len(form.columns) + 1
    for row in range(HEADING_ROW, template.total_row + 1):
        for column in range(1, last + 1):
            cell = sheet.cell(row, column)
            cell.border = Border(line, line, line, line)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.cell(TITLE_ROW, 1).font = Font(bold=True, size=14)
    _unlock_inputs(sheet, template, form)
    sheet.column_dimensions["A"].width = _UNIT_WIDTH
    for place in range(2, last + 1):
        sheet.column_dimensions[column_name(place)].width = _COLUMN_WIDTH
    sheet.row_dimensions[HEADING_ROW].height = _HEADING_HEIGHT
    sheet.freeze_panes = cell_name(FIRST_ROW, 2)
    sheet.protection.sheet = True


def _unlock_inputs(sheet: Worksheet, template: DistrictTemplate, form: TemplateForm) -> None:
    from openpyxl.styles import Protection
    from openpyxl.worksheet.datavalidation import DataValidation

    for _, (row, place), column in template.inputs(form):
        cell = sheet.cell(row, place)
        cell.protection = Protection(locked=False)
        cell.number_format = f"#,##0.{'0' * _DECIMALS[column.fen]}" if column.fen else "0"
    for place, column in enumerate(form.columns, 2):
        first, last = cell_name(FIRST_ROW, place), cell_name(template.total_row - 1, place)
        allowed = DataValidation(type="custom", formula1=_allowed(first, column), allow_blank=True)
        allowed.errorTitle, allowed.error = CHECK, _told(column)
        allowed.promptTitle, allowed.prompt = column.heading[:30], _told(column)
        allowed.showErrorMessage = allowed.showInputMessage = True
        allowed.add(f"{first}:{last}")
        sheet.add_data_validation(allowed)


def _allowed(cell: str, column: TemplateColumn) -> str:
    digits = _DECIMALS[column.fen] if column.fen else 0
    number = f"IF(ISNUMBER({cell}),AND({cell}>=0,ROUND({cell},{digits})={cell}),FALSE)"
    return f'OR({number},{cell}="{NO_POWER}")'


def _told(column: TemplateColumn) -> str:
    kind = f"不小于0、最多{_DECIMALS[column.fen]}位小数的金额" if column.fen else "不小于0的整数"
    return f"请填{kind}；不具有该项权力的填“{NO_POWER}”。"


def _write_notes(book: Workbook, template: DistrictTemplate) -> None:
    sheet = book.create_sheet(NOTES_SHEET, 0)
    lines = [f"{template.year}年度行政执法统计报表填表说明（{template.district}）", *_numbered(_COUNTING)]
    for form in template.forms:
        lines += [form.title, *_numbered(form.notes)]
        if form.columns_of(ColumnRole.TOTAL):
            lines.append(f"合计应等于各栏之和（{CHECK}栏）。")
    _put(sheet, {(row, 1): line for row, line in enumerate(lines, 1)})
    from openpyxl.styles import Alignment

    sheet.column_dimensions["A"].width = 110
    for row in range(1, len(lines) + 1):
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.protection.sheet = True


def _numbered(lines: tuple[str, ...]) -> list[str]:
    return [f"{number}. {line}" for number, line in enumerate(lines, 1)]


def _write_version(book: Workbook, template: DistrictTemplate) -> None:
    sheet = book.create_sheet(VERSION_SHEET)
    _put(
        sheet,
        {
            (row, column): text
            for row, pair in enumerate(template.identity, 1)
            for column, text in enumerate(pair, 1)
        },
    )
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True


def _put(sheet: Any, words: dict[Place, str]) -> None:
    """Words as words: the library takes what begins with = for a formula."""
    for (row, column), text in words.items():
        cell = sheet.cell(row, column)
        cell.value = text
        cell.data_type = "s"
