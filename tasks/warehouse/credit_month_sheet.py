"""The monthly 双公示 table as a workbook in the official layout; the same figures give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from tasks.warehouse.credit_figures import CreditMonth
from tasks.warehouse.credit_month_text import BASIS_PLACE, cells, explanations, headings
from tasks.warehouse.forms import Cell

_FIXED = (1980, 1, 1, 0, 0, 0)
_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_BEGIN = Alignment(horizontal="left", vertical="center", wrap_text=True)
_WIDE, _NARROW = 28, 11
_SHORT = 8
_TITLE_ROW, _ABOUT_ROW, _ACT_ROW, _HEAD_ROW, _FIRST_ROW = 1, 2, 3, 4, 5


def credit_sheet(table: CreditMonth, publisher: str, site: str) -> bytes:
    """The file: 行政许可 and 行政处罚 side by side under merged headings, notes below, late decisions beside."""
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = f"{table.first.year}年{table.first.month}月"
    width = _head(sheet, table, publisher)
    row = _body(sheet, table, site)
    for note in (_balance(table), *explanations(table)):
        row += 1
        _wide(sheet, row, note, width, _BEGIN, height=15 * (len(note) // 110 + 1))
    _layout(sheet, table)
    if table.late:
        _late(workbook.create_sheet("迟报和逾期未报"), table)
    return _stored(workbook, table)


def _head(sheet: Any, table: CreditMonth, publisher: str) -> int:
    """Both rows of headings; gives the number of columns."""
    names = _act_headings(table)
    width = 1 + len(names) * len(table.figures) + 2
    _wide(sheet, _TITLE_ROW, table.title, width, _MIDDLE, height=28)
    sheet.cell(_TITLE_ROW, 1).font = Font(bold=True, size=16)
    _wide(sheet, _ABOUT_ROW, f"填报单位：{publisher}    数据截至：{table.today}", width, _BEGIN)
    _over_both(sheet, 1, "单位名称")
    column = 2
    for act in table.figures:
        last = column + len(names) - 1
        sheet.merge_cells(start_row=_ACT_ROW, end_row=_ACT_ROW, start_column=column, end_column=last)
        _set(sheet, _ACT_ROW, column, act.value, _MIDDLE)
        for name in names:
            _set(sheet, _HEAD_ROW, column, name, _MIDDLE)
            column += 1
    for name in ("本单位公示网址", "报送存在问题情况"):
        _over_both(sheet, column, name)
        column += 1
    return width


def _body(sheet: Any, table: CreditMonth, site: str) -> int:
    """A row for each unit and office and 合计; gives the last one's number."""
    columns = [list(table.rows(act)) for act in table.figures]
    number = _HEAD_ROW
    for number, acts in enumerate(zip(*columns, strict=True), _FIRST_ROW):
        name = acts[0][0]
        line: list[Cell] = [name]
        for _, row in acts:
            found = cells(row)
            found.insert(BASIS_PLACE, row.basis_text)
            line += found
        problems = [
            f"{act.value}：{row.problems}"
            for act, (_, row) in zip(table.figures, acts, strict=True)
            if row.problems
        ]
        line += [site, "；".join(problems)]
        for column, value in enumerate(line, 1):
            _set(sheet, number, column, value, _MIDDLE if len(str(value)) <= _SHORT else _BEGIN)
    sheet.freeze_panes = sheet.cell(_FIRST_ROW, 2)
    sheet.print_title_rows = f"{_ACT_ROW}:{_HEAD_ROW}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 8
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    return number


def _act_headings(table: CreditMonth) -> list[str]:
    names = headings(table.metrics)
    names.insert(BASIS_PLACE, "未报送依据")
    return names


def _balance(table: CreditMonth) -> str:
    wrong = table.unbalanced
    return f"核对：不平衡：{'；'.join(wrong)}" if wrong else "核对：产生数量＝报送数量＋未报送数量，平衡。"


def _layout(sheet: Any, table: CreditMonth) -> None:
    names = ["单位名称", *_act_headings(table) * len(table.figures), "本单位公示网址", "报送存在问题情况"]
    wide = {"单位名称", "未报送依据", "本单位公示网址", "报送存在问题情况"}
    for column, name in enumerate(names, 1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDE if name in wide else _NARROW


def _late(sheet: Any, table: CreditMonth) -> None:
    rows: list[Sequence[Cell]] = [("执法类别", "单位名称/处室", "文书号", "决定日期", "报送期限", "报送日期")]
    rows += [
        (
            one.act.value,
            one.name,
            one.document_number,
            str(one.decided_on),
            str(one.due_on),
            str(one.reported_on or "尚未报送"),
        )
        for one in table.late
    ]
    for number, line in enumerate(rows, 1):
        for column, value in enumerate(line, 1):
            _set(sheet, number, column, value, _BEGIN)
    for column in range(1, len(rows[0]) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDE if column in (2, 3) else _NARROW


def _over_both(sheet: Any, column: int, name: str) -> None:
    sheet.merge_cells(start_row=_ACT_ROW, end_row=_HEAD_ROW, start_column=column, end_column=column)
    _set(sheet, _ACT_ROW, column, name, _MIDDLE)


def _wide(sheet: Any, row: int, text: str, width: int, alignment: Alignment, height: int = 18) -> None:
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
    cell = sheet.cell(row, 1, text)
    cell.data_type, cell.alignment = "s", alignment
    sheet.row_dimensions[row].height = height


def _set(sheet: Any, row: int, column: int, value: Cell, alignment: Alignment) -> None:
    """A cell; words are never a formula, whatever they begin with."""
    cell = sheet.cell(row, column, value)
    if isinstance(value, str):
        cell.data_type = "s"
    cell.alignment, cell.border = alignment, _BOX


def _stored(workbook: Any, table: CreditMonth) -> bytes:
    """The archive with fixed times, uncompressed: what it says is all that makes it different."""
    at = datetime(table.today.year, table.today.month, table.today.day)  # noqa: DTZ001 - the format has no zone
    plain, whole = io.BytesIO(), io.BytesIO()
    workbook.properties.creator, workbook.properties.title = "", table.title
    workbook.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _FIXED)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _dated(workbook, at)
            target.writestr(entry, content)
    return whole.getvalue()


def _dated(workbook: Any, at: datetime) -> bytes:
    from openpyxl.xml.functions import tostring

    workbook.properties.created = workbook.properties.modified = at
    return bytes(tostring(workbook.properties.to_tree()))
