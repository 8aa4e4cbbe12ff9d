"""The cut-over: decisions that an old site shows are taken over, or seen to be gone from it (clauses G9, G15)."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.law.lifecycle import Gate, PublicationState
from tasks.register.assessed_rows import TAKE_OVER
from tasks.register.database import Register
from tasks.register.operator_acts import Act, ActRefused, find_decision
from tasks.register.reassessment import mark_for_assessment
from tasks.register.schema import decision, operator_act, publication
from tasks.register.withdrawal_work import ELSEWHERE_DOWN


@dataclass(frozen=True, slots=True)
class DecisionElsewhere:
    """A decision that was public on an old site, and where it stands here."""

    act_type: str
    document_number: str
    address: str
    public_since: str
    state: str
    page_id: str


def take_over(register: Register, act: Act, number: str, act_type: str = "", authority: str = "") -> int:
    """Show here what an old site shows: one decision, or every one that waits where no number is given."""
    with register.writing() as connection:
        waiting = sa.select(publication.c.decision_id).where(
            publication.c.channel == Channel.WEBSITE,
            publication.c.state == PublicationState.HELD,
            publication.c.gate == Gate.ELSEWHERE,
        )
        if number:
            named = find_decision(connection, number, act_type, authority)
            waiting = waiting.where(publication.c.decision_id == named.id)
        ids = connection.scalars(waiting.order_by(publication.c.decision_id)).all()
        if not ids:
            raise ActRefused(f"“{number}”没有待接管的公开" if number else "没有待接管的决定")
        connection.execute(
            sa.insert(operator_act), [act.row(TAKE_OVER) | {"decision_id": one} for one in ids]
        )
        mark_for_assessment(connection, ids, act.at)
    return len(ids)


def confirm_gone_elsewhere(
    register: Register, act: Act, number: str, act_type: str = "", authority: str = ""
) -> str:
    """A person saw that the old site no longer shows a withdrawn decision; returns the old address."""
    with register.writing() as connection:
        named = find_decision(connection, number, act_type, authority)
        row = connection.execute(
            sa.select(publication.c.elsewhere_address, publication.c.to_do).where(
                publication.c.decision_id == named.id, publication.c.channel == Channel.WEBSITE
            )
        ).one()
        if not row.elsewhere_address:
            raise ActRefused(f"“{number}”没有登记过原网站的公开")
        if row.to_do != "withdraw":
            raise ActRefused(f"“{number}”没有待办的撤下；请先用 gongshi withdraw 登记")
        connection.execute(sa.insert(operator_act), [act.row(ELSEWHERE_DOWN) | {"decision_id": named.id}])
    return str(row.elsewhere_address)


def read_elsewhere(register: Register) -> list[DecisionElsewhere]:
    """Every decision that was public on an old site, by its address there: what redirects are made from."""
    with register.reading() as connection:
        rows = connection.execute(
            sa.select(
                decision.c.act_type,
                decision.c.document_number,
                publication.c.elsewhere_address,
                publication.c.elsewhere_on,
                publication.c.state,
                decision.c.page_id,
            )
            .join_from(publication, decision, decision.c.id == publication.c.decision_id)
            .where(publication.c.channel == Channel.WEBSITE, publication.c.elsewhere_on.is_not(None))
            .order_by(publication.c.elsewhere_address, decision.c.id)
        )
        return [DecisionElsewhere(*row) for row in rows]
