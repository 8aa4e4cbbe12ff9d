"""What the register keeps of pages and notices that must be written again, and of what was read back then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.law.lifecycle import PublicationState, WithdrawalReason
from tasks.register.database import Register, instant_text
from tasks.register.publication_work import PageRead, PageToPublish
from tasks.register.schema import decision, edition, publication, receipt, withdrawal
from tasks.register.selection import temporary
from tasks.register.site_rows import PUBLIC_DECISIONS
from tasks.register.withdrawal_work import PageToWithdraw

_STANDING = sa.and_(
    publication.c.channel == Channel.WEBSITE,
    publication.c.state == PublicationState.PUBLISHED,
    publication.c.to_do.is_(None),
)
"""Publications that stand and that nobody asked to change or end."""


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page as it was published: its edition, when it was read back first, and the hash of its bytes."""

    page: PageToPublish
    published_at: str
    page_hash: bytes


def stored_pages(connection: sa.Connection, page_ids: Iterable[str]) -> list[StoredPage]:
    """The pages of these ids that stand on the site; whatever may not be shown is left out."""
    with _named(connection, page_ids) as chosen:
        rows = connection.execute(
            sa.select(
                publication.c.id.label("publication_id"),
                publication.c.due_on,
                publication.c.state,
                publication.c.page_hash,
                decision.c.id.label("decision_id"),
                decision.c.page_id,
                decision.c.act_type,
                decision.c.office,
                decision.c.decided_on,
                edition.c.id.label("edition_id"),
                edition.c.body,
                edition.c.redacted,
                edition.c.hash,
                edition.c.leaf_index,
                edition.c.salt,
                sa.func.coalesce(sa.func.max(receipt.c.read_at), publication.c.first_published_at).label(
                    "published_at"
                ),
            )
            .join_from(publication, decision, decision.c.id == publication.c.decision_id)
            .join(edition, edition.c.id == publication.c.live_edition_id)
            .outerjoin(
                receipt,
                sa.and_(
                    receipt.c.publication_id == publication.c.id,
                    receipt.c.edition_id == edition.c.id,
                    receipt.c.kind == "published",
                ),
            )
            .where(_STANDING, decision.c.page_id.in_(chosen))
            .group_by(publication.c.id, decision.c.id, edition.c.id)
            .order_by(decision.c.page_id)
        ).all()
    return [_stored(row) for row in rows]


def _stored(row: sa.Row[tuple[object, ...]]) -> StoredPage:
    page = PageToPublish(
        publication_id=row.publication_id,
        decision_id=row.decision_id,
        page_id=row.page_id,
        act_type=row.act_type,
        office=row.office,
        decided_on=row.decided_on,
        due_on=row.due_on or "",
        state=row.state,
        edition_id=row.edition_id,
        body=row.body,
        redacted=row.redacted,
        edition_hash=row.hash,
        leaf_index=row.leaf_index,
        salt=row.salt,
    )
    return StoredPage(page, row.published_at, row.page_hash)


def ended_pages(connection: sa.Connection, page_ids: Iterable[str]) -> list[PageToWithdraw]:
    """The settled withdrawals of these pages, the latest of each, as they were carried out."""
    successor, later = decision.alias("successor"), withdrawal.alias("later")
    latest = (
        sa.select(sa.func.max(later.c.id))
        .where(
            later.c.decision_id == decision.c.id,
            later.c.channel == Channel.WEBSITE,
            later.c.settled_at.is_not(None),
        )
        .correlate(decision)
        .scalar_subquery()
    )
    with _named(connection, page_ids) as chosen:
        rows = connection.execute(
            sa.select(
                withdrawal.c.id,
                publication.c.id.label("publication_id"),
                publication.c.state,
                decision.c.id.label("decision_id"),
                decision.c.page_id,
                decision.c.act_type,
                withdrawal.c.reason,
                withdrawal.c.explanation,
                sa.func.max(successor.c.page_id).label("successor"),
            )
            .join_from(decision, withdrawal, withdrawal.c.id == latest)
            .join(
                publication,
                sa.and_(publication.c.decision_id == decision.c.id, publication.c.channel == Channel.WEBSITE),
            )
            .outerjoin(
                successor,
                sa.and_(
                    successor.c.number_key == withdrawal.c.replaced_by,
                    successor.c.authority_code == decision.c.authority_code,
                    successor.c.act_type == decision.c.act_type,
                    successor.c.id.in_(PUBLIC_DECISIONS),
                ),
            )
            .where(decision.c.page_id.in_(chosen), publication.c.to_do.is_(None))
            .group_by(withdrawal.c.id, publication.c.id, decision.c.id)
            .order_by(decision.c.page_id)
        ).all()
    return [
        PageToWithdraw(
            row.id,
            row.publication_id,
            row.decision_id,
            row.page_id,
            row.act_type,
            row.state,
            WithdrawalReason(row.reason),
            row.explanation,
            row.successor,
            None,
        )
        for row in rows
    ]


@contextmanager
def _named(connection: sa.Connection, page_ids: Iterable[str]) -> Iterator[sa.Select[tuple[str]]]:
    column = sa.Column("page_id", sa.String(26), primary_key=True)
    rows = [{"page_id": one} for one in dict.fromkeys(page_ids)]
    with temporary(connection, "chosen_pages", [column], rows) as table:
        yield sa.select(table.c.page_id)


def settle_mended(register: Register, readings: Sequence[PageRead], now: datetime, read_from: str) -> None:
    """Keep what pages that were written again answered; only where they still stand, with the same edition."""
    good = [reading for reading in readings if reading.problem is None]
    if not good:
        return
    at = instant_text(now)
    with register.writing() as connection:
        connection.execute(
            sa.update(publication)
            .where(
                publication.c.id == sa.bindparam("of"),
                publication.c.live_edition_id == sa.bindparam("shown"),
                _STANDING,
            )
            .values(page_hash=sa.bindparam("body_hash")),
            [
                {"of": r.page.publication_id, "shown": r.page.edition_id, "body_hash": r.page_hash}
                for r in good
            ],
        )
        connection.execute(
            sa.insert(receipt),
            [
                {
                    "publication_id": r.page.publication_id,
                    "kind": "mended",
                    "edition_id": r.page.edition_id,
                    "status": r.status,
                    "page_hash": r.page_hash,
                    "read_at": at,
                    "read_from": read_from,
                }
                for r in good
            ],
        )
