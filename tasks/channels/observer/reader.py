"""Reading back through an observer: what its receipts cover is read, the rest is asked and waited for (promise 5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from tasks.channels.observer.folders import LIST_SUFFIX, Folders
from tasks.channels.observer.work_list import work_list
from tasks.channels.website import addresses
from tasks.channels.website.reading_back import Expected, Reading
from tasks.law.observing import ASK_AGAIN_AFTER, Asked, Judgement, Observer, Verdict, judge
from tasks.register.database import Register
from tasks.register.observation_rows import (
    Address,
    KnownList,
    Told,
    find_list,
    forget_asks,
    keep_list,
    next_list_number,
    paths_asked_until,
    read_addresses,
    tell,
)

WAITING = "已交观察员核对，等待回执"
DISAGREE = "观察员所见不一致，暂不认定"


@dataclass(frozen=True, slots=True)
class ObserverReader:
    """Reads through the observers of one installation; the caller holds the claim "website"."""

    register: Register
    folders: Folders
    observers: Mapping[str, Observer]
    clock: Callable[[], datetime]

    def __call__(self, expected: Sequence[Expected]) -> list[Reading]:
        """A reading for each address: from receipts, or waiting for those of the work list it names.

        What was not asked yet, or a day ago without an answer, goes out in one new work list.
        """
        if not expected:
            return []
        now = self.clock()
        with self.register.writing() as connection:
            known = read_addresses(connection, (one.path for one in expected))
            readings = {one.path: self._judged(one, known.get(one.path, Address()), now) for one in expected}
            fresh = [one for one in expected if readings[one.path] is None]
            list_id = self._ask(connection, fresh, now) if fresh else ""
            self._tell(connection, readings, now)
            forget_asks(connection, _answered(known, readings))
        return [readings[one.path] or _waiting(one.path, list_id) for one in expected]

    def unseen(self, list_id: str | None) -> list[str]:
        """Lists, feeds and files asked up to a work list that nobody has seen since as they were or are to be.

        Up to the newest one where none is named.
        A withdrawal is settled when none is left: a later version counts, so that a busy site never starves.
        """
        with self.register.reading() as connection:
            number = _number_of(connection, list_id) if list_id else next_list_number(connection) - 1
            paths = paths_asked_until(connection, number, addresses.DECISIONS)
            known = read_addresses(connection, paths)
        return [
            path
            for path in sorted(paths)
            if self._judgement(known[path], _last_until(known[path], number)).verdict is not Verdict.SEEN
        ]

    def _judged(self, one: Expected, address: Address, now: datetime) -> Reading | None:
        """What is known of an address; None where it must be asked."""
        if not address.asked:
            return None
        newest, made = address.asked[-1]
        if (newest.status, newest.hash) != (one.status, one.hash):
            return None
        found = self._judgement(address, newest.number)
        if found.observation is None:
            late = now - datetime.fromisoformat(made.made_at) > ASK_AGAIN_AFTER
            return None if late else _waiting(one.path, made.id)
        seen = found.observation
        problem = _problem(one, found)
        return Reading(one.path, seen.status, seen.hash, not problem, problem, observer=seen.observer)

    def _judgement(self, address: Address, since: int) -> Judgement:
        asked: list[Asked] = [ask for ask, _ in address.asked]
        return judge(since, asked, [one for one in address.seen if one.observer in self._trusted()])

    def _trusted(self) -> frozenset[str]:
        """Observers of the file; one who was taken out of it does not count any more."""
        return frozenset(one.signature_name for one in self.observers.values())

    def _ask(self, connection: sa.Connection, fresh: Sequence[Expected], now: datetime) -> str:
        """Keep and hand over a new list: the file stands before the register knows of it, never after."""
        made = work_list(next_list_number(connection), now.astimezone(UTC), fresh)
        known = KnownList(made.number, made.id, made.made_at.isoformat(timespec="microseconds"))
        keep_list(connection, known, [(one.path, one.status, one.hash) for one in made.asks])
        self.folders.hand_over(made.file_name + LIST_SUFFIX, made.to_bytes())
        return made.id

    def _tell(self, connection: sa.Connection, readings: Mapping[str, Reading | None], now: datetime) -> None:
        told = [
            Told(
                "observers-disagree",
                path,
                f"{path}：{DISAGREE}",
                "请各观察员再次核对，仍不一致的核实网站各节点",
            )
            for path, reading in readings.items()
            if reading is not None and reading.problem == DISAGREE
        ]
        tell(connection, "观察员", told, now)


def _problem(one: Expected, found: Judgement) -> str:
    if found.verdict is Verdict.SEEN or found.observation is None:
        return ""
    if found.verdict is Verdict.DISAGREE:
        return DISAGREE
    seen = found.observation
    if seen.problem and seen.status == 0:
        return seen.problem
    if seen.status != one.status:
        return f"观察员读到状态{seen.status}，应为{one.status}"
    return "观察员读到的内容与应公开的不一致"


def _waiting(path: str, list_id: str) -> Reading:
    return Reading(path, 0, b"", False, WAITING, waiting_for=list_id)


def _answered(known: Mapping[str, Address], readings: Mapping[str, Reading | None]) -> dict[str, int]:
    return {
        path: known[path].asked[-1][0].number
        for path, reading in readings.items()
        if reading is not None and reading.ok
    }


def _number_of(connection: sa.Connection, list_id: str) -> int:
    found = find_list(connection, list_id)
    if found is None:
        raise LookupError(f"no work list of this register: {list_id}")
    return found.number


def _last_until(address: Address, number: int) -> int:
    return max(ask.number for ask, _ in address.asked if ask.number <= number)
