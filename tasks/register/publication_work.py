"""What the website channel has to do next, as intents committed before anything is written (promise 6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.law.lifecycle import PublicationState
from tasks.register.counters import bump
from tasks.register.database import Register, instant_text
from tasks.register.edition_leaves import append_missing_leaves
from tasks.register.list_places import PartOf, file_in_lists
from tasks.register.schema import decision, edition, publication, receipt
from tasks.register.selection import selected
from tasks.register.sent_rows import SENT_ON_THE_WAY, mark_sent
from tasks.register.transparency import AppendedLeaf, forget_salts


@dataclass(frozen=True, slots=True)
class PageToPublish:
    """One decision page to write and read back; `body` is the public edition as canonical JSON.

    `sent_at` is when it was written where it waits for an observer's receipt: until then its bytes must not change.
    """

    publication_id: int
    decision_id: int
    page_id: str
    act_type: str
    office: str
    decided_on: str
    due_on: str
    state: str
    edition_id: int
    body: str
    redacted: bool
    edition_hash: bytes
    leaf_index: int
    salt: bytes
    sent_at: str | None = None


@dataclass(frozen=True, slots=True)
class PageRead:
    """What came back for a page, and who read it where not we did; `waiting_for` names what must come first."""

    page: PageToPublish
    status: int
    page_hash: bytes
    problem: str | None
    waiting_for: str = ""
    observer: str = ""


Position = tuple[str, int]
"""Where a sweep through the work stands: (due date, publication id)."""


def intend_pages(
    register: Register, parts: PartOf, after: Position, limit: int, now: datetime
) -> list[PageToPublish]:
    """Take up to `limit` pages, oldest deadline first: log leaf, list place and stale lists are committed."""
    with register.writing() as connection:
        rows = _pages_to_do(connection, after, limit)
        leaves = append_missing_leaves(connection, rows, now)
        file_in_lists(connection, rows, parts)
    return [
        PageToPublish(
            row.publication_id,
            row.decision_id,
            row.page_id,
            row.act_type,
            row.office,
            row.decided_on,
            row.due_on or "",
            row.state,
            row.edition_id,
            row.body,
            row.redacted,
            row.hash,
            *leaves.get(row.edition_id, AppendedLeaf(row.leaf_index, row.salt)),
            sent_at=row.on_the_way,
        )
        for row in rows
    ]


def _pages_to_do(
    connection: sa.Connection, after: Position, limit: int
) -> Sequence[sa.Row[tuple[object, ...]]]:
    due = sa.func.coalesce(publication.c.due_on, "")
    return connection.execute(
        sa.select(
            publication.c.id.label("publication_id"),
            publication.c.due_on,
            publication.c.state,
            publication.c.act_part,
            publication.c.act_ordinal,
            publication.c.office_part,
            publication.c.office_ordinal,
            SENT_ON_THE_WAY.label("on_the_way"),
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
        )
        .join_from(publication, decision, decision.c.id == publication.c.decision_id)
        .join(edition, edition.c.id == publication.c.wanted_edition_id)
        .where(
            publication.c.channel == Channel.WEBSITE,
            publication.c.to_do == "publish",
            sa.or_(due > after[0], sa.and_(due == after[0], publication.c.id > after[1])),
        )
        .order_by(due, publication.c.id)
        .limit(limit)
    ).all()


def settle_pages(register: Register, readings: Sequence[PageRead], now: datetime, read_from: str) -> int:
    """Commit what was read back: matching pages are published with a receipt, others stay to be done."""
    at = instant_text(now)
    good = [r for r in readings if r.problem is None]
    bad = [r for r in readings if r.problem is not None and not r.waiting_for]
    waiting = {r.page.publication_id: r.waiting_for for r in readings if r.waiting_for}
    with register.writing() as connection:
        mark_sent(connection, waiting, now)
        good = _still_wanted(connection, good)
        if good:
            connection.execute(
                sa.update(publication)
                .where(publication.c.id == sa.bindparam("of"))
                .values(
                    state=PublicationState.PUBLISHED,
                    state_since=sa.case(
                        (publication.c.state == PublicationState.DUE, at), else_=publication.c.state_since
                    ),
                    live_edition_id=sa.bindparam("shown"),
                    page_hash=sa.bindparam("body_hash"),
                    first_published_at=sa.func.coalesce(publication.c.first_published_at, at),
                    attempts=publication.c.attempts + 1,
                    last_problem=None,
                    to_do=None,
                    sent_sequence=None,
                    sent_as=None,
                ),
                [
                    {"of": r.page.publication_id, "shown": r.page.edition_id, "body_hash": r.page_hash}
                    for r in good
                ],
            )
            connection.execute(sa.insert(receipt), [_receipt_row(r, at, read_from) for r in good])
            replaced = [r.page.decision_id for r in good if r.page.state == PublicationState.PUBLISHED]
            forget_salts(connection, replaced)
        if bad:
            connection.execute(
                sa.update(publication)
                .where(publication.c.id == sa.bindparam("of"))
                .values(attempts=publication.c.attempts + 1, last_problem=sa.bindparam("problem")),
                [{"of": r.page.publication_id, "problem": r.problem} for r in bad],
            )
        was = Counter(r.page.state for r in good)
        changes = Counter({PublicationState.PUBLISHED.value: len(good)})
        changes.subtract(was)
        bump(connection, Channel.WEBSITE, changes)
    return len(good)


def _still_wanted(connection: sa.Connection, readings: Sequence[PageRead]) -> list[PageRead]:
    """Readings whose text is still the one to show: while they were read somebody may have decided otherwise."""
    with selected(connection, (r.page.publication_id for r in readings)) as chosen:
        query = sa.select(publication.c.id, publication.c.wanted_edition_id).where(
            publication.c.id.in_(chosen), publication.c.to_do == "publish"
        )
        wanted = dict(connection.execute(query).tuples().all())
    return [r for r in readings if wanted.get(r.page.publication_id) == r.page.edition_id]


def _receipt_row(reading: PageRead, at: str, read_from: str) -> dict[str, object]:
    return {
        "publication_id": reading.page.publication_id,
        "kind": "published",
        "edition_id": reading.page.edition_id,
        "status": reading.status,
        "page_hash": reading.page_hash,
        "read_at": at,
        "read_from": read_from,
        "observer": reading.observer or None,
    }
