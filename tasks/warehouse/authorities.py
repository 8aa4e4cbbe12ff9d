"""Which decisions are the configured authorities' own, asked once per name and code, not once per decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tasks.law.authorities import Authority, Level


@dataclass(frozen=True, slots=True)
class CountedAuthority:
    """An authority as a line of the forms: rows of one `unit` are one line."""

    key: int
    authority_id: str
    unit: str
    name: str
    ordinal: int
    explicit: bool
    level: Level
    act_types: tuple[str, ...]
    in_force_from: date | None
    in_force_to: date | None


@dataclass(frozen=True, slots=True)
class Assignment:
    """Decisions of this name and code, decided in this span, are this authority's."""

    name: str
    code: str
    decided_from: date
    decided_to: date
    key: int


@dataclass(slots=True)
class AuthorityBook:
    """The authorities that count: those named in the table, and those found by the end of their name."""

    rows: Sequence[Authority]
    found: dict[tuple[int, str | None], CountedAuthority] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Authorities named one by one are there whether they acted or not."""
        for place, row in enumerate(self.rows):
            if _is_explicit(row):
                self._counted(place, None)

    def assign(self, pairs: Iterable[tuple[str, str]]) -> list[Assignment]:
        """For every name and code met, the spans of decision dates in which they are a configured authority."""
        spans = _spans(self.rows)
        return [
            Assignment(name, code, first, last, counted.key)
            for name, code in pairs
            for first, last in spans
            if (counted := self._authority(name, code, first)) is not None
        ]

    def _authority(self, name: str, code: str, day: date) -> CountedAuthority | None:
        for place, row in enumerate(self.rows):
            if row.is_meant_by(name, code) and row.acted_on(day):
                return self._counted(place, None if _is_named(row, name, code) else name)
        return None

    def _counted(self, place: int, name: str | None) -> CountedAuthority:
        row = self.rows[place]
        if (place, name) not in self.found:
            self.found[place, name] = CountedAuthority(
                key=len(self.found) + 1,
                authority_id=row.id,
                unit=unit_of(row, name),
                name=name or row.name,
                ordinal=next(i for i, other in enumerate(self.rows, 1) if other.id == row.id),
                explicit=name is None and _is_explicit(row),
                level=row.level,
                act_types=tuple(act.value for act in row.act_types),
                in_force_from=row.in_force_from,
                in_force_to=row.in_force_to,
            )
        return self.found[place, name]


def unit_of(row: Authority, name: str | None) -> str:
    """The line of the forms on which a row's acts stand; `name` where it is known by the end of it only."""
    return f"={row.id}" if name is None else name


def _is_explicit(row: Authority) -> bool:
    return row.name_pattern is None or row.code is not None


def _is_named(row: Authority, name: str, code: str) -> bool:
    """Whether the row means this very authority, not all whose names end alike."""
    if row.name_pattern is None or (row.code and code == row.code):
        return True
    return row.names_one_body(name)


def _spans(rows: Sequence[Authority]) -> list[tuple[date, date]]:
    """All days, parted wherever a row begins or ends."""
    starts = {date.min}
    for row in rows:
        if row.in_force_from:
            starts.add(row.in_force_from)
        if row.in_force_to and row.in_force_to < date.max:
            starts.add(row.in_force_to + timedelta(days=1))
    ordered = sorted(starts)
    ends = [start - timedelta(days=1) for start in ordered[1:]]
    return list(zip(ordered, [*ends, date.max], strict=True))
