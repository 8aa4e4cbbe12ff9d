"""The annual report and the brief as documents: every figure in each, the same bytes, nothing that runs (G16 to G18)."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm

from tasks.annual_reporting import draft_report, report_on_paper
from tasks.briefing import draft_brief
from tasks.law.annual_report import AnnualReport, ReportTable, Scope, report_from_json
from tasks.law.periodic_brief import span_of
from tasks.law.report_views import charts_of
from tasks.papers.annual.brief_document import brief_document
from tasks.papers.annual.document import report_document
from tasks.papers.annual.files import report_files
from tasks.papers.annual.pages import report_page
from tasks.papers.annual.shown import cell_text, tables_of
from tasks.papers.annual.workbook import report_workbook
from tests.flow_runs.test_command_line import gongshi
from tests.office import Office, licence, penalty

HOSTILE = "=cmd|'/c calc'!A1\x0b\x1b<script>alert(1)</script>\u202e卫健委"
OTHER_FINE = {"罚款金额（万元）": "1.23456", "处罚内容": "警告，罚款12345.6元"}


class _Text(HTMLParser):
    """The cells and the words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.cells.append(self.words[-1])


@pytest.fixture
def report(sqlite_office: Office) -> AnnualReport:
    """A year with penalties, a late and a rejected record, and a year before."""
    sqlite_office.take(
        penalty("滨卫医罚〔2026〕1号", 承办处室="监督处"),
        penalty("滨卫医罚〔2026〕2号", **OTHER_FINE, 承办处室="职健处"),
        penalty(
            "滨卫医罚〔2025〕9号", 处罚决定日期="2025-05-06", 法制审核日期="2025-05-05", 送达日期="2025-05-07"
        ),
        penalty("滨卫医罚〔2026〕3号", 承办处室="钱某某", 处罚决定日期="2026-13-40"),
    )
    sqlite_office.take(licence("滨卫医许〔2026〕1号", 承办处室="政务服务处"))
    sqlite_office.publish()
    with sqlite_office.open() as here:
        return draft_report(here, 2026)


def hostile(report: AnnualReport) -> AnnualReport:
    """The report with a unit, an office and a heading nobody should trust."""
    form = report.tables[0]
    rows = ((HOSTILE, *form.rows[0][1:]), *form.rows)
    return replace(
        report,
        authority=HOSTILE,
        title=f"{HOSTILE}2026年度",
        tables=(replace(form, rows=rows, notes=(HOSTILE,)), *report.tables[1:]),
        offices=(ReportTable("[x]:*?/\\", HOSTILE, (HOSTILE, "+1"), ((HOSTILE, "-2+3"), ("@sum", 4))),),
    )


