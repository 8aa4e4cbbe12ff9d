"""An office that hands in to the credit platform by the whole flow: its folders, and the platform's answers by number."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.office import CODE, Office

SETTINGS = """\
hand_in_folder: channels/credit/out
answer_folder: channels/credit/in
unit_code: "ZHXYXT0000"
region_code: "990000"
quiet: 0
"""


@pytest.fixture
def credit(office: Office) -> Office:
    """An office that reports to the credit platform."""
    for folder in ("out", "in"):
        (office.home / "channels" / "credit" / folder).mkdir(parents=True)
    (office.home / "channels" / "credit.yaml").write_text(SETTINGS, encoding="utf-8")
    return office


def handed_in(office: Office) -> list[Path]:
    """The files that stand in the hand-in folder."""
    return sorted((office.home / "channels" / "credit" / "out").iterdir())


def answer(office: Office, name: str = "", also: str = "", **said: str) -> Path:
    """The platform drops its answers, document number to result; `also` is a second result for each."""
    folder = office.home / "channels" / "credit" / "in"
    path = folder / (name or f"答复{len(list(folder.rglob('*.csv')))}.csv")
    heads = ["决定书文号", "处罚机关统一社会信用代码", "处理结果", "错误代码", "错误信息", "回执编号"]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        for number, first in said.items():
            for result in filter(None, (first, also)):
                refused = ["退回", "1001", "未查询到主体或查询到的主体信息不匹配", ""]
                writer.writerow(
                    [number, CODE, *(refused if result == "退回" else [result, "", "", path.stem])]
                )
    return path
