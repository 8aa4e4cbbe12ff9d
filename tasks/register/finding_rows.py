"""Findings as rows of the register: kept with their record, closed when it went through (clause O2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tasks.contracts.finding import Finding, Severity
from tasks.law.lifecycle import RecordState
from tasks.register.database import instant_text
from tasks.register.incoming import IncomingBatch
from tasks.register.schema import finding, record
from tasks.register.selection import selected
from tasks.register.versions import Version


def finding_row(found: Finding, source: str, contract_version: str, found_at: datetime) -> dict[str, Any]:
    """The columns of a finding that do not depend on what it is attached to."""
    return {
        "source": source,
        "scope": found.scope,
        "field": found.field,
        "code": found.code,
        "severity": found.severity,
        "message": found.message,
        "mending": found.mending,
        "clause": found.clause,
        "contract_version": contract_version,
        "found_at": instant_text(found_at),
    }


def store_findings(
    connection: sa.Connection, incoming: IncomingBatch, batch_id: int, versions: Sequence[Version]
) -> None:
    """Keep the findings of new records and of the batch itself; close those of records that went through."""
    record_of_row = {v.row.row_number: v for v in versions if v.new and v.row is not None}
    rows = []
    for found in incoming.findings:
        version = record_of_row.get(found.record) if found.record is not None else None
        if found.record is not None and version is None:
            continue
        row = finding_row(found, incoming.source, incoming.contract_version, incoming.pulled_at)
        row |= {"batch_id": batch_id, "record_id": version.id if version else None}
        row["decision_id"] = version.decision_id if version else None
        rows.append(row)
    if rows:
        connection.execute(sa.insert(finding), rows)
    through = [v.id for v in versions if v.was is RecordState.QUARANTINED and v.state is not v.was]
    close_findings(connection, through, incoming.pulled_at)


def close_findings(connection: sa.Connection, record_ids: Iterable[int], at: datetime) -> None:
    """Close the open errors of records that are no longer in quarantine."""
    ids = list(record_ids)
    if not ids:
        return
    with selected(connection, ids) as chosen:
        connection.execute(
            sa.update(finding)
            .where(
                finding.c.record_id.in_(chosen),
                finding.c.severity == Severity.ERROR,
                finding.c.closed_at.is_(None),
            )
            .values(closed_at=instant_text(at))
        )


def record_findings(
    connection: sa.Connection, found: Sequence[tuple[int | None, Finding]], at: datetime
) -> None:
    """Keep findings made by a run about records already in the register, once each while they stay open."""
    if not found:
        return
    known = set()
    ids = [record_id for record_id, _ in found if record_id is not None]
    with selected(connection, ids) as chosen:
        sources = {
            row.id: row.source
            for row in connection.execute(
                sa.select(record.c.id, record.c.source).where(record.c.id.in_(chosen))
            )
        }
        for row in connection.execute(
            sa.select(finding.c.record_id, finding.c.code).where(
                finding.c.record_id.in_(chosen), finding.c.closed_at.is_(None)
            )
        ):
            known.add((row.record_id, row.code))
    rows = [
        finding_row(one, sources.get(record_id or 0, ""), "", at) | {"record_id": record_id}
        for record_id, one in found
        if (record_id, one.code) not in known
    ]
    if rows:
        connection.execute(sa.insert(finding), rows)
