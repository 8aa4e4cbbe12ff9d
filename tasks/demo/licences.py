"""Invented licences: mostly doctors and nurses, whose names the law wants announced, and institutions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tasks.demo.chance import Chance
from tasks.demo.city import COMMISSION, PERSON, TRADER, Party, as_party, invent_institution, invent_person
from tasks.demo.identities import INVENTED_REGION
from tasks.demo.procedure import authority_fields, release_review, service
from tasks.demo.records import EXCHANGE, FILES, LICENCE, Draft
from tasks.demo.vocabulary import cases, words

PERMANENT = "2099-12-31"
"""How the national format writes a licence without end."""

_FILED_SIGNS = frozenset({"许公", "许水"})
"""Licences kept in the window's own ledgers and handed in as files."""

_PERSONAL = ("doctor", "nurse")
_CHANGES = {"准予": 6, "准予变更": 2, "准予延续": 2}


def invent_licence(chance: Chance, decided_on: date, today: date) -> Draft:
    """A licence of one of the catalogued kinds; a refused doctor's name is not announced."""
    catalogue = cases("licences")
    case = catalogue[chance.weighed({number: float(case["weight"]) for number, case in enumerate(catalogue)})]
    refused = chance.happens(0.012)
    party = _party(chance, case["sort"], decided_on, refused)
    system = FILES if case["sign"] in _FILED_SIGNS else EXCHANGE
    content = {
        **party.fields(with_representative_id=chance.happens(0.3)),
        **authority_fields(COMMISSION),
        **(_refusal(case) if refused else _grant(chance, case, party, decided_on)),
        "licence_kind": case["kind"],
        "certificate_name": case["certificate"],
        "decided_on": decided_on.isoformat(),
        "office": case["office"],
        "hearing_held": "否",
        **service(chance, decided_on, today),
        **release_review(decided_on, today, system),
    }
    private = set()
    if party.kind == TRADER or (refused and party.kind == PERSON):
        private.add(party.representative.name)
    if chance.happens(0.04):
        content["remark"] = f"领证联系人电话{party.representative.telephone}"
        private.add(party.representative.telephone)
    marks = ({"refused"} if refused else set()) | ({"private"} if private else set())
    return Draft(
        LICENCE,
        system,
        f"{COMMISSION.sign}{case['sign']}",
        decided_on,
        content,
        frozenset(marks),
        frozenset(private),
    )


def _party(chance: Chance, sort: str, decided_on: date, refused: bool) -> Party:
    if sort in _PERSONAL:
        return as_party(invent_person(chance, decided_on, sheltered=refused, years=(23, 58)))
    return invent_institution(chance, sort, decided_on)


def _refusal(case: dict[str, Any]) -> dict[str, str]:
    return {
        "document_title": "不予行政许可决定书",
        "licence_content": f"经审查，申请材料不符合法定条件，决定不予核发{case['certificate']}。",
        "licence_status": "0",
        "licence_outcome": "不予许可",
    }


def _grant(chance: Chance, case: dict[str, Any], party: Party, decided_on: date) -> dict[str, str]:
    return {
        "document_title": case["title"],
        "licence_number": _certificate_number(chance, case, decided_on),
        "licence_content": _content(chance, case, party),
        "valid_from": decided_on.isoformat(),
        "valid_until": _until(decided_on, case.get("years", 0)) or PERMANENT,
        "licence_status": "1",
        "licence_outcome": "准予许可",
    }


def _until(decided_on: date, years: int) -> str:
    if not years:
        return ""
    ends = date(decided_on.year + years, decided_on.month, min(decided_on.day, 28)) - timedelta(days=1)
    return ends.isoformat()


def _certificate_number(chance: Chance, case: dict[str, Any], decided_on: date) -> str:
    if case["sort"] == "doctor":
        return f"199{decided_on.year}00{{serial:06d}}"
    if case["sort"] == "nurse":
        return f"{decided_on.year}99{{serial:06d}}"
    if case["sign"] == "许机":
        return f"PDY{chance.digits(5)}X{INVENTED_REGION}19D{{serial:04d}}"
    return f"滨卫{case['sign'][-1]}证字〔{decided_on.year}〕第{{serial:04d}}号"


def _content(chance: Chance, case: dict[str, Any], party: Party) -> str:
    if case["sort"] in _PERSONAL:
        place = "滨河市" + chance.choice(words("hospital_words")) + "医院"
        scope = f"执业范围：{chance.choice(words('doctor_practices'))}；" if case["sort"] == "doctor" else ""
        return f"准予{'首次' if chance.happens(0.4) else '变更'}注册。{scope}主要执业机构：{place}。"
    verb = chance.weighed(_CHANGES)
    return f"{verb}{case['certificate']}。经营（执业）地址：{party.address}。"
