"""The periodic brief for the head as one page in official style (clause G18)."""

from __future__ import annotations

from datetime import datetime

import docx
from docx.shared import Mm, Pt

from tasks.law.periodic_brief import PeriodicBrief
from tasks.papers import word
from tasks.papers.annual.document import sections
from tasks.papers.annual.document_pages import PORTRAIT_MM, set_page
from tasks.papers.annual.document_tables import add_table
from tasks.papers.annual.shown import BRIEF_NOTE, brief_tables, counted_on
from tasks.papers.packing import packed, prepared
from tasks.papers.wording import day_text, printable


def brief_document(brief: PeriodicBrief) -> bytes:
    """The DOCX file of a brief; smaller signs than the standard's body, so that it stays one page."""
    document = prepared(docx.Document())
    set_page(document, cover=False)
    section = document.sections[0]
    section.top_margin, section.bottom_margin = Mm(16), Mm(16)
    section.footer_distance = Mm(8)
    word.write(
        document.add_paragraph(),
        printable(brief.title),
        font=word.TITLE_FONT,
        size=18,
        line=28,
        align=word.CENTRE,
    )
    span = f"{day_text(brief.period.start)}至{day_text(brief.period.end)}"
    counted = f"数据截至{day_text(counted_on(brief.counted_at))}"
    word.write(
        document.add_paragraph(),
        f"{printable(brief.authority)}　{span}　{counted}",
        size=10.5,
        line=18,
        align=word.CENTRE,
    )
    sections(document, brief.sections, size=11, line=16)
    for table in brief_tables(brief):
        caption = word.write(
            document.add_paragraph(),
            printable(table.title),
            font=word.HEADING_FONT,
            size=10.5,
            line=14,
            align=word.CENTRE,
        )
        caption.paragraph_format.space_before = Pt(6)
        caption.paragraph_format.keep_with_next = True
        add_table(document, table, PORTRAIT_MM, dense=True)
    word.write(document.add_paragraph(), BRIEF_NOTE, size=9, line=12)
    made_at = datetime.fromisoformat(brief.counted_at)
    return packed(document, printable(brief.title), printable(brief.authority), made_at)
