"""A file's bytes: XLSX, XLS, CSV or JSON, every cell as text, nothing that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tasks.channels.credit_platform.profiles import FileFormat, Profile

Cells = Sequence[str]

_FORMULA_START = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]").match
_TEXT_FORM = "@"
_XLS_CELL = 32_767
"""The most characters a cell of an old workbook holds."""


class DoesNotFit(ValueError):
    """A text that this kind of file cannot hold; the sentence is for an officer."""


def file_bytes(profile: Profile, name: str, headings: Cells, rows: Sequence[Cells]) -> bytes:
    """A whole file in the profile's format; DoesNotFit where a text cannot be written in it."""
    return _WRITERS[profile.format](profile, name, headings, rows)


def safe_cell(text: str) -> str:
    """A text as a cell of a CSV file: one a spreadsheet would run as a formula gets a leading apostrophe."""
    return "'" + text if _FORMULA_START(text) else text


def _xlsx(profile: Profile, _name: str, headings: Cells, rows: Sequence[Cells]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    workbook = Workbook(write_only=True)
    workbook.properties.creator = profile.title
    sheet = workbook.create_sheet(profile.sheet)

    def cell(text: str) -> Any:
        made: Any = WriteOnlyCell(sheet, value=text)
        made.data_type = "s"  # openpyxl takes what begins with = for a formula
        made.number_format = _TEXT_FORM
        made.quotePrefix = _FORMULA_START(text) is not None
        return made

    for row in (headings, *rows):
        sheet.append([cell(text) for text in row])
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def _xls(profile: Profile, _name: str, headings: Cells, rows: Sequence[Cells]) -> bytes:
    import xlwt

    workbook = xlwt.Workbook(encoding="utf-8")
    sheet = workbook.add_sheet(profile.sheet)
    style = xlwt.easyxf(num_format_str=_TEXT_FORM)
    for number, row in enumerate((headings, *rows)):
        for position, text in enumerate(row):
            if len(text) > _XLS_CELL:
                raise DoesNotFit(f"第{number}条“{headings[position]}”过长，XLS文件不能容纳")
            sheet.write(number, position, text, style)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def _csv(profile: Profile, _name: str, headings: Cells, rows: Sequence[Cells]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([[safe_cell(cell) for cell in row] for row in rows])
    try:
        return text.getvalue().encode(profile.encoding)
    except UnicodeEncodeError as stranger:
        character = stranger.object[stranger.start]
        raise DoesNotFit(f"字符“{character}”不能以{profile.encoding}编码写出") from stranger


def _json(_profile: Profile, name: str, headings: Cells, rows: Sequence[Cells]) -> bytes:
    records: list[Mapping[str, str]] = [dict(zip(headings, row, strict=True)) for row in rows]
    content = {"fileName": name, "totalSize": len(records), "records": records}
    return json.dumps(content, ensure_ascii=False, indent=0).encode("utf-8")


_WRITERS: Mapping[FileFormat, Callable[[Profile, str, Cells, Sequence[Cells]], bytes]] = {
    FileFormat.XLSX: _xlsx,
    FileFormat.XLS: _xls,
    FileFormat.CSV: _csv,
    FileFormat.JSON: _json,
}
