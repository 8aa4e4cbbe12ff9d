"""A workbook of figures as it came back: every cell with its kind, and what is hidden; nothing in it is run."""

from __future__ import annotations

import math
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from tasks.law.district_cells import Entry, EntryKind
from tasks.law.district_figures import FilledSheet
from tasks.sources.broken_file import BrokenFile, broken
from tasks.sources.workbooks import look_over

_MOST_BYTES = 5 * 2**20
_MOST_UNPACKED_BYTES = 32 * 2**20
_MOST_SHEETS, _MOST_ROWS, _MOST_COLUMNS = 20, 1_000, 100
_ACTIVE = {
    "xl/vbaProject": "宏",
    "xl/macrosheets/": "宏",
    "xl/externalLinks/": "外部链接",
    "xl/connections": "数据连接",
    "xl/queryTables/": "数据连接",
    "xl/activeX/": "控件",
    "xl/embeddings/": "嵌入的文件",
}
_TEMPLATE = "请用下发的模板重新填写，不要加入宏、链接或其他对象"
_SAVE = "请用表格软件打开核对后另存为 .xlsx 重新报送"


@dataclass(frozen=True, slots=True)
class FigureWorkbook:
    """The sheets of a workbook, and the SHA-256 of the file as it came."""

    sheets: tuple[FilledSheet, ...]
    content_hash: bytes


def read_figure_workbook(path: Path) -> FigureWorkbook:
    """Read an XLSX workbook as it stands, formulas as formulas; BrokenFile where it is none or holds more than cells.

    OSError where the file cannot be read.
    """
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise broken("too-large", f"文件超过{_MOST_BYTES // 2**20}MB，不是填报的统计报表", _TEMPLATE)
    if not content.startswith(b"PK"):
        raise broken("unknown-kind", "文件不是 .xlsx 工作簿", _SAVE)
    look_over(BytesIO(content))
    _refuse_active(content)
    sheets = _guarded(lambda: _sheets(content))
    return FigureWorkbook(sheets, sha256(content).digest())


def _refuse_active(content: bytes) -> None:
    with zipfile.ZipFile(BytesIO(content)) as package:
        names = package.namelist()
        unpacked = sum(part.file_size for part in package.infolist())
        kinds = package.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    found = {what for name in names for start, what in _ACTIVE.items() if name.startswith(start)}
    if b"macroEnabled" in kinds:
        found.add("宏")
    if unpacked > _MOST_UNPACKED_BYTES:
        raise broken("zip-bomb", "工作簿解压后异常庞大，已拒绝打开", _TEMPLATE)
    if found:
        raise broken("active-content", f"工作簿内含{'、'.join(sorted(found))}，已拒绝打开", _TEMPLATE)


def _guarded(read: Callable[[], tuple[FilledSheet, ...]]) -> tuple[FilledSheet, ...]:
    """Damaged workbooks make the library raise anything at all; all of it means one thing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read()
    except BrokenFile:
        raise
    except Exception as damage:
        raise broken("file-damaged", "工作簿已损坏或不完整，无法打开", _SAVE) from damage


def _sheets(content: bytes) -> tuple[FilledSheet, ...]:
    import openpyxl

    workbook = openpyxl.load_workbook(BytesIO(content), data_only=False, keep_links=False)
    if len(workbook.sheetnames) > _MOST_SHEETS:
        raise broken("too-many-sheets", f"工作表超过{_MOST_SHEETS}个", _TEMPLATE)
    if len(workbook.worksheets) < len(workbook.sheetnames):
        raise broken("active-content", "工作簿内含图表工作表，已拒绝打开", _TEMPLATE)
    return tuple(_sheet(one) for one in workbook.worksheets)


def _sheet(sheet: Any) -> FilledSheet:
    if sheet.max_row > _MOST_ROWS or sheet.max_column > _MOST_COLUMNS:
        last = f"{sheet.max_row}行{sheet.max_column}列"
        raise broken("too-many-rows", f"工作表“{sheet.title}”用到了{last}，与模板不符", _TEMPLATE)
    cells = (cell for row in sheet.iter_rows() for cell in row)
    entries = {(cell.row, cell.column): entry for cell in cells if (entry := _entry(cell)) is not None}
    rows = [int(i) for i, one in sheet.row_dimensions.items() if one.hidden or one.height == 0]
    return FilledSheet(
        sheet.title,
        entries,
        sheet.sheet_state == "visible",
        tuple(sorted(rows)),
        tuple(sorted(set(_hidden_columns(sheet)))),
    )


def _hidden_columns(sheet: Any) -> list[int]:
    """Neighbouring columns alike are one entry in the file."""
    return [
        place
        for one in sheet.column_dimensions.values()
        if (one.hidden or one.width == 0) and one.min and one.max
        for place in range(one.min, min(one.max, _MOST_COLUMNS) + 1)
    ]


def _entry(cell: Any) -> Entry | None:
    value = cell.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if cell.data_type == "f":
        return Entry(EntryKind.FORMULA, str(getattr(value, "text", value)))
    if cell.data_type == "e":
        return Entry(EntryKind.ERROR, str(value))
    if isinstance(value, str):
        return Entry(EntryKind.TEXT, value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return Entry(EntryKind.OTHER, str(value))
    return Entry(EntryKind.NUMBER, str(value), Decimal(str(value)))
