"""Which office confirms which forms of the annual report, and whether what it confirmed still stands (clause G18)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from tasks.law.annual_report import AnnualReport, Cell, FigureChange
from tasks.law.lifecycle import Refusal
from tasks.law.operators import Roster, Seat, may_act
from tasks.law.powers import POWER_NAMES, Power, Powers

CLAUSE = "实施方案二（三）6"
_TOLD = 5
"""How many changed figures a sentence names."""

Figure = tuple[str, str, str, Cell]
"""Form, unit, column and what stands there."""


@dataclass(frozen=True, slots=True)
class ReportOffice:
    """One row of `report_offices.yaml`: the office that confirms these forms; the day of the act selects it."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    id: str
    office: str
    forms: tuple[str, ...]
    in_force_from: date
    known_since: date
    clause: str
    source: str
    in_force_to: date | None = None
    note: str = ""
    assumption: bool = False

    def __post_init__(self) -> None:
        """ValueError for a row that names no office or no form."""
        if not self.office.strip() or not self.forms:
            raise ValueError("office不能为空，forms至少一项")

    def covers(self, day: date) -> bool:
        """Whether the row is in force on a day."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


def duties_on(rows: Iterable[ReportOffice], day: date) -> dict[str, tuple[str, ...]]:
    """Every office that has to confirm on a day, with its forms in the order of the rows."""
    duties: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if row.covers(day):
            office = row.office.strip()
            duties[office] = tuple(dict.fromkeys([*duties.get(office, ()), *row.forms]))
    return duties


@dataclass(frozen=True, slots=True)
class Part:
    """The figures an office answers for; where they stand in the form, and its notes, do not count."""

    figures: tuple[Figure, ...]

    def to_json(self) -> str:
        """The figures as they are kept; the same figures are always the same text."""
        ordered = sorted(self.figures, key=lambda figure: figure[:3])
        return json.dumps(ordered, ensure_ascii=False, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """SHA-256 of the figures, in hex."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()


def part_of(content: AnnualReport, forms: Collection[str]) -> Part:
    """The figures of some forms of a report, as they stand in it."""
    return Part(
        tuple(
            (table.form, str(unit), column, cell)
            for table in content.tables
            if table.form in forms
            for unit, *cells in table.rows
            for column, cell in zip(table.columns[1:], cells, strict=True)
        )
    )


def part_from_json(text: str) -> Part:
    """A part as it was kept."""
    return Part(tuple((form, unit, column, cell) for form, unit, column, cell in json.loads(text)))


def changes_between(kept: Part, now: Part) -> tuple[FigureChange, ...]:
    """Every figure that is not what was confirmed, as they stand now; None where there was, or is, none."""
    old, new = ({figure[:3]: figure[3] for figure in part.figures} for part in (kept, now))
    places = dict.fromkeys([*new, *old])
    return tuple(
        FigureChange(*place, old.get(place), new.get(place))
        for place in places
        if old.get(place) != new.get(place)
    )


@dataclass(frozen=True, slots=True)
class Signature:
    """What an office confirmed: the figures themselves, who for the office, and when."""

    office: str
    part: Part
    signed_by: str
    signed_at: str


class Confirmation(StrEnum):
    """How an office's figures stand."""

    MISSING = "missing"
    VALID = "valid"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class OfficeStanding:
    """An office, its forms, its last signature and what changed since."""

    office: str
    forms: tuple[str, ...]
    state: Confirmation
    signature: Signature | None = None
    changes: tuple[FigureChange, ...] = ()


def standings(
    content: AnnualReport, duties: Mapping[str, tuple[str, ...]], signatures: Sequence[Signature]
) -> list[OfficeStanding]:
    """How each office's figures stand against its last signature; an office without a form in the report is left out."""
    last = {signature.office: signature for signature in signatures}
    present = {table.form for table in content.tables}
    return [
        _standing(part_of(content, own), office, own, last.get(office))
        for office, forms in duties.items()
        if (own := tuple(form for form in forms if form in present))
    ]


def _standing(now: Part, office: str, forms: tuple[str, ...], signed: Signature | None) -> OfficeStanding:
    if signed is None:
        return OfficeStanding(office, forms, Confirmation.MISSING)
    if signed.part.digest == now.digest:
        return OfficeStanding(office, forms, Confirmation.VALID, signed)
    return OfficeStanding(office, forms, Confirmation.STALE, signed, changes_between(signed.part, now))


def unclaimed_forms(content: AnnualReport, duties: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The titles of the forms for which no office answers."""
    claimed = {form for forms in duties.values() for form in forms}
    return [table.title for table in content.tables if table.form not in claimed]


def form_titles(content: AnnualReport, forms: Collection[str]) -> str:
    """The titles of some forms, for a sentence."""
    return "、".join(table.title for table in content.tables if table.form in forms)


def change_text(content: AnnualReport, change: FigureChange) -> str:
    """A changed figure in words."""
    title = form_titles(content, (change.form,)) or change.form
    before, now = ("空" if cell is None else str(cell) for cell in (change.before, change.now))
    return f"{title}{change.unit}“{change.column}”由{before}变为{now}"


def changes_text(content: AnnualReport, changes: Sequence[FigureChange]) -> str:
    """What changed, the first few figures by name."""
    more = f"等{len(changes)}处" if len(changes) > _TOLD else ""
    return "；".join(change_text(content, one) for one in changes[:_TOLD]) + more or "表样有变动"


def may_sign(roster: Roster, powers: Powers, text: str, office: str, day: date) -> Seat | Refusal:
    """In which seat the named person may confirm an office's figures: one of that office, their own or a stood-in one."""
    seat = may_act(roster, powers, text, Power.SIGN_REPORT, day)
    if isinstance(seat, Refusal):
        return seat
    roles = powers.row_for(Power.SIGN_REPORT, day).roles
    for one in roster.seats(seat.operator, roles, day):
        if _office_of(one) == office:
            return one
    others = [
        person.title
        for person in roster.with_roles(roles, day)
        if any(_office_of(one) == office for one in roster.seats(person, roles, day))
    ]
    return Refusal(
        "operator-of-other-office",
        f"“{seat.operator.title}”不是{office}的人员，不能确认该处的数字（{CLAUSE}：各处室按照职责分工）；"
        f"可由该处人员办理：{'、'.join(others) or '名册中无人'}",
    )


def may_freeze(
    roster: Roster, powers: Powers, text: str, day: date, signers: Collection[str]
) -> Seat | Refusal:
    """In which seat the named person may freeze: who confirmed figures, or only stands in for such a one, may not."""
    seat = may_act(roster, powers, text, Power.FREEZE_REPORT, day)
    if isinstance(seat, Refusal):
        return seat
    roles = powers.row_for(Power.FREEZE_REPORT, day).roles
    for one in roster.seats(seat.operator, roles, day):
        people = (one.operator, *([one.instead_of] if one.instead_of else []))
        if not any(roster.same_person(person.title, signer) for person in people for signer in signers):
            return one
    return Refusal(
        "second-person-needed",
        f"须由另一人办理“{POWER_NAMES[Power.FREEZE_REPORT]}”：{seat.operator.title}已代表处室确认数字，"
        "确认和冻结由不同的人办理",
    )


def _office_of(seat: Seat) -> str:
    return (seat.instead_of or seat.operator).office.strip()
