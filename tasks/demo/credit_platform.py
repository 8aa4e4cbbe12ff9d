"""The invented city's credit platform: it collects the files handed in and answers each row (双公示)."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import xlrd

OUT, IN, COLLECTED = "channels/credit/out", "channels/credit/in", "channels/credit/collected"
_SINCE_DAYS = 60
_REFUSED_EVERY = 40
_HEADINGS = (
    "文件名",
    "决定书文号",
    "决定机关统一社会信用代码",
    "处理结果",
    "错误代码",
    "错误信息",
    "回执编号",
)
_REFUSAL = ("退回", "1001", "未查询到主体或查询到的主体信息不匹配", "")
_SETTINGS = """\
# 演示：近两个月的许可和处罚报送虚构的信用平台。
hand_in_folder: {out}
answer_folder: {answers}
unit_code: "ZHXYXT0000"
region_code: "990000"
quiet: 0
since: {since}
"""


def connect_credit_platform(home: Path, today: date) -> None:
    """Switch the channel on: decisions of the last two months are handed in as files."""
    for folder in (OUT, IN, COLLECTED):
        (home / folder).mkdir(parents=True, exist_ok=True)
    since = (today - timedelta(days=_SINCE_DAYS)).isoformat()
    settings = _SETTINGS.format(out=OUT, answers=IN, since=since)
    (home / "channels" / "credit.yaml").write_text(settings, encoding="utf-8")


def answer_what_was_handed_in(home: Path) -> int:
    """Collect every file and answer its rows: most are taken, one in forty is refused; how many rows."""
    answered = 0
    for path in sorted((home / OUT).glob("*.xls")):
        rows = _rows(path)
        answer = home / IN / f"{path.stem}_答复.csv"
        with answer.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_HEADINGS)
            for number, (document, code) in enumerate(rows, answered + 1):
                taken = ("入库成功", "", "", f"HZ{number:06d}")
                writer.writerow(
                    [path.name, document, code, *(taken if number % _REFUSED_EVERY else _REFUSAL)]
                )
        path.rename(home / COLLECTED / path.name)
        answered += len(rows)
    return answered


def _rows(path: Path) -> list[tuple[str, str]]:
    """Document number and authority code of each row."""
    sheet = xlrd.open_workbook(path).sheet_by_index(0)
    heads = [str(cell.value) for cell in sheet.row(0)]
    number = next(i for i, head in enumerate(heads) if head.endswith(("文书号", "文号")))
    code = next(i for i, head in enumerate(heads) if head.endswith("机关统一社会信用代码"))
    return [
        (str(sheet.cell_value(row, number)), str(sheet.cell_value(row, code)))
        for row in range(1, sheet.nrows)
    ]
