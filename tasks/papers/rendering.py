"""Renders a paper as DOCX in official style; the same paper gives the same bytes."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell

from tasks.papers import word
from tasks.papers.packing import packed, prepared
from tasks.papers.paper import Attachment, Cell, Opinion, Paper

_WIDTHS_MM = (30, 48, 30, 48)
_ROW_MM, _OPINION_MM, _SIGNING_MM = 9, 15, 9
_SHORT = 200
"""Up to so many signs a row is not parted between pages."""
_SIGNING = "签名：{signer}　　　{day}"
_BLANK_NAME, _BLANK_DAY = "　" * 6, "　　年　　月　　日"
_MIDDLE, _TOP = WD_CELL_VERTICAL_ALIGNMENT.CENTER, WD_CELL_VERTICAL_ALIGNMENT.TOP


def render(number: str, paper: Paper, made_at: datetime) -> bytes:
    """The DOCX file of a paper under its number."""
    document = prepared(docx.Document())
    _page(document)
    _heading(document, number, paper)
    if paper.addressee:
        word.write(document.add_paragraph(), f"{paper.addressee}：", size=16, line=28)
    for text in paper.paragraphs:
        word.write(document.add_paragraph(), text, size=16, line=28, indent=2, align=word.BOTH)
    if paper.rows or paper.opinions:
        _table(document, paper.rows, paper.opinions)
    _signature(document, paper)
    _notes(document, paper.notes)
    if paper.attachment is not None:
        _attachment(document, paper.attachment)
    return packed(document, f"{paper.name}{number}", paper.issuer, made_at)


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    document.settings.odd_and_even_pages_header_footer = True
    word.page_number(section.footer.paragraphs[0], word.RIGHT)
    word.page_number(section.even_page_footer.paragraphs[0], word.LEFT)


def _heading(document: Any, number: str, paper: Paper) -> None:
    word.write(
        document.add_paragraph(), paper.title, font=word.TITLE_FONT, size=22, line=32, align=word.CENTRE
    )
    align = word.CENTRE if paper.paragraphs else word.RIGHT
    size = 16 if paper.paragraphs else 12
    word.write(document.add_paragraph(), number, size=size, line=28, align=align)


def _signature(document: Any, paper: Paper) -> None:
    """Who signs, to the right; below it what whoever receives the paper signs."""
    for place, text in enumerate(paper.signature):
        paragraph = word.write(document.add_paragraph(), text, size=16, line=28, align=word.RIGHT)
        paragraph.paragraph_format.right_indent = Mm(12)
        paragraph.paragraph_format.space_before = Pt(0 if place else 16)
        paragraph.paragraph_format.keep_with_next = place + 1 < len(paper.signature)
    for place, text in enumerate(paper.receipt):
        paragraph = word.write(document.add_paragraph(), text, size=14, line=26)
        paragraph.paragraph_format.space_before = Pt(0 if place else 12)


def _notes(document: Any, notes: Sequence[str]) -> None:
    for place, text in enumerate(notes):
        paragraph = word.write(document.add_paragraph(), text, size=10.5, line=16)
        if place == 0:
            paragraph.paragraph_format.space_before = Pt(6)


def _table(document: Any, rows: Sequence[Sequence[Cell]], opinions: Sequence[Opinion]) -> None:
    table = word.new_table(document, _WIDTHS_MM)
    for row in rows:
        _labelled(word.new_row(table, _WIDTHS_MM, _ROW_MM), row)
    for opinion in opinions:
        _opinion(table, opinion)


def _labelled(row: Any, cells: Sequence[Cell]) -> None:
    """One labelled cell over the whole width, or two side by side."""
    places = row.cells
    pairs = (
        [(places[0], places[1].merge(places[3]))]
        if len(cells) == 1
        else [(places[0], places[1]), (places[2], places[3])]
    )
    if all(len(cell.text) <= _SHORT for cell in cells):
        word.keep_row_whole(row)
    for cell, (label, value) in zip(cells, pairs, strict=True):
        word.write(label.paragraphs[0], cell.label, align=word.CENTRE)
        _lines(value, cell.text)


def _lines(cell: _Cell, text: str, indent: int = 0) -> None:
    first, *rest = text.split("\n")
    word.write(cell.paragraphs[0], first, indent=indent)
    for line in rest:
        word.write(cell.add_paragraph(), line, indent=indent)


def _opinion(table: Any, opinion: Opinion) -> None:
    """A box: the opinion above, signature and date below, never parted from its last lines."""
    upper, lower = word.new_row(table, _WIDTHS_MM, _OPINION_MM), word.new_row(table, _WIDTHS_MM, _SIGNING_MM)
    label = upper.cells[0].merge(lower.cells[0])
    text = upper.cells[1].merge(upper.cells[3])
    signing = lower.cells[1].merge(lower.cells[3])
    word.write(label.paragraphs[0], opinion.label, align=word.CENTRE)
    text.vertical_alignment = _TOP
    _lines(text, opinion.text, indent=2)
    for paragraph in (*label.paragraphs, *text.paragraphs):
        paragraph.paragraph_format.keep_with_next = True
    line = _SIGNING.format(signer=opinion.signer or _BLANK_NAME, day=opinion.day or _BLANK_DAY)
    word.write(signing.paragraphs[0], line, align=word.RIGHT)
    word.keep_row_whole(lower)
    word.no_line(text, "bottom")
    word.no_line(signing, "top")


def _attachment(document: Any, attachment: Attachment) -> None:
    """The list on pages of its own, its heading row on each of them."""
    mark = word.write(document.add_paragraph(), "附件", font=word.HEADING_FONT, size=16, line=28)
    mark.paragraph_format.page_break_before = True
    title = document.add_paragraph()
    word.write(title, attachment.title, font=word.TITLE_FONT, size=18, line=36, align=word.CENTRE)
    table = word.new_table(document, attachment.widths_mm)
    head = word.new_row(table, attachment.widths_mm, _ROW_MM)
    word.repeat_row(head)
    for cell, name in zip(head.cells, attachment.columns, strict=True):
        word.write(cell.paragraphs[0], name, font=word.HEADING_FONT, size=10.5, line=16, align=word.CENTRE)
    _list_rows(table, attachment)


def _list_rows(table: Any, attachment: Attachment) -> None:
    """The rows of a list, each a copy of the first: a batch may have thousands."""
    row = word.new_row(table, attachment.widths_mm, 8)
    word.keep_row_whole(row)
    for place, cell in enumerate(row.cells):
        align = word.LEFT if place in (1, 3) else word.CENTRE
        word.write(cell.paragraphs[0], "－", size=10.5, line=16, align=align)
    model = row._tr
    model.getparent().remove(model)
    for texts in attachment.rows:
        made = copy.deepcopy(model)
        for sign, text in zip(made.iter(qn("w:t")), texts, strict=True):
            sign.text = " ".join(text.split())
        table._tbl.append(made)
