"""Two systems that report the same decision differently: a finding for both offices (clause G9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa

from tasks.contracts.finding import Finding, Severity
from tasks.register.finding_rows import finding_row
from tasks.register.incoming import IncomingBatch
from tasks.register.schema import finding, record
from tasks.register.selection import selected
from tasks.register.versions import Version

_NOT_COMPARED = frozenset({"data_source_name", "data_source_code", "remark", "office"})


@dataclass(frozen=True, slots=True)
class KnownDecision:
    """A registered decision: who reported it first, and which record is current."""

    id: int
    lead_source: str
    current_record_id: int
    source_order: str


def report_disagreement(
    connection: sa.Connection,
    incoming: IncomingBatch,
    duplicates: Sequence[Version],
    known: Mapping[Any, KnownDecision],
    batch_id: int,
) -> None:
    """Tell both systems where a version differs from what another system reported first."""
    leads = {v.decision_id: known[v.decision_id] for v in duplicates if v.decision_id is not None}
    with selected(connection, (lead.current_record_id for lead in leads.values())) as chosen:
        query = sa.select(record.c.id, record.c.content).where(record.c.id.in_(chosen))
        contents = {row.id: orjson.loads(row.content) for row in connection.execute(query)}
    rows = []
    for version in duplicates:
        assert version.row is not None and version.decision_id is not None  # noqa: S101 - duplicates have both
        lead = leads[version.decision_id]
        differing = _differences(contents[lead.current_record_id], orjson.loads(version.row.content))
        if not differing:
            continue
        found = Finding(
            None,
            "、".join(incoming.field_titles.get(name, name) for name in differing),
            "systems-disagree",
            Severity.WARNING,
            f"两个系统报送的同一决定（{version.row.document_number}）内容不一致："
            f"“{lead.lead_source}”与“{incoming.source}”，现按“{lead.lead_source}”公开",
            "请两个报送处室核对决定书，由内容有误的系统更正后重报",
            "G9",
        )
        for source, record_id in ((incoming.source, version.id), (lead.lead_source, lead.current_record_id)):
            row = finding_row(found, source, incoming.contract_version, incoming.pulled_at)
            rows.append(row | {"batch_id": batch_id, "record_id": record_id, "decision_id": lead.id})
    if rows:
        connection.execute(sa.insert(finding), rows)


def _differences(lead: dict[str, str], other: dict[str, str]) -> list[str]:
    """Names of the fields that both give and give differently."""
    return sorted(name for name in lead.keys() & other.keys() - _NOT_COMPARED if lead[name] != other[name])
