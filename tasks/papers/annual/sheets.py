"""Cells of a workbook as official tables have them; words are always words, whatever they begin with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from tasks.law.annual_report import Cell, ReportTable
from tasks.papers import word
from tasks.papers.annual.shown import NOT_COLLECTED, cell_text
from tasks.papers.wording import printable

_THIN = Side(style="thin", color="000000")
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_FORMULA_START = re.compile(r"[=+\-@\t\r＝＋－＠]").match
_LINE, _SMALL_LINE = 21, 16
_LONGEST = 32_000
_NARROWEST = 110
"""A whole table is at least that wide, in signs."""


def letter(column: int) -> str:
    """The letter of a column, from 1."""
    return str(get_column_letter(column))


def laid_out(sheet: Any, *, landscape: bool) -> Any:
    """A sheet for A4, as wide as the paper, with its page number at the foot."""
    setup = sheet.page_setup
    setup.orientation, setup.paperSize = ("landscape" if landscape else "portrait"), 9
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.sheet_view.showGridLines = False
    margins = sheet.page_margins
    margins.left = margins.right = 0.6
    margins.top = margins.bottom = 0.8
    sheet.oddFooter.center.text = "— &P —"
    return sheet


def widths(sheet: Any, table: ReportTable) -> None:
    """Columns as wide as their figures and headings need, the names of units first; never narrower than the title."""
    names = max((len(cell_text(row[0])) for row in table.rows), default=0)
    wanted = [min(max(2 * names + 2, 14), 40)]
    for place, heading in enumerate(table.columns[1:], 1):
        figures = max((_columns(cell_text(row[place])) for row in table.rows), default=0)
        wanted.append(max(figures + 2, min(2 * len(heading) + 2, 12)))
    stretch = max(_NARROWEST / sum(wanted), 1.0)
    for place, width in enumerate(wanted, 1):
        sheet.column_dimensions[letter(place)].width = round(width * stretch, 1)


def title(sheet: Any, text: str, width: int) -> None:
    """The title over the whole width."""
    _merged(
        sheet,
        1,
        text,
        width,
        Font(name=word.TITLE_FONT, size=18),
        Alignment("center", "center", wrap_text=True),
    )
    sheet.row_dimensions[1].height = 36


def line(sheet: Any, row: int, left: str, right: str, width: int) -> None:
    """The line below the title: who fills in, and until when it was counted."""
    half = max(width // 2, 1)
    font = Font(name=word.BODY_FONT, size=11)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=half)
    _words(sheet.cell(row, 1), left, font, Alignment("left", "center"))
    if width > half:
        sheet.merge_cells(start_row=row, end_row=row, start_column=half + 1, end_column=width)
        _words(sheet.cell(row, half + 1), right, font, Alignment("right", "center"))
    sheet.row_dimensions[row].height = _LINE


def headings(sheet: Any, row: int, names: Sequence[str]) -> None:
    """The row of headings, as high as the longest of them needs."""
    lines = 1
    for place, name in enumerate(names, 1):
        made = sheet.cell(row, place)
        _words(
            made, name, Font(name=word.HEADING_FONT, size=10.5), Alignment("center", "center", wrap_text=True)
        )
        made.border = _FRAME
        lines = max(lines, _lines(name, sheet.column_dimensions[letter(place)].width))
    sheet.row_dimensions[row].height = 16 * lines + 8


def cell(made: Any, content: Cell, *, first: bool, bold: bool) -> None:
    """One cell of a table: figures as figures, words as words, a dash where nothing is collected."""
    font = Font(name=word.BODY_FONT if first else word.LATIN_FONT, size=11, bold=bold)
    if isinstance(content, int | float):
        made.value, made.font = content, font
        made.number_format = "0" if isinstance(content, int) else "0.00####"
        made.alignment = Alignment("right", "center")
    else:
        words = NOT_COLLECTED if content is None else cell_text(content)
        _words(made, words, font, Alignment("left" if first else "center", "center", wrap_text=first))
    made.border = _FRAME


def text(sheet: Any, row: int, words: str, width: int, *, heading: bool = False, small: bool = False) -> int:
    """A paragraph over the whole width, as high as it needs; returns the next row."""
    size = 10.5 if small else 12
    font = Font(name=word.HEADING_FONT if heading else word.BODY_FONT, size=size)
    _merged(sheet, row, words, width, font, Alignment("left", "top", wrap_text=True))
    room = sum(sheet.column_dimensions[letter(place)].width for place in range(1, width + 1))
    high = _SMALL_LINE if small else _LINE
    sheet.row_dimensions[row].height = min(high * _lines(words, room * (1.0 if small else 0.88)) + 4, 400)
    return row + 1


def _merged(sheet: Any, row: int, words: str, width: int, font: Font, alignment: Alignment) -> None:
    if width > 1:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
    _words(sheet.cell(row, 1), words, font, alignment)


def _words(made: Any, words: str, font: Font, alignment: Alignment) -> None:
    """The library takes what begins with = for a formula: the kind of the cell says that it is none."""
    made.value = printable(words)[:_LONGEST]
    made.data_type = "s"
    made.font, made.alignment = font, alignment
    if _FORMULA_START(made.value):
        made.quotePrefix = True


def _columns(words: str) -> int:
    """How many columns of a terminal a text takes, which is how the library measures width."""
    return sum(1 if sign.isascii() else 2 for sign in words)


def _lines(words: str, width: float) -> int:
    return max(-(-_columns(words) // max(int(width) - 1, 1)), 1)
