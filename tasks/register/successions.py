"""Pages that name another decision: which of them say what is no longer so, and their renewal (clause G15).

A page that was withdrawn as changed or re-made links to the decision in its place, and that one links back. Each is
written again when the other's standing changed after it was last read back; so nothing needs to be remembered, and a
run that died is made good by the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.law.lifecycle import PUBLIC_REASONS, PublicationState
from tasks.register.database import Register, instant_text
from tasks.register.page_history import SUCCEEDED, ended_again
from tasks.register.schema import decision, publication, receipt, withdrawal
from tasks.register.selection import selected
from tasks.register.site_rows import PUBLIC_DECISIONS, ShownPage, read_shown

_NAMED = withdrawal.c.replaced_by > ""


@dataclass(frozen=True, slots=True)
class GonePage:
    """A page that answers 410 with a public reason; `successor_page` stands on the site now, or is None."""

    publication_id: int
    page_id: str
    reason: str
    explanation: str
    successor_page: str | None


@dataclass(frozen=True, slots=True)
class Renewed:
    """A page written again and read back as written."""

    publication_id: int
    edition_id: int | None
    status: int
    page_hash: bytes


def gone_to_renew(connection: sa.Connection) -> list[GonePage]:
    """Gone pages whose successor came onto the site, or left it, after they were last read back."""
    successor, its_page = decision.alias("successor"), publication.alias("its_page")
    standing = sa.case((successor.c.id.in_(PUBLIC_DECISIONS), successor.c.page_id))
    rows = connection.execute(
        sa.select(
            publication.c.id,
            decision.c.page_id,
            withdrawal.c.reason,
            withdrawal.c.explanation,
            sa.func.max(standing),
        )
        .join_from(withdrawal, decision, decision.c.id == withdrawal.c.decision_id)
        .join(publication, publication.c.decision_id == decision.c.id)
        .join(successor, _takes_the_place_of(successor))
        .join(its_page, its_page.c.decision_id == successor.c.id)
        .where(
            _NAMED,
            withdrawal.c.channel == Channel.WEBSITE,
            withdrawal.c.was_public,
            withdrawal.c.settled_at.is_not(None),
            withdrawal.c.reason.in_(PUBLIC_REASONS),
            publication.c.channel == Channel.WEBSITE,
            publication.c.state == PublicationState.WITHDRAWN,
            publication.c.to_do.is_(None),
            its_page.c.channel == Channel.WEBSITE,
            ~ended_again(),
        )
        .group_by(withdrawal.c.id, publication.c.id, decision.c.id)
        .having(sa.func.max(its_page.c.state_since) > _last_read("withdrawn"))
        .order_by(withdrawal.c.id)
    )
    return [GonePage(*row) for row in rows]


def pages_to_renew(connection: sa.Connection) -> list[ShownPage]:
    """Pages on the site that took the place of a decision withdrawn after they were last read back."""
    former = decision.alias("former")
    ids = connection.scalars(
        sa.select(publication.c.id)
        .join_from(withdrawal, former, former.c.id == withdrawal.c.decision_id)
        .join(
            decision,
            sa.and_(
                decision.c.number_key == withdrawal.c.replaced_by,
                decision.c.authority_code == former.c.authority_code,
                decision.c.act_type == former.c.act_type,
            ),
        )
        .join(publication, publication.c.decision_id == decision.c.id)
        .where(
            _NAMED,
            withdrawal.c.channel == Channel.WEBSITE,
            withdrawal.c.was_public,
            withdrawal.c.reason.in_(SUCCEEDED),
            _last_settled() > _last_read("published"),
            former.c.id != decision.c.id,
            publication.c.channel == Channel.WEBSITE,
            publication.c.state == PublicationState.PUBLISHED,
            publication.c.to_do.is_(None),
        )
    ).all()
    with selected(connection, ids) as chosen:
        return read_shown(connection, chosen)


def _takes_the_place_of(successor: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.and_(
        successor.c.number_key == withdrawal.c.replaced_by,
        successor.c.authority_code == decision.c.authority_code,
        successor.c.act_type == decision.c.act_type,
        successor.c.id != decision.c.id,
    )


def _last_settled() -> sa.ScalarSelect[str]:
    """When the newest ending of a withdrawn decision was settled: one that vanished since is not named any more."""
    each = withdrawal.alias("each")
    return (
        sa.select(sa.func.max(each.c.settled_at))
        .where(each.c.decision_id == withdrawal.c.decision_id, each.c.channel == withdrawal.c.channel)
        .correlate(withdrawal)
        .scalar_subquery()
    )


def _last_read(kind: str) -> sa.ScalarSelect[str]:
    """When a publication's page was last read back, as published or as withdrawn."""
    return (
        sa.select(sa.func.max(receipt.c.read_at))
        .where(receipt.c.publication_id == publication.c.id, receipt.c.kind == kind)
        .correlate(publication)
        .scalar_subquery()
    )


def settle_renewed(
    register: Register, pages: Sequence[Renewed], kind: str, now: datetime, read_from: str
) -> None:
    """Keep what the renewed pages answer now, each with a receipt; `kind` is published or withdrawn."""
    if not pages:
        return
    at = instant_text(now)
    rows = [
        {
            "publication_id": page.publication_id,
            "kind": kind,
            "edition_id": page.edition_id,
            "status": page.status,
            "page_hash": page.page_hash,
            "read_at": at,
            "read_from": read_from,
        }
        for page in pages
    ]
    with register.writing() as connection:
        connection.execute(sa.insert(receipt), rows)
        if kind == "published":
            connection.execute(
                sa.update(publication)
                .where(
                    publication.c.id == sa.bindparam("of"), publication.c.state == PublicationState.PUBLISHED
                )
                .values(page_hash=sa.bindparam("seen")),
                [{"of": page.publication_id, "seen": page.page_hash} for page in pages],
            )