def workbook(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def document(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def page(content: bytes) -> _Text:
    parsed = _Text()
    parsed.feed(content.decode())
    return parsed


def test_every_cell_of_every_table_stands_in_each_document(report: AnnualReport) -> None:
    tables = tables_of(report)
    assert [table.form for table in tables] == [
        "year_on_year", "penalty", "licence", "coercion", "other_acts", "office_work", "office_quality", "months",
    ]  # fmt: skip
    shown = [
        [cell_text(one) for one in (*table.columns, *(c for row in table.rows for c in row))]
        for table in tables
    ]
    printed = document(report_document(report)).tables
    assert [[cell.text for row in one.rows for cell in row.cells] for one in printed[: len(tables)]] == shown
    assert page(report_page(report)).cells == [text for one in shown for text in one]
    book = workbook(report_workbook(report))
    for table, name in zip(tables, book.sheetnames[1:], strict=False):
        cells = [
            cell.value for row in book[name].iter_rows(min_row=3, max_row=3 + len(table.rows)) for cell in row
        ]
        assert cells == [
            "—" if one is None else one for one in (*table.columns, *(c for row in table.rows for c in row))
        ]


def test_every_word_of_the_text_stands_in_each_document(report: AnnualReport) -> None:
    words = [text for part in report.sections for text in (part.heading, *part.paragraphs)]
    assert len(words) > 10
    paragraphs = [one.text for one in document(report_document(report)).paragraphs]
    assert [text for text in words if text not in paragraphs] == []
    assert [text for text in words if text not in page(report_page(report)).words] == []
    sheet = workbook(report_workbook(report))["总体情况"]
    assert [text for text in words if text not in [str(c.value).strip("　") for c in sheet["A"]]] == []


def test_the_same_content_gives_the_same_bytes_at_any_time(report: AnnualReport) -> None:
    first = report_files(report)
    time.sleep(2.1)
    again = report_files(report_from_json(report.to_json()))
    assert first == again
    assert {name.rpartition(".")[2] for name in first} == {"docx", "xlsx", "html", "json"}
    for name in (one for one in first if one.endswith(("docx", "xlsx"))):
        archive = zipfile.ZipFile(io.BytesIO(first[name]))
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for entry in archive.namelist():
            if entry.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(entry))


def test_a_changed_figure_changes_every_document(report: AnnualReport) -> None:
    form = report.tables[0]
    rows = ((form.rows[0][0], 98765, *form.rows[0][2:]), *form.rows[1:])
    other = report_files(replace(report, tables=(replace(form, rows=rows), *report.tables[1:])))
    assert [name for name, content in report_files(report).items() if other[name] == content] == []


def test_a_hostile_name_is_only_words_in_every_document(report: AnnualReport) -> None:
    content = hostile(report)
    book = workbook(report_workbook(content))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.coordinate
                if isinstance(cell.value, str) and cell.value[0] in "=+-@":
                    assert cell.quotePrefix, cell.coordinate
    raw = zipfile.ZipFile(io.BytesIO(report_workbook(content)))
    assert [name for name in raw.namelist() if b"<f>" in raw.read(name) and "/charts/" not in name] == []
    html = report_page(content).decode()
    assert "<script" not in html
    everything = html + "".join(one.text for one in document(report_document(content)).paragraphs)
    assert not set("\x0b\x1b\u202e") & set(everything)
    assert "=cmd|'/c calc'!A1" in everything


def test_the_workbook_is_laid_out_as_official_tables_are(report: AnnualReport) -> None:
    book = workbook(report_workbook(report))
    sheet = book["表2 行政处罚"]
    width = len(report.tables[0].columns)
    assert sheet["A1"].value == "2026年度行政处罚实施情况统计表"
    assert f"A1:{openpyxl.utils.get_column_letter(width)}1" in [str(one) for one in sheet.merged_cells.ranges]
    assert sheet["A2"].value == "填报单位：市卫生健康委员会"
    assert "数据截至：2026年11月24日" in [cell.value for cell in sheet[2]]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$3:$3"
    body = sheet.iter_rows(min_row=3, max_row=3 + len(report.tables[0].rows), max_col=width)
    assert {
        side.style for row in body for c in row for side in (c.border.left, c.border.top, c.border.right)
    } == {"thin"}
    money = sheet.cell(3 + len(report.tables[0].rows), width)
    assert (money.value, money.number_format) == (17345.6, "0.00####")
    notes = [sheet.cell(row, 1).value for row in range(4 + len(report.tables[0].rows), sheet.max_row + 1)]
    assert notes[0].startswith("说明：1. ")
    assert len(notes) == len(report.tables[0].notes)
    charts = book["图表"]._charts
    assert len(charts) == len(charts_of(report)) == 3


def test_charts_carry_the_figures_they_show(report: AnnualReport) -> None:
    years, kinds, months = charts_of(report)
    known = {one.key: one for one in report.figures}
    assert [series.name for series in years.series] == ["2025年", "2026年"]
    assert years.series[1].values == tuple(
        known[key].now for key in ("licences", "penalties", "coercions", "inspections")
    )
    assert (kinds.categories, kinds.series[0].values) == (("罚款",), (2,))
    assert (months.categories[10], [series.values[10] for series in months.series]) == ("11月", [1, 2, 0, 0])
    sheet = workbook(report_workbook(report))["图表"]
    numbers = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int)]
    assert numbers == [
        series.values[place]
        for chart in (years, kinds, months)
        for place in range(len(chart.categories))
        for series in chart.series
    ]
    drawings = re.findall(r"<svg.*?</svg>", report_page(report).decode(), re.DOTALL)
    assert len(drawings) == 3
    for drawing in drawings:
        assert ElementTree.fromstring(drawing).find("{http://www.w3.org/2000/svg}desc") is not None


def test_the_page_needs_nothing_beside_it_and_names_every_cell(report: AnnualReport) -> None:
    html = report_page(report).decode()
    assert re.findall(r"<(?:script|link|img|iframe)\b|url\(|@import", html) == []
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", html)
    tags = page(report_page(report)).tags
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in tags if tag == "th")
    count = sum(tag == "table" for tag, _ in tags)
    assert count == sum(tag == "caption" for tag, _ in tags) == len(tables_of(report))
    assert ("html", {"lang": "zh-CN"}) in tags


