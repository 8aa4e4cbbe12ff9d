"""Word's markup for official papers: fonts, paragraphs and cells as GB/T 9704 wants them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

TITLE_FONT, BODY_FONT, HEADING_FONT, NUMERAL_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体", "宋体"
LATIN_FONT = "Times New Roman"
SUBSTITUTES = {TITLE_FONT: "宋体", BODY_FONT: "仿宋", HEADING_FONT: "SimHei", NUMERAL_FONT: "SimSun"}
"""What a reader's machine may use where it has not the font itself."""

LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
BOTH = WD_ALIGN_PARAGRAPH.JUSTIFY


def element(name: str, **attributes: object) -> Any:
    """A WordprocessingML element, attributes in the w namespace."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def write(
    paragraph: Paragraph,
    text: str,
    *,
    font: str = BODY_FONT,
    size: float = 12,
    align: WD_ALIGN_PARAGRAPH = LEFT,
    line: float = 20,
    indent: int = 0,
    bold: bool = False,
) -> Paragraph:
    """Write a text into a paragraph: size and line height in points, first line indented by so many signs."""
    paragraph.alignment = align
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    if indent:
        form.first_line_indent = Pt(size * indent)
    if text:
        style_run(paragraph.add_run(text), font, size, bold)
    return paragraph


def style_run(run: Any, font: str, size: float, bold: bool = False) -> None:
    """One font for Chinese, one for Latin letters and figures, named outright on the run."""
    run.font.size, run.font.bold = Pt(size), bold
    properties = run._element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for key, name in (("ascii", LATIN_FONT), ("hAnsi", LATIN_FONT), ("eastAsia", font), ("cs", LATIN_FONT)):
        fonts.set(qn(f"w:{key}"), name)
    fonts.set(qn("w:hint"), "eastAsia")


def page_number(paragraph: Paragraph, align: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 — in the fourth size, on the outer side of the page."""
    write(paragraph, "— ", font=NUMERAL_FONT, size=14, align=align)
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("value", "1"), ("end", "")):
        run = paragraph.add_run("1" if kind == "value" else "")
        style_run(run, NUMERAL_FONT, 14)
        if text == "PAGE":
            instruction = element("instrText")
            instruction.text = " PAGE "
            run._element.append(instruction)
        elif kind and kind != "value":
            run._element.append(element("fldChar", fldCharType=kind))
    style_run(paragraph.add_run(" —"), NUMERAL_FONT, 14)
    margin = paragraph.paragraph_format
    margin.right_indent = margin.left_indent = Pt(14)


def draw_borders(table: Any, air_mm: float = 1.6) -> None:
    """A frame of one line, thin lines inside, fixed column widths, little air in the cells."""
    properties = table._tbl.tblPr
    borders = element("tblBorders")
    for side in ("top", "left", "bottom", "right"):
        borders.append(element(side, val="single", sz=8, space=0, color="000000"))
    for side in ("insideH", "insideV"):
        borders.append(element(side, val="single", sz=4, space=0, color="000000"))
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w=Mm(air_mm).twips, type="dxa"))
    for old in ("tblBorders", "tblLayout", "tblCellMar", "tblLook"):
        for found in properties.findall(qn(f"w:{old}")):
            properties.remove(found)
    for made in (borders, element("tblLayout", type="fixed"), margins):
        properties.append(made)


def new_table(document: Any, widths_mm: Sequence[float], air_mm: float = 1.6) -> Any:
    """A centred table without rows, its columns as wide as given."""
    table = document.add_table(rows=0, cols=len(widths_mm))
    draw_borders(table, air_mm)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    return table


def new_row(table: Any, widths_mm: Sequence[float], height_mm: float) -> Any:
    """A row at least so high, its texts in the middle of the cells."""
    row = table.add_row()
    row.height, row.height_rule = Mm(height_mm), WD_ROW_HEIGHT_RULE.AT_LEAST
    for cell, width in zip(row.cells, widths_mm, strict=True):
        cell.width = Mm(width)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    return row


def no_line(cell: _Cell, side: str) -> None:
    """Leave out one border of a cell."""
    properties = cell._tc.get_or_add_tcPr()
    borders = properties.find(qn("w:tcBorders"))
    if borders is None:
        borders = element("tcBorders")
        after = [qn(f"w:{name}") for name in ("tcW", "gridSpan", "vMerge")]
        place = max((i + 1 for i, one in enumerate(properties) if one.tag in after), default=0)
        properties.insert(place, borders)
    borders.append(element(side, val="nil"))


def keep_row_whole(row: Any) -> None:
    """A row that is not parted between two pages."""
    row._tr.get_or_add_trPr().append(element("cantSplit"))


def outline(paragraph: Paragraph, level: int) -> None:
    """Let a heading stand in the document's outline, 0 the uppermost level."""
    paragraph._p.get_or_add_pPr().append(element("outlineLvl", val=level))


def repeat_row(row: Any) -> None:
    """A heading row that comes again on every page."""
    row._tr.get_or_add_trPr().append(element("tblHeader"))
