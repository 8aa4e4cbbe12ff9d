"""Pages that were written but must wait after all: taken away again before anybody read them back."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.register.database import Register
from tasks.register.schema import decision, publication
from tasks.register.selection import selected


def pages_to_remove(register: Register) -> dict[int, str]:
    """Pages written to the site that must wait after all, before anyone read them back: publication → page."""
    with register.reading() as connection:
        rows = connection.execute(
            sa.select(publication.c.id, decision.c.page_id)
            .join_from(publication, decision, decision.c.id == publication.c.decision_id)
            .where(publication.c.channel == Channel.WEBSITE, publication.c.to_do == "remove")
        )
        return dict(rows.tuples().all())


def settle_removals(register: Register, publication_ids: Sequence[int]) -> None:
    """These addresses answer nothing: the publications wait as if they had never been written."""
    nowhere = dict.fromkeys(("act_part", "act_ordinal", "office_part", "office_ordinal", "to_do"))
    with register.writing() as connection, selected(connection, publication_ids) as chosen:
        connection.execute(
            sa.update(publication)
            .where(publication.c.id.in_(chosen), publication.c.to_do == "remove")
            .values(nowhere)
        )