def test_the_document_follows_the_standard_for_official_papers(report: AnnualReport) -> None:
    printed = document(report_document(report))
    upright = printed.sections[0]
    margins = [upright.top_margin, upright.bottom_margin, upright.left_margin, upright.right_margin]
    assert [round(one.mm) for one in margins] == [37, 35, 28, 26]
    assert upright.different_first_page_header_footer
    sideways = [section for section in printed.sections if section.orientation == WD_ORIENT.LANDSCAPE]
    assert len(sideways) == 2
    assert not any(section.different_first_page_header_footer for section in sideways)
    for section in sideways:
        assert round(section.page_width.mm) == 297
    assert "PAGE" in printed.sections[0].footer._element.xml
    fonts = {
        run._element.rPr.rFonts.get(qn("w:eastAsia")): run.font.size.pt
        for one in printed.paragraphs
        for run in one.runs
        if one.text in ("一、基本情况", report.sections[0].paragraphs[-1])
    }
    assert fonts == {"黑体": 16, "仿宋_GB2312": 16}
    for table in printed.tables:
        assert sum(column.width for column in table.columns) <= Mm(226)
        assert table.rows[0]._tr.trPr is not None


def test_cover_letter_and_receipt_of_both_stages_can_be_signed(report: AnnualReport) -> None:
    printed = document(report_document(report))
    texts = [one.text for one in printed.paragraphs]
    assert "第一阶段报送期限2027-01-20：卫生计生综合监督所报送市卫生健康委员会综合监督处" in texts
    assert sum(one == "关于报送2026年度行政执法总体情况的函" for one in texts) == 2
    receipts = [{row.cells[0].text: row.cells[1].text for row in table.rows} for table in printed.tables[-2:]]
    assert receipts[0]["接收单位"] == "市卫生健康委员会综合监督处"
    assert receipts[1]["接收单位"] == "市人民政府、国家卫生健康委员会"
    for receipt in receipts:
        assert {"份数", "报送人（签名）", "报送时间", "接收人（签名）", "接收时间"} <= receipt.keys()
        assert receipt["接收人（签名）"] == ""
        assert receipt["接收时间"].split() == ["年", "月", "日"]


def test_figures_agree_with_the_forms_and_say_by_which_office(report: AnnualReport) -> None:
    total = dict(zip(report.tables[0].columns, report.tables[0].rows[-1], strict=True))
    known = {one.key: (one.now, one.before) for one in report.figures}
    assert known["penalties"] == (total["合计(宗)"], 1)
    assert known["fines"] == (total["罚没金额(元)"], 5000)
    assert (known["ordinary"], known["simple"], known["licences"]) == ((2, 1), (0, 0), (1, 0))
    work, quality = report.offices
    assert work.rows == (
        ("政务服务处", 1, 0, 0, 0, 0, 0, 0),
        ("监督处", 0, 1, 0, 1, 5000, 0, 0),
        ("职健处", 0, 1, 0, 1, 12345.6, 0, 0),
        ("合计", 1, 2, 0, 2, 17345.6, 0, 0),
    )
    sent_back = [(row[0], row[quality.columns.index("退回记录(条)")]) for row in quality.rows]
    assert sent_back == [("政务服务处", 0), ("监督处", 0), ("职健处", 0), ("未注明处室", 1), ("合计", 1)]


def test_what_stands_in_the_office_of_a_rejected_row_goes_nowhere_unless_it_is_an_office(
    report: AnnualReport, sqlite_office: Office
) -> None:
    assert "钱某某" not in report.to_json()
    for snapshot in (sqlite_office.home / "warehouse").glob("*.duckdb"):
        assert "钱某某".encode() not in snapshot.read_bytes()


def test_disclosure_is_not_compared_with_a_year_in_which_nothing_came_in(report: AnnualReport) -> None:
    known = {one.key: one for one in report.figures}
    assert known["late"].before is None
    assert known["penalties"].before == 1


def test_a_year_before_that_was_not_counted_is_no_year_of_zeros(sqlite_office: Office) -> None:
    sqlite_office.take(penalty("滨卫医罚〔2026〕1号"))
    with sqlite_office.open() as here:
        report = draft_report(here, 2026)
    assert report.before == ()
    assert all(one.before is None for one in report.figures)
    assert "上年未纳入统计，不作同比" in "".join(report.sections[0].paragraphs)
    assert [series.name for series in charts_of(report)[0].series] == ["2026年"]


