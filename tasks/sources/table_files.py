"""Any file an office may hand in, read as tables; told apart by content, not by name."""

from __future__ import annotations

from hashlib import file_digest
from pathlib import Path

from tasks.sources.broken_file import BrokenFile, broken
from tasks.sources.json_tables import read_json
from tasks.sources.table_layout import TableFile
from tasks.sources.text_tables import read_text_table
from tasks.sources.workbooks import read_xls, read_xlsx

_MOST_BYTES = 200 * 2**20
_HEAD_BYTES = 2048
_OTHER_KINDS = {
    b"%PDF": "PDF文档",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x1f\x8b": "压缩包",
    b"{\\rtf": "文字处理文档",
    b"SQLite format 3": "数据库文件",
    b"MZ": "程序",
}


def read_table(path: Path, known_headers: frozenset[str] | None = None) -> TableFile:
    """A CSV, XLSX, XLS or JSON file as frames of raw text cells; BrokenFile if it is no table at all.

    `known_headers` are the column names the contract accepts. Rows are counted on through all frames.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
            file.seek(0)
            content_hash = file_digest(file, "sha256") if size <= _MOST_BYTES else None
    except OSError as problem:
        raise broken("file-unreadable", "文件无法读取", "请检查文件是否存在、是否有读取权限") from problem
    if content_hash is None:
        raise broken("too-large", f"文件超过{_MOST_BYTES // 2**20}MB", "请拆分后重新提交")
    table = _read(path, head, known_headers)
    table.content_hash = content_hash.hexdigest()
    return table


def _read(path: Path, head: bytes, known_headers: frozenset[str] | None) -> TableFile:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise broken("file-empty", "文件是空的", "请确认导出的内容后重新提交")
    for signature, kind in _OTHER_KINDS.items():
        if head.startswith(signature):
            raise broken(
                "unknown-kind", f"文件是{kind}，不是表格", "请提交 CSV、XLSX、XLS 或 JSON 格式的数据表"
            )
    if head.startswith(b"PK"):
        return read_xlsx(path, known_headers)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return read_xls(path, known_headers)
    if start.startswith(b"<"):
        raise broken("html-page", "文件是网页或XML，只是改成了表格的扩展名")
    if start.startswith((b"{", b"[")):
        return read_json(path, known_headers)
    return read_text_table(path, known_headers)


__all__ = ["BrokenFile", "TableFile", "read_table"]
