"""XLSX and XLS workbooks: looked over before they are opened, every cell as text."""

from __future__ import annotations

import os
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from tasks.sources.broken_file import BrokenFile, broken, file_finding
from tasks.sources.cell_text import loses_digits, sheet_text
from tasks.sources.table_layout import MOST_COLUMNS, Row, Sheet, TableFile, lay_out

_MOST_PARTS = 2_000
_MOST_BYTES = 256 * 2**20
_MOST_SHARED_BYTES = 64 * 2**20
_BOMB_RATIO = 150
_BOMB_BYTES = 10 * 2**20
_MOST_ROWS = 1_048_576
_MOST_CELLS = 20_000_000
_PROLOG_BYTES = 2**16
_ROOT = re.compile(rb"<[A-Za-z_]")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LOCKED = "文件设有打开密码，无法读取"
_UNLOCK = "请去掉打开密码后另存，再重新提交"


class _Cells:
    """Cells as text, counted; numbers that lost digits are remembered."""

    def __init__(self) -> None:
        self.cells = 0
        self.worn: list[tuple[int, int]] = []

    def texts(self, rows: Iterator[Sequence[Any]]) -> Iterator[Row]:
        for number, values in enumerate(rows, 1):
            self.cells += len(values)
            if number > _MOST_ROWS or self.cells > _MOST_CELLS:
                raise broken(
                    "too-many-rows",
                    "工作表的行或列过多，超出可读取的范围",
                    "请删除多余的空行空列，或拆分后重新提交",
                )
            if len(values) > MOST_COLUMNS:
                values = _trimmed(values)  # noqa: PLW2901 - the same row without its empty end
            row = [sheet_text(value) for value in values]
            if any(map(loses_digits, values)):
                self.worn += [(number, i) for i, v in enumerate(values, 1) if loses_digits(v)]
            yield row

    def into(self, table: TableFile) -> TableFile:
        if self.worn:
            row, column = self.worn[0]
            message = f"有{len(self.worn)}个长数字按数值保存，末几位可能已失真（首处在第{row}行第{column}列）"
            table.findings.append(
                file_finding("digits-lost", message, "请把代码、证件号码等列设为文本格式后重新录入")
            )
        return table


def _trimmed(values: Sequence[Any]) -> Sequence[Any]:
    width = max((i for i, value in enumerate(values, 1) if value is not None), default=0)
    if width > MOST_COLUMNS:
        raise broken("too-many-columns", f"工作表超过{MOST_COLUMNS}列", "请删除多余的列后重新提交")
    return values[:width]


def read_xlsx(path: Path, known_headers: frozenset[str] | None) -> TableFile:
    """The tables of an XLSX workbook."""
    look_over(path)
    return _guarded(lambda: _xlsx_tables(path, known_headers))


def read_xls(path: Path, known_headers: frozenset[str] | None) -> TableFile:
    """The tables of an old XLS workbook."""
    if _ENCRYPTED in path.read_bytes():
        raise broken("password", _LOCKED, _UNLOCK)
    return _guarded(lambda: _xls_tables(path, known_headers))


def _guarded(read: Callable[[], TableFile]) -> TableFile:
    """Damaged workbooks make the libraries raise anything at all; all of it means one thing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read()
    except BrokenFile:
        raise
    except Exception as damage:
        if "encrypted" in str(damage).lower():
            raise broken("password", _LOCKED, _UNLOCK) from damage
        raise broken("file-damaged", "工作簿已损坏或不完整，无法打开") from damage


def _xlsx_tables(path: Path, known_headers: frozenset[str] | None) -> TableFile:
    import openpyxl

    cells = _Cells()
    with path.open("rb") as file:  # by its path, openpyxl would judge it by its name
        workbook = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        return cells.into(lay_out(_xlsx_sheets(workbook, cells), known_headers))


def _xlsx_sheets(workbook: Any, cells: _Cells) -> Iterator[Sheet]:
    for sheet in workbook.worksheets:
        sheet.reset_dimensions()  # a stated size may be wrong, or absurd on purpose
        hidden = sheet.sheet_state != "visible"
        yield Sheet(sheet.title, cells.texts(sheet.iter_rows(values_only=True)), hidden)


def look_over(path: Path | BinaryIO) -> None:
    """Refuse bombs, encrypted parts and document types before anything is unpacked as a whole."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            _weigh(parts)
            for part in parts:
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    _check_prolog(package, part)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as damage:
        raise broken("file-damaged", "工作簿已损坏或不完整，无法打开") from damage


def _weigh(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if "xl/workbook.bin" in names:
        raise broken("unknown-kind", "不支持 .xlsb 格式的工作簿")
    if "xl/workbook.xml" not in names:
        raise broken("not-a-table", "文件是压缩包或其他文档，不是工作簿")
    if any(part.flag_bits & 1 for part in parts):
        raise broken("password", _LOCKED, _UNLOCK)
    bomb = any(
        part.file_size > _BOMB_BYTES and part.file_size > part.compress_size * _BOMB_RATIO for part in parts
    )
    heavy = sum(part.file_size for part in parts) > _MOST_BYTES or len(parts) > _MOST_PARTS
    shared = any(part.file_size > _MOST_SHARED_BYTES for part in parts if "worksheets/" not in part.filename)
    if bomb or heavy or shared:
        raise broken(
            "zip-bomb", "工作簿解压后异常庞大，已拒绝打开", "请检查文件来源；确有大量数据的，请拆分后重新提交"
        )


def _check_prolog(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A document type, if any, stands before the root element; spreadsheets have none."""
    with package.open(part) as file:
        prolog = file.read(_PROLOG_BYTES)
    root = _ROOT.search(prolog)
    before = prolog[: root.start()] if root else prolog
    if b"<!DOCTYPE" in before.upper() or b"\0" in before or not root:
        raise broken(
            "suspicious-xml", "工作簿内含有不允许的文档类型声明，已拒绝打开", "请检查文件来源后用表格软件另存"
        )


def _xls_tables(path: Path, known_headers: frozenset[str] | None) -> TableFile:
    import xlrd

    cells = _Cells()
    with (
        Path(os.devnull).open("w", encoding="utf-8") as silence,
        xlrd.open_workbook(str(path), on_demand=True, logfile=silence) as workbook,
    ):
        return cells.into(lay_out(_xls_sheets(workbook, cells), known_headers))


def _xls_sheets(workbook: Any, cells: _Cells) -> Iterator[Sheet]:
    for index in range(workbook.nsheets):
        sheet = workbook.sheet_by_index(index)
        rows = (
            [_xls_value(cell, workbook.datemode) for cell in sheet.row(number)]
            for number in range(sheet.nrows)
        )
        yield Sheet(sheet.name, cells.texts(rows), sheet.visibility != 0)
        workbook.unload_sheet(index)


def _xls_value(cell: Any, datemode: int) -> str | float | bool | datetime | None:
    import xlrd

    match cell.ctype:
        case xlrd.XL_CELL_EMPTY | xlrd.XL_CELL_BLANK:
            return None
        case xlrd.XL_CELL_DATE:
            moment: datetime = xlrd.xldate_as_datetime(cell.value, datemode)
            return moment
        case xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        case xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
        case xlrd.XL_CELL_NUMBER:
            return float(cell.value)
        case _:
            return str(cell.value)
