"""The invented city of 滨河市: its authorities over time, their offices, and the parties they deal with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tasks.demo.chance import Chance
from tasks.demo.identities import citizen_id, mobile, unified_code
from tasks.demo.vocabulary import institution_kinds, words
from tasks.law.identifiers import PLACEHOLDER_USCC

CITY = "滨河市"


@dataclass(frozen=True, slots=True)
class Authority:
    """A body that decides in its own name, with the sign its document numbers begin with."""

    name: str
    code: str
    sign: str
    since: date
    until: date | None = None


COMMISSION = Authority(f"{CITY}卫生健康委员会", unified_code("11", "00099001"), "滨卫", date(2018, 11, 8))
INSTITUTE = Authority(
    f"{CITY}卫生计生综合监督所",
    unified_code("12", "00099002"),
    "滨卫监",
    date(2014, 3, 1),
    date(2023, 11, 30),
)
BUREAU = Authority(f"{CITY}疾病预防控制局", unified_code("11", "00099003"), "滨疾控", date(2023, 12, 1))
DISTRICT = Authority("海州区卫生健康委员会", unified_code("11", "00099011"), "海卫", date(2019, 1, 10))

AUTHORITIES = (COMMISSION, INSTITUTE, BUREAU, DISTRICT)
"""Every authority of the invented city."""

ORGANISATION, PERSON, TRADER = "法人及非法人组织", "自然人", "个体工商户"


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person, with all that must never be shown."""

    name: str
    born: date
    citizen_id: str
    telephone: str
    address: str


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a decision is about, in the words of the national fields."""

    name: str
    kind: str
    uscc: str
    representative: Person
    address: str
    registration_number: str = ""

    def fields(self, with_representative_id: bool) -> dict[str, str]:
        """The party fields of a record."""
        person = self.representative
        found = {"party_name": self.name, "party_kind": self.kind, "party_uscc": self.uscc}
        if self.kind == PERSON:
            return found | {"party_id_kind": "身份证", "party_id": person.citizen_id}
        found |= {"legal_representative": person.name, "party_registration_number": self.registration_number}
        if self.kind == TRADER:
            found |= {"party_id_kind": "身份证", "party_id": person.citizen_id}
        if with_representative_id:
            found |= {"legal_representative_id_kind": "身份证", "legal_representative_id": person.citizen_id}
        return found


def invent_person(
    chance: Chance, on: date, sheltered: bool = False, years: tuple[int, int] = (22, 62)
) -> Person:
    """A person of an age on a day."""
    pool = "private" if sheltered else "public"
    surname = chance.choice(words("double_surnames" if chance.happens(0.01) else "surnames"))
    given = chance.choice(words(f"{pool}_given_first")) + chance.choice(words(f"{pool}_given_second"))
    born = on - timedelta(days=chance.randint(years[0] * 366, years[1] * 365))
    number = citizen_id(
        born, chance.randrange(1000), f"99{chance.randint(1, 9):02d}{chance.randint(1, 9):02d}"
    )
    return Person(surname + given, born, number, mobile(chance), invent_home(chance))


def invent_home(chance: Chance) -> str:
    """A home address down to the door, which must never be shown in full."""
    district, street = chance.choice(words("districts")), chance.choice(words("streets"))
    estate = chance.choice(words("estates"))
    floor = chance.randint(1, 18)
    return (
        f"{CITY}{district}{street}{chance.randint(1, 399)}号{estate}{chance.randint(1, 20)}号楼"
        f"{chance.randint(1, 4)}单元{floor}0{chance.randint(1, 4)}室"
    )


def invent_premises(chance: Chance) -> str:
    """An address of business premises, which may be shown."""
    return f"{CITY}{chance.choice(words('districts'))}{chance.choice(words('streets'))}{chance.randint(1, 399)}号"


def invent_institution(chance: Chance, sort: str, on: date) -> Party:
    """An institution or shop of one sort; some shops have no trade name and go by their owner's."""
    kind = institution_kinds()[sort]
    category = chance.choice(kind["category"])
    suffixes = [s for s in kind["suffixes"] if not (category == "92" and s.endswith("公司"))]
    trader = category == "92"
    owner = invent_person(chance, on, sheltered=trader)
    place = chance.choice(words("districts"))[:2] if trader else CITY
    name = place + chance.choice(words(kind["words"])) + chance.choice(suffixes)
    if trader and chance.happens(0.06):
        name = owner.name
    elif trader and chance.happens(0.25):
        name = f"{chance.choice(words('districts'))}{chance.choice(words(kind['words']))}{chance.choice(suffixes)}"
    code, registration = unified_code(category, _body(chance, category)), ""
    if trader and chance.happens(0.05):
        code, registration = PLACEHOLDER_USCC, "990000" + chance.digits(9)
    return Party(name, TRADER if trader else ORGANISATION, code, owner, invent_premises(chance), registration)


def as_party(person: Person) -> Party:
    """A natural person as the party of a decision."""
    return Party(person.name, PERSON, "", person, person.address)


def _body(chance: Chance, category: str) -> str:
    if category in ("91", "92"):
        return "MA" + "".join(chance.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(6))
    return chance.digits(8)
