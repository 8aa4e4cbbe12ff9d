"""Rejected records that a person releases: they take the path every accepted record takes (promise 1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import orjson
import sqlalchemy as sa

from tasks.contracts.finding import Severity
from tasks.law.acts import ActType, Channel
from tasks.law.lifecycle import RecordState, Refusal
from tasks.law.quarantine import Fault
from tasks.register.acting import Act, ActRefused
from tasks.register.assessed_rows import signed_policies
from tasks.register.assessment import Assessment, Attestation, Circumstances
from tasks.register.database import Register
from tasks.register.incoming import IncomingBatch, IncomingRecord
from tasks.register.incoming_rows import naming_of
from tasks.register.intake import bring_in
from tasks.register.schema import batch, decision, finding, operator_act, record
from tasks.register.selection import selected
from tasks.register.versions import Version

RELEASE = "release"
"""The act as kept."""


@dataclass(frozen=True, slots=True)
class RejectedRecord:
    """A record in quarantine as whoever judges it sees it; `act_type` is None for a notice."""

    id: int
    source: str
    contract: str
    act_type: ActType | None
    content: Mapping[str, str]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class ReleaseRules:
    """What releasing asks the layers above: who refuses, which channels follow, whose office, what fields are called."""

    judge: Callable[[RejectedRecord], Refusal | None]
    assess: Callable[[RejectedRecord, Circumstances], Mapping[Channel, Assessment]]
    office_of: Callable[[RejectedRecord], str]
    field_titles: Callable[[str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class ReleasedRecord:
    """What became of one record: superseded at once where another system or a later record stands."""

    record_id: int
    state: RecordState
    decision_id: int | None
    act_type: str
    document_number: str
    lead_source: str


def release_records(
    register: Register, act: Act, record_ids: Sequence[int], rules: ReleaseRules
) -> list[ReleasedRecord]:
    """Release rejected records, all or none; the caller holds the claim "intake".

    ActRefused where one is not in quarantine, or is refused by the rules.
    """
    ids = list(dict.fromkeys(record_ids))
    if not ids:
        raise ActRefused("请写明要放行的记录编号")
    with register.writing() as connection:
        rows = _stored(connection, ids)
        rejected = _judged(connection, rows, ids, rules)
        signed = signed_policies(connection)
        together = defaultdict(list)
        for row in rows:
            together[row.batch_id].append(row)
        versions: dict[int, Version] = {}
        for batch_id, of_batch in together.items():
            incoming = _incoming(of_batch, rejected, rules, signed, act.at)
            versions |= {
                v.id: v for v in bring_in(connection, incoming, batch_id).versions if v.id in rejected
            }
        acts = [
            act.row(RELEASE) | {"record_id": one, "decision_id": versions[one].decision_id} for one in ids
        ]
        connection.execute(sa.insert(operator_act), acts)
        return _told(connection, ids)


def _stored(connection: sa.Connection, ids: Sequence[int]) -> Sequence[sa.Row[tuple[object, ...]]]:
    with selected(connection, ids) as chosen:
        return connection.execute(
            sa.select(
                record,
                batch.c.contract_version,
                batch.c.origin,
                batch.c.review_attested_by,
                batch.c.review_attested_since,
                batch.c.release_attested_by,
                batch.c.release_attested_since,
            )
            .join_from(record, batch, batch.c.id == record.c.batch_id)
            .where(record.c.id.in_(chosen), record.c.state == RecordState.QUARANTINED)
            .order_by(record.c.id)
        ).all()


def _judged(
    connection: sa.Connection,
    rows: Sequence[sa.Row[tuple[object, ...]]],
    ids: Sequence[int],
    rules: ReleaseRules,
) -> dict[int, RejectedRecord]:
    faults: dict[int, list[Fault]] = defaultdict(list)
    with selected(connection, ids) as chosen:
        query = sa.select(finding.c.record_id, finding.c.code, finding.c.field, finding.c.message).where(
            finding.c.record_id.in_(chosen),
            finding.c.severity == Severity.ERROR,
            finding.c.closed_at.is_(None),
        )
        for row in connection.execute(query.order_by(finding.c.id)):
            faults[row.record_id].append(Fault(row.code, row.field, row.message))
    found = {
        row.id: RejectedRecord(
            row.id,
            row.source,
            row.contract,
            ActType(row.act_type) if row.act_type else None,
            orjson.loads(row.content),
            tuple(faults[row.id]),
        )
        for row in rows
    }
    if missing := [str(one) for one in ids if one not in found]:
        raise ActRefused(f"只有退回待改的记录可以放行，请核对记录编号：{'、'.join(missing)}")
    for one in found.values():
        if refusal := rules.judge(one):
            raise ActRefused(f"记录{one.id}不能放行：{refusal.sentence}")
    return found


def _incoming(
    rows: Sequence[sa.Row[tuple[object, ...]]],
    rejected: Mapping[int, RejectedRecord],
    rules: ReleaseRules,
    signed: frozenset[str],
    at: datetime,
) -> IncomingBatch:
    """The records as their batch brought them, only not rejected; nothing is pulled, so no cursor moves."""
    first = rows[0]
    known = Circumstances(
        legal_review=_attestation(first.review_attested_by, first.review_attested_since),
        release_review=_attestation(first.release_attested_by, first.release_attested_since),
        signed=signed,
    )
    return IncomingBatch(
        first.source,
        first.contract,
        first.contract_version,
        first.origin,
        None,
        at,
        [_record(row, rejected[row.id], rules, known) for row in rows],
        field_titles=rules.field_titles(first.contract),
    )


def _record(
    row: sa.Row[tuple[object, ...]], one: RejectedRecord, rules: ReleaseRules, known: Circumstances
) -> IncomingRecord:
    return IncomingRecord(
        row_number=row.row_number,
        source_key=row.source_key,
        twin_key=row.twin_key,
        content_hash=row.content_hash,
        raw_hash=row.raw_hash,
        raw=row.raw,
        content=row.content,
        rejected=False,
        act_type=one.act_type,
        due_on=date.fromisoformat(row.due_on) if row.due_on else None,
        source_order=row.source_order,
        assessments=rules.assess(one, known),
        **naming_of(one.act_type, one.content, rules.office_of(one))._asdict(),
    )


def _attestation(by: str | None, since: str | None) -> Attestation | None:
    return Attestation(by, date.fromisoformat(since) if since else None) if by else None


def _told(connection: sa.Connection, ids: Sequence[int]) -> list[ReleasedRecord]:
    with selected(connection, ids) as chosen:
        rows = connection.execute(
            sa.select(
                record.c.id,
                record.c.state,
                record.c.decision_id,
                record.c.act_type,
                record.c.content,
                decision.c.lead_source,
            )
            .join_from(record, decision, decision.c.id == record.c.decision_id, isouter=True)
            .where(record.c.id.in_(chosen))
            .order_by(record.c.id)
        ).all()
    return [
        ReleasedRecord(
            row.id,
            RecordState(row.state),
            row.decision_id,
            row.act_type,
            orjson.loads(row.content).get("document_number", ""),
            row.lead_source or "",
        )
        for row in rows
    ]
