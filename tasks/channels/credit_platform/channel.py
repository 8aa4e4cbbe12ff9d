"""The credit platform as a channel: batches of deliveries become files in its hand-in folder (clause G12).

What was handed in is SENT; CONFIRMED or REFUSED comes with the answer file (`answers.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tasks.channels.credit_platform.checking import contract_faults
from tasks.channels.credit_platform.configuration import CreditConfiguration, load_configuration
from tasks.channels.credit_platform.file_formats import DoesNotFit, file_bytes
from tasks.channels.credit_platform.placing import draft_of, place
from tasks.channels.credit_platform.profiles import Batch, Profile, load_profile, outward_contract
from tasks.channels.credit_platform.rows import Group, NotARecord, Row, cells, columns_of, handings, row_of
from tasks.channels.delivery import Delivery, Outcome, Result
from tasks.law.acts import ActType, Channel
from tasks.law.shanghai import shanghai_date
from tasks.register.database import Register
from tasks.register.hand_ins import (
    HandedIn,
    forget,
    handed_in_by_key,
    intend,
    intended_files,
    mark_placed,
    name_taken,
)

_BATCH = 5_000
"""Deliveries taken at once: one call of the contract's suite for each act, files as long as the profile allows."""

Outcomes = dict[str, Outcome]
"""By delivery key."""


