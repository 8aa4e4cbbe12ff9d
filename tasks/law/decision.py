"""A decision's content as the rules see it: one typed value for every act type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from tasks.law.acts import ActType

FEN_PER_WAN = Decimal(1_000_000)
"""万元 to fen: 10,000 yuan of 100 fen."""


@dataclass(frozen=True)
class Decision:
    """One version of a decision after mending; names are those of the data contracts.

    Text fields are "" where nothing was given. Amounts are whole fen. The extra fields behind
    `procedure_kind` are not among the national 28 and 30 fields and are often empty. There are no slots:
    a decision made from content holds only what was given, the rest are the defaults of the class.
    """

    act_type: ActType
    document_number: str = ""
    document_title: str = ""
    decided_on: date | None = None
    authority_name: str = ""
    authority_code: str = ""
    party_name: str = ""
    party_kind: str = ""
    party_uscc: str = ""
    party_registration_number: str = ""
    party_organisation_code: str = ""
    party_tax_number: str = ""
    party_institution_number: str = ""
    party_society_number: str = ""
    legal_representative: str = ""
    legal_representative_id_kind: str = ""
    legal_representative_id: str = ""
    party_id_kind: str = ""
    party_id: str = ""
    data_source_name: str = ""
    data_source_code: str = ""
    remark: str = ""
    # penalties
    violation_kind: str = ""
    violation_facts: str = ""
    legal_basis: str = ""
    penalty_kinds: str = ""
    penalty_content: str = ""
    fine_fen: int | None = None
    confiscated_fen: int | None = None
    revoked_certificate: str = ""
    disclosure_until: date | None = None
    # licences (valid_until also for penalties)
    licence_kind: str = ""
    certificate_name: str = ""
    licence_number: str = ""
    licence_content: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    licence_status: str = ""
    licence_outcome: str = ""
    # coercion
    coercion_kind: str = ""
    coercion_facts: str = ""
    coercion_content: str = ""
    completed_on: date | None = None
    # inspection
    inspection_item: str = ""
    inspection_kind: str = ""
    inspection_result: str = ""
    record_complete: str = ""
    followed_by: str = ""
    # beyond the national fields
    office: str = ""
    item_code: str = ""
    procedure_kind: str = ""
    hearing_held: str = ""
    is_major: str = ""
    review_date: date | None = None
    review_opinion: str = ""
    reviewer: str = ""
    served_on: date | None = None
    service_method: str = ""
    public_attribute: str = ""
    first_reviewer: str = ""
    second_reviewer: str = ""
    final_reviewer: str = ""
    secrecy_reviewer: str = ""
    release_reviewed_on: date | None = None
    withheld_content: str = ""
    elsewhere_address: str = ""
    elsewhere_on: date | None = None


DATE_FIELDS = frozenset(f.name for f in fields(Decision) if f.type == "date | None")
"""Fields of a decision that are dates."""

AMOUNT_FIELDS = {"fine_wan": "fine_fen", "confiscated_wan": "confiscated_fen"}
"""Contract fields in 万元 and the decision fields in fen they become."""

_TEXT_FIELDS = (
    frozenset(f.name for f in fields(Decision)) - DATE_FIELDS - {"act_type", *AMOUNT_FIELDS.values()}
)
_TYPED_FIELDS = DATE_FIELDS.union(AMOUNT_FIELDS)


def decision_from_content(act_type: ActType, content: Mapping[str, str]) -> Decision:
    """The decision behind mended content: contract field name to text, dates as ISO text, amounts in 万元.

    Unknown names are ignored; ValueError if a date or an amount is not in its mended form.
    """
    values: dict[str, Any] = {name: text for name, text in content.items() if text and name in _TEXT_FIELDS}
    values["act_type"] = act_type
    for name in filter(_TYPED_FIELDS.__contains__, content):
        if text := content[name]:
            if name in DATE_FIELDS:
                values[name] = date.fromisoformat(text)
            else:
                values[AMOUNT_FIELDS[name]] = int((Decimal(text) * FEN_PER_WAN).to_integral_value())
    decision = object.__new__(Decision)
    decision.__dict__.update(values)
    return decision
