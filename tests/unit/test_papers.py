"""Official papers: layouts as data, official style, no identity numbers, the same bytes every time (G14, G15)."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml
from docx.oxml.ns import qn
from docx.shared import Mm

from tasks.contracts.law_rows import LawTableError
from tasks.papers import word
from tasks.papers.catalogue import OPINIONS, VALUES
from tasks.papers.layout import SHIPPED_FORMS, load_layouts, names_in
from tasks.papers.paper import Attachment, Cell, Opinion, Paper, paper_from_json
from tasks.papers.rendering import render
from tasks.papers.wording import LEFT_OUT, day_text, printable, without_identity_numbers

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
NUMBER = "公审〔2026〕12号"
TABLE = Paper(
    name="发布审查表",
    title="行政执法信息发布审查表",
    issuer="滨河市卫生健康委员会",
    rows=(
        (Cell("文书号", "滨卫医罚〔2026〕12号"), Cell("执法类别", "行政处罚")),
        (Cell("拟公开内容", "第一行\n第二行"),),
    ),
    opinions=(Opinion("初审意见", "通过：可以公开", "审查人甲", "2026年11月24日"), Opinion("终审意见")),
    notes=("依据：《政府信息公开条例》第十七条。",),
)
LETTER = Paper(
    name="公示告知书",
    title="行政处罚决定公示告知书",
    issuer="滨河市卫生健康委员会",
    addressee="滨河市海州区安康口腔门诊部有限公司",
    paragraphs=("该决定将依法公示。", "联系方式：12320。"),
    signature=("滨河市卫生健康委员会", "2026年11月24日"),
    receipt=("受送达人（签名或者盖章）：",),
)


def opened(file: bytes) -> Any:
    return docx.Document(io.BytesIO(file))


def fonts_of(run: Any) -> tuple[str, str]:
    fonts = run._element.rPr.rFonts
    return fonts.get(qn("w:eastAsia")), fonts.get(qn("w:ascii"))


def all_runs(document: Any) -> list[Any]:
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    paragraphs = [*document.paragraphs, *(p for cell in cells for p in cell.paragraphs)]
    return [run for paragraph in paragraphs for run in paragraph.runs if run.text]


def test_a_table_paper_shows_number_cells_and_opinions() -> None:
    document = opened(render(NUMBER, TABLE, AT))
    assert [p.text for p in document.paragraphs[:2]] == ["行政执法信息发布审查表", NUMBER]
    (table,) = document.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["文书号", "滨卫医罚〔2026〕12号", "执法类别", "行政处罚"]
    assert rows[1] == ["拟公开内容", *["第一行\n第二行"] * 3]
    assert rows[2][:2] == ["初审意见", "通过：可以公开"]
    assert rows[3][:2] == ["初审意见", "签名：审查人甲　　　2026年11月24日"]
    assert rows[5][1].split() == ["签名：", "年", "月", "日"]
    assert document.paragraphs[-1].text == "依据：《政府信息公开条例》第十七条。"


def test_a_letter_names_its_addressee_and_is_signed_at_the_right() -> None:
    document = opened(render("公告知〔2026〕1号", LETTER, AT))
    texts = [p.text for p in document.paragraphs]
    assert texts[2] == "滨河市海州区安康口腔门诊部有限公司："
    assert texts[-3:] == ["滨河市卫生健康委员会", "2026年11月24日", "受送达人（签名或者盖章）："]
    body = document.paragraphs[3]
    assert body.paragraph_format.first_line_indent == docx.shared.Pt(32)
    assert {run.font.size.pt for run in body.runs} == {16}
    assert document.tables == []


@pytest.mark.parametrize("paper", [TABLE, LETTER])
def test_the_page_is_that_of_official_papers(paper: Paper) -> None:
    document = opened(render(NUMBER, paper, AT))
    section = document.sections[0]
    wanted = {"page_width": 210, "page_height": 297, "top_margin": 37, "bottom_margin": 35}
    wanted |= {"left_margin": 28, "right_margin": 26}
    for name, millimetres in wanted.items():
        assert abs(getattr(section, name) - Mm(millimetres)) < Mm(0.1), name
    footer = section.footer.paragraphs[0]
    assert footer.text == "— 1 —"
    assert " PAGE " in footer._element.xml
    assert footer.alignment == word.RIGHT
    assert section.even_page_footer.paragraphs[0].alignment == word.LEFT


@pytest.mark.parametrize("paper", [TABLE, LETTER])
def test_every_run_names_its_chinese_and_its_latin_font(paper: Paper) -> None:
    document = opened(render(NUMBER, paper, AT))
    title = document.paragraphs[0].runs[0]
    assert fonts_of(title) == ("方正小标宋简体", "Times New Roman")
    assert title.font.size.pt == 22
    assert {fonts_of(run) for run in all_runs(document)[1:]} == {("仿宋_GB2312", "Times New Roman")}
    themed = [f for f in document.styles.element.iter(qn("w:rFonts")) if f.get(qn("w:eastAsiaTheme"))]
    assert themed == []


def test_a_machine_without_the_fonts_is_told_what_may_stand_in() -> None:
    with zipfile.ZipFile(io.BytesIO(render(NUMBER, TABLE, AT))) as archive:
        table = archive.read("word/fontTable.xml").decode()
    for font, other in word.SUBSTITUTES.items():
        assert f'w:name="{font}"><w:altName w:val="{other}"/>' in table


def test_the_table_is_framed_and_its_columns_do_not_move() -> None:
    (table,) = opened(render(NUMBER, TABLE, AT)).tables
    properties = table._tbl.tblPr
    borders = {one.tag.split("}")[1]: one.get(qn("w:val")) for one in properties.find(qn("w:tblBorders"))}
    assert borders == dict.fromkeys(("top", "left", "bottom", "right", "insideH", "insideV"), "single")
    assert properties.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"
    assert sum(column.width for column in table.columns) == pytest.approx(Mm(156), abs=Mm(1))


def test_a_list_of_forty_repeats_its_heading_and_keeps_rows_whole() -> None:
    rows = tuple((str(n), f"滨卫医许〔2026〕{n}号", "某诊所") for n in range(1, 41))
    paper = replace(TABLE, attachment=Attachment("清单", ("序号", "文书号", "对象"), (20, 60, 76), rows))
    table = opened(render(NUMBER, paper, AT)).tables[1]
    assert len(table.rows) == 41
    assert [cell.text for cell in table.rows[40].cells] == list(rows[39])
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows[1:])


def test_the_same_paper_gives_the_same_bytes_at_any_time_and_after_the_register() -> None:
    first = render(NUMBER, TABLE, AT)
    in_shanghai = AT.astimezone(timezone(timedelta(hours=8)))
    assert render(NUMBER, paper_from_json(TABLE.to_json()), in_shanghai) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None
    assert len(first) < 100_000


def test_a_change_of_the_printed_form_is_noticed() -> None:
    """Papers already kept would print differently: say so in the changelog, then write the new digest here."""
    assert hashlib.sha256(render(NUMBER, TABLE, AT)).hexdigest()[:16] == "d06e77d80a592856"


def test_the_file_says_what_it_is_and_nothing_about_the_machine() -> None:
    properties = opened(render(NUMBER, TABLE, AT)).core_properties
    assert (properties.title, properties.author) == (f"发布审查表{NUMBER}", "滨河市卫生健康委员会")
    assert properties.last_modified_by == ""
    assert f"{properties.created:%Y-%m-%dT%H:%M}" == "2026-11-24T02:00"


def test_the_longest_number_and_odd_signs_are_printed_without_breaking_the_file() -> None:
    odd = "滨" * 300 + "\x00\x0b\u202e\ufffe<>&\"'"
    paper = replace(TABLE, rows=((Cell("文书号", printable(odd)), Cell("执法类别", "行政处罚")),))
    (table,) = opened(render("公审〔2026〕1号", paper, AT)).tables
    assert table.rows[0].cells[1].text == "滨" * 300 + "<>&\"'"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("患者身份证120101198003070019，请撤下", f"患者身份证{LEFT_OUT}，请撤下"),
        ("代码91120101MA0000001C", "代码91120101MA0000001C"),
        ("滨卫医罚〔2026〕12号", "滨卫医罚〔2026〕12号"),
    ],
)
def test_identity_numbers_stay_off_the_case_file(text: str, shown: str) -> None:
    assert without_identity_numbers(text) == shown


def test_a_document_number_that_looks_like_an_identity_number_stays() -> None:
    number = "120101198003070019"
    assert without_identity_numbers(f"文书号{number}", {number}) == f"文书号{number}"


def test_days_are_written_as_officials_write_them() -> None:
    assert day_text("2026-11-04") == "2026年11月4日"
    assert day_text(None) == ""


def test_every_shipped_layout_can_be_filled_and_says_where_it_comes_from() -> None:
    layouts = load_layouts(None)
    for name in ("发布审查表", "保密审查单", "撤下审批表", "更正审批表", "不予公示审批表", "暂缓公示审批表"):
        assert layouts[name].boxes, name
        assert layouts[name].rows, name
    for name in ("公示告知书", "信用修复告知书", "个人信息误公开告知书", "个人信息误公开情况报告"):
        assert layouts[name].paragraphs, name
    for layout in layouts.values():
        assert layout.source
        assert not layout.assumption or layout.note
        filled = {name: name for text in layout.texts() for name in names_in(text)}
        assert all(text.format_map(filled) for text in layout.texts() if text)


def test_every_layout_asks_only_for_what_can_be_known() -> None:
    layouts = load_layouts(None).values()
    used = {name for one in layouts for text in one.texts() for name in names_in(text)}
    assert {box.opinion for one in layouts for box in one.boxes} - {""} <= OPINIONS.keys()
    assert used <= VALUES.keys()


def _own(home: Path, file: str, **changes: object) -> None:
    content = yaml.safe_load((SHIPPED_FORMS / "deferral.yaml").read_text(encoding="utf-8")) | changes
    (home / "forms").mkdir(exist_ok=True)
    (home / "forms" / file).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def test_an_installations_layout_replaces_the_shipped_one(tmp_path: Path) -> None:
    _own(tmp_path, "deferral.yaml", number="滨卫缓〔{year}〕{ordinal}号")
    assert load_layouts(tmp_path)["暂缓公示审批表"].number == "滨卫缓〔{year}〕{ordinal}号"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"rows": [[{"label": "证件", "value": "{party_id}"}]]}, "party_id"),
        ({"number": "公缓{ordinal}号"}, "number"),
        ({"boxes": [{"label": "意见", "opinion": "nobody"}]}, "nobody"),
        ({"rows": [[]]}, "rows"),
        ({"colour": "red"}, "colour"),
        ({"notes": ["{"]}, "forms/deferral.yaml"),
    ],
)
def test_a_layout_that_cannot_be_filled_is_told_by_file_and_fault(
    tmp_path: Path, changes: dict[str, object], told: str
) -> None:
    _own(tmp_path, "deferral.yaml", **changes)
    with pytest.raises(LawTableError, match=told):
        load_layouts(tmp_path)


def test_two_layouts_that_would_give_the_same_numbers_are_refused(tmp_path: Path) -> None:
    _own(tmp_path, "own.yaml", id="own", name="另一表")
    with pytest.raises(LawTableError, match="number重复"):
        load_layouts(tmp_path)
