"""From rows of cells to tables: which row is the header, and what follows it."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from tasks.contracts.finding import Finding
from tasks.sources.broken_file import broken, file_finding, row_finding
from tasks.sources.cell_text import text_frame
from tasks.sources.pulled import BATCH_ROWS

if TYPE_CHECKING:
    import pandas as pd

Row = Sequence[str]

HEAD_ROWS = 30
"""A header stands among the first rows, below a title at most."""

MOST_COLUMNS = 500
"""A table of decisions has some thirty."""

_MOST_NAMED = 20
_SURPLUS = "（表头以外）"
_NEAR = 0.72
_DECORATION = re.compile(r"[(\[【〔][^)\]】〕]*[)\]】〕]?|[\s*※:;,._/\\\-—–\"“”'、。]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A frame of a file; its findings count records within it, after `first_row` rows of frames before."""

    frame: pd.DataFrame
    findings: list[Finding]
    first_row: int
    last: bool


@dataclass
class TableFile:
    """A file read as tables: frames of at most 10,000 rows of raw text cells, and what was odd."""

    frames: list[pd.DataFrame] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    content_hash: str = ""

    def parts(self) -> Iterator[Part]:
        """The frames one by one, each with the findings of its rows; those of the file come with the first."""
        taken = 0
        for number, frame in enumerate(self.frames, 1):
            ends = taken + len(frame)
            findings = [
                replace(f, record=f.record - taken) if f.record else f
                for f in self.findings
                if (taken < f.record <= ends if f.record else number == 1)
            ]
            yield Part(frame, findings, taken, number == len(self.frames))
            taken = ends


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of cells under a name."""

    name: str
    rows: Iterator[Row]
    hidden: bool = False


def plain_header(header: str) -> str:
    """A header for comparison: width, case, blanks, brackets and marks do not count."""
    return _DECORATION.sub("", unicodedata.normalize("NFKC", header)).casefold()


def matches(row: Row, known: frozenset[str]) -> int:
    """How many cells of a row are known headers."""
    return sum(1 for cell in row if cell and plain_header(cell) in known)


def header_position(head: Sequence[Row], known: frozenset[str]) -> int | None:
    """Which of the first rows is the header; None if nothing looks like one.

    The row with most known headers; without any, the first row nearly as wide as the widest.
    """
    found = [matches(row, known) for row in head]
    if max(found, default=0):
        return found.index(max(found))
    widths = [sum(1 for cell in row if cell.strip()) for row in head]
    widest = max(widths, default=0)
    if widest < 2:
        return None
    return next(i for i, width in enumerate(widths) if width >= max(2, widest * 0.6))


def lay_out(sheets: Iterable[Sheet], known_headers: frozenset[str] | None) -> TableFile:
    """The tables of a file: every sheet with known headers, or else the first that looks like a table."""
    known = plain_headers(known_headers)
    table_file = TableFile()
    unread: list[str] = []
    strange: Row | None = None
    for sheet in sheets:
        head = _head(sheet.rows)
        position = header_position(head, known)
        if not head:
            continue
        if position is not None and _is_wanted(head[position], known, first=not table_file.frames):
            _take(table_file, head[position], chain(head[position + 1 :], sheet.rows))
        elif not sheet.hidden:
            unread.append(sheet.name)
            strange = strange or (head[position] if position is not None else None)
    if not table_file.frames:
        raise _no_table(unread, strange)
    if unread:
        table_file.findings.append(_unread_sheets(unread))
    return table_file


def plain_headers(known_headers: frozenset[str] | None) -> frozenset[str]:
    """Known headers for comparison."""
    return frozenset(plain_header(header) for header in known_headers or ())


def _is_wanted(header: Row, known: frozenset[str], *, first: bool) -> bool:
    """Whether a sheet is read; near misses are left to the contract, which says what each looks like."""
    if not known:
        return first
    if matches(header, known):
        return True
    return first and any(
        difflib.get_close_matches(plain_header(cell), known, n=1, cutoff=_NEAR)
        for cell in header[:50]
        if cell
    )


def _head(rows: Iterator[Row]) -> list[Row]:
    """The first rows that are not blank."""
    head: list[Row] = []
    for row in rows:
        if any(cell.strip() for cell in row):
            head.append(row)
        if len(head) == HEAD_ROWS:
            break
    return head


def _take(table_file: TableFile, header: Row, rows: Iterable[Row]) -> None:
    names = _names(table_file, header)
    taken = sum(len(frame) for frame in table_file.frames)
    frames: list[pd.DataFrame] = []
    batch: list[Row] = []
    for row in _fitted(table_file, rows, len(names) - 1, taken):
        batch.append(row)
        if len(batch) == BATCH_ROWS:
            frames.append(text_frame(names, batch))
            batch = []
    if batch or not frames:
        frames.append(text_frame(names, batch))
    table_file.frames += _without_empty(frames, names[: len(header)], header)


def _names(table_file: TableFile, header: Row) -> list[str]:
    """Column names, each once, with one more for cells beyond the header."""
    if len(header) > MOST_COLUMNS:
        raise broken(
            "too-many-columns", f"表头有{len(header)}列，超过{MOST_COLUMNS}列", "请删除多余的列后重新提交"
        )
    names: list[str] = []
    for number, cell in enumerate(header, 1):
        name = cell if cell.strip() else f"（第{number}列无表头）"
        repeats = names.count(name)
        if repeats:
            table_file.findings.append(
                file_finding("header-repeated", f"表头“{name}”重复出现", "请删除或改名重复的列", field=name)
            )
            name = f"{name} ({repeats + 1})"
        names.append(name)
    return [*names, _SURPLUS]


def _fitted(table_file: TableFile, rows: Iterable[Row], width: int, taken: int) -> Iterator[Row]:
    """Data rows that are not blank, all as wide as the header and one cell for what is beyond."""
    count = taken
    padding = [""] * (width + 1)
    for row in rows:
        if not any(cell and not cell.isspace() for cell in row):
            continue
        count += 1
        if len(row) <= width:
            yield [*row, *padding[len(row) :]]
            continue
        surplus = "｜".join(cell for cell in row[width:] if cell.strip())
        if surplus and len(table_file.findings) < BATCH_ROWS:
            message = f"退回：第{count}条的单元格多于表头，数据可能错位"
            table_file.findings.append(
                row_finding(
                    count, "row-too-long", message, "请检查该行是否多了分隔符，含分隔符的内容应加引号"
                )
            )
        yield [*row[:width], surplus]


def _without_empty(frames: list[pd.DataFrame], names: list[str], header: Row) -> list[pd.DataFrame]:
    """The frames without columns that have neither a header nor any cell."""
    nameless = [name for name, cell in zip(names, header, strict=True) if not cell.strip()]
    empty = [name for name in [*nameless, _SURPLUS] if not any((frame[name] != "").any() for frame in frames)]
    return [frame.drop(columns=empty) for frame in frames]


def _no_table(unread: list[str], strange: Row | None) -> Exception:
    if not unread:
        return broken("file-empty", "文件中没有数据", "请确认导出的内容后重新提交")
    if strange is None:
        return broken("not-a-table", "文件内容不是表格：没有找到表头")
    return unknown_columns(strange)


def unknown_columns(names: Sequence[str]) -> Exception:
    """The refusal of a table in which no column is the contract's."""
    cells = [name.strip()[:40] for name in names if name.strip()]
    shown = "、".join(cells[:_MOST_NAMED]) + ("等" if len(cells) > _MOST_NAMED else "")
    return broken(
        "unknown-columns",
        f"没有一列是规定的字段，现有表头：{shown}",
        "请使用规定的表头（中文名称或字段代码），并核对是否选错了文件",
    )


def _unread_sheets(unread: list[str]) -> Finding:
    shown = "、".join(unread[:_MOST_NAMED])
    return file_finding(
        "sheet-not-read",
        f"工作表“{shown}”没有规定的表头，未读取",
        "其中如有应报送的数据，请补上表头后重新提交",
    )
