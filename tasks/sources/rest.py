"""Pulling from a paged JSON interface."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from typing import Any

from tasks.contracts.finding import Finding, Scope, Severity
from tasks.sources.cell_text import flattened, frame_of_records
from tasks.sources.keyed_rows import KeyedRows
from tasks.sources.pulled import BATCH_ROWS, Pulled
from tasks.sources.rest_client import Interface
from tasks.sources.settings import ApiSettings
from tasks.sources.source import Source
from tasks.sources.stamps import Cursor, Stamp, advanced, read_cursor, settled, stamp_text

_Record = dict[str, str]


def pull_interface(source: Source, cursor_text: str | None, now: datetime) -> Iterator[Pulled]:
    """Every record changed since the cursor.

    Pages need not be in the order of change, so the cursor moves with the last batch only.
    """
    settings = _settings(source)
    before = read_cursor(cursor_text)
    with closing(Interface(source.name, settings)) as interface:
        stamps: list[Stamp | None] = []
        waiting: Pulled | None = None
        for records in _batches(interface, _since(settings, before), BATCH_ROWS):
            if waiting:
                yield waiting
            rows = _keyed(settings, records)
            stamps.append(max(rows.raw_stamps, key=stamp_text, default=None))
            waiting = _batch(interface, rows)
        if waiting:
            cursor = _after(before, stamps, now, settings.overlap)
            yield replace(waiting, cursor_after=cursor.text() if cursor else None)


def whole_interface(source: Source, size: int) -> Iterator[KeyedRows]:
    """Every record of the interface, whenever changed."""
    settings = _settings(source)
    with closing(Interface(source.name, settings)) as interface:
        for records in _batches(interface, {}, size):
            yield _keyed(settings, records)


def _settings(source: Source) -> ApiSettings:
    if not isinstance(source.settings, ApiSettings):
        raise TypeError(f"{source.name} is no interface")
    return source.settings


def _since(settings: ApiSettings, cursor: Cursor | None) -> dict[str, str]:
    if cursor is None or not settings.since_parameter:
        return {}
    start = cursor.stamp if cursor.settled else cursor.start(settings.overlap)
    return {settings.since_parameter: str(start)}


def _after(before: Cursor | None, stamps: list[Stamp | None], now: datetime, overlap: float) -> Cursor | None:
    cursor = advanced(before, stamps, now)
    if before and cursor == before and not before.settled and before.settles(now, overlap):
        return settled(before)
    return cursor


def _batches(interface: Interface, parameters: dict[str, str], size: int) -> Iterator[list[_Record]]:
    """The records of all pages, at most `size` at a time."""
    batch: list[_Record] = []
    for page in _pages(interface, parameters):
        batch += page
        while len(batch) >= size:
            yield batch[:size]
            batch = batch[size:]
    if batch:
        yield batch


def _pages(interface: Interface, parameters: dict[str, str]) -> Iterator[list[_Record]]:
    """Page after page until an empty one, or until the total the interface tells is reached."""
    settings = interface.settings
    known: set[int] = set()
    count, longest = 0, 0
    for number in range(settings.first_page, settings.first_page + settings.max_pages):
        answer = interface.ask(
            parameters
            | {settings.page_parameter: str(number), settings.size_parameter: str(settings.page_size)}
        )
        page = _records(interface, answer)
        total = _total(interface, answer)
        if not page:
            _check_complete(interface, count, total)
            return
        new = {hash(tuple(sorted(record.items()))) for record in page} - known
        if not new and len(page) < longest:
            return  # an interface that answers any page beyond the end with its last one
        if not new:
            raise interface.failure(
                "api-repeats",
                f"的第{number}页与前面的页完全相同，无法翻页",
                f"请检查 pageParameter（现为 {settings.page_parameter}）与 firstPage 是否正确",
            )
        known |= new
        longest = max(longest, len(page))
        count += len(page)
        yield page
        if total is not None and count >= total:
            return
    raise interface.failure(
        "api-endless", f"超过{settings.max_pages}页仍未结束", "请检查翻页参数，或调大 pageSize、maxPages"
    )


def _check_complete(interface: Interface, count: int, total: int | None) -> None:
    if total is not None and count < total:
        raise interface.failure(
            "api-incomplete",
            f"称共有{total}条，实际只给出{count}条",
            "请来源系统的管理员检查接口的翻页",
        )


def _at(answer: Any, path: str) -> Any:
    for name in filter(None, path.split(".")):
        answer = answer.get(name) if isinstance(answer, dict) else None
    return answer


def _total(interface: Interface, answer: Any) -> int | None:
    if not interface.settings.total_path:
        return None
    told = _at(answer, interface.settings.total_path)
    return int(told) if isinstance(told, str) and told.isdigit() else None


def _records(interface: Interface, answer: Any) -> list[_Record]:
    settings = interface.settings
    found = _at(answer, settings.records_path)
    if not isinstance(found, list) or not all(isinstance(record, dict) for record in found):
        where = settings.records_path or "最外层"
        raise interface.failure(
            "api-unexpected", f"返回的数据中 {where} 不是记录列表", "请检查 recordsPath 是否与接口文档一致"
        )
    return [_flat(settings, record) for record in found]


def _flat(settings: ApiSettings, record: dict[str, Any]) -> _Record:
    """A record as one level; what stands under `fieldsPath` loses that prefix."""
    flat = flattened(record)
    if not settings.fields_path:
        return flat
    prefix = settings.fields_path + "."
    return {name.removeprefix(prefix): value for name, value in flat.items()}


def _keyed(settings: ApiSettings, records: list[_Record]) -> KeyedRows:
    frame = frame_of_records([{settings.key_column: "", settings.stamp_column: ""} | r for r in records])
    keys = frame[settings.key_column].tolist()
    raw: list[Stamp | None] = [_stamp(text) for text in frame[settings.stamp_column].tolist()]
    return KeyedRows(frame.drop(columns=list(settings.bookkeeping)), keys, [stamp_text(s) for s in raw], raw)


def _stamp(text: str) -> Stamp | None:
    """Digits that are no written date are a number: a version or milliseconds."""
    return int(text) if text.isdigit() and len(text) not in (8, 14) else text or None


def _batch(interface: Interface, rows: KeyedRows) -> Pulled:
    findings = _incomplete(interface, rows)
    return Pulled(rows.frame, rows.keys, rows.stamps, interface.origin, None, None, findings)


def _incomplete(interface: Interface, rows: KeyedRows) -> list[Finding]:
    """A warning for each of key and stamp that some records lack."""
    settings = interface.settings
    lacking = {
        ("key-missing", settings.key_column): rows.keys.count(""),
        ("stamp-missing", settings.stamp_column): rows.raw_stamps.count(None),
    }
    return [
        Finding(
            None,
            name,
            code,
            Severity.WARNING,
            f"来源“{interface.source}”有{count}条数据没有 {name}",
            "请来源系统为每条数据提供主键与变更时间",
            "G9",
            Scope.BATCH,
        )
        for (code, name), count in lacking.items()
        if count
    ]
