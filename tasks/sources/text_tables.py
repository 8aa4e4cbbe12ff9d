"""CSV files: UTF-8 with and without BOM, GB18030, UTF-16; commas, tabs, semicolons."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from tasks.sources.broken_file import broken, file_finding
from tasks.sources.table_layout import (
    HEAD_ROWS,
    Row,
    Sheet,
    TableFile,
    header_position,
    lay_out,
    matches,
    plain_headers,
)

_PIECE = 2**20
_HEAD_CHARACTERS = 2**16
_LONGEST_LINE = 2**20
_DELIMITERS = ",\t;|"
_ALLOWED_CONTROLS = frozenset("\t\r\n\0\f\x1a")
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CLEARLY_UTF8 = 10
"""So many Chinese characters in valid UTF-8 before the first bad byte are no accident."""


def read_text_table(path: Path, known_headers: frozenset[str] | None) -> TableFile:
    """The table of a text file."""
    encoding = _encoding(path)
    head = _head(path, encoding)
    known = plain_headers(known_headers)
    delimiter = max(_DELIMITERS, key=lambda one: _score(head, one, known))
    try:
        return lay_out([Sheet(path.name, _rows(path, encoding, delimiter, strict=True))], known_headers)
    except csv.Error as problem:
        if "expected after" not in str(problem):
            raise _unreadable(problem) from problem
    try:
        table = lay_out([Sheet(path.name, _rows(path, encoding, delimiter, strict=False))], known_headers)
    except csv.Error as problem:
        raise _unreadable(problem) from problem
    table.findings.append(
        file_finding("stray-quotes", "有的单元格引号不成对，已按原样读取", "单元格内的引号应写成两个引号")
    )
    return table


def _unreadable(problem: csv.Error) -> Exception:
    if "unexpected end" in str(problem) or "field limit" in str(problem):
        return broken(
            "quote-not-closed", "有单元格的引号没有结束，其后的内容无法分行", "请检查引号是否成对后重新提交"
        )
    return broken("not-a-table", "文件内容不是逗号分隔的表格")


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    for bom, encoding in _BOMS.items():
        if start.startswith(bom):
            if _first_fault(path, encoding) is not None:
                raise broken("encoding", "文件的文字编码有损坏，无法完整读取")
            return encoding
    fault = _first_fault(path, "utf-8")
    if fault is None:
        return "utf-8"
    if fault >= _CLEARLY_UTF8:
        raise broken("encoding", "文件是UTF-8编码，但中间有损坏的字节，可能未传输完整")
    if _first_fault(path, "gb18030") is not None:
        raise broken("not-a-table", "文件内容不是文字（既非UTF-8也非GB18030编码），无法作为表格读取")
    return "gb18030"


def _first_fault(path: Path, encoding: str) -> int | None:
    """None if the file is sound in an encoding; else how many non-ASCII characters came before the fault."""
    decoder = codecs.getincrementaldecoder(encoding)()
    wide = 0
    with path.open("rb") as file:
        while True:
            piece = file.read(_PIECE)
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as fault:
                sound = piece[: max(fault.start, 0)].decode(encoding, "ignore")
                return wide + sum(1 for character in sound if character > "\x7f")
            if not piece:
                return None
            if wide < _CLEARLY_UTF8:
                wide += sum(1 for character in text if character > "\x7f")


def _head(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as file:
        head = file.read(_HEAD_CHARACTERS)
    controls = sum(1 for character in head if character < " " and character not in _ALLOWED_CONTROLS)
    if controls > len(head) // 1000 or head.count("\0") > len(head) // 10:
        raise broken("not-a-table", "文件内容不是文字，无法作为表格读取")
    return head


def _score(head: str, delimiter: str, known: frozenset[str]) -> tuple[int, int]:
    """How well a delimiter parts the first lines: known headers found, then rows as wide as the header."""
    rows: list[Row] = []
    try:
        for row in csv.reader(io.StringIO(head.replace("\0", ""), newline=""), delimiter=delimiter):
            if any(row):
                rows.append(row)
            if len(rows) == HEAD_ROWS:
                break
    except csv.Error:
        return (0, 0)
    position = header_position(rows, known)
    if position is None:
        return (0, 0)
    width = len(rows[position])
    alike = sum(1 for row in rows[position:] if len(row) == width)
    return (matches(rows[position], known), alike * min(width, 100))


def _rows(path: Path, encoding: str, delimiter: str, *, strict: bool) -> Iterator[Row]:
    with path.open(encoding=encoding, newline="") as file:
        yield from csv.reader(_lines(file), delimiter=delimiter, strict=strict)


def _lines(file: io.TextIOWrapper) -> Iterator[str]:
    """Lines without NUL bytes; none may be absurdly long."""
    while line := file.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise broken("not-a-table", "文件中有一行过长，不是表格")
        yield line.replace("\0", "") if "\0" in line else line
