"""Holiday notices as files: those shipped, and those an installation takes in (clause G10)."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from tasks.contracts.law_rows import SHIPPED_LAW, LawTableError, checked, read_one
from tasks.law.holiday_customs import Customs
from tasks.law.working_days import Notice, WorkCalendar

_NOTICE = TypeAdapter(Notice)
_CUSTOMS = TypeAdapter(Customs)
_PAPER_DATE = re.compile(r"/(\d{4})-?(\d{2})(?:/(\d{2}))?/")
_FEWEST_DAYS_OFF = 7


def load_calendar(home: Path | None, as_of: date | None = None) -> WorkCalendar:
    """The working days by the notices known on `as_of` (None: by all)."""
    notices = [notice for notice in load_notices(home) if as_of is None or notice.known_since <= as_of]
    if not notices:
        raise LawTableError(f"{as_of}以前没有已公布的放假安排，无法计算工作日")
    return WorkCalendar(notices, read_one(home, "calendars/customs.yaml", _CUSTOMS))


def load_notices(home: Path | None) -> tuple[Notice, ...]:
    """Every notice, shipped or taken in; one taken in stands before a shipped one of the same version."""
    found: dict[str, Notice] = {}
    for folder in (SHIPPED_LAW, *((home / "law",) if home else ())):
        for path in sorted((folder / "calendars").glob("*.json")):
            notice = _read_notice(path)
            found[notice.version] = notice
    return tuple(sorted(found.values(), key=Notice.age))


def add_notice(home: Path, path: Path, received_on: date) -> Notice:
    """Take in a holiday notice, in our own form or that of holiday-cn, and keep it in `home/law/calendars`.

    A notice already known is returned as it is; one that differs becomes the year's next version.
    LawTableError where the file is not a notice that could be true.
    """
    notice = _sound(path, _from_file(path, received_on))
    same_year = [one for one in load_notices(home) if one.year == notice.year]
    for one in same_year:
        if (set(one.off), set(one.work)) == (set(notice.off), set(notice.work)):
            return one
    if notice.version in {one.version for one in same_year}:
        raise LawTableError(f"{path}：版本{notice.version}已存在且内容不同，请改用新的版本号")
    notice = notice if notice.version else _numbered(notice, same_year, received_on)
    folder = home / "law" / "calendars"
    folder.mkdir(parents=True, exist_ok=True)
    _write_whole(folder / f"{notice.version}.json", _NOTICE.dump_json(notice, indent=2))
    return notice


def _read_notice(path: Path) -> Notice:
    return checked(str(path), lambda: _NOTICE.validate_json(path.read_bytes()))


def _from_file(path: Path, received_on: date) -> Notice:
    """The notice in a file of either form; its version is empty where the file gives none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise LawTableError(f"{path}无法读取为JSON：{error}") from error
    if not isinstance(content, dict):
        raise LawTableError(f"{path}不是放假安排：应为一个对象")
    if "days" in content:
        content = checked(str(path), lambda: _from_holiday_cn(content, received_on))
    else:
        content = {"version": "", "known_since": received_on.isoformat(), **content}
    return checked(str(path), lambda: _NOTICE.validate_python(content))


def _from_holiday_cn(content: dict[str, Any], received_on: date) -> dict[str, Any]:
    """holiday-cn's form (`year`, `papers`, `days` with `date` and `isOffDay`) as ours."""
    try:
        papers = [str(paper) for paper in content.get("papers") or ()]
        days = [(str(day["date"]), bool(day["isOffDay"])) for day in content["days"]]
        year = content["year"]
    except (KeyError, TypeError) as error:
        raise ValueError(f"缺少year、date或isOffDay（{error}）") from error
    return {
        "year": year,
        "version": "",
        "known_since": _paper_date(papers, received_on),
        "known_since_assumed": True,
        "source": papers,
        "off": [day for day, is_off in days if is_off],
        "work": [day for day, is_off in days if not is_off],
    }


def _paper_date(papers: list[str], received_on: date) -> date:
    """The day in the address of the last paper; the day it was received where there is none, or a later one."""
    found = _PAPER_DATE.search(papers[-1]) if papers else None
    if found is None or found[3] is None:
        return received_on
    return min(date(int(found[1]), int(found[2]), int(found[3])), received_on)


def _sound(path: Path, notice: Notice) -> Notice:
    """The notice, if it could be a true one."""
    days = notice.off + notice.work
    both_feasts = {date(notice.year, 1, 1), date(notice.year, 10, 1)}
    is_well_named = re.fullmatch(rf"{notice.year}-\d+|", notice.version)
    faults = (
        (not days, "没有任何放假或上班日期，放假安排可能尚未公布"),
        (len(set(days)) < len(days), "同一日期出现两次"),
        (any(not _may_name(notice.year, day) for day in days), f"只能含{notice.year}年及上年12月的日期"),
        (len(notice.off) < _FEWEST_DAYS_OFF, "放假日期过少，不像全年安排"),
        (not both_feasts <= set(notice.off), "元旦或国庆节当日未列为放假"),
        (is_well_named is None, "版本号应为“年份-序号”"),
    )
    for is_fault, sentence in faults:
        if is_fault:
            raise LawTableError(f"{path}：{sentence}")
    return notice


def _may_name(year: int, day: date) -> bool:
    return day.year == year or (day.year, day.month) == (year - 1, 12)


def _numbered(notice: Notice, same_year: list[Notice], received_on: date) -> Notice:
    """The notice as the year's next version, known later than those before it."""
    taken = [int(one.version.rpartition("-")[2]) for one in same_year]
    is_newest = all(one.known_since < notice.known_since for one in same_year)
    return replace(
        notice,
        version=f"{notice.year}-{max(taken, default=0) + 1}",
        known_since=notice.known_since if is_newest else received_on,
    )


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all."""
    draft = path.with_suffix(".draft")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