@dataclass(frozen=True)
class CreditPlatform:
    """A `Platform` that hands in files; one process at a time, as the channel's claim sees to."""

    configuration: CreditConfiguration
    profile: Profile
    register: Register
    clock: Callable[[], datetime]

    @property
    def address(self) -> str:
        """Where it is, as receipts name it."""
        return f"信用平台报送（{self.configuration.unit_code}，{self.profile.id}）"

    @property
    def batch_size(self) -> int:
        """How many deliveries it takes at once."""
        return _BATCH

    def deliver(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
        """Hand in what was not handed in before; one outcome for each delivery, in order.

        The same key is never handed in twice: it gets the name of the file it stands in, or the answer it got.
        """
        wanted = {delivery.key: delivery for delivery in deliveries}
        try:
            self._finish_what_was_intended()
        except OSError as problem:
            done = self._unwritable(wanted.values(), problem)
            return [done[delivery.key] for delivery in deliveries]
        done = self._handed_in_before(wanted)
        rows, unfit = _rows([delivery for key, delivery in wanted.items() if key not in done])
        done |= unfit
        for members in _by_act(rows).values():
            broken = self._broken(members)
            done |= broken
            sound = [row for row in members if row.delivery.key not in broken]
            for batch in _files(sound, self.profile.most_rows):
                done |= self._hand_in(batch)
        return [done[delivery.key] for delivery in deliveries]

    def _finish_what_was_intended(self) -> None:
        """What a process that died left open: a file that stands was placed, any other is made again."""
        with self.register.writing() as connection:
            for file in intended_files(connection, Channel.CREDIT):
                folder = self.configuration.hand_in_folder
                draft_of(folder, file.name).unlink(missing_ok=True)
                if (folder / file.name).exists():
                    mark_placed(connection, file.id, self.clock())
                else:
                    forget(connection, file.id)

    def _handed_in_before(self, wanted: dict[str, Delivery]) -> Outcomes:
        with self.register.reading() as connection:
            found = handed_in_by_key(connection, Channel.CREDIT, wanted)
        return {key: _outcome_of(wanted[key], row) for key, row in found.items()}

    def _broken(self, rows: Sequence[Row]) -> Outcomes:
        """Rows that break the outward contract; withdrawals carry nothing to check."""
        published = [row for row in rows if row.group.batch is not Batch.WITHDRAWN]
        home, today = self.register.home, shanghai_date(self.clock())
        faults = contract_faults(published, home, today)
        refused = (row.delivery for row in published if row.delivery.key in faults)
        return {
            one.key: _refused(one, f"credit-{faults[one.key].code}", faults[one.key].sentence)
            for one in refused
        }

    def _hand_in(self, rows: Sequence[Row]) -> Outcomes:
        """One file: intention kept, file placed, placing kept."""
        deliveries = [row.delivery for row in rows]
        at = self.clock()
        try:
            name = self._free_name(rows[0].group, at)
            content = self._content(name, rows)
        except OSError as problem:
            return self._unwritable(deliveries, problem)
        except DoesNotFit as refusal:
            return self._without_the_unfit(rows, refusal)
        with self.register.writing() as connection:
            file_id = intend(connection, Channel.CREDIT, name, handings(rows), at)
        folder = self.configuration.hand_in_folder
        try:
            place(folder, name, content)
        except FileExistsError as taken:
            with self.register.writing() as connection:
                forget(connection, file_id)
            return self._unwritable(deliveries, taken)
        except OSError as problem:  # whether the file stands is looked at next time
            return self._unwritable(deliveries, problem)
        with self.register.writing() as connection:
            mark_placed(connection, file_id, self.clock())
        return {one.key: Outcome(one, Result.SENT, sent_as=name) for one in deliveries}

    def _unwritable(self, deliveries: Iterable[Delivery], problem: OSError) -> Outcomes:
        folder, kind = self.configuration.hand_in_folder, type(problem).__name__
        sentence = f"信用平台报送文件夹{folder}不存在或者不能写入（{kind}），将自动重试"
        return {
            one.key: Outcome(one, Result.FAILED, problem=sentence, code="hand-in-folder")
            for one in deliveries
        }

    def _without_the_unfit(self, rows: Sequence[Row], refusal: DoesNotFit) -> Outcomes:
        """A text that the format cannot hold refuses its own row only: the halves are tried apart."""
        if len(rows) == 1:
            one = rows[0].delivery
            return {one.key: _refused(one, "credit-does-not-fit", f"不能报送信用平台：{refusal}")}
        middle = len(rows) // 2
        return self._hand_in(rows[:middle]) | self._hand_in(rows[middle:])

    def _free_name(self, group: Group, at: datetime) -> str:
        """A name no file ever had, in the register or in the folder."""
        own, count = self.configuration, 1
        with self.register.reading() as connection:
            while True:
                name = self.profile.name_of(
                    group.batch, group.act_type, own.unit_code, own.region_code, at, count
                )
                there = (own.hand_in_folder / name).exists()
                if not there and not name_taken(connection, Channel.CREDIT, name):
                    return name
                count += 1

    def _content(self, name: str, rows: Sequence[Row]) -> bytes:
        group = rows[0].group
        dates = frozenset(
            field.code
            for field in outward_contract(group.act_type, self.register.home).fields
            if field.kind == "date"
        )
        columns = columns_of(self.profile, group)
        table = [cells(row, number, self.profile, dates) for number, row in enumerate(rows, 1)]
        return file_bytes(self.profile, name, [column.heading for column in columns], table)


def open_credit_platform(
    home: Path, register: Register, clock: Callable[[], datetime]
) -> CreditPlatform | None:
    """The channel as this installation configured it, None where it did not; ChannelFault where that is wrong."""
    configuration = load_configuration(home)
    if configuration is None:
        return None
    return CreditPlatform(configuration, load_profile(home, configuration.profile), register, clock)


def _rows(deliveries: Sequence[Delivery]) -> tuple[list[Row], Outcomes]:
    rows: list[Row] = []
    unfit: Outcomes = {}
    for delivery in deliveries:
        try:
            rows.append(row_of(delivery))
        except NotARecord as refusal:
            unfit[delivery.key] = _refused(delivery, "credit-not-a-record", f"不能报送信用平台：{refusal}")
    return rows, unfit


def _by_act(rows: Sequence[Row]) -> dict[ActType, list[Row]]:
    found: dict[ActType, list[Row]] = {}
    for row in rows:
        found.setdefault(row.group.act_type, []).append(row)
    return found


def _files(rows: Sequence[Row], most: int) -> Iterator[list[Row]]:
    """Rows by file: published ones before withdrawals, each file no longer than the platform takes."""
    for batch in Batch:
        members = [row for row in rows if row.group.batch is batch]
        yield from (members[start : start + most] for start in range(0, len(members), most))


def _outcome_of(delivery: Delivery, row: HandedIn) -> Outcome:
    result = Result(row.result) if row.result else Result.SENT
    problem = f"信用平台退回：{row.message}" if result is Result.REFUSED else ""
    return Outcome(
        delivery, result, reference=row.reference, problem=problem, code=row.code, sent_as=row.file
    )


def _refused(delivery: Delivery, code: str, sentence: str) -> Outcome:
    return Outcome(delivery, Result.REFUSED, problem=sentence, code=code)
