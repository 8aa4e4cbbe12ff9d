"""What was asked of observers beyond the network gap and what they saw, by address (promise 5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from tasks.contracts.finding import Scope, Severity
from tasks.law.observing import Asked, Observation
from tasks.register.database import instant_text
from tasks.register.schema import asked, finding, observation, work_list
from tasks.register.selection import temporary


class KnownList(NamedTuple):
    """A work list that was made here."""

    number: int
    id: str
    made_at: str


class Look(NamedTuple):
    """What an observer saw at one address."""

    path: str
    status: int
    hash: bytes
    problem: str


@dataclass(frozen=True, slots=True)
class Address:
    """An address as far as observers are concerned: what was asked and where, and each observer's last look."""

    asked: tuple[tuple[Asked, KnownList], ...] = ()
    seen: tuple[Observation, ...] = ()


def next_list_number(connection: sa.Connection) -> int:
    """The number of the next work list; the caller keeps it in the same transaction."""
    return int(connection.scalar(sa.select(sa.func.coalesce(sa.func.max(work_list.c.number), 0))) or 0) + 1


def keep_list(
    connection: sa.Connection, known: KnownList, asks: Sequence[tuple[str, int, bytes | None]]
) -> None:
    """Keep that a list was made and what it asks."""
    connection.execute(sa.insert(work_list), [known._asdict()])
    connection.execute(
        sa.insert(asked),
        [{"path": path, "number": known.number, "status": s, "hash": h} for path, s, h in asks],
    )


def find_list(connection: sa.Connection, list_id: str) -> KnownList | None:
    """The list of this id; None where it was not made here."""
    row = connection.execute(
        sa.select(work_list.c.number, work_list.c.id, work_list.c.made_at).where(work_list.c.id == list_id)
    ).one_or_none()
    return KnownList(*row) if row else None


def read_addresses(connection: sa.Connection, paths: Iterable[str]) -> dict[str, Address]:
    """What was asked and seen at addresses; the asks of each by number."""
    asks: dict[str, list[tuple[Asked, KnownList]]] = defaultdict(list)
    looks: dict[str, list[Observation]] = defaultdict(list)
    with _paths(connection, paths) as chosen:
        for path, number, status, hash_, id_, made_at in connection.execute(
            sa.select(
                asked.c.path,
                asked.c.number,
                asked.c.status,
                asked.c.hash,
                work_list.c.id,
                work_list.c.made_at,
            )
            .join_from(asked, work_list, work_list.c.number == asked.c.number)
            .where(asked.c.path.in_(chosen))
            .order_by(asked.c.number)
        ):
            asks[path].append((Asked(number, status, hash_), KnownList(number, id_, made_at)))
        for path, *rest in connection.execute(
            sa.select(
                observation.c.path,
                observation.c.observer,
                observation.c.number,
                observation.c.status,
                observation.c.hash,
                observation.c.problem,
                observation.c.observed_at,
            ).where(observation.c.path.in_(chosen))
        ):
            looks[path].append(Observation(*rest))
    return {path: Address(tuple(asks[path]), tuple(looks[path])) for path in asks.keys() | looks.keys()}


def paths_asked_until(connection: sa.Connection, number: int, besides: str) -> list[str]:
    """Every address asked in a list up to `number`, besides those under a folder."""
    query = sa.select(asked.c.path).distinct()
    return list(
        connection.scalars(
            query.where(asked.c.number <= number, sa.not_(asked.c.path.startswith(besides, autoescape=True)))
        )
    )


def keep_looks(
    connection: sa.Connection, observer: str, number: int, observed_at: str, looks: Sequence[Look]
) -> int:
    """Keep what an observer saw where it is newer than its last look; gives at how many addresses it was."""
    with _paths(connection, (look.path for look in looks)) as chosen:
        rows = connection.execute(
            sa.select(observation.c.path, observation.c.number, observation.c.observed_at).where(
                observation.c.observer == observer, observation.c.path.in_(chosen)
            )
        )
        last = {path: (observed, known) for path, known, observed in rows}
        newer = [
            look
            for look in looks
            if look.path not in last or (last[look.path][0] < observed_at and last[look.path][1] <= number)
        ]
    with _paths(connection, (look.path for look in newer)) as chosen:
        connection.execute(
            sa.delete(observation).where(observation.c.observer == observer, observation.c.path.in_(chosen))
        )
    if newer:
        given = {"observer": observer, "number": number, "observed_at": observed_at}
        connection.execute(sa.insert(observation), [look._asdict() | given for look in newer])
    return len(newer)


def is_known_look(connection: sa.Connection, observer: str, observed_at: str) -> bool:
    """Whether a receipt of this observer and instant was taken in before."""
    found = sa.select(observation.c.path).where(
        observation.c.observer == observer, observation.c.observed_at == observed_at
    )
    return connection.execute(found.limit(1)).first() is not None


def forget_asks(connection: sa.Connection, answered: Mapping[str, int]) -> None:
    """Forget what was asked of addresses before the list in which they were seen."""
    rows = [{"of": path, "before": number} for path, number in answered.items()]
    if rows:
        connection.execute(
            sa.delete(asked).where(
                asked.c.path == sa.bindparam("of"), asked.c.number < sa.bindparam("before")
            ),
            rows,
        )


@dataclass(frozen=True, slots=True)
class Told:
    """A finding about a receipt or an address beyond the gap."""

    code: str
    place: str
    message: str
    mending: str


def tell(connection: sa.Connection, source: str, told: Sequence[Told], at: datetime) -> None:
    """Keep findings about observers, each once while it is open."""
    known = set(
        connection.execute(
            sa.select(finding.c.code, finding.c.field).where(
                finding.c.source == source, finding.c.scope == Scope.RUN, finding.c.closed_at.is_(None)
            )
        ).tuples()
    )
    rows = [
        {
            "source": source,
            "scope": Scope.RUN,
            "field": one.place,
            "code": one.code,
            "severity": Severity.ERROR,
            "message": one.message,
            "mending": one.mending,
            "clause": "G9",
            "contract_version": "",
            "found_at": instant_text(at),
        }
        for one in told
        if (one.code, one.place) not in known
    ]
    if rows:
        connection.execute(sa.insert(finding), rows)


@contextmanager
def _paths(connection: sa.Connection, paths: Iterable[str]) -> Iterator[sa.Select[tuple[str]]]:
    column = sa.Column("path", sa.String(300), primary_key=True)
    rows = [{"path": one} for one in dict.fromkeys(paths)]
    with temporary(connection, "observed_paths", [column], rows) as table:
        yield sa.select(table.c.path)
