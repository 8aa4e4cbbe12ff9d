"""Workbooks that districts handed in: every version is kept, the newest one counts (clause G17)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from tasks.law.district_figures import DistrictFigure
from tasks.register.acting import Act
from tasks.register.database import Register
from tasks.register.schema import decision, district_figure, district_workbook, operator_act

TAKING = "take_district"


@dataclass(frozen=True, slots=True)
class NewWorkbook:
    """A clean workbook about to be kept; `content_hash` is the SHA-256 of the file as it came."""

    year: int
    district: str
    name: str
    template: str
    file_name: str
    content_hash: bytes
    figures: Sequence[DistrictFigure]


@dataclass(frozen=True, slots=True)
class TakenWorkbook:
    """The workbook of a district that counts; `ordinal` says the how manieth it is."""

    district: str
    name: str
    ordinal: int
    file_name: str
    content_hash: bytes
    taken_at: str
    operator: str
    reason: str


def take_workbook(register: Register, act: Act, new: NewWorkbook) -> int | None:
    """Keep a workbook with its figures and say the how manieth it is; None where it is the one that counts already."""
    with register.writing() as connection:
        known = connection.execute(
            sa.select(district_workbook.c.ordinal, district_workbook.c.content_hash)
            .where(district_workbook.c.year == new.year, district_workbook.c.district == new.district)
            .order_by(district_workbook.c.ordinal.desc())
            .limit(1)
        ).one_or_none()
        if known and known.content_hash == new.content_hash:
            return None
        ordinal = known.ordinal + 1 if known else 1
        row = act.row(TAKING) | {"subject": f"{new.name}{new.year}年度统计报表第{ordinal}份"}
        act_id = connection.execute(sa.insert(operator_act).returning(operator_act.c.id), [row]).scalar_one()
        workbook = {name: getattr(new, name) for name in NewWorkbook.__slots__ if name != "figures"}
        workbook_id = connection.execute(
            sa.insert(district_workbook).returning(district_workbook.c.id),
            [workbook | {"ordinal": ordinal, "act_id": act_id}],
        ).scalar_one()
        connection.execute(sa.insert(district_figure), [_row(workbook_id, one) for one in new.figures])
    return ordinal


def _row(workbook_id: int, figure: DistrictFigure) -> dict[str, object]:
    return {"workbook_id": workbook_id} | {name: getattr(figure, name) for name in DistrictFigure.__slots__}


def taken_workbooks(connection: sa.Connection, year: int, until: str) -> dict[str, TakenWorkbook]:
    """The workbook that counted for each district at an instant (as the register writes it), by district."""
    newest = (
        sa.select(district_workbook.c.district, sa.func.max(district_workbook.c.ordinal).label("ordinal"))
        .join_from(district_workbook, operator_act, operator_act.c.id == district_workbook.c.act_id)
        .where(district_workbook.c.year == year, operator_act.c.acted_at <= until)
        .group_by(district_workbook.c.district)
        .subquery()
    )
    query = (
        sa.select(
            district_workbook.c.district,
            district_workbook.c.name,
            district_workbook.c.ordinal,
            district_workbook.c.file_name,
            district_workbook.c.content_hash,
            operator_act.c.acted_at.label("taken_at"),
            operator_act.c.operator,
            operator_act.c.reason,
        )
        .join_from(district_workbook, operator_act, operator_act.c.id == district_workbook.c.act_id)
        .join(
            newest,
            sa.and_(
                newest.c.district == district_workbook.c.district,
                newest.c.ordinal == district_workbook.c.ordinal,
            ),
        )
        .where(district_workbook.c.year == year)
    )
    return {row.district: TakenWorkbook(**row._mapping) for row in connection.execute(query)}


def first_handed_in(connection: sa.Connection, year: int, until: str) -> dict[str, str]:
    """When each district's first workbook came, by district."""
    query = (
        sa.select(district_workbook.c.district, sa.func.min(operator_act.c.acted_at))
        .join_from(district_workbook, operator_act, operator_act.c.id == district_workbook.c.act_id)
        .where(district_workbook.c.year == year, operator_act.c.acted_at <= until)
        .group_by(district_workbook.c.district)
    )
    return dict(connection.execute(query).tuples().all())


def names_that_decided(connection: sa.Connection, names: Collection[str], year: int) -> set[str]:
    """Which of these authorities have decisions of a year in the register."""
    query = (
        sa.select(decision.c.authority_name)
        .where(
            decision.c.authority_name.in_(names),
            decision.c.decided_on >= f"{year}-01-01",
            decision.c.decided_on <= f"{year}-12-31",
        )
        .distinct()
    )
    return set(connection.scalars(query))
