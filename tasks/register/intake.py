"""Taking a validated batch into the register: one transaction, set-based, safe to repeat (promises 1 and 6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tasks.law.lifecycle import RecordState, refuse_record_step
from tasks.register.counters import RECORDS, bump
from tasks.register.database import Register, instant_text
from tasks.register.decision_links import Links, link_decisions
from tasks.register.finding_rows import close_findings, store_findings
from tasks.register.incoming import IncomingBatch, IncomingRecord, Taken
from tasks.register.publication_rows import open_publications
from tasks.register.reassessment import mark_for_assessment
from tasks.register.schema import batch, record, sighting
from tasks.register.selection import next_id, selected, temporary
from tasks.register.source_rows import move_cursor
from tasks.register.versions import Version, VersionHistory
from tasks.register.vouching import vouch_for_reseen


def take_in(register: Register, incoming: IncomingBatch) -> Taken:
    """Take a batch in; the caller holds the claim "intake". Taking the same batch in again changes nothing."""
    with register.writing() as connection:
        batch_id = _add_batch(connection, incoming)
        brought = bring_in(connection, incoming, batch_id)
        added = [v for v in brought.versions if v.new]
        move_cursor(connection, incoming)
        rejected = sum(1 for v in added if v.row is not None and v.row.rejected)
        connection.execute(
            sa.update(batch)
            .where(batch.c.id == batch_id)
            .values(records_added=len(added), records_rejected=rejected)
        )
    changed = brought.links.changed
    return Taken(batch_id, len(incoming.records), len(added), rejected, len(added) - rejected, changed)


@dataclass(frozen=True, slots=True)
class Brought:
    """The versions that records touched, as they stand now, and the decisions they opened or changed."""

    versions: tuple[Version, ...]
    links: Links


def bring_in(connection: sa.Connection, incoming: IncomingBatch, batch_id: int) -> Brought:
    """Let records of a batch take their place among all versions, with everything that follows from it."""
    history = VersionHistory(_known(connection, incoming), next_id(connection, record))
    history.sight(incoming.records)
    versions = list(history)
    links = link_decisions(connection, incoming, versions, batch_id)
    _store(connection, incoming, batch_id, versions)
    open_publications(connection, links.new, incoming.pulled_at)
    mark_for_assessment(connection, links.changed, incoming.pulled_at)
    _release_twins(connection, incoming, versions)
    vouch_for_reseen(connection, incoming, batch_id, versions)
    store_findings(connection, incoming, batch_id, versions)
    return Brought(tuple(versions), links)


def _add_batch(connection: sa.Connection, incoming: IncomingBatch) -> int:
    review, release = incoming.legal_review, incoming.release_review
    batch_id = next_id(connection, batch)
    connection.execute(
        sa.insert(batch).values(
            id=batch_id,
            source=incoming.source,
            contract=incoming.contract,
            contract_version=incoming.contract_version,
            origin=incoming.origin,
            origin_hash=incoming.origin_hash,
            pulled_at=instant_text(incoming.pulled_at),
            rows_seen=len(incoming.records),
            records_added=0,
            records_rejected=0,
            review_attested_by=review.by if review else None,
            review_attested_since=review.since.isoformat() if review and review.since else None,
            release_attested_by=release.by if release else None,
            release_attested_since=release.since.isoformat() if release and release.since else None,
        )
    )
    return batch_id


def _known(connection: sa.Connection, incoming: IncomingBatch) -> list[Version]:
    keys = [{"source_key": key} for key in dict.fromkeys(row.source_key for row in incoming.records)]
    with temporary(
        connection, "incoming_keys", [sa.Column("source_key", sa.String(300), primary_key=True)], keys
    ) as table:
        rows = connection.execute(
            sa.select(
                record.c.id,
                record.c.source_key,
                record.c.content_hash,
                record.c.state,
                record.c.decision_id,
                record.c.source_order,
            )
            .where(record.c.source == incoming.source)
            .join_from(table, record, record.c.source_key == table.c.source_key)
        ).all()
    return [Version(i, key, h, RecordState(s), d, o, was=RecordState(s)) for i, key, h, s, d, o in rows]


def _store(
    connection: sa.Connection, incoming: IncomingBatch, batch_id: int, versions: Sequence[Version]
) -> None:
    seen_at = instant_text(incoming.pulled_at)
    rows = [
        _record_row(incoming, batch_id, seen_at, v, v.row) for v in versions if v.new and v.row is not None
    ]
    if rows:
        connection.execute(sa.insert(record), rows)
    changes: Counter[str] = Counter(row["state"] for row in rows)
    changes["total"] = len(rows)
    changes.update(move_records(connection, _steps(versions), seen_at))
    bump(connection, RECORDS, changes)
    _attach(connection, versions)
    again = [
        {"record_id": v.id, "batch_id": batch_id, "source_order": order, "seen_at": seen_at}
        for v in versions
        for order in v.sightings
    ]
    if again:
        connection.execute(sa.insert(sighting), again)
        connection.execute(
            sa.update(record)
            .where(record.c.id == sa.bindparam("seen_id"))
            .values(source_order=sa.bindparam("seen_order")),
            [{"seen_id": v.id, "seen_order": v.source_order} for v in versions if v.sightings],
        )


def _attach(connection: sa.Connection, versions: Iterable[Version]) -> None:
    """A record that was rejected before belongs to a decision only now that it went through."""
    found = [
        {"through_id": v.id, "of": v.decision_id}
        for v in versions
        if v.row is not None and v.was is not None and v.was is not v.state and v.decision_id is not None
    ]
    if found:
        connection.execute(
            sa.update(record)
            .where(record.c.id == sa.bindparam("through_id"))
            .values(decision_id=sa.bindparam("of")),
            found,
        )


def _steps(versions: Iterable[Version]) -> dict[tuple[RecordState, RecordState], list[int]]:
    steps: dict[tuple[RecordState, RecordState], list[int]] = {}
    for v in versions:
        if v.was is not None and v.was is not v.state:
            steps.setdefault((v.was, v.state), []).append(v.id)
    return steps


def move_records(
    connection: sa.Connection, steps: dict[tuple[RecordState, RecordState], list[int]], at: str
) -> Counter[str]:
    """Carry out record steps (from, to) → ids and return the differences per state; ValueError if refused."""
    changes: Counter[str] = Counter()
    for (current, following), ids in steps.items():
        refusal = refuse_record_step(current, following)
        if refusal:
            raise ValueError(f"{refusal.code}: {refusal.sentence}")
        with selected(connection, ids) as chosen:
            moved = connection.execute(
                sa.update(record)
                .where(record.c.id.in_(chosen), record.c.state == current)
                .values(state=following, state_since=at)
            ).rowcount
        changes[current] -= moved
        changes[following] += moved
    return changes


def _record_row(
    incoming: IncomingBatch, batch_id: int, seen_at: str, version: Version, row: IncomingRecord
) -> dict[str, Any]:
    return {
        "id": version.id,
        "source": incoming.source,
        "source_key": row.source_key,
        "twin_key": row.twin_key,
        "content_hash": row.content_hash,
        "raw_hash": row.raw_hash,
        "contract": incoming.contract,
        "batch_id": batch_id,
        "row_number": row.row_number,
        "state": version.state,
        "decision_id": version.decision_id,
        "source_order": row.source_order,
        "raw": row.raw,
        "content": row.content,
        "act_type": row.act_type or "",
        "decided_on": row.decided_on.isoformat() if row.decided_on else None,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "first_seen_at": seen_at,
        "state_since": seen_at,
    }


def _release_twins(connection: sa.Connection, incoming: IncomingBatch, versions: Sequence[Version]) -> None:
    """A row without a key of its own, rejected before, goes through once its mended twin is accepted.

    One that this batch still brings beside the other is not its earlier form but another decision.
    """
    twins = {
        v.row.twin_key for v in versions if v.row and v.state is RecordState.ACCEPTED and v.was is not v.state
    }
    if not twins:
        return
    column = sa.Column("twin_key", sa.String(64), primary_key=True)
    with temporary(connection, "incoming_twins", [column], [{"twin_key": t} for t in twins]) as table:
        waiting = connection.scalars(
            sa.select(record.c.id).where(
                record.c.source == incoming.source,
                record.c.state == RecordState.QUARANTINED,
                record.c.source_key.startswith("~"),
                record.c.twin_key.in_(sa.select(table.c.twin_key)),
            )
        ).all()
    brought = {v.id for v in versions if v.row is not None}
    ids = [one for one in waiting if one not in brought]
    if ids:
        steps = {(RecordState.QUARANTINED, RecordState.SUPERSEDED): ids}
        bump(connection, RECORDS, move_records(connection, steps, instant_text(incoming.pulled_at)))
        close_findings(connection, ids, incoming.pulled_at)
