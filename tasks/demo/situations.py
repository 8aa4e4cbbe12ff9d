"""The legal situations every office meets now and then, planted so that each gate has something to hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tasks.demo.chance import Chance
from tasks.demo.city import PERSON, TRADER, invent_person
from tasks.demo.procedure import RELEASE_FIELDS, REVIEW_FIELDS
from tasks.demo.records import EXCHANGE, LICENCE, PENALTY, Record

NO_REVIEW = "no_legal_review"
NO_RELEASE = "no_release_review"
UNSERVED = "unserved"
MINOR = "minor"
NOT_PUBLIC = "not_public"
WITHHELD = "trade_information"
HEARD = "heard_licence"
LATE_REVIEW = "review_after_decision"
NAMELESS_TRADER = "trader_without_trade_name"


@dataclass(frozen=True, slots=True)
class Situation:
    """A mark, which records can bear it, how many do, and what it changes."""

    mark: str
    fits: Callable[[Record], bool]
    share: float
    least: int
    change: Callable[[Chance, Record], Record]


def plant(chance: Chance, records: list[Record], recent: date) -> list[Record]:
    """The records with every situation planted; those decided since `recent` first, where they are seen."""
    taken: set[str] = set()
    changed: dict[str, Record] = {}
    for situation in SITUATIONS:
        able = [r for r in records if r.key not in taken and situation.fits(r)]
        newer = [r for r in able if r.decided_on >= recent]
        pool = newer if len(newer) >= situation.least else able
        for record in chance.sample(
            pool, min(len(pool), max(situation.least, round(len(able) * situation.share)))
        ):
            taken.add(record.key)
            changed[record.key] = situation.change(chance, record)
    return [changed.get(r.key, r) for r in records]


def _blank(mark: str, *names: str) -> Callable[[Chance, Record], Record]:
    def change(_chance: Chance, record: Record) -> Record:
        return record.having(mark, **dict.fromkeys(names, ""))

    return change


def _late_review(_chance: Chance, record: Record) -> Record:
    after = record.decided_on + timedelta(days=3)
    return record.having(LATE_REVIEW, review_date=after.isoformat())


def _minor(chance: Chance, record: Record) -> Record:
    child = invent_person(chance, record.decided_on, sheltered=True, years=(15, 17))
    old = record.content["party_name"]
    texts = {name: text.replace(old, child.name) for name, text in record.content.items()}
    changed = replace(record, content=texts | {"party_id": child.citizen_id})
    return replace(changed.having(MINOR), private=record.private - {old} | {child.name, child.citizen_id})


def _secret(chance: Chance, record: Record) -> Record:
    secret = f"主剂次氯酸钠与助剂按{chance.randint(11, 19)}比{chance.randint(2, 7)}配制的专有工艺"
    name = "licence_content" if record.contract == LICENCE else "violation_facts"
    text = record.content[name] + f"申请人所报{secret}已存档。"
    changed = record.having(WITHHELD, **{name: text, "withheld_content": secret})
    return replace(changed, private=record.private | {secret})


def _heard(_chance: Chance, record: Record) -> Record:
    return record.having(
        HEARD,
        hearing_held="是",
        review_date=(record.decided_on - timedelta(days=4)).isoformat(),
        review_opinion="同意",
        reviewer="许审丙",
    )


def _unserved(_chance: Chance, record: Record) -> Record:
    return record.having(UNSERVED, served_on="", service_method="未送达")


def _not_public(_chance: Chance, record: Record) -> Record:
    return record.having(NOT_PUBLIC, public_attribute="不予公开")


def _penalty(record: Record) -> bool:
    return record.contract == PENALTY


def _natural_penalty(record: Record) -> bool:
    person = record.content["party_kind"] == PERSON
    return _penalty(record) and person and record.content["violation_kind"].startswith("未取得")


def _ordinary(record: Record) -> bool:
    return _penalty(record) and "simple" not in record.marks


def _institution_licence(record: Record) -> bool:
    return record.contract == LICENCE and record.content["party_kind"] != PERSON


def _trader_by_name(record: Record) -> bool:
    same = record.content.get("party_name") == record.content.get("legal_representative")
    return record.content.get("party_kind") == TRADER and same


SITUATIONS = (
    Situation(NAMELESS_TRADER, _trader_by_name, 1.0, 0, _blank(NAMELESS_TRADER)),
    Situation(MINOR, _natural_penalty, 0.0, 2, _minor),
    Situation(NO_REVIEW, _ordinary, 0.01, 3, _blank(NO_REVIEW, *REVIEW_FIELDS)),
    Situation(LATE_REVIEW, _ordinary, 0.0, 1, _late_review),
    Situation(UNSERVED, _ordinary, 0.01, 3, _unserved),
    Situation(WITHHELD, lambda r: "消毒" in r.content.get("certificate_name", ""), 0.0, 2, _secret),
    Situation(HEARD, _institution_licence, 0.0, 3, _heard),
    Situation(NOT_PUBLIC, lambda r: not _penalty(r), 0.003, 4, _not_public),
    Situation(
        NO_RELEASE,
        lambda r: r.system != EXCHANGE,
        0.01,
        6,
        _blank(NO_RELEASE, "public_attribute", *RELEASE_FIELDS),
    ),
)
"""In this order: what is rarest to find a place for comes first."""
