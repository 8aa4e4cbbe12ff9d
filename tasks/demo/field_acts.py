"""Invented inspections and coercions, which the city's supervision system serves over HTTP."""

from __future__ import annotations

from datetime import date, timedelta

from tasks.demo.chance import Chance
from tasks.demo.city import BUREAU, COMMISSION, TRADER, invent_institution
from tasks.demo.procedure import authority_fields, legal_review, release_review, service
from tasks.demo.prose import Prose
from tasks.demo.records import COERCION, INSPECTION, REST, Draft
from tasks.demo.vocabulary import cases

_MANNERS = {"双随机检查": 5, "日常检查": 4, "专项检查": 2, "投诉举报检查": 1}


def invent_inspection(chance: Chance, decided_on: date, today: date) -> Draft:
    """An inspection with its result; some lead to a penalty, some records are incomplete."""
    catalogue = cases("inspections")
    case = catalogue[chance.weighed({number: float(case["weight"]) for number, case in enumerate(catalogue)})]
    party = invent_institution(chance, case["sort"], decided_on)
    prose = Prose(chance, decided_on, party, party.address)
    followed = chance.weighed({"无": 70, "责令改正": 20, "立案处罚": 8, "移送": 1})
    result = "未发现违法行为" if followed == "无" else f"发现问题：{prose.write(case['bad'])}。"
    if followed != "无" and chance.happens(0.2):
        result += prose.write("陪同检查人员{worker}已签字确认。")
    authority = BUREAU if chance.happens(0.35) else COMMISSION
    content = {
        **party.fields(with_representative_id=False),
        **authority_fields(authority),
        "inspection_item": case["item"],
        "inspection_kind": chance.weighed(_MANNERS),
        "inspection_result": result,
        "decided_on": decided_on.isoformat(),
        "record_complete": "否" if chance.happens(0.04) else "是",
        "followed_by": followed,
        "office": "监督处",
        **release_review(decided_on, today, REST),
    }
    private = prose.private | ({party.representative.name} if party.kind == TRADER else frozenset())
    return Draft(INSPECTION, REST, f"{authority.sign}检", decided_on, content, prose.marks, private)


def invent_coercion(chance: Chance, decided_on: date, today: date) -> Draft:
    """A coercive measure or its enforcement."""
    case = chance.choice(cases("coercions"))
    party = invent_institution(chance, case["sort"], decided_on)
    prose = Prose(chance, decided_on, party, party.address)
    done = decided_on + timedelta(days=chance.randint(5, 30))
    content = {
        **party.fields(with_representative_id=False),
        **authority_fields(COMMISSION),
        "document_title": case["title"],
        "coercion_kind": case["kind"],
        "coercion_facts": prose.write(case["facts"]),
        "legal_basis": case["basis"],
        "coercion_content": prose.write(case["content"]),
        "decided_on": decided_on.isoformat(),
        "completed_on": done.isoformat() if done < today else "",
        "office": "监督处",
        **legal_review(chance, decided_on),
        **service(chance, decided_on, today),
        **release_review(decided_on, today, REST),
    }
    private = prose.private | ({party.representative.name} if party.kind == TRADER else frozenset())
    return Draft(COERCION, REST, f"{COMMISSION.sign}强", decided_on, content, prose.marks, private)
