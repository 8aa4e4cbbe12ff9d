"""Which decision a record belongs to: by its source's own key, else by what names it in law (design 3)."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa

from tasks.law.lifecycle import RecordState
from tasks.register.database import instant_text
from tasks.register.disagreements import KnownDecision, report_disagreement
from tasks.register.incoming import IncomingBatch, IncomingRecord
from tasks.register.schema import decision, record
from tasks.register.selection import next_id, selected, temporary
from tasks.register.versions import Version, is_later


class Identity(NamedTuple):
    """What names a decision across systems."""

    authority_code: str
    number_key: str
    act_type: str


@dataclass(frozen=True, slots=True)
class Links:
    """Decisions a batch opens, with the record each opens with, and those whose current record it changed."""

    new: tuple[tuple[int, Version], ...]
    changed: tuple[int, ...]


def identity_of(row: IncomingRecord) -> Identity:
    """The identity a row names."""
    return Identity(row.authority_code, row.number_key, row.act_type or "")


def link_decisions(
    connection: sa.Connection, incoming: IncomingBatch, versions: list[Version], batch_id: int
) -> Links:
    """Give every newly accepted version its decision; later versions displace earlier ones of the same system.

    A version from a system that did not report the decision first is kept as superseded, and where it
    differs from what is registered both systems get a finding. `versions` gains the displaced records.
    """
    fresh = sorted(
        (
            v
            for v in versions
            if v.state is RecordState.ACCEPTED and v.was is not v.state and v.row and v.row.act_type
        ),
        key=lambda v: v.source_order,
    )
    known = _known_decisions(connection, fresh)
    first_id = next_id(connection, decision)
    opened: dict[Identity, int] = {}
    latest: dict[int, Version] = {}
    duplicates: list[Version] = []
    present = {v.id: v for v in versions}
    for version in fresh:
        assert version.row is not None  # noqa: S101 - selected above
        identity = identity_of(version.row)
        if version.decision_id is None:
            match = known.get(identity)
            version.decision_id = match.id if match else opened.setdefault(identity, first_id + len(opened))
        match = known.get(version.decision_id)
        if match and match.lead_source != incoming.source:
            version.state = RecordState.SUPERSEDED
            if version.new or version.was is RecordState.QUARANTINED:
                duplicates.append(version)
            continue
        if match and _outlasts(present.get(match.current_record_id), match, version):
            version.state = RecordState.SUPERSEDED
            continue
        if version.decision_id in latest:
            latest[version.decision_id].state = RecordState.SUPERSEDED
        latest[version.decision_id] = version
    _displace(versions, latest, known)
    new_ids = set(opened.values())
    new = tuple((i, v) for i, v in latest.items() if i in new_ids)
    changed = {i: v for i, v in latest.items() if i not in new_ids}
    _open_decisions(connection, incoming, new)
    _change_decisions(connection, changed)
    report_disagreement(connection, incoming, duplicates, known, batch_id)
    return Links(new, tuple(changed))


def _outlasts(current: Version | None, known: KnownDecision, version: Version) -> bool:
    """Whether the decision's current record, still standing under another key, is later than a version."""
    stands = current is None or current.state is RecordState.ACCEPTED
    return stands and is_later(known.source_order, version.source_order)


def _known_decisions(
    connection: sa.Connection, fresh: Iterable[Version]
) -> dict[Identity | int, KnownDecision]:
    fresh = list(fresh)
    columns = (decision.c.id, decision.c.lead_source, decision.c.current_record_id, record.c.source_order)
    current = record.c.id == decision.c.current_record_id
    identities = {identity_of(v.row) for v in fresh if v.row}
    found: dict[Identity | int, KnownDecision] = {}
    temp_columns = [
        sa.Column("authority_code", sa.String(200)),
        sa.Column("number_key", sa.String(200)),
        sa.Column("act_type", sa.String(20)),
    ]
    with temporary(
        connection, "incoming_identities", temp_columns, [i._asdict() for i in identities]
    ) as table:
        join = sa.and_(*(table.c[name] == decision.c[name] for name in Identity._fields))
        query = (
            sa.select(*columns, *(decision.c[name] for name in Identity._fields))
            .join_from(table, decision, join)
            .join(record, current)
        )
        for row in connection.execute(query):
            one = KnownDecision(*row[: len(columns)])
            found[one.id] = found[Identity(*row[len(columns) :])] = one
    with selected(connection, (v.decision_id for v in fresh if v.decision_id is not None)) as chosen:
        query = sa.select(*columns).join_from(decision, record, current).where(decision.c.id.in_(chosen))
        for row in connection.execute(query):
            found[row.id] = KnownDecision(*row)
    return found


def _displace(
    versions: list[Version], latest: dict[int, Version], known: dict[Identity | int, KnownDecision]
) -> None:
    """The record that was current under another key of the same system steps down."""
    present = {v.id: v for v in versions}
    for decision_id, version in latest.items():
        match = known.get(decision_id)
        if match is None or match.current_record_id == version.id:
            continue
        former = present.get(match.current_record_id)
        if former is None:
            accepted, superseded = RecordState.ACCEPTED, RecordState.SUPERSEDED
            versions.append(
                Version(match.current_record_id, "", b"", superseded, decision_id, "", was=accepted)
            )
        elif former.state is RecordState.ACCEPTED:
            former.state = RecordState.SUPERSEDED


def _open_decisions(
    connection: sa.Connection, incoming: IncomingBatch, new: Sequence[tuple[int, Version]]
) -> None:
    if not new:
        return
    randomness = os.urandom(10 * len(new))
    at = instant_text(incoming.pulled_at)
    rows = [
        _columns(version)
        | {
            "id": decision_id,
            "page_id": base64.b32encode(randomness[10 * n : 10 * n + 10]).decode().lower(),
            "lead_source": incoming.source,
            "registered_at": at,
        }
        for n, (decision_id, version) in enumerate(new)
    ]
    connection.execute(sa.insert(decision), rows)


def _columns(version: Version) -> dict[str, Any]:
    row = version.row
    assert row is not None and row.decided_on is not None  # noqa: S101 - accepted rows carry both
    return identity_of(row)._asdict() | {
        "current_record_id": version.id,
        "decided_on": row.decided_on.isoformat(),
        "document_number": row.document_number,
        "office": row.office,
        "authority_name": row.authority_name,
    }


def _change_decisions(connection: sa.Connection, changed: dict[int, Version]) -> None:
    rows = [
        {f"new_{name}": value for name, value in _columns(version).items()} | {"old_id": decision_id}
        for decision_id, version in changed.items()
    ]
    if rows:
        names = (
            "authority_code",
            "number_key",
            "document_number",
            "act_type",
            "current_record_id",
            "decided_on",
            "office",
            "authority_name",
        )
        connection.execute(
            sa.update(decision)
            .where(decision.c.id == sa.bindparam("old_id"))
            .values({name: sa.bindparam(f"new_{name}") for name in names}),
            rows,
        )
