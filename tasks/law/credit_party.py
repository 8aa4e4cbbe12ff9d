"""The party of a decision as the credit platform knows it: kind, codes, representative, papers (DOMAIN 1.1, 1.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tasks.law.decision import Decision
from tasks.law.edition import Doubt
from tasks.law.identifiers import PLACEHOLDER_USCC, UsccClass, citizen_id_fault, uscc_class, uscc_fault
from tasks.law.parties import PartyKind, party_kind

CITIZEN_ID = "身份证"


@dataclass(frozen=True, slots=True)
class CreditParty:
    """Who is credited; codes and papers that do not belong to this kind of party are blank."""

    kind: PartyKind
    uscc: str = ""
    registration_number: str = ""
    organisation_code: str = ""
    tax_number: str = ""
    institution_number: str = ""
    society_number: str = ""
    representative: str = ""
    representative_id_kind: str = ""
    representative_id: str = ""
    id_kind: str = ""
    id_number: str = ""


def credit_kind(decision: Decision) -> PartyKind:
    """The kind of party; a valid code that begins with 92 is a sole trader's, whatever else was ticked."""
    kind = party_kind(decision)
    code = decision.party_uscc
    if kind is PartyKind.ORGANISATION and _is_sound(code) and uscc_class(code) is UsccClass.SOLE_TRADER:
        return PartyKind.SOLE_TRADER
    return kind


def credit_party(decision: Decision) -> CreditParty:
    """The party with what the standard asks of its kind.

    A natural person has papers and no codes; a sole trader no number of an institution or association; who has no
    unified code stands under the placeholder of 17 zeros and X.
    """
    kind = credit_kind(decision)
    if kind is PartyKind.PERSON:
        return CreditParty(kind, id_kind=_id_kind(decision), id_number=decision.party_id)
    organisation = kind is PartyKind.ORGANISATION
    return CreditParty(
        kind,
        uscc=decision.party_uscc or PLACEHOLDER_USCC,
        registration_number=decision.party_registration_number,
        organisation_code=decision.party_organisation_code,
        tax_number=decision.party_tax_number,
        institution_number=decision.party_institution_number if organisation else "",
        society_number=decision.party_society_number if organisation else "",
        representative=decision.legal_representative,
        representative_id_kind=_representative_id_kind(decision),
        representative_id=decision.legal_representative_id,
    )


def party_doubts(decision: Decision, party: CreditParty) -> Iterator[Doubt]:
    """What of the party's codes and papers the platform would refuse."""
    if party.kind is PartyKind.PERSON:
        fault = citizen_id_fault(party.id_number) if party.id_number and party.id_kind == CITIZEN_ID else None
        if fault:
            yield Doubt("credit-id-invalid", f"暂缓报送：{fault}，请核对证件号码后重新报送")
    elif fault := uscc_fault(party.uscc):
        yield Doubt("credit-code-invalid", f"暂缓报送：行政相对人代码_1不正确（{fault}），请按营业执照核对")
    elif party.kind is PartyKind.SOLE_TRADER and uscc_class(party.uscc) not in _TRADERS:
        yield Doubt(
            "credit-code-class", "暂缓报送：个体工商户的统一社会信用代码应当以92开头，请核对类别和代码"
        )
    if decision.authority_code and (fault := uscc_fault(decision.authority_code)):
        yield Doubt("credit-authority-code", f"暂缓报送：作出决定机关的代码不正确（{fault}），请核对")


def missing_of_party(party: CreditParty) -> Iterator[str]:
    """The official names of what the standard requires of this kind of party and was not given."""
    if party.kind is PartyKind.PERSON:
        if not party.id_number:
            yield "证件号码"
        elif not party.id_kind:
            yield "证件类型"
        return
    if party.kind is PartyKind.ORGANISATION and not party.representative:
        yield "法定代表人"
    if party.uscc != PLACEHOLDER_USCC or party.registration_number:
        return
    if party.kind is PartyKind.SOLE_TRADER:
        yield "行政相对人代码_1(统一社会信用代码)或者行政相对人代码_2(工商注册号)"
    elif not (
        party.organisation_code or party.tax_number or party.institution_number or party.society_number
    ):
        yield "行政相对人代码_1(统一社会信用代码)"


_TRADERS = (UsccClass.SOLE_TRADER, UsccClass.PLACEHOLDER)


def _is_sound(code: str) -> bool:
    return bool(code) and uscc_fault(code) is None


def _id_kind(decision: Decision) -> str:
    """The kind of paper; a number that is a citizen's needs no one to say so."""
    number = decision.party_id
    if decision.party_id_kind or not number:
        return decision.party_id_kind if number else ""
    return CITIZEN_ID if citizen_id_fault(number) is None else ""


def _representative_id_kind(decision: Decision) -> str:
    """The kind of the representative's paper, which is told only together with its number."""
    number = decision.legal_representative_id
    if not number:
        return ""
    return decision.legal_representative_id_kind or (CITIZEN_ID if citizen_id_fault(number) is None else "")
