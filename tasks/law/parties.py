"""Who the party of a decision is, and which of its names and codes may be shown (DOMAIN 5.1, 10)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tasks.law.acts import ActType
from tasks.law.decision import Decision
from tasks.law.detectors import is_personal_number
from tasks.law.edition import Doubt
from tasks.law.identifiers import PLACEHOLDER_USCC
from tasks.law.masking import Persons
from tasks.law.names import NameLists, names_in_party
from tasks.law.redaction_policy import RedactionRow, Showing


class PartyKind(StrEnum):
    """The three kinds of party of the national standard."""

    PERSON = "自然人"
    SOLE_TRADER = "个体工商户"
    ORGANISATION = "法人及非法人组织"


@dataclass(frozen=True, slots=True)
class Party:
    """How the party is shown: whose name is hidden, which code stands, and what is doubtful."""

    kind: PartyKind
    persons: Persons
    code: str
    hidden: bool
    doubts: tuple[Doubt, ...] = ()


_BARE = Doubt(
    "sole-trader-without-name", "暂缓公开：个体工商户未填写字号，名称疑为经营者姓名，请在业务系统中补填字号"
)
_UNCLEAR = Doubt("party-kind-unclear", "暂缓公开：行政相对人类别与名称不符，名称疑为个人姓名，请核对")
_OPENING, _CLOSING = "（( -—－:：、，,", "）) 。"
_CODE = Doubt("personal-number-as-code", "暂缓公开：行政相对人代码疑为个人证件号码，已隐去，请核对")


def party_kind(decision: Decision) -> PartyKind:
    """The kind as given; where nothing was given, a person if there is a personal ID and no organisation's code."""
    given = decision.party_kind
    if "个体" in given:
        return PartyKind.SOLE_TRADER
    if given:
        return PartyKind.PERSON if given in {"自然人", "个人", "公民"} else PartyKind.ORGANISATION
    return PartyKind.PERSON if decision.party_id and not decision.party_uscc else PartyKind.ORGANISATION


def party_of(decision: Decision, row: RedactionRow, lists: NameLists) -> Party:
    """How the party is shown under a row of the policy."""
    kind = party_kind(decision)
    if kind is PartyKind.PERSON:
        return _person(decision, row)
    code = _shown_code(decision)
    doubts = (_CODE,) if code is None else ()
    party = (
        _organisation(decision, row, code or "", doubts)
        if kind is PartyKind.ORGANISATION
        else _trader(decision, code or "", doubts, lists)
    )
    if not lists.is_bare_name(decision.party_name):
        return party
    people = (*names_in_party(decision.party_name), *party.persons.hidden)
    hidden = Persons(hidden=people, party_is_person=True)
    return Party(
        kind, hidden, party.code, True, (*doubts, _BARE if kind is PartyKind.SOLE_TRADER else _UNCLEAR)
    )


def name_without_persons(kind: str, party_name: str, operator: str, lists: NameLists) -> str | None:
    """What may be told of an organisation's or sole trader's name by itself; None where it is a person's name."""
    if lists.is_bare_name(party_name):
        return None
    if kind != PartyKind.SOLE_TRADER:
        return party_name
    people = tuple(filter(None, (operator, lists.bracketed_name(party_name))))
    return _without_operator(party_name, people)


def _person(decision: Decision, row: RedactionRow) -> Party:
    refused = decision.act_type is ActType.LICENCE and decision.licence_outcome.startswith(
        ("不", "驳回", "撤销")
    )
    showing = row.refused_person if refused else row.natural_person
    people = names_in_party(decision.party_name)
    if showing is Showing.NAME:
        return Party(PartyKind.PERSON, Persons(shown=people, party_is_person=True), "", hidden=False)
    if decision.legal_representative:
        people = (*people, decision.legal_representative)
    return Party(PartyKind.PERSON, Persons(hidden=people, party_is_person=True), "", hidden=True)


def _organisation(decision: Decision, row: RedactionRow, code: str, doubts: tuple[Doubt, ...]) -> Party:
    representative = (decision.legal_representative,) if decision.legal_representative else ()
    named = row.legal_representative is Showing.NAME
    persons = Persons(
        hidden=() if named else representative,
        shown=representative if named else (),
        organisations=_organisations(decision),
    )
    return Party(PartyKind.ORGANISATION, persons, code, hidden=False, doubts=doubts)


def _trader(decision: Decision, code: str, doubts: tuple[Doubt, ...], lists: NameLists) -> Party:
    operator = decision.legal_representative
    people = tuple(dict.fromkeys(filter(None, (operator, lists.bracketed_name(decision.party_name)))))
    sign = _without_operator(decision.party_name, people)
    organisations = tuple(sign if name == decision.party_name else name for name in _organisations(decision))
    persons = Persons(hidden=people, organisations=organisations)
    return Party(PartyKind.SOLE_TRADER, persons, code, hidden=False, doubts=doubts)


def _without_operator(party_name: str, people: tuple[str, ...]) -> str:
    """The 字号 of a sole trader: the name as far as its operator's name, where that stands behind it."""
    for person in people:
        sign, found, rest = party_name.rpartition(person)
        if found and sign and not rest.strip(_CLOSING):
            return sign.rstrip(_OPENING)
    return party_name


def _organisations(decision: Decision) -> tuple[str, ...]:
    return tuple(
        name for name in (decision.party_name, decision.authority_name, decision.data_source_name) if name
    )


def _shown_code(decision: Decision) -> str | None:
    """The first code that may be shown; None where what was given is a person's number. Never the tax number:
    a sole trader's is made from the citizen's ID number."""
    codes = (
        decision.party_uscc,
        decision.party_registration_number,
        decision.party_organisation_code,
        decision.party_institution_number,
        decision.party_society_number,
    )
    given = [code for code in codes if code and code != PLACEHOLDER_USCC]
    if any(is_personal_number(code) for code in given):
        return None
    return given[0] if given else ""
