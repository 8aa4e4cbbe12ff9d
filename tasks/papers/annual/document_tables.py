"""Tables of a report in a document: wide ones on their side, headings again on every page, notes below."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Pt

from tasks.law.annual_report import AnnualReport, Cell, ReportTable
from tasks.papers import word
from tasks.papers.annual.document_pages import LANDSCAPE_MM, PORTRAIT_MM, new_page
from tasks.papers.annual.shown import caption_of, cell_text, unit_line
from tasks.papers.wording import printable

_WIDE = 8
"""More columns than that stand on a page on its side."""
_SIGN_MM = 3.8
"""A Chinese sign in the tables' size; a figure takes half of it."""
_MIDDLE = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def add_tables(document: Any, tables: Sequence[ReportTable], report: AnnualReport) -> None:
    """Every table under its title, each on a page of its own, with its notes."""
    for number, table in enumerate(tables, 1):
        wide = len(table.columns) > _WIDE
        first = new_page(document, landscape=wide)
        caption = f"表{number}　{caption_of(table, report.year)}"
        word.write(first, caption, font=word.TITLE_FONT, size=18, line=32, align=word.CENTRE)
        word.outline(first, 1)
        width = LANDSCAPE_MM if wide else PORTRAIT_MM
        word.write(document.add_paragraph(), "　　".join(unit_line(report)), size=12, line=24)
        add_table(document, table, width)
        _notes(document, table.notes)


def add_table(document: Any, table: ReportTable, width_mm: float, *, dense: bool = False) -> None:
    """The table alone; `dense` where much has to stand on one page."""
    widths = _widths(table, width_mm)
    made = word.new_table(document, widths, air_mm=0.9)
    head = word.new_row(made, widths, 5 if dense else 9)
    word.repeat_row(head)
    for cell, name in zip(head.cells, table.columns, strict=True):
        word.write(
            cell.paragraphs[0], printable(name), font=word.HEADING_FONT, size=9, line=12, align=word.CENTRE
        )
    _body(made, widths, table.rows, dense=dense)


def add_form(document: Any, lines: Sequence[tuple[str, str]]) -> None:
    """A form of labelled lines to be filled by hand."""
    widths = (42.0, 114.0)
    made = word.new_table(document, widths, air_mm=0.9)
    for label, value in lines:
        row = word.new_row(made, widths, 20 if label.endswith("意见") else 12)
        word.write(row.cells[0].paragraphs[0], printable(label), size=12, align=word.CENTRE)
        word.write(row.cells[1].paragraphs[0], printable(value), size=12)


def _body(made: Any, widths: Sequence[float], rows: Sequence[Sequence[Cell]], *, dense: bool) -> None:
    """The rows, each a copy of one that was laid out: there may be hundreds of units."""
    model_row = word.new_row(made, widths, 4.2 if dense else 7)
    word.keep_row_whole(model_row)
    size, line = (9, 12) if dense else (10.5, 14)
    for place, cell in enumerate(model_row.cells):
        align = word.CENTRE if place else word.LEFT
        word.write(cell.paragraphs[0], "－", size=size, line=line, align=align)
    model = model_row._tr
    model.getparent().remove(model)
    for row in rows:
        line = copy.deepcopy(model)
        for sign, cell in zip(line.iter(qn("w:t")), row, strict=True):
            sign.text = cell_text(cell)
        made._tbl.append(line)


def _widths(table: ReportTable, width_mm: float) -> list[float]:
    """Room for the longest figure of each column, at least for two signs of its heading; the rest by headings."""
    least = []
    for place, heading in enumerate(table.columns):
        longest = max((_length(cell_text(row[place])) for row in table.rows), default=0)
        shown = min(longest, 12) if place == 0 else longest
        least.append(max(shown, min(len(heading), 2)) * _SIGN_MM + 3.0)
    spare = width_mm - sum(least)
    if spare <= 0:
        return [one * width_mm / sum(least) for one in least]
    weights = [min(len(heading), 7) for heading in table.columns]
    return [one + spare * weight / sum(weights) for one, weight in zip(least, weights, strict=True)]


def _length(text: str) -> float:
    """In Chinese signs."""
    return sum(0.55 if sign.isascii() else 1.0 for sign in text)


def _notes(document: Any, notes: Sequence[str]) -> None:
    for number, note in enumerate(notes, 1):
        lead = "说明：" if number == 1 else ""
        paragraph = word.write(
            document.add_paragraph(), f"{lead}{number}. {printable(note)}", size=10.5, line=16
        )
        if number == 1:
            paragraph.paragraph_format.space_before = Pt(6)
