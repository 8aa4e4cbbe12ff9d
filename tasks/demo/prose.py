"""An officer's prose: facts with the days, people and numbers that real files hold, remembering what is private."""

from __future__ import annotations

from datetime import date, timedelta

from tasks.demo.chance import Chance
from tasks.demo.city import Party, Person, invent_person
from tasks.demo.identities import bank_card


class Prose:
    """Writes one text, and remembers in `private` what of it must never be seen in public."""

    def __init__(self, chance: Chance, decided_on: date, party: Party, address: str) -> None:
        self._chance = chance
        self._decided_on = decided_on
        self._plain = {"party": party.name, "address": address, "n": str(chance.randint(2, 9))}
        self._private: set[str] = set()

    @property
    def private(self) -> frozenset[str]:
        """Texts that must never be seen in public."""
        return frozenset(self._private)

    @property
    def marks(self) -> frozenset[str]:
        """The mark of a record with private texts in it."""
        return frozenset({"private"} if self._private else ())

    def write(self, template: str) -> str:
        """The template with its places filled."""
        seen = self._decided_on - timedelta(days=self._chance.randint(10, 60))
        filled = dict(self._plain, seen=f"{seen.year}年{seen.month}月{seen.day}日")
        for place, teller in (
            ("worker", self._worker),
            ("patient", self._patient),
            ("witness", self._witness),
        ):
            if f"{{{place}}}" in template:
                filled[place] = teller()
        return template.format(**filled)

    def _someone(self, years: tuple[int, int] = (19, 75)) -> Person:
        person = invent_person(self._chance, self._decided_on, sheltered=True, years=years)
        self._private.add(person.name)
        return person

    def _worker(self) -> str:
        person = self._someone((19, 60))
        if not self._chance.happens(0.5):
            return person.name
        self._private.add(person.citizen_id)
        return f"{person.name}（身份证号：{person.citizen_id}）"

    def _patient(self) -> str:
        person = self._someone()
        telling = self._chance.randrange(4)
        if telling == 0:
            return person.name
        self._private |= {person.telephone, *((person.citizen_id,) if telling == 2 else ())}
        if telling == 1:
            return f"{person.name}（联系电话{person.telephone}）"
        if telling == 2:
            return f"{person.name}（身份证号码{person.citizen_id}，手机{person.telephone}）"
        self._private.add(person.address)
        return f"{person.name}（住{person.address}，电话：{person.telephone}）"

    def _witness(self) -> str:
        person = self._someone()
        telling = self._chance.randrange(4)
        if telling == 0:
            card = bank_card(self._chance)
            self._private.add(card)
            return f"证人{person.name}证实款项转入银行卡{card}。"
        if telling == 1:
            self._private.add(person.telephone)
            return f"投诉人{person.name}（电话：{person.telephone}）提供了付款凭证。"
        if telling == 2:
            mail = f"binhe{self._chance.digits(5)}@example.com"
            self._private.add(mail)
            return f"投诉人{person.name}通过电子邮箱{mail}提交了照片。"
        return f"证人{person.name}的询问笔录予以佐证。"
