"""The law as data: `data_contracts/law`, with an installation's own files in `$GONGSHI_HOME/law` (promise 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter

from tasks.contracts.holiday_notices import add_notice, load_calendar, load_notices
from tasks.contracts.law_rows import LawTableError, checked, read_rows, table_path
from tasks.law.authorities import Authority
from tasks.law.deadlines import DeadlineRule, DeadlineRules
from tasks.law.periods import PeriodRegime
from tasks.law.working_days import WorkCalendar

__all__ = ["Law", "LawTableError", "add_notice", "load_calendar", "load_law", "load_notices"]

_DEADLINE_ROW = TypeAdapter(DeadlineRule)
_PERIOD_ROW = TypeAdapter(PeriodRegime)
_AUTHORITY_ROW = TypeAdapter(Authority)


@dataclass(frozen=True, slots=True)
class Law:
    """The law as it was known on `as_of` (None: all that is known), ready to be asked."""

    deadline_rules: DeadlineRules
    withdrawal_rules: DeadlineRules
    objection_rules: DeadlineRules
    calendar: WorkCalendar
    period_regimes: tuple[PeriodRegime, ...]
    authorities: tuple[Authority, ...]
    as_of: date | None = None


def load_law(home: Path | None, as_of: date | None = None) -> Law:
    """Read every table; a file in `home/law` replaces the shipped one whole, calendars there are added.

    With `as_of`, rules and notices not known on that day are left out.
    """
    regimes = read_rows(home, "periods.yaml", _PERIOD_ROW)
    return Law(
        deadline_rules=_deadline_rules(home, "deadlines.yaml", as_of),
        withdrawal_rules=_deadline_rules(home, "withdrawal_deadlines.yaml", as_of),
        objection_rules=_deadline_rules(home, "objection_deadlines.yaml", as_of),
        calendar=load_calendar(home, as_of),
        period_regimes=tuple(row for row in regimes if as_of is None or row.known_since <= as_of),
        authorities=read_rows(home, "authorities.yaml", _AUTHORITY_ROW),
        as_of=as_of,
    )


def _deadline_rules(home: Path | None, name: str, as_of: date | None) -> DeadlineRules:
    rows = read_rows(home, name, _DEADLINE_ROW)
    known = [row for row in rows if as_of is None or row.known_since <= as_of]
    return checked(str(table_path(home, name)), lambda: DeadlineRules(known))
