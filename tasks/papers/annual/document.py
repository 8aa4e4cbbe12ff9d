"""The annual report as DOCX in official style: cover, letter, text, tables, receipt; the same bytes every time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import docx
from docx.shared import Mm, Pt

from tasks.law.annual_report import AnnualReport, ReportSection
from tasks.law.handover import Handover
from tasks.papers import word
from tasks.papers.annual import document_tables
from tasks.papers.annual.document_pages import BLANK_DAY, new_page, set_page
from tasks.papers.annual.shown import basis_line, counted_on, deadline_line, tables_of
from tasks.papers.packing import packed, prepared
from tasks.papers.wording import day_text, printable

NO_CHARTS = "本文件不含图；图见网页版和电子表格版。"


def report_document(report: AnnualReport) -> bytes:
    """The DOCX file of a report."""
    document = prepared(docx.Document())
    set_page(document, cover=True)
    _cover(document, report)
    for handover in report.handovers:
        _letter(document, handover)
    _text(document, report)
    document_tables.add_tables(document, tables_of(report), report)
    for handover in report.handovers:
        _receipt(document, handover, report)
    made_at = datetime.fromisoformat(report.counted_at)
    return packed(document, printable(report.title), printable(report.authority), made_at)


def sections(document: Any, parts: tuple[ReportSection, ...], size: float = 16, line: float = 28) -> None:
    """Parts of a text: headings in 黑体, paragraphs in 仿宋, the hints for what is still to be written too."""
    for part in parts:
        heading = word.write(
            document.add_paragraph(),
            printable(part.heading),
            font=word.HEADING_FONT,
            size=size,
            line=line,
            indent=2,
        )
        heading.paragraph_format.keep_with_next = True
        word.outline(heading, 0)
        for text in part.paragraphs:
            paragraph = document.add_paragraph()
            word.write(paragraph, printable(text), size=size, line=line, indent=2, align=word.BOTH)


def _cover(document: Any, report: AnnualReport) -> None:
    title = word.write(
        document.add_paragraph(),
        _two_lines(report),
        font=word.TITLE_FONT,
        size=26,
        line=44,
        align=word.CENTRE,
    )
    title.paragraph_format.space_before = Pt(150)
    _centred(document, "（报送稿）", space=18)
    lines = (
        f"填报单位：{printable(report.authority)}（盖章）",
        f"数据截至：{day_text(counted_on(report.counted_at))}",
        "单位负责人（签名）：　　　　　　统计负责人（签名）：　　　　　　",
        f"填报日期：{BLANK_DAY}",
    )
    for place, text in enumerate(lines):
        paragraph = word.write(document.add_paragraph(), text, size=16, line=34)
        paragraph.paragraph_format.space_before = Pt(0 if place else 150)
    for stage in report.stages:
        word.write(document.add_paragraph(), deadline_line(stage), size=12, line=22)


def _letter(document: Any, handover: Handover) -> None:
    title = new_page(document)
    word.write(title, printable(handover.title), font=word.TITLE_FONT, size=22, line=36, align=word.CENTRE)
    to = word.write(
        document.add_paragraph(), f"{'、'.join(map(printable, handover.receivers))}：", size=16, line=28
    )
    to.paragraph_format.space_before = Pt(28)
    for text in handover.paragraphs:
        word.write(document.add_paragraph(), printable(text), size=16, line=28, indent=2, align=word.BOTH)
    for place, text in enumerate(handover.enclosures, 1):
        lead = "附件：" if place == 1 else "　　　"
        paragraph = word.write(
            document.add_paragraph(), f"{lead}{place}. {printable(text)}", size=16, line=28, indent=2
        )
        paragraph.paragraph_format.space_before = Pt(28 if place == 1 else 0)
    for place, text in enumerate((printable(handover.sender), BLANK_DAY)):
        paragraph = word.write(document.add_paragraph(), text, size=16, line=28, align=word.RIGHT)
        paragraph.paragraph_format.right_indent = Mm(12)
        paragraph.paragraph_format.space_before = Pt(0 if place else 42)


def _text(document: Any, report: AnnualReport) -> None:
    title = new_page(document)
    word.write(title, _two_lines(report), font=word.TITLE_FONT, size=22, line=36, align=word.CENTRE)
    _centred(document, f"（数据截至{day_text(counted_on(report.counted_at))}）", space=6)
    sections(document, report.sections)
    for place, text in enumerate((NO_CHARTS, basis_line(report))):
        paragraph = word.write(document.add_paragraph(), printable(text), size=10.5, line=16)
        paragraph.paragraph_format.space_before = Pt(0 if place else 12)


def _receipt(document: Any, handover: Handover, report: AnnualReport) -> None:
    title = new_page(document)
    word.write(
        title, printable(handover.receipt_title), font=word.TITLE_FONT, size=22, line=36, align=word.CENTRE
    )
    known = {
        "材料名称": printable(report.title),
        "报送单位": printable(handover.sender),
        "接收单位": "、".join(map(printable, handover.receivers)),
    }
    document.add_paragraph()
    document_tables.add_form(
        document, [(label, known.get(label, _blank(label))) for label in handover.receipt]
    )
    note = word.write(
        document.add_paragraph(), "本回执一式两份，报送单位、接收单位各存一份。", size=10.5, line=16
    )
    note.paragraph_format.space_before = Pt(6)


def _two_lines(report: AnnualReport) -> str:
    """A title breaks behind the authority's name rather than inside a word."""
    title, authority = printable(report.title), printable(report.authority)
    rest = title.removeprefix(authority)
    return f"{authority}\n{rest}" if rest and rest != title else title


def _blank(label: str) -> str:
    return BLANK_DAY if label.endswith(("时间", "日期")) else ""


def _centred(document: Any, text: str, *, space: int) -> None:
    paragraph = word.write(document.add_paragraph(), text, size=16, line=28, align=word.CENTRE)
    paragraph.paragraph_format.space_after = Pt(space)
