"""Pages of a report as GB/T 9704 wants them, turned on their side for wide tables."""

from __future__ import annotations

from typing import Any

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_LINE_SPACING
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from tasks.papers import word

BLANK_DAY = "　　　　年　　月　　日"
PORTRAIT_MM, LANDSCAPE_MM = 156, 225
"""How wide the text is on a page upright and on its side."""


def set_page(document: Any, *, cover: bool) -> None:
    """A4 with the standard's margins, page numbers on the outer side, none on the cover where there is one."""
    section = document.sections[0]
    _upright(section)
    section.different_first_page_header_footer = cover
    section.footer_distance = Mm(25)
    document.settings.odd_and_even_pages_header_footer = True
    word.page_number(section.footer.paragraphs[0], word.RIGHT)
    word.page_number(section.even_page_footer.paragraphs[0], word.LEFT)


def new_page(document: Any, *, landscape: bool = False) -> Paragraph:
    """The first paragraph of a new page."""
    turned = _turn(document, landscape=landscape)
    paragraph: Paragraph = document.add_paragraph()
    paragraph.paragraph_format.page_break_before = not turned
    return paragraph


def _turn(document: Any, *, landscape: bool) -> bool:
    """Pages upright or on their side from here on; false where they already are."""
    if (document.sections[-1].orientation == WD_ORIENT.LANDSCAPE) == landscape:
        return False
    section = document.add_section(WD_SECTION.NEW_PAGE)
    _hide_section_end(document)
    section.different_first_page_header_footer = False
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.left_margin, section.right_margin = Mm(37), Mm(35)
        section.top_margin, section.bottom_margin = Mm(28), Mm(26)
    else:
        _upright(section)
    return True


def _hide_section_end(document: Any) -> None:
    """The paragraph that ends a section takes no room, or a full page would be followed by an empty one."""
    form = document.paragraphs[-1].paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)


def _upright(section: Any) -> None:
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
