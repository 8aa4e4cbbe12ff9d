"""Two years of decisions of the invented city, the same for the same seed and day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from tasks.demo.chance import Chance
from tasks.demo.days import arrival, deciding_days, invent_days
from tasks.demo.dirt import MENDED, WARNED, soil
from tasks.demo.faults import faults_until
from tasks.demo.field_acts import invent_coercion, invent_inspection
from tasks.demo.licences import invent_licence
from tasks.demo.notices import Notices, write_notices
from tasks.demo.penalties import invent_penalty
from tasks.demo.records import EXCHANGE, FILES, PENALTY, Draft, Record
from tasks.demo.situations import plant
from tasks.law.shanghai import SHANGHAI

PENALTY_SHARE, INSPECTION_SHARE, COERCION_SHARE = 0.105, 0.27, 0.006
LATE_SHARE, MENDED_SHARE, WARNED_SHARE, REJECTED_SHARE = 0.065, 0.10, 0.015, 0.05
CORRECTED_SHARE = 0.008
DEFAULT_COUNT = 2400

_Inventor = Callable[[Chance, date, date], Draft]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the offices hold at first, and what changes afterwards.

    `first` are the records of the first pull. `later` holds later versions under the same keys:
    corrections, and rejected records that their offices have mended since.
    """

    first: tuple[Record, ...]
    later: tuple[Record, ...]
    notices: Notices

    def planted(self) -> dict[str, int]:
        """How many records of the first pull bear each mark."""
        return dict(sorted(Counter(mark for record in self.first for mark in record.marks).items()))

    def private_texts(self) -> frozenset[str]:
        """Every text that must never be seen in public."""
        texts: set[str] = set()
        for record in (*self.first, *self.later):
            numbers = (record.content.get(name, "") for name in ("party_id", "legal_representative_id"))
            texts.update(filter(None, (*record.private, *numbers)))
        return frozenset(texts)


def generate(seed: int, today: date, count: int = DEFAULT_COUNT) -> Decisions:
    """`count` decisions of two years up to the day before `today`, and some that two systems both hold."""
    clean = _numbered(seed, today, _drafts(seed, today, count))
    lawful = plant(Chance(seed, "situations"), clean, today - timedelta(days=60))
    notices = write_notices(Chance(seed, "notices"), lawful, today)
    lawful += notices.successors
    spared = notices.touched | {r.key for r in lawful if r.marks - {"simple", "private", "late", "refused"}}
    soiled = _soiled(seed, today, [r for r in lawful if r.key not in spared])
    first = [soiled.get(record.key, record) for record in lawful]
    first += _twins(Chance(seed, "twins"), first)
    later = _corrections(seed, today, lawful, soiled) + _mended_since(seed, today, lawful, soiled)
    return Decisions(tuple(first), tuple(later), notices)


def _drafts(seed: int, today: date, count: int) -> list[Draft]:
    days = deciding_days(today)
    penalties, inspections = round(count * PENALTY_SHARE), round(count * INSPECTION_SHARE)
    coercions = min(20, max(1, round(count * COERCION_SHARE)))
    kinds: tuple[tuple[str, _Inventor, int], ...] = (
        ("penalties", invent_penalty, penalties),
        ("inspections", invent_inspection, inspections),
        ("coercions", invent_coercion, coercions),
        ("licences", invent_licence, max(0, count - penalties - inspections - coercions)),
    )
    drafts: list[Draft] = []
    for name, invent, wanted in kinds:
        chance = Chance(seed, name)
        drafts += [invent(chance, day, today) for day in invent_days(chance, days, wanted)]
    return sorted(drafts, key=lambda draft: draft.decided_on)


def _numbered(seed: int, today: date, drafts: list[Draft]) -> list[Record]:
    chance = Chance(seed, "numbers")
    serials: Counter[tuple[str, int]] = Counter()
    records = []
    first_year = drafts[0].decided_on.year if drafts else 0
    for place, draft in enumerate(drafts):
        year = draft.decided_on.year
        if year == first_year and (draft.sign, year) not in serials:
            serials[draft.sign, year] = chance.randint(20, 400)
        serials[draft.sign, year] += 1
        late = chance.happens(LATE_SHARE) and draft.decided_on < today - timedelta(days=20)
        stamp = arrival(chance, draft.decided_on, today, late)
        records.append(_record(draft, place, serials[draft.sign, year], stamp, late))
    return records


def _record(draft: Draft, place: int, serial: int, stamp: datetime, late: bool) -> Record:
    content = dict(draft.content, document_number=f"{draft.sign}〔{draft.decided_on.year}〕{serial}号")
    if "licence_number" in content:
        content["licence_number"] = content["licence_number"].format(serial=serial)
    return Record(
        contract=draft.contract,
        system=draft.system,
        key=f"BH{draft.decided_on:%Y%m}{place:06d}",
        stamp=stamp,
        decided_on=draft.decided_on,
        content=content,
        marks=draft.marks | ({"late"} if late else frozenset()),
        private=draft.private,
    )


def _soiled(seed: int, today: date, records: list[Record]) -> dict[str, Record]:
    spoilt = soil(Chance(seed, "faults"), records, faults_until(today), REJECTED_SHARE)
    sound = [record for record in spoilt if not record.fault]
    warned = soil(Chance(seed, "warned"), sound, WARNED, WARNED_SHARE)
    before = {record.key: record for record in sound}
    clean = [record for record in warned if record is before[record.key]]
    mended = soil(Chance(seed, "mended"), clean, MENDED, MENDED_SHARE)
    return {record.key: record for record in (*spoilt, *warned, *mended)}


def _twins(chance: Chance, records: list[Record]) -> list[Record]:
    """Penalties which the exchange table and the file drop both hold; two of them with other facts."""
    able = [
        r
        for r in records
        if r.contract == PENALTY and r.system == EXCHANGE and not r.fault and r.marks <= {"private"}
    ]
    twins = []
    for place, record in enumerate(chance.sample(able, min(6, len(able)))):
        twin = replace(record, system=FILES, key=f"{record.key}T").having("twin")
        if place < 2:
            facts = record.content["violation_facts"] + "（承办机构补充录入）"
            twin = twin.having("conflict", violation_facts=facts)
        twins.append(twin)
    return twins


def _corrections(seed: int, today: date, lawful: list[Record], soiled: dict[str, Record]) -> list[Record]:
    chance = Chance(seed, "corrections")
    same = [r for r in lawful if soiled.get(r.key) is r and r.decided_on > today - timedelta(days=300)]
    wanted = min(len(same), round(len(lawful) * CORRECTED_SHARE))
    return [_restamped(_corrected(r), today, chance) for r in chance.sample(same, wanted)]


def _corrected(record: Record) -> Record:
    for name in ("violation_facts", "licence_content", "inspection_result", "coercion_facts"):
        if name in record.content:
            return record.having("corrected", **{name: record.content[name] + "（文字已校正）"})
    return record.having("corrected", remark="已校正")


def _mended_since(seed: int, today: date, lawful: list[Record], soiled: dict[str, Record]) -> list[Record]:
    chance = Chance(seed, "mended since")
    sent_back = [r for r in lawful if r.key in soiled and soiled[r.key].fault]
    return [
        _restamped(r.having("mended_at_source"), today, chance)
        for r in chance.sample_share(sent_back, 0.3, 1)
    ]


def _restamped(record: Record, today: date, chance: Chance) -> Record:
    clock = time(0, 0, chance.randint(1, 59))
    return replace(record, stamp=datetime.combine(today, clock, SHANGHAI))
