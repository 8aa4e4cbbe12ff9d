"""From a validated batch to what the register takes in: keys, hashes, clocks and assessments, row by row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

import orjson

from tasks.contracts.contract import Contract
from tasks.contracts.law_tables import Law
from tasks.contracts.validation import Validation
from tasks.law.acts import ActType, Channel
from tasks.law.deadlines import deadline
from tasks.law.decision import decision_from_content
from tasks.law.document_numbers import identity_key
from tasks.law.shanghai import shanghai_date
from tasks.register.assessment import Assess, Assessment, Attestation, Circumstances, Facts
from tasks.register.incoming import IncomingRecord

if TYPE_CHECKING:
    import pandas as pd

DEFAULT_OFFICES: dict[ActType, str] = {ActType.LICENCE: "政务服务处"}
"""The office responsible for an act type where a record names none (clause G8)."""
OTHERWISE = "监督处"


@dataclass(frozen=True, slots=True)
class RowOrigin:
    """What a source says of its rows: own keys, own order, texts as they came, and their hashes."""

    keys: Sequence[str] | None
    stamps: Sequence[str] | None
    raw_texts: Sequence[str]
    raw_hashes: Sequence[bytes]
    pulled_at: datetime
    office: str = ""


@dataclass(frozen=True, slots=True)
class Vouchers:
    """Who vouches for the reviews of a batch, and which policies are signed."""

    legal_review: Attestation | None
    release_review: Attestation | None
    signed: frozenset[str]


def incoming_records(
    contract: Contract,
    validation: Validation,
    origin: RowOrigin,
    law: Law,
    assess: Assess,
    vouchers: Vouchers,
    channels: Sequence[Channel],
) -> list[IncomingRecord]:
    """Every row of a batch, accepted or rejected, ready to be taken in."""
    circumstances = Circumstances(
        legal_review=vouchers.legal_review,
        release_review=vouchers.release_review,
        signed=vouchers.signed,
    )
    registered_on = shanghai_date(origin.pulled_at)
    records = []
    for index, content in enumerate(contents(validation.frame)):
        rejected = bool(validation.rejected[index])
        assessments: dict[Channel, Assessment] = {}
        if not rejected and contract.act_type is not None:
            facts = Facts(decision_from_content(contract.act_type, content), content, registered_on)
            assessments = assess(facts, circumstances, channels)
        records.append(_record(contract, index, content, rejected, origin, law, assessments))
    return records


def contents(frame: pd.DataFrame) -> Iterator[dict[str, str]]:
    """Each row of a validated frame as field name to text, empty fields left out."""
    columns = {str(name): frame[name].tolist() for name in frame.columns}
    filled = {name: values for name, values in columns.items() if any(values)}
    if not filled:
        yield from ({} for _ in range(len(frame)))
    for values in zip(*filled.values(), strict=True):
        yield {name: value for name, value in zip(filled, values, strict=True) if value}


def _record(
    contract: Contract,
    index: int,
    content: dict[str, str],
    rejected: bool,
    origin: RowOrigin,
    law: Law,
    assessments: Mapping[Channel, Assessment],
) -> IncomingRecord:
    text = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
    content_hash = hashlib.blake2b(text, digest_size=16).digest()
    act_type = contract.act_type
    named = naming_of(act_type, content, origin.office)
    website = assessments.get(Channel.WEBSITE)
    due_on = website.due_on if website else _clock(act_type, named.decided_on, content, law)
    return IncomingRecord(
        row_number=index + 1,
        source_key=origin.keys[index] if origin.keys else _key(content, content_hash, contract),
        twin_key=_twin(content),
        content_hash=content_hash,
        raw_hash=origin.raw_hashes[index],
        raw=origin.raw_texts[index],
        content=text.decode(),
        rejected=rejected,
        act_type=act_type,
        due_on=due_on,
        source_order=_order(origin, index),
        assessments=assessments,
        **named._asdict(),
    )


class Named(NamedTuple):
    """What a record's content says of the decision it is about, as the register keeps it."""

    authority_code: str
    authority_name: str
    document_number: str
    number_key: str
    office: str
    decided_on: date | None


def naming_of(act_type: ActType | None, content: Mapping[str, str], office: str) -> Named:
    """The naming columns of a record; `office` answers where the content names none (clause G8)."""
    number = content.get("document_number", "")
    return Named(
        authority_code=_authority(content)[:200],
        authority_name=content.get("authority_name", "")[:200],
        document_number=number[:200],
        number_key=identity_key(number)[:200],
        office=(content.get("office") or office or _default_office(act_type))[:100],
        decided_on=_date(content.get("decided_on", "")),
    )


def _authority(content: Mapping[str, str]) -> str:
    return content.get("authority_code") or content.get("authority_name", "")


def _default_office(act_type: ActType | None) -> str:
    return DEFAULT_OFFICES.get(act_type, OTHERWISE) if act_type else OTHERWISE


def _order(origin: RowOrigin, index: int) -> str:
    if origin.stamps:
        return f"{origin.stamps[index]}#{index:08d}"
    return f"{origin.pulled_at.isoformat(timespec='microseconds')}#{index:08d}"


def _key(content: Mapping[str, str], content_hash: bytes, contract: Contract) -> str:
    """A row without a key of its own is known by what names it in law; notices and nameless rows by content."""
    authority, number = _authority(content), content.get("document_number", "")
    if contract.act_type is None or not number or not authority or len(number) > 200:
        return f"~{content_hash.hex()}"
    return f"{authority}|{identity_key(number)}"


_TWIN_FIELDS = (
    "party_name",
    "decided_on",
    "violation_facts",
    "licence_content",
    "licence_number",
    "coercion_facts",
    "inspection_item",
    "inspection_result",
    "notice_number",
)
"""What two sightings of one decision share when its number was missing the first time."""


def _twin(content: dict[str, str]) -> str:
    named = "|".join((_authority(content), *(content.get(name, "") for name in _TWIN_FIELDS)))
    return hashlib.blake2b(named.encode(), digest_size=16).hexdigest()


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _clock(
    act_type: ActType | None, decided_on: date | None, content: dict[str, str], law: Law
) -> date | None:
    """The legal deadline of a rejected record runs all the same (promise 2)."""
    if act_type is None or decided_on is None:
        return None
    try:
        return deadline(
            decided_on, act_type, law.deadline_rules, law.calendar, content.get("item_code", "")
        ).due_on
    except (ValueError, OverflowError):
        return None
