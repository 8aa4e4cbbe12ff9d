"""Files as offices hand them in: what is readable is read to the letter, what is not gives one clear finding."""

from __future__ import annotations

import json
import random
import time
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlwt

from tasks.contracts.finding import Scope, Severity
from tasks.sources.table_files import BrokenFile, TableFile, read_table

HEADERS = ["行政相对人名称", "行政处罚决定书文号", "处罚决定日期", "处罚机关统一社会信用代码"]
KNOWN = frozenset(HEADERS) | {"CF_WSH", "CF_XDR_MC", "备注"}
ROW = ["滨河市某餐饮管理有限公司", "滨河卫罚〔2026〕1号", "2026-11-02", "012345678901234567"]
CSV = ",".join(HEADERS) + "\r\n" + ",".join(ROW) + "\r\n"


def rows_of(table: TableFile) -> list[list[str]]:
    return [row for frame in table.frames for row in frame.to_numpy().tolist()]


def refusal(path: Path, known: frozenset[str] | None = KNOWN) -> str:
    """The code of the one finding, which must be told at once."""
    started = time.monotonic()
    with pytest.raises(BrokenFile) as broken:
        read_table(path, known)
    assert time.monotonic() - started < 10
    finding = broken.value.finding
    assert (finding.scope, finding.severity, finding.record) == (Scope.BATCH, Severity.ERROR, None)
    assert finding.message
    assert finding.mending
    return finding.code


