"""The register of official papers: numbered by kind and year without holes, kept so that they print again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tasks.law.shanghai import shanghai_date
from tasks.register.database import Register, instant_text
from tasks.register.schema import official_form


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A paper as the register keeps it; `content` is the filled paper as JSON."""

    kind: str
    number: str
    content: str
    made_by: str
    made_at: str


def keep_form(
    register: Register,
    kind: str,
    number: Callable[[int, int], str],
    content: str,
    made_by: str,
    made_at: datetime,
    *,
    decision_id: int | None = None,
    batch_id: int | None = None,
) -> KeptForm:
    """Give a paper the next number of its kind in its Shanghai year and keep it, in one transaction.

    There is one writer at a time, so no number is given twice and none is lost with a failed writer.
    """
    year = shanghai_date(made_at).year
    with register.writing() as connection:
        last = connection.scalar(
            sa.select(sa.func.max(official_form.c.ordinal)).where(
                official_form.c.kind == kind, official_form.c.year == year
            )
        )
        ordinal = (last or 0) + 1
        kept = KeptForm(kind, number(year, ordinal), content, made_by, instant_text(made_at))
        row = {
            "kind": kept.kind,
            "year": year,
            "ordinal": ordinal,
            "number": kept.number,
            "decision_id": decision_id,
            "batch_id": batch_id,
            "content": kept.content,
            "made_by": kept.made_by,
            "made_at": kept.made_at,
        }
        connection.execute(sa.insert(official_form), [row])
    return kept


def read_form(connection: sa.Connection, number: str) -> KeptForm | None:
    """The paper with a number, None where there is none."""
    columns = [official_form.c[name] for name in ("kind", "number", "content", "made_by", "made_at")]
    row = connection.execute(sa.select(*columns).where(official_form.c.number == number)).one_or_none()
    return None if row is None else KeptForm(*row)


def earlier_numbers(
    connection: sa.Connection, kind: str, decision_id: int | None, batch_id: int | None
) -> list[str]:
    """The numbers of papers of a kind already made for a decision or a batch, oldest first."""
    about = (
        official_form.c.decision_id == decision_id
        if decision_id is not None
        else official_form.c.batch_id == batch_id
    )
    query = sa.select(official_form.c.number).where(official_form.c.kind == kind, about)
    return list(connection.scalars(query.order_by(official_form.c.id)))
