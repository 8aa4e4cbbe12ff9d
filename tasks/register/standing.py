"""How things stand: the two balances and the clocks (promises 1 and 2), read in one snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.law.lifecycle import GATE_NAMES, Gate, PublicationState, RecordState
from tasks.law.shanghai import shanghai_date
from tasks.register.counters import RECORDS, Balance, read_balance
from tasks.register.database import Register
from tasks.register.schema import decision, finding, publication, record, source, withdrawal

_WAITING = (PublicationState.HELD, PublicationState.DUE)


@dataclass(frozen=True, slots=True)
class Clocks:
    """Decisions whose legal deadline still runs or ran out, those in quarantine among them."""

    overdue: int
    due_soon: int
    provisional: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Both balances and the clocks at one instant."""

    as_of: datetime
    records: Balance
    website: Balance
    clocks: Clocks


def read_standing(register: Register, as_of: datetime, soon: date) -> Standing:
    """The standing at an instant; `soon` is the last day that counts as due soon.

    A decision is overdue from 24:00 Shanghai of its due day, so on the day after it.
    """
    today = shanghai_date(as_of).isoformat()
    with register.reading() as connection:
        waiting = sa.union_all(
            sa.select(publication.c.due_on, publication.c.provisional).where(
                publication.c.channel == Channel.WEBSITE,
                publication.c.state.in_(_WAITING),
                publication.c.elsewhere_on.is_(None),
            ),
            sa.select(record.c.due_on, sa.false()).where(record.c.state == RecordState.QUARANTINED),
        ).subquery()
        due_on, provisional = waiting.c.due_on, waiting.c.provisional
        counted = connection.execute(
            sa.select(
                sa.func.count().filter(due_on < today),
                sa.func.count().filter(due_on >= today, due_on <= soon.isoformat()),
                sa.func.count().filter(provisional),
            )
        ).one()
        return Standing(
            as_of,
            read_balance(connection, RECORDS),
            read_balance(connection, Channel.WEBSITE),
            Clocks(*counted),
        )


@dataclass(frozen=True, slots=True)
class OverdueDecision:
    """One line of the overdue list."""

    act_type: str
    document_number: str
    decided_on: str
    due_on: str
    state: str
    gate_note: str


def read_overdue(register: Register, as_of: datetime, limit: int) -> list[OverdueDecision]:
    """The longest overdue, accepted or rejected, oldest deadline first."""
    today = shanghai_date(as_of).isoformat()
    with register.reading() as connection:
        waiting = (
            sa.select(
                decision.c.act_type,
                decision.c.document_number,
                decision.c.decided_on,
                publication.c.due_on,
                publication.c.state,
                sa.func.coalesce(publication.c.gate_note, publication.c.last_problem, "").label("gate_note"),
            )
            .join_from(publication, decision, decision.c.id == publication.c.decision_id)
            .where(
                publication.c.channel == Channel.WEBSITE,
                publication.c.state.in_(_WAITING),
                publication.c.elsewhere_on.is_(None),
                publication.c.due_on < today,
            )
            .order_by(publication.c.due_on, publication.c.id)
            .limit(limit)
        )
        rejected = (
            sa.select(
                record.c.act_type,
                sa.literal("退回记录").concat(sa.cast(record.c.id, sa.String)),
                record.c.decided_on,
                record.c.due_on,
                record.c.state,
                sa.literal("退回待改，公开期限不停止计算"),
            )
            .where(record.c.state == RecordState.QUARANTINED, record.c.due_on < today)
            .order_by(record.c.due_on, record.c.id)
            .limit(limit)
        )
        both = sa.union_all(waiting.subquery().select(), rejected.subquery().select()).subquery()
        rows = connection.execute(sa.select(both).order_by(both.c.due_on).limit(limit))
        return [OverdueDecision(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many wait for the same thing; `alike` where `sentence` is what each of them was told."""

    code: str
    sentence: str
    alike: bool
    count: int


def count_rejections(register: Register) -> list[Tally]:
    """Open errors of quarantined records by code, most frequent first; where they differ `sentence` is one of them."""
    with register.reading() as connection:
        number = sa.func.count(sa.distinct(finding.c.record_id))
        first, last = sa.func.min(finding.c.message), sa.func.max(finding.c.message)
        rows = connection.execute(
            sa.select(finding.c.code, first, last, number)
            .join_from(finding, record, record.c.id == finding.c.record_id)
            .where(record.c.state == RecordState.QUARANTINED, finding.c.severity == "error")
            .group_by(finding.c.code)
            .order_by(number.desc(), finding.c.code)
        )
        return [Tally(code, least, least == most, count) for code, least, most, count in rows]


def count_gates(register: Register) -> list[Tally]:
    """What held decisions wait for, gate by gate, most frequent first; where notes differ `sentence` names the gate."""
    with register.reading() as connection:
        first, last = sa.func.min(publication.c.gate_note), sa.func.max(publication.c.gate_note)
        rows = connection.execute(
            sa.select(publication.c.gate, first, last, sa.func.count())
            .where(publication.c.channel == Channel.WEBSITE, publication.c.state == PublicationState.HELD)
            .group_by(publication.c.gate)
            .order_by(sa.func.count().desc(), publication.c.gate)
        )
        return [_at_gate(gate, least, most, count) for gate, least, most, count in rows]


def _at_gate(gate: str | None, least: str | None, most: str | None, count: int) -> Tally:
    if least and least == most:
        return Tally(gate or "", least, alike=True, count=count)
    return Tally(gate or "", GATE_NAMES[Gate(gate)] if gate else "待重新判断", alike=False, count=count)


def read_sources(register: Register) -> Mapping[str, tuple[str | None, str | None]]:
    """Each source with the time it was last well and its last error."""
    with register.reading() as connection:
        rows = connection.execute(
            sa.select(source.c.name, source.c.last_ok_at, source.c.last_error).order_by(source.c.name)
        )
        return {name: (ok_at, error) for name, ok_at, error in rows}


def count_withdrawals(register: Register) -> dict[str, int]:
    """Settled withdrawals by reason."""
    with register.reading() as connection:
        rows = connection.execute(
            sa.select(withdrawal.c.reason, sa.func.count())
            .where(withdrawal.c.channel == Channel.WEBSITE, withdrawal.c.settled_at.is_not(None))
            .group_by(withdrawal.c.reason)
        )
        return dict(rows.tuples().all())
