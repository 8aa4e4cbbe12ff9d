"""JSON files: a list of records, or an object with one under `records`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tasks.sources.broken_file import broken
from tasks.sources.cell_text import flattened, frame_of_records
from tasks.sources.pulled import BATCH_ROWS
from tasks.sources.table_layout import TableFile, matches, plain_headers, unknown_columns

_MOST_BYTES = 64 * 2**20
_LISTS = ("records", "data", "rows")


def read_json_answer(path: Path) -> tuple[dict[str, str], list[dict[str, str]]]:
    """A JSON answer: what stands beside its list of records, and the records; true and false as words.

    The list may be missing, or stand one object deeper. BrokenFile where it is no answer at all.
    """
    if path.stat().st_size > _MOST_BYTES:
        raise broken("too-large", "JSON文件超过64MB", "请拆分后重新提交")
    document = _parsed(_text(path.read_bytes()))
    if isinstance(document, list):
        document = {"records": document}
    if not isinstance(document, dict):
        raise broken("not-a-table", "JSON数据不是答复", "请核对是否放错文件")
    beside: dict[str, Any] = {}
    records: list[Any] = []
    for name, value in [
        *document.items(),
        *(i for v in document.values() if isinstance(v, dict) for i in v.items()),
    ]:
        if isinstance(value, list):
            records = records or value
        elif not isinstance(value, dict):
            beside.setdefault(name, value)
    if not all(isinstance(record, dict) for record in records):
        raise broken("not-a-table", "JSON数据不是记录列表", "请核对是否放错文件")
    return flattened(_in_words(beside)), [flattened(_in_words(record)) for record in records]


def _in_words(record: dict[str, Any]) -> dict[str, Any]:
    return {n: str(v).lower() if isinstance(v, bool) else v for n, v in record.items()}


def read_json(path: Path, known_headers: frozenset[str] | None) -> TableFile:
    """The records of a JSON file, numbers as they were written."""
    if path.stat().st_size > _MOST_BYTES:
        raise broken("too-large", "JSON文件超过64MB", "请拆分后重新提交")
    records = [flattened(record) for record in _records(_parsed(_text(path.read_bytes())))]
    names = dict.fromkeys(name for record in records for name in record)
    known = plain_headers(known_headers)
    if known and names and not matches(list(names), known):
        raise unknown_columns(list(names))
    padded = [dict.fromkeys(names, "") | record for record in records]
    batches = range(0, len(padded), BATCH_ROWS)
    return TableFile([frame_of_records(padded[start : start + BATCH_ROWS]) for start in batches])


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise broken("encoding", "JSON文件的文字编码无法识别", "请以UTF-8编码重新导出")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except RecursionError as deep:
        raise broken("not-a-table", "JSON数据嵌套过深，不是记录列表", "请以记录列表的形式重新导出") from deep
    except ValueError as problem:
        raise broken("file-damaged", "JSON数据不完整或格式有误，无法解析", "请重新导出后提交") from problem


def _records(document: Any) -> list[dict[str, Any]]:
    if isinstance(document, dict):
        document = next((document[name] for name in _LISTS if isinstance(document.get(name), list)), None)
    if not isinstance(document, list) or not all(isinstance(record, dict) for record in document):
        raise broken("not-a-table", "JSON数据不是记录列表", '应为 [{…}, {…}] 或 {"records": [{…}]}')
    if not document:
        raise broken("file-empty", "文件中没有数据", "请确认导出的内容后重新提交")
    return document
