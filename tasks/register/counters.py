"""The two balances: kept by counters in the transaction of each transition, proved by a recount (promise 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from tasks.law.acts import Channel
from tasks.law.lifecycle import PublicationState, RecordState
from tasks.register.database import Register
from tasks.register.schema import counter, publication, record

RECORDS = "records"


@dataclass(frozen=True, slots=True)
class Balance:
    """How many things there are and in which state; `total` counts them at the door, not by adding states."""

    total: int
    states: Mapping[str, int]

    @property
    def balanced(self) -> bool:
        """Whether each thing is in exactly one state."""
        return self.total == sum(self.states.values()) and min(self.states.values(), default=0) >= 0


def bump(connection: sa.Connection, balance: str, changes: Mapping[str, int]) -> None:
    """Add `changes` (state to difference, "total" for new arrivals) to a balance's counters."""
    rows = [
        {"balance": balance, "state": str(state), "count": change}
        for state, change in sorted(changes.items())
        if change
    ]
    if not rows:
        return
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(counter)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[counter.c.balance, counter.c.state],
            set_={"count": counter.c.count + statement.excluded.count},
        ),
        rows,
    )


def read_balance(connection: sa.Connection, balance: str) -> Balance:
    """A balance as its counters hold it."""
    rows = connection.execute(sa.select(counter.c.state, counter.c.count).where(counter.c.balance == balance))
    return _balance(balance, dict(rows.tuples().all()))


def recount(register: Register) -> dict[str, tuple[Balance, Balance]]:
    """Each balance as the counters hold it and as a full count of the rows finds it."""
    with register.reading() as connection:
        by_state = sa.select(publication.c.channel, publication.c.state, sa.func.count())
        rows = connection.execute(by_state.group_by(publication.c.channel, publication.c.state))
        found: dict[str, dict[str, int]] = {Channel.WEBSITE.value: {}}
        for channel, state, count in rows:
            found.setdefault(channel, {})[state] = count
        kept = sa.select(counter.c.balance).distinct()
        found |= {name: {} for name in connection.scalars(kept) if name not in found}
        found[RECORDS] = _counted(
            connection, sa.select(record.c.state, sa.func.count()).group_by(record.c.state)
        )
        return {
            name: (read_balance(connection, name), _balance(name, {**states, "total": sum(states.values())}))
            for name, states in found.items()
        }


def _counted(connection: sa.Connection, query: sa.Select[tuple[str, int]]) -> dict[str, int]:
    return dict(connection.execute(query).tuples().all())


def _balance(name: str, counts: Mapping[str, int]) -> Balance:
    states = RecordState if name == RECORDS else PublicationState
    return Balance(counts.get("total", 0), {state.value: counts.get(state.value, 0) for state in states})
