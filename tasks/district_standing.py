"""Steps that tell which districts have handed in a year, which are late, and what to write to them (clause G17)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from tasks.contracts.tables_districts import load_districts
from tasks.installation import Installation, open_installation
from tasks.law.authorities import counting_row
from tasks.law.districts import District, chasing_text, districts_of_year
from tasks.law.shanghai import SHANGHAI, shanghai_date
from tasks.register.database import instant_text
from tasks.register.district_workbooks import TakenWorkbook, first_handed_in, taken_workbooks


class Standing(StrEnum):
    """How a district stands with a year's figures."""

    HANDED_IN = "handed_in"
    LATE = "late"
    WAITING = "waiting"
    BY_SYSTEM = "by_system"
    NOT_NEEDED = "not_needed"


def units_to_report(here: Installation, district: District, year: int) -> tuple[str, ...]:
    """The units of a district less those that `authorities.yaml` names one by one, which count by their system."""
    rows = here.law.authorities
    return tuple(
        name
        for name in district.authorities
        if (row := counting_row(name, year, rows)) is None or not row.names_one_body(name)
    )


def standing_answer(year: int, as_of: datetime) -> dict[str, Any]:
    """`gongshi districts list --json`: every district of the table, as things stood at an instant."""
    with open_installation() as here:
        return {
            "year": year,
            "as_of": as_of.astimezone(SHANGHAI).isoformat(timespec="seconds"),
            "districts": _standings(here, year, as_of),
        }


def districts_missing(here: Installation, year: int, as_of: datetime) -> list[str]:
    """The districts whose figures of a year are still to come, by name, whether late or not."""
    awaited = (Standing.LATE, Standing.WAITING)
    return [one["name"] for one in _standings(here, year, as_of) if one["state"] in awaited]


def _standings(here: Installation, year: int, as_of: datetime) -> list[dict[str, Any]]:
    rows = load_districts(here.settings.home)
    asked = districts_of_year(rows, year)
    with here.register.reading() as connection:
        taken = taken_workbooks(connection, year, instant_text(as_of))
        first = first_handed_in(connection, year, instant_text(as_of))
    every = {row.id: asked.get(row.id, row) for row in rows}
    return [
        _standing(here, district, year, shanghai_date(as_of), taken.get(key), first.get(key, ""))
        if key in asked
        else _not_needed(district)
        for key, district in every.items()
    ]


def _not_needed(district: District) -> dict[str, Any]:
    return {"id": district.id, "name": district.name, "state": Standing.NOT_NEEDED.value}


def _standing(
    here: Installation, district: District, year: int, today: date, taken: TakenWorkbook | None, first: str
) -> dict[str, Any]:
    asked = units_to_report(here, district, year)
    handed_in = shanghai_date(datetime.fromisoformat(first)) if first else None
    late = district.days_late(year, handed_in or today)
    if taken is not None:
        state = Standing.HANDED_IN
    elif not asked:
        state, late = Standing.BY_SYSTEM, 0
    else:
        state = Standing.LATE if late else Standing.WAITING
    answer = {
        "id": district.id,
        "name": district.name,
        "state": state.value,
        "units": list(asked),
        "counted_by_system": [name for name in district.authorities if name not in asked],
        "contact_office": district.contact_office,
        "due_on": district.due_on(year).isoformat(),
        "days_late": late,
        "reminder": chasing_text(district, asked, year, today) if state is Standing.LATE else None,
    }
    return answer | _workbook(taken, handed_in)


def _workbook(taken: TakenWorkbook | None, first_on: date | None) -> dict[str, Any]:
    if taken is None or first_on is None:
        return {"handed_in_on": None, "taken_at": None, "taken_by": None, "version": None, "sha256": None}
    return {
        "handed_in_on": first_on.isoformat(),
        "taken_at": taken.taken_at,
        "taken_by": taken.operator,
        "version": taken.ordinal,
        "sha256": taken.content_hash.hex(),
    }


def standing_text(answer: dict[str, Any]) -> str:
    """How the districts stand, for a reader; what to write to late ones below."""
    districts = answer["districts"]
    if not districts:
        return "没有须用报表报送的区县（$GONGSHI_HOME/law/districts.yaml）"
    lines = [f"{one['name']}　{_told(one)}" for one in districts]
    reminders = [one["reminder"] for one in districts if one.get("reminder")]
    if reminders:
        lines += ["", "催报：", *reminders]
    return "\n".join(lines)


def _told(one: dict[str, Any]) -> str:
    state = Standing(one["state"])
    if state is Standing.NOT_NEEDED:
        return "该年度无须报送"
    if state is Standing.BY_SYSTEM:
        return f"已按系统计数，无须报送：{'、'.join(one['counted_by_system'])}"
    due = f"应于{one['due_on']}（含）前报送"
    if state is Standing.LATE:
        return f"逾期未报送：{due}，已逾期{one['days_late']}日"
    if state is Standing.WAITING:
        return f"待报送：{due}"
    late = f"，逾期{one['days_late']}日" if one["days_late"] else ""
    told = f"已报送：{one['handed_in_on']}收到{late}，现行为第{one['version']}份，{one['taken_by']}收下"
    if one["counted_by_system"]:
        told += f"；{'、'.join(one['counted_by_system'])}又按系统计数，报表中的数据不计入，请核实"
    return told
