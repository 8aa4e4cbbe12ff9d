"""Files as offices drop them: four formats, headers in many spellings, and one that is no table at all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.contracts.contract import Contract, Field, load_contract
from tasks.demo.records import LICENCE, NOTICE, PENALTY

Row = dict[str, str]

FOLDERS = {PENALTY: "海州区行政处罚", LICENCE: "窗口行政许可", NOTICE: "撤下通知"}
"""Folder of each contract's files, under the drop folder."""

_VARIANTS = {
    "document_number": "决定书文号",
    "party_uscc": "行政相对人代码-1（社会统一信用代码）",
    "party_registration_number": "行政相对人代码＿2（工商注册号）",
    "violation_facts": "处罚事由",
    "decided_on": "决定日期：",
    "licence_status": "当权状态",
    "party_name": "行政相对人名称（必填）",
    "penalty_kinds": "处罚种类",
}
_OTHER_VARIANTS = {
    "document_number": "行政处罚决定文书号 海州一所",
    "party_uscc": "统一社会信用代",
    "decided_on": "兴处罚决定日期",
    "violation_facts": "出发事由",
    "party_name": "*行政相对人",
    "legal_representative": "法定代表人（负责人）",
}
_FAILED_EXPORT = "<html><body><h1>导出失败</h1><p>系统超时，请稍后重试。</p></body></html>"


def official_title(field: Field) -> str:
    """The official Chinese name."""
    return field.title


def national_code(field: Field) -> str:
    """The national code."""
    return field.code


def variant_title(field: Field) -> str:
    """A spelling from real files, the official name where none is known."""
    return _spelled(field, _VARIANTS)


def other_variant_title(field: Field) -> str:
    """Another spelling from real files."""
    return _spelled(field, _OTHER_VARIANTS)


def _spelled(field: Field, variants: dict[str, str]) -> str:
    title = variants.get(field.name, field.title)
    known = {alias.replace("＿", "_") for alias in field.aliases}
    return title if field.code[:2] == "CF" or title in known else field.title


@dataclass(frozen=True, slots=True)
class Form:
    """How one office writes its files."""

    suffix: str
    encoding: str
    header: Callable[[Field], str]
    numbered: bool = False


FORMS: dict[str, tuple[Form, ...]] = {
    PENALTY: (
        Form("csv", "utf-8", official_title),
        Form("csv", "utf-8-sig", variant_title, numbered=True),
        Form("csv", "gb18030", national_code),
        Form("xlsx", "", other_variant_title),
    ),
    LICENCE: (
        Form("xlsx", "", official_title, numbered=True),
        Form("json", "utf-8", official_title),
        Form("csv", "gb18030", national_code),
    ),
    NOTICE: (Form("csv", "utf-8-sig", official_title),),
}
"""The forms in which a contract's files come, in turn."""


def drop_rows(folder: Path, contract_name: str, rows: Sequence[Row], label: str) -> list[Path]:
    """Write rows of one contract as files of its forms, parted in their order."""
    contract = load_contract(contract_name)
    forms = FORMS[contract_name][: max(1, len(rows))]
    target = folder / FOLDERS[contract_name]
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for place, form in enumerate(forms):
        part = rows[len(rows) * place // len(forms) : len(rows) * (place + 1) // len(forms)]
        path = target / f"{FOLDERS[contract_name]}_{label}_{place + 1:02d}.{form.suffix}"
        _put(path, _encoded(form, contract, part))
        written.append(path)
    return written


def drop_failed_export(folder: Path) -> Path:
    """A file that is called a workbook and is an error page."""
    path = folder / FOLDERS[PENALTY] / f"{FOLDERS[PENALTY]}_导出失败.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    _put(path, _FAILED_EXPORT.encode())
    return path


def _put(path: Path, content: bytes) -> None:
    """Written beside and moved into place: nobody finds half a file."""
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def _encoded(form: Form, contract: Contract, rows: Sequence[Row]) -> bytes:
    fields = [f for f in contract.fields if form.suffix != "json" or any(row.get(f.name) for row in rows)]
    names = [form.header(field) for field in fields]
    table = [[row.get(field.name, "") for field in fields] for row in rows]
    if form.numbered:
        names, table = ["序号", *names], [[str(place), *row] for place, row in enumerate(table, 1)]
    if form.suffix == "json":
        return json.dumps(list(_objects(names, table)), ensure_ascii=False, indent=1).encode()
    return _workbook(names, table) if form.suffix == "xlsx" else _csv(names, table, form.encoding)


def _objects(names: list[str], table: list[list[str]]) -> Iterator[Row]:
    for row in table:
        yield {name: cell for name, cell in zip(names, row, strict=True) if cell}


def _csv(names: list[str], table: list[list[str]], encoding: str) -> bytes:
    sheet = io.StringIO(newline="")
    csv.writer(sheet).writerows([names, *table])
    return sheet.getvalue().encode(encoding)


def _workbook(names: list[str], table: list[list[str]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("数据")
    for row in (names, *table):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
