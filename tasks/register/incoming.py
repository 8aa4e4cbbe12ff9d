"""What comes into the register: one validated batch, as columns of equal length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from tasks.contracts.finding import Finding
from tasks.law.acts import ActType, Channel
from tasks.register.assessment import Assessment, Attestation


@dataclass(frozen=True, slots=True)
class IncomingRecord:
    """One row after validation: how it came, what it became, and what follows by law on each channel."""

    row_number: int
    source_key: str
    twin_key: str
    content_hash: bytes
    raw_hash: bytes
    raw: str
    content: str
    rejected: bool
    act_type: ActType | None
    authority_code: str
    authority_name: str
    document_number: str
    number_key: str
    office: str
    decided_on: date | None
    due_on: date | None
    source_order: str
    assessments: Mapping[Channel, Assessment]


@dataclass(frozen=True, slots=True)
class IncomingBatch:
    """A batch as one transaction takes it in; `cursor` is where the source's next pull starts."""

    source: str
    contract: str
    contract_version: str
    origin: str
    origin_hash: str | None
    pulled_at: datetime
    records: Sequence[IncomingRecord]
    findings: Sequence[Finding] = field(default_factory=tuple)
    cursor: str | None = None
    legal_review: Attestation | None = None
    release_review: Attestation | None = None
    field_titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking a batch in did; `decisions` are those whose publication must be assessed again."""

    batch_id: int
    seen: int
    added: int
    rejected: int
    accepted: int
    changed_decisions: tuple[int, ...]