def saved(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def workbook(path: Path, *rows: list[object], title: str = "Sheet") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_tables_are_read_in_every_usual_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = saved(tmp_path / "cases.csv", CSV.replace(",", delimiter).encode(encoding))
    for known in (KNOWN, None):
        table = read_table(path, known)
        assert list(table.frames[0].columns) == HEADERS
        assert rows_of(table) == [ROW]
        assert table.findings == []


def test_quoted_line_breaks_delimiters_and_quotes_stay_in_their_cell(tmp_path: Path) -> None:
    path = saved(tmp_path / "q.csv", 'CF_WSH,CF_XDR_MC\n1,"甲\n乙, ""丙"""\n2,丁\n')
    assert rows_of(read_table(path, KNOWN)) == [["1", '甲\n乙, "丙"'], ["2", "丁"]]


def test_nul_bytes_and_blank_rows_are_passed_over(tmp_path: Path) -> None:
    path = saved(tmp_path / "n.csv", "CF_WSH,CF_XDR_MC\n1\0,甲\n\n,,\n , \n2,乙\n")
    assert rows_of(read_table(path, KNOWN)) == [["1", "甲"], ["2", "乙"]]


def test_short_rows_are_filled_and_long_ones_are_errors_of_their_row(tmp_path: Path) -> None:
    path = saved(tmp_path / "r.csv", "CF_WSH,CF_XDR_MC\n1\n2,乙,丙\n3,丁,\n")
    table = read_table(path, KNOWN)
    assert rows_of(table) == [["1", "", ""], ["2", "乙", "丙"], ["3", "丁", ""]]
    (finding,) = table.findings
    assert (finding.record, finding.code, finding.severity) == (2, "row-too-long", Severity.ERROR)


def test_stray_quotes_are_read_as_they_stand_with_a_warning(tmp_path: Path) -> None:
    path = saved(tmp_path / "s.csv", 'CF_WSH,CF_XDR_MC\n1,"甲"乙\n2,丙\n')
    table = read_table(path, KNOWN)
    assert rows_of(table) == [["1", "甲乙"], ["2", "丙"]]
    assert [f.code for f in table.findings] == ["stray-quotes"]


@pytest.mark.parametrize("known", [KNOWN, None])
def test_title_rows_above_the_header_are_passed_over(tmp_path: Path, known: frozenset[str] | None) -> None:
    path = workbook(
        tmp_path / "t.xlsx", ["行政处罚信息汇总表"], [], ["填报单位：监督处"], list(HEADERS), list(ROW)
    )
    table = read_table(path, known)
    assert list(table.frames[0].columns) == HEADERS
    assert rows_of(table) == [ROW]


def test_repeated_and_missing_headers_lose_no_cell(tmp_path: Path) -> None:
    path = saved(tmp_path / "d.csv", "CF_WSH,备注,备注,,\n1,甲,乙,丙,\n")
    table = read_table(path, KNOWN)
    assert list(table.frames[0].columns) == ["CF_WSH", "备注", "备注 (2)", "（第4列无表头）"]
    assert [f.code for f in table.findings] == ["header-repeated"]


def test_workbook_cells_are_text_as_typed(tmp_path: Path) -> None:
    header: list[object] = ["CF_WSH", "数", "日", "时", "码", "小", "空"]
    values: list[object] = ["007", 20000, datetime.fromisoformat("2026-11-02"), 0.2, "0012", 1e-7, None]
    path = workbook(tmp_path / "c.xlsx", header, values)
    assert rows_of(read_table(path, KNOWN)) == [
        ["007", "20000", "2026-11-02", "0.2", "0012", "0.0000001", ""]
    ]


def test_long_codes_kept_as_numbers_leave_a_warning(tmp_path: Path) -> None:
    path = workbook(tmp_path / "l.xlsx", ["CF_WSH", "备注"], ["1", 120101199001011234])
    assert [f.code for f in read_table(path, KNOWN).findings] == ["digits-lost"]


def test_old_workbooks_are_read_too(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("数据")
    style = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for column, header in enumerate(["CF_WSH", "日", "数", "码", "真"]):
        sheet.write(0, column, header)
    sheet.write(1, 0, "007")
    sheet.write(1, 1, datetime.fromisoformat("2026-11-02"), style)
    sheet.write(1, 2, 2000)
    sheet.write(1, 3, "0012")
    book.save(str(tmp_path / "old.xls"))
    assert rows_of(read_table(tmp_path / "old.xls", KNOWN)) == [["007", "2026-11-02", "2000", "0012", ""]]


def test_every_sheet_with_the_headers_is_read_and_the_others_are_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title in ("说明", "一月", "二月", "字典"):
        book.create_sheet(title)
    book["说明"].append(["填报说明", "共两张表"])
    for number, month in enumerate(("一月", "二月"), 1):
        book[month].append(["CF_WSH", "CF_XDR_MC"])
        book[month].append([f"{number}号", "甲"])
    book["字典"].append(["代码", "名称"])
    book["字典"].sheet_state = "hidden"
    book.save(tmp_path / "m.xlsx")
    table = read_table(tmp_path / "m.xlsx", KNOWN)
    assert [row[0] for row in rows_of(table)] == ["1号", "2号"]
    (finding,) = table.findings
    assert finding.code == "sheet-not-read"
    assert "说明" in finding.message
    assert "字典" not in finding.message


@pytest.mark.parametrize("wrapped", [False, True])
def test_json_records_keep_their_numbers_as_written(tmp_path: Path, wrapped: bool) -> None:
    records = '[{"CF_WSH": "1", "amount": 0.10, "code": 123456789012345678901}, {"CF_WSH": "2", "new": null}]'
    path = saved(tmp_path / "a.json", f'{{"records": {records}}}' if wrapped else records)
    table = read_table(path, KNOWN)
    assert list(table.frames[0].columns) == ["CF_WSH", "amount", "code", "new"]
    assert rows_of(table) == [["1", "0.10", "123456789012345678901", ""], ["2", "", "", ""]]


def test_the_kind_is_told_by_content_not_by_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx", ["CF_WSH", "备注"], ["1", "甲"])
    path.rename(tmp_path / "book.csv")
    assert rows_of(read_table(tmp_path / "book.csv", KNOWN)) == [["1", "甲"]]


def test_a_format_painted_over_whole_rows_is_no_fault(tmp_path: Path) -> None:
    _sheet(
        tmp_path / "wide.xlsx",
        '<row r="1"><c r="A1" t="inlineStr"><is><t>CF_WSH</t></is></c><c r="XFD1"/></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>1</t></is></c><c r="XFD2"/></row>',
    )
    assert rows_of(read_table(tmp_path / "wide.xlsx", KNOWN)) == [["1"]]


def test_long_files_come_in_batches_that_count_on(tmp_path: Path) -> None:
    path = saved(tmp_path / "long.csv", "CF_WSH,备注\n" + "".join(f"{i},甲\n" for i in range(25_000)))
    table = read_table(path, KNOWN)
    assert [len(frame) for frame in table.frames] == [10_000, 10_000, 5_000]


def test_findings_of_rows_count_within_their_batch(tmp_path: Path) -> None:
    lines = [f"{i},甲\n" for i in range(15_000)]
    lines[10_004] = "10004,甲,乙\n"
    path = saved(tmp_path / "long.csv", "CF_WSH,备注\n" + "".join(lines))
    first, second = read_table(path, KNOWN).parts()
    assert first.findings == []
    assert [f.record for f in second.findings] == [5]
    assert (second.first_row, second.last) == (10_000, True)


def test_columns_that_are_none_of_the_contracts_are_told(tmp_path: Path) -> None:
    path = saved(tmp_path / "w.csv", "姓名,电话\n甲,乙\n")
    with pytest.raises(BrokenFile) as broken:
        read_table(path, KNOWN)
    assert "姓名、电话" in broken.value.finding.message


@pytest.mark.parametrize("headers", ["行政处罚决定文书号,处罚决定日", "*CF_WSH（必填）,备注："])
def test_near_misses_and_decorated_headers_are_left_to_the_contract(tmp_path: Path, headers: str) -> None:
    path = saved(tmp_path / "w.csv", f"汇总表\n{headers}\n甲,乙\n")
    assert ",".join(read_table(path, KNOWN).frames[0].columns) == headers


@pytest.mark.parametrize("name", ["noise.bin", "noise.csv", "noise.xlsx", "noise.xls", "noise.json"])
def test_a_hundred_megabytes_of_noise_are_refused_within_seconds(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    piece = random.Random(7).randbytes(2**20)
    with path.open("wb") as file:
        for _ in range(100):
            file.write(piece)
    assert refusal(path) == "not-a-table"


@pytest.mark.parametrize("ending", [b"", b"\n"])
def test_a_hundred_megabytes_of_printable_noise_are_refused_within_seconds(
    tmp_path: Path, ending: bytes
) -> None:
    path = tmp_path / "noise.csv"
    with path.open("wb") as file:
        for _ in range(1_000_000):
            file.write(b"q7" * 50 + ending)
    assert refusal(path) == "not-a-table"


def test_printable_noise_with_delimiters_is_refused_within_seconds(tmp_path: Path) -> None:
    path = saved(tmp_path / "noise.csv", b"x,y,z,1,2,3\n" * 9_000_000)
    assert refusal(path) == "unknown-columns"


def bomb(path: Path) -> None:
    workbook(path, ["CF_WSH", "备注"], ["1", "甲"])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet2.xml", b"<a>" + b" " * (400 * 2**20))


def tall(path: Path) -> None:
    """A few bytes that claim a cell in the last row and column of every row between."""
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(2, 5_000))
    _sheet(path, f'<row r="1"><c r="A1" t="inlineStr"><is><t>CF_WSH</t></is></c></row>{rows}')


def gap(path: Path) -> None:
    _sheet(
        path,
        '<row r="1"><c r="A1" t="inlineStr"><is><t>CF_WSH</t></is></c></row>'
        '<row r="999999999"><c r="A999999999"><v>1</v></c></row>',
    )


def laughs(path: Path) -> None:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    _sheet(path, '<row r="1"><c r="A1" t="str"><v>&i;</v></c></row>', f"<!DOCTYPE worksheet [{entities}]>")


def _sheet(path: Path, rows: str, prolog: str = "") -> None:
    """A workbook with a hand-made sheet."""
    template = path.with_suffix(".template")
    workbook(template, ["CF_WSH"])
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<?xml version="1.0"?>{prolog}<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData></worksheet>'
    with zipfile.ZipFile(template) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(part.filename, xml if part.filename == "xl/worksheets/sheet1.xml" else content)


def truncated(path: Path) -> None:
    workbook(path, *([f"CF_WSH{i}", "x"] for i in range(2_000)))
    path.write_bytes(path.read_bytes()[:-2_000])


def other_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<a/>")


def encrypted(path: Path) -> None:
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    path.write_bytes(header + "EncryptionInfo".encode("utf-16-le") + "EncryptedPackage".encode("utf-16-le"))


def damaged_old(path: Path) -> None:
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "CF_WSH")
    book.save(str(path))
    path.write_bytes(path.read_bytes()[:1_500])


def page(path: Path) -> None:
    path.write_text(
        "\ufeff<html><body><table><tr><td>CF_WSH</td></tr></table></body></html>", encoding="utf-8"
    )


def nested(path: Path) -> None:
    path.write_text('[{"a":' * 100_000, encoding="utf-8")


BROKEN: dict[str, tuple[str, Callable[[Path], object]]] = {
    "zip-bomb": ("b.xlsx", bomb),
    "too-many-columns": ("tall.xlsx", tall),
    "too-many-rows": ("gap.xlsx", gap),
    "suspicious-xml": ("laughs.xlsx", laughs),
    "file-damaged": ("cut.xlsx", truncated),
    "file-damaged ": ("cut.xls", damaged_old),
    "file-damaged  ": ("half.json", lambda path: path.write_text('[{"CF_WSH": "1"', encoding="utf-8")),
    "password": ("locked.xlsx", encrypted),
    "not-a-table": ("letter.xlsx", other_archive),
    "not-a-table ": ("deep.json", nested),
    "not-a-table  ": ("plain.json", lambda path: path.write_text('{"a": 1}', encoding="utf-8")),
    "not-a-table   ": ("prose.csv", lambda path: path.write_text("今日无数据\n", encoding="utf-8")),
    "html-page": ("page.xls", page),
    "file-empty": ("empty.csv", lambda path: path.write_bytes(b"")),
    "file-empty ": ("blank.csv", lambda path: path.write_bytes(b"\xef\xbb\xbf \r\n\r\n")),
    "file-empty  ": ("none.json", lambda path: path.write_text("[]", encoding="utf-8")),
    "file-empty   ": ("blank.xlsx", workbook),
    "unknown-kind": ("scan.csv", lambda path: path.write_bytes(b"%PDF-1.7\n" + bytes(100))),
    "quote-not-closed": (
        "quote.csv",
        lambda path: path.write_text('CF_WSH,备注\n1,"甲\n' + "2,乙\n" * 50, encoding="utf-8"),
    ),
    "encoding": (
        "cut.csv",
        lambda path: path.write_bytes((CSV * 20).encode()[:-3] + b"\xff\n"),
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_gives_one_clear_finding_within_seconds(tmp_path: Path, case: str) -> None:
    name, make = BROKEN[case]
    make(tmp_path / name)
    assert refusal(tmp_path / name) == case.strip()


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone.csv") == "file-unreadable"


def test_a_json_list_of_other_things_is_refused(tmp_path: Path) -> None:
    assert refusal(saved(tmp_path / "x.json", json.dumps([1, 2]))) == "not-a-table"
