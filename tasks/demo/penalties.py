"""Invented penalties: a violation, its facts in an officer's prose, and a penalty in words and figures that agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tasks.demo.chance import Chance
from tasks.demo.city import (
    BUREAU,
    COMMISSION,
    DISTRICT,
    PERSON,
    Authority,
    Party,
    as_party,
    invent_institution,
    invent_person,
    invent_premises,
)
from tasks.demo.identities import capital_numerals
from tasks.demo.procedure import authority_fields, legal_review, release_review, service
from tasks.demo.prose import Prose
from tasks.demo.records import EXCHANGE, FILES, PENALTY, Draft
from tasks.demo.vocabulary import cases

SIMPLE, ORDINARY = "简易程序", "普通程序"
SIMPLE_SHARE = 0.42
"""Chance of the summary procedure where the case allows it; about 28 % of all penalties in the end."""

_DISTRICT_SHARE = 0.22
_MILD_CEILING = {True: 200, False: 3000}
"""Yuan of a summary fine for a person and for an organisation (处罚法 51)."""

_BUREAU_SIGNS = frozenset("传水职放学")


@dataclass(frozen=True, slots=True)
class Sanction:
    """What was imposed: kinds, sums in yuan, the certificate taken away, and the words for it."""

    kinds: str
    fine: int
    confiscated: int
    certificate: str
    words: str


def invent_penalty(chance: Chance, decided_on: date, today: date) -> Draft:
    """A penalty of one of the catalogued violations."""
    case = chance.weighed({number: float(case["weight"]) for number, case in enumerate(cases("penalties"))})
    return penalty_of(chance, cases("penalties")[case], decided_on, today)


def penalty_of(chance: Chance, case: dict[str, Any], decided_on: date, today: date) -> Draft:
    """A penalty of one violation."""
    party, address = _party(chance, case["sort"], decided_on)
    natural = party.kind == PERSON
    simple = bool(case["mild"]) and chance.happens(SIMPLE_SHARE)
    sanction = _impose(chance, chance.choice(case["mild"] if simple else case["ordinary"]), natural, simple)
    prose = Prose(chance, decided_on, party, address)
    facts = prose.write(chance.choice(case["facts"]))
    authority, system = _where(chance, case["sign"])
    content = {
        **party.fields(with_representative_id=system == EXCHANGE and chance.happens(0.4)),
        **authority_fields(authority),
        "violation_kind": case["kind"],
        "violation_facts": facts,
        "legal_basis": case["basis"],
        "penalty_kinds": sanction.kinds,
        "penalty_content": sanction.words,
        "fine_wan": in_wan(sanction.fine),
        "confiscated_wan": in_wan(sanction.confiscated),
        "revoked_certificate": sanction.certificate,
        "decided_on": decided_on.isoformat(),
        "disclosure_until": _disclosure_until(decided_on, simple, sanction).isoformat(),
        "office": "职健处" if case["sign"] in "职放" else "监督处",
        "procedure_kind": SIMPLE if simple else ORDINARY,
        "hearing_held": "是" if sanction.fine >= 100_000 and chance.happens(0.5) else "否",
        "is_major": "是" if case.get("major") else "否",
        **({} if simple else legal_review(chance, decided_on)),
        **service(chance, decided_on, today),
        **release_review(decided_on, today, system),
    }
    sign = f"{authority.sign}{case['sign'] if authority is not BUREAU else ''}{'当' if simple else ''}罚"
    shelter = prose.private | (
        {party.representative.name} if party.kind != "法人及非法人组织" else frozenset()
    )
    marks = frozenset({"simple"} if simple else ()) | prose.marks
    return Draft(PENALTY, system, sign, decided_on, content, marks, shelter)


def in_wan(yuan: int) -> str:
    """A sum in 万元 as business systems write it, empty for none."""
    return f"{yuan / 10_000:.6f}".rstrip("0").rstrip(".") if yuan else ""


def _party(chance: Chance, sort: str, decided_on: date) -> tuple[Party, str]:
    if sort != "person":
        party = invent_institution(chance, sort, decided_on)
        return party, party.address
    return as_party(invent_person(chance, decided_on, sheltered=True)), invent_premises(chance)


def _where(chance: Chance, sign: str) -> tuple[Authority, str]:
    if chance.happens(_DISTRICT_SHARE):
        return DISTRICT, FILES
    return (BUREAU if sign in _BUREAU_SIGNS and chance.happens(0.5) else COMMISSION), EXCHANGE


def _impose(chance: Chance, option: dict[str, Any], natural: bool, simple: bool) -> Sanction:
    kinds = str(option["kinds"])
    step = 50 if option.get("high", 0) <= 2000 else 500
    fine = chance.randrange(option["low"], option["high"] + 1, step) if "罚款" in kinds else 0
    if simple:
        fine = min(fine, _MILD_CEILING[natural])
    confiscated = chance.randint(3, 40) * option["confiscated"] // 20 if "confiscated" in option else 0
    certificate = f"《医疗机构执业许可证》（登记号：PDY{chance.digits(5)}X990000）" if "吊销" in kinds else ""
    parts = {
        "警告": "警告",
        "没收违法所得、没收非法财物": f"没收违法所得人民币{_sum(chance, confiscated)}",
        "罚款": _fine_words(chance, fine),
        "责令停产停业": "责令停业整顿",
        "吊销许可证件": f"吊销{certificate}",
    }
    named = [parts[kind] for kind in kinds.split(";")]
    words = (
        named[0] if len(named) == 1 else "；".join(f"{place}.{part}" for place, part in enumerate(named, 1))
    )
    return Sanction(kinds, fine, confiscated, certificate, words)


def _fine_words(chance: Chance, fine: int) -> str:
    return "罚款" + chance.choice(("人民币", "")) + _sum(chance, fine)


def _sum(chance: Chance, yuan: int) -> str:
    forms = [f"{yuan}元", f"{capital_numerals(yuan)}（¥{yuan}.00）", capital_numerals(yuan)]
    if yuan % 10_000 == 0 and yuan:
        forms.append(f"{yuan // 10_000}万元")
    return chance.choice(forms)


def _disclosure_until(decided_on: date, simple: bool, sanction: Sanction) -> date:
    severe = "吊销" in sanction.kinds or sanction.fine >= 100_000
    return decided_on + timedelta(days=92 if simple else 1095 if severe else 365)