def test_an_empty_register_still_gives_a_whole_report(sqlite_office: Office, tmp_path: Path) -> None:
    with sqlite_office.open() as here:
        report = draft_report(here, 2026, Scope.CITY)
    written = report_on_paper(report, tmp_path / "out")
    assert [path.name for path in written] == [
        f"2026年度行政执法总体情况（全市）.{kind}" for kind in ("docx", "xlsx", "html", "json")
    ]
    assert charts_of(report) == ()
    assert report_from_json(written[-1].read_text(encoding="utf-8")) == report
    assert "全年未作出行政处罚决定" in "".join(report.sections[0].paragraphs)


def test_the_command_writes_the_documents_and_says_by_when(
    report: AnnualReport,
    sqlite_office: Office,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    folder = tmp_path / "report"
    assert gongshi("report", "draft", "2026", "--folder", folder, monkeypatch=monkeypatch) == 0
    said = capsys.readouterr().out
    assert "第一阶段报送期限2027-01-20" in said
    assert "第二阶段报送期限2027-01-31（该日休息，请于2027-01-29前报送）" in said
    assert f"已写入：{folder / '2026年度行政执法总体情况.docx'}" in said
    kept = report_from_json((folder / "2026年度行政执法总体情况.json").read_text(encoding="utf-8"))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == report_files(kept)
    assert gongshi("report", "draft", "2026", "--json", monkeypatch=monkeypatch) == 0
    assert report_from_json(capsys.readouterr().out).tables == report.tables


def test_a_brief_shows_a_month_against_the_same_days_a_year_before(
    sqlite_office: Office,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    days = {"2026-11-02": "1", "2026-11-24": "2", "2026-10-31": "3", "2025-11-24": "4", "2025-11-25": "5"}
    sqlite_office.take(
        *(
            penalty(
                f"滨卫医罚〔{day[:4]}〕{number}号",
                处罚决定日期=day,
                法制审核日期=day,
                送达日期=day,
                承办处室="监督处",
            )
            for day, number in days.items()
        )
    )
    assert gongshi("report", "brief", "2026-11", "--json", "--folder", tmp_path, monkeypatch=monkeypatch) == 0
    brief = json.loads(capsys.readouterr().out)
    assert brief["period"] == {"name": "2026年11月", "start": "2026-11-01", "end": "2026-11-24"}
    known = {one["key"]: (one["now"], one["before"]) for one in brief["figures"]}
    assert known["penalties"] == (2, 1)
    assert known["fines"] == (10000, 5000)
    assert known["overdue"] == (4, None), "all but the one decided today are past their day"
    assert "本期尚未结束，同比对应上年相同日期" in brief["sections"][0]["paragraphs"][0]
    printed = document((tmp_path / "2026年11月行政执法情况简报.docx").read_bytes())
    assert [len(table.rows) for table in printed.tables] == [10, 3, 3]
    assert ["监督处", "0", "2", "0", "2", "10000", "0", "0"] in [
        [cell.text for cell in row.cells] for row in printed.tables[1].rows
    ]
    assert "监督处" in page((tmp_path / "2026年11月行政执法情况简报.html").read_bytes()).cells


def test_a_brief_on_eleven_offices_is_one_page(sqlite_office: Office) -> None:
    sqlite_office.take(
        *(
            penalty(
                f"滨卫医罚〔2026〕{n}号",
                **OTHER_FINE,
                处罚决定日期="2026-10-09",
                法制审核日期="2026-10-08",
                承办处室=f"第{n}处",
            )
            for n in range(1, 12)
        )
    )
    with sqlite_office.open() as here:
        printed = document(brief_document(draft_brief(here, span_of("2026-10"))))
    section = printed.sections[0]
    room = section.page_height.pt - section.top_margin.pt - section.bottom_margin.pt
    used = sum(row.height.pt for table in printed.tables for row in table.rows)
    for one in printed.paragraphs:
        form = one.paragraph_format
        width = section.page_width.pt - section.left_margin.pt - section.right_margin.pt
        signs = width / one.runs[0].font.size.pt
        used += (form.space_before.pt or 0) + form.line_spacing.pt * (1 + int((len(one.text) + 2) / signs))
    assert len(printed.tables[1].rows) == 13
    assert used + 45 <= room, "with room for lines and for headings that break"


@pytest.mark.parametrize(
    ("period", "said"), [("2026-12", "2026年12月尚未开始"), ("2026Q5", "“2026Q5”不是月份或者季度")]
)
def test_a_period_that_cannot_be_told_is_answered_in_one_line(
    sqlite_office: Office,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    period: str,
    said: str,
) -> None:
    assert gongshi("report", "brief", period, monkeypatch=monkeypatch) == 2
    error = capsys.readouterr().err
    assert said in error
    assert len(error.strip().splitlines()) == 1
