"""Who may do what on a day: people, their roles, their deputies, and who is a second person (DOMAIN 10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from tasks.law.lifecycle import Refusal
from tasks.law.powers import POWER_NAMES, Power, Powers, Role

_TOLD = 12
"""How many people a refusal names."""
_LONGEST_TITLE = 48
"""Two titles and a mark between them are kept in one column."""


@dataclass(frozen=True, slots=True)
class Deputy:
    """Who acts for a person (AB角) from and to a day, both counted."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    person: str
    acts_from: date
    acts_to: date

    def __post_init__(self) -> None:
        """ValueError for days in the wrong order."""
        if self.acts_to < self.acts_from:
            raise ValueError("代理的acts_to早于acts_from")

    def acts_on(self, day: date) -> bool:
        """Whether the deputy acts on a day."""
        return self.acts_from <= day <= self.acts_to


@dataclass(frozen=True, slots=True)
class Operator:
    """One row of `operators.yaml`; `staff_number` tells namesakes apart."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    name: str
    office: str
    roles: tuple[Role, ...]
    in_office_from: date
    in_office_to: date | None = None
    staff_number: str = ""
    deputies: tuple[Deputy, ...] = ()

    def __post_init__(self) -> None:
        """ValueError for a person without a name, an office or a role."""
        if not _closed(self.name) or not _closed(self.office):
            raise ValueError("name和office不能为空")
        if not self.roles:
            raise ValueError("roles至少一项")
        if len(self.title) > _LONGEST_TITLE:
            raise ValueError(f"office和name合计不超过{_LONGEST_TITLE - 1}个字")

    @property
    def title(self) -> str:
        """Office and name, as kept with every act."""
        return f"{self.office.strip()} {self.name.strip()}"

    def in_office(self, day: date) -> bool:
        """Whether the person is in office on a day."""
        return self.in_office_from <= day and (self.in_office_to is None or day <= self.in_office_to)


@dataclass(frozen=True, slots=True)
class Seat:
    """In which role somebody acts, and in whose stead."""

    operator: Operator
    role: Role
    instead_of: Operator | None = None

    @property
    def role_text(self) -> str:
        """The role as kept with the act: 终审, or 终审（代办公室 吴某）."""
        return f"{self.role}（代{self.instead_of.title}）" if self.instead_of else self.role.value


class Roster:
    """The people of an installation."""

    def __init__(self, people: Iterable[Operator]) -> None:
        """ValueError for a person listed twice, and for a deputy who is unknown, unclear or the person itself."""
        self.people = tuple(people)
        titles = [_closed(one.title) for one in self.people]
        if doubled := next((one.title for one in self.people if titles.count(_closed(one.title)) > 1), None):
            raise ValueError(f"“{doubled}”重复")
        self._deputies: list[tuple[Operator, Operator, Deputy]] = []
        for one in self.people:
            for deputy in one.deputies:
                found = self._called(deputy.person)
                if len(found) != 1:
                    raise ValueError(f"“{one.title}”的代理人“{deputy.person}”在名册中应有且只有一人")
                if _same(found[0], one):
                    raise ValueError(f"“{one.title}”不能由本人代理")
                self._deputies.append((found[0], one, deputy))

    def find(self, text: str, day: date) -> Operator | Refusal:
        """The person an officer names, by office and name or by a name that is one person's alone."""
        called = self._called(text)
        found = [one for one in called if one.in_office(day)]
        if len(found) == 1:
            return found[0]
        if found:
            told = "、".join(one.title for one in found)
            return Refusal("operator-unclear", f"办理人“{text.strip()}”不止一人，请写明处室和姓名：{told}")
        if called:
            return Refusal("operator-not-in-office", f"“{called[0].title}”在{day}不在岗，不能办理")
        known = _names(one for one in self.people if one.in_office(day))
        return Refusal("operator-unknown", f"办理人员名册中没有“{text.strip()}”；在岗人员：{known or '无'}")

    def seats(self, operator: Operator, roles: Iterable[Role], day: date) -> list[Seat]:
        """Every seat in which a person may act in one of the roles, the own ones first."""
        wanted = tuple(roles)
        own = [Seat(operator, role) for role in wanted if role in operator.roles]
        stood_in_for = [
            Seat(operator, role, principal)
            for who, principal, deputy in self._deputies
            if who is operator and deputy.acts_on(day) and principal.in_office(day)
            for role in wanted
            if role in principal.roles
        ]
        return own + stood_in_for

    def with_roles(self, roles: Iterable[Role], day: date) -> list[Operator]:
        """Everybody in office who could act in one of the roles, deputies included."""
        wanted = tuple(roles)
        return [one for one in self.people if one.in_office(day) and self.seats(one, wanted, day)]

    def same_person(self, one: str, other: str) -> bool:
        """Whether two titles are one human being's; namesakes are two only where their staff numbers differ."""
        first, second = self._titled(one), self._titled(other)
        if first is None or second is None:
            return _closed(one) == _closed(other) or one.split()[-1:] == other.split()[-1:]
        return _same(first, second)

    def _titled(self, title: str) -> Operator | None:
        return next((one for one in self.people if _closed(one.title) == _closed(title)), None)

    def _called(self, text: str) -> list[Operator]:
        wanted = _closed(text)
        by_title = [one for one in self.people if _closed(one.title) == wanted]
        return by_title or [one for one in self.people if _closed(one.name) == wanted]


def may_act(roster: Roster, powers: Powers, text: str, power: Power, day: date) -> Seat | Refusal:
    """In which seat the named person may do an act on a day, or why not."""
    operator = roster.find(text, day)
    if isinstance(operator, Refusal):
        return operator
    roles = powers.row_for(power, day).roles
    return _first_seat(roster, operator, roles, power, day, roster.seats(operator, roles, day))


def may_agree(
    roster: Roster, powers: Powers, text: str, power: Power, day: date, proposed_by: str
) -> Seat | Refusal:
    """In which seat the named person may agree to what another proposed: a second human being, on an own account.

    Who only stands in for the one who proposed has no opinion of its own to give.
    """
    operator = roster.find(text, day)
    if isinstance(operator, Refusal):
        return operator
    if roster.same_person(operator.title, proposed_by):
        return Refusal("second-person-needed", f"须由另一人确认：{operator.title}是提出人")
    roles = powers.row_for(power, day).agreeing
    seats = [
        seat
        for seat in roster.seats(operator, roles, day)
        if seat.instead_of is None or not roster.same_person(seat.instead_of.title, proposed_by)
    ]
    return _first_seat(roster, operator, roles, power, day, seats)


def _first_seat(
    roster: Roster, operator: Operator, roles: Iterable[Role], power: Power, day: date, seats: list[Seat]
) -> Seat | Refusal:
    if seats:
        return seats[0]
    wanted = "、".join(f"“{role}”" for role in roles)
    others = _names(one for one in roster.with_roles(roles, day) if one is not operator)
    return Refusal(
        "operator-lacks-role",
        f"“{operator.title}”（{'、'.join(operator.roles)}）不能办理“{POWER_NAMES[power]}”，"
        f"须由有{wanted}职责的人员办理：{others or '名册中无人'}",
    )


def _same(one: Operator, other: Operator) -> bool:
    if _closed(one.name) != _closed(other.name):
        return False
    return not (one.staff_number and other.staff_number) or one.staff_number == other.staff_number


def _closed(text: str) -> str:
    return "".join(text.split())


def _names(people: Iterable[Operator]) -> str:
    titles = [one.title for one in people]
    more = f"等{len(titles)}人" if len(titles) > _TOLD else ""
    return "、".join(titles[:_TOLD]) + more
