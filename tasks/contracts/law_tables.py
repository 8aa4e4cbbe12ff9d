"""The law as data: `data_contracts/law`, with an installation's own files in `$GONGSHI_HOME/law` (promise 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter

from tasks.contracts.holiday_notices import add_notice, load_calendar, load_notices
from tasks.contracts.law_rows import LawTableError, checked, read_rows, table_path
from tasks.law.acts import ActType, Channel
from tasks.law.authorities import Authority
from tasks.law.channels import ChannelRow, channel_rows
from tasks.law.credit_form import CreditForm
from tasks.law.deadlines import Deadline, DeadlineRule, DeadlineRules, deadline
from tasks.law.periods import PeriodRegime
from tasks.law.working_days import WorkCalendar

__all__ = ["Law", "LawTableError", "add_notice", "load_calendar", "load_law", "load_notices"]

_DEADLINE_ROW = TypeAdapter(DeadlineRule)
_PERIOD_ROW = TypeAdapter(PeriodRegime)
_AUTHORITY_ROW = TypeAdapter(Authority)
_CHANNEL_ROW = TypeAdapter(ChannelRow)
_CREDIT_ROW = TypeAdapter(CreditForm)


@dataclass(frozen=True, slots=True)
class Law:
    """The law as it was known on `as_of` (None: all that is known), ready to be asked."""

    deadline_rules: DeadlineRules
    withdrawal_rules: DeadlineRules
    objection_rules: DeadlineRules
    calendar: WorkCalendar
    period_regimes: tuple[PeriodRegime, ...]
    authorities: tuple[Authority, ...]
    channels: Mapping[Channel, ChannelRow]
    channel_deadlines: Mapping[Channel, DeadlineRules]
    credit_forms: tuple[CreditForm, ...]
    as_of: date | None = None

    def deadline(self, decided_on: date, act_type: ActType, item_code: str, channel: Channel) -> Deadline:
        """The day by whose end a decision must stand on a channel (clauses G10, G11)."""
        rules = self.channel_deadlines.get(channel, self.deadline_rules)
        return deadline(decided_on, act_type, rules, self.calendar, item_code)


def load_law(home: Path | None, as_of: date | None = None) -> Law:
    """Read every table; a file in `home/law` replaces the shipped one whole, calendars there are added.

    With `as_of`, rules and notices not known on that day are left out.
    """
    regimes = read_rows(home, "periods.yaml", _PERIOD_ROW)
    place = str(table_path(home, "channels.yaml"))
    channels = checked(place, lambda: channel_rows(read_rows(home, "channels.yaml", _CHANNEL_ROW)))
    forms = read_rows(home, "credit_form.yaml", _CREDIT_ROW)
    return Law(
        deadline_rules=_deadline_rules(home, "deadlines.yaml", as_of),
        withdrawal_rules=_deadline_rules(home, "withdrawal_deadlines.yaml", as_of),
        objection_rules=_deadline_rules(home, "objection_deadlines.yaml", as_of),
        calendar=load_calendar(home, as_of),
        period_regimes=tuple(row for row in regimes if as_of is None or row.known_since <= as_of),
        authorities=read_rows(home, "authorities.yaml", _AUTHORITY_ROW),
        channels=channels,
        channel_deadlines={row.id: _own_deadline(row) for row in channels.values() if row.working_days},
        credit_forms=tuple(row for row in forms if as_of is None or row.known_since <= as_of),
        as_of=as_of,
    )


def _own_deadline(row: ChannelRow) -> DeadlineRules:
    """The deadline a channel has of its own, as a table of one rule."""
    rule = DeadlineRule(
        id=f"{row.id.value}-{row.working_days}",
        act_types=row.act_types,
        working_days=row.working_days or 0,
        in_force_from=row.in_force_from,
        known_since=row.in_force_from,
        clause=row.clause,
        source=row.source,
        assumption=row.assumption,
    )
    return DeadlineRules([rule])


def _deadline_rules(home: Path | None, name: str, as_of: date | None) -> DeadlineRules:
    rows = read_rows(home, name, _DEADLINE_ROW)
    known = [row for row in rows if as_of is None or row.known_since <= as_of]
    return checked(str(table_path(home, name)), lambda: DeadlineRules(known))
