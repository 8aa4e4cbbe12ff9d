"""The step that reads the credit platform's answers back: kept first, then the file is put away (clauses G12, I1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.channels.credit_platform.answer_findings import SOURCE
from tasks.channels.credit_platform.answers import Answered, AnswerFile, AnswerReading, read_answer
from tasks.channels.credit_platform.configuration import ASIDE, DONE, CreditConfiguration, load_configuration
from tasks.channels.credit_platform.known_answers import AnswerTable, load_answer_table
from tasks.channels.delivery import Outcome, Result
from tasks.contracts.finding import Finding
from tasks.installation import Installation
from tasks.law.acts import Channel
from tasks.register.answer_rows import close_answer_findings, keep_answer_findings
from tasks.register.database import Register
from tasks.register.deliveries import deliveries_under_way
from tasks.register.delivery_results import Settled, settle_on
from tasks.register.hand_ins import keep_answers
from tasks.sources.broken_file import BrokenFile
from tasks.sources.drop_folder import finished_files, hash_of_file, put_away, put_away_as, write_reason

if TYPE_CHECKING:
    import sqlalchemy as sa

Settle = Callable[["sa.Connection", Sequence[Answered]], object]
"""Settles the publications that were answered, in the transaction that keeps the answers; gets current ones only."""


@dataclass(slots=True)
class AnswersTaken:
    """What a run took from the answer folder."""

    files: int = 0
    confirmed: int = 0
    refused: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AnswerDesk:
    """Where answers come in, how they are read, and where they are kept."""

    configuration: CreditConfiguration
    table: AnswerTable
    register: Register
    clock: Callable[[], datetime]
    settle: Settle


def take_credit_answers(here: Installation, address: str) -> Settled:
    """Read the answers to what was handed in and settle the publications they are about."""
    configuration = load_configuration(here.settings.home)
    if configuration is None:
        return Settled()
    done = Settled()

    def settle(connection: sa.Connection, answers: Sequence[Answered]) -> None:
        outcomes = outcomes_of(connection, answers)
        row = here.law.channels[Channel.CREDIT]
        done.add(settle_on(connection, row, outcomes, here.now, address))

    table = load_answer_table(here.settings.home)
    taken = take_answers(AnswerDesk(configuration, table, here.register, lambda: here.now, settle))
    done.problems += taken.problems
    return done


def outcomes_of(connection: sa.Connection, answers: Sequence[Answered]) -> list[Outcome]:
    """Answers as outcomes of the deliveries they are about; what was settled or overtaken meanwhile is left out."""
    ids = [one.handed_in.publication_id for one in answers]
    sent = deliveries_under_way(connection, Channel.CREDIT, ids)
    return [
        Outcome(
            delivery,
            one.result,
            reference=one.reference,
            problem=one.problem,
            code=one.code,
            sent_as=one.handed_in.file,
            found=True,
        )
        for one in answers
        if (delivery := sent.get(one.handed_in.publication_id)) is not None
        and delivery.sequence == one.handed_in.sequence
    ]


def take_answers(desk: AnswerDesk) -> AnswersTaken:
    """Read every finished answer file, oldest first.

    What it says is kept in one transaction with what it settles; only then is the file moved, so that a process
    that dies in between reads it again to no other effect. A file of which nothing can be used is kept aside.
    """
    taken = AnswersTaken()
    folder = desk.configuration.answer_folder
    try:
        paths = finished_files(folder, "*", desk.configuration.quiet, desk.clock())
    except OSError as problem:
        taken.problems.append(f"信用平台答复文件夹{folder}不存在或者无法读取（{type(problem).__name__}）")
        return taken
    for path in paths:
        try:
            _take_file(desk, path, taken)
        except OSError as problem:
            taken.problems.append(
                f"信用平台答复文件{path.name}未能处理完（{type(problem).__name__}），下次再办"
            )
    return taken


def _take_file(desk: AnswerDesk, path: Path, taken: AnswersTaken) -> None:
    folder, content_hash = desk.configuration.answer_folder, hash_of_file(path)
    try:
        file = read_answer_file(path, desk.table)
    except BrokenFile as refusal:
        found = _named(refusal.finding, path.name)
        with desk.register.writing() as connection:
            _keep(connection, desk, AnswerReading(findings=[(None, found)]), path.name)
        write_reason(put_away(path, folder / ASIDE, content_hash), found)
        taken.problems.append(found.message)
        return
    file = replace(file, repeated=put_away_as(path, folder / DONE, content_hash).exists())
    with desk.register.writing() as connection:
        reading = read_answer(connection, desk.table, file)
        current = [one for one in reading.answers if one.current]
        _keep(connection, desk, reading, file.name)
        desk.settle(connection, current)
    target = put_away(path, folder / (DONE if reading.usable else ASIDE), content_hash)
    whole = [found for decision, found in reading.findings if decision is None]
    if not reading.usable:
        write_reason(target, whole[0])
    taken.files += 1
    taken.confirmed += sum(one.result is Result.CONFIRMED for one in current)
    taken.refused += sum(one.result is Result.REFUSED for one in current)
    taken.problems += [found.message for found in whole]


def read_answer_file(path: Path, table: AnswerTable) -> AnswerFile:
    """An answer file as rows of text, whatever its kind; BrokenFile where it is no answer at all."""
    from tasks.sources.json_tables import read_json_answer
    from tasks.sources.table_files import read_table

    with path.open("rb") as file:
        head = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"{", b"[")):
        beside, records = read_json_answer(path)
        return AnswerFile(path.name, records, beside)
    found = read_table(path, table.headers())
    rows = [
        {str(name): str(cell) for name, cell in row.items()}
        for frame in found.frames
        for row in frame.to_dict("records")
    ]
    return AnswerFile(path.name, rows, {})


def _named(found: Finding, name: str) -> Finding:
    """A file's own finding with its name, so that two broken files are two findings."""
    return replace(found, message=f"信用平台答复文件{name}：{found.message}")


def _keep(connection: sa.Connection, desk: AnswerDesk, reading: AnswerReading, name: str) -> None:
    at = desk.clock()
    keep_answers(connection, [one.as_kept(name) for one in reading.answers], at)
    settled = [
        one.handed_in.decision_id for one in reading.answers if one.current and one.result is Result.CONFIRMED
    ]
    close_answer_findings(connection, SOURCE, settled, at)
    keep_answer_findings(connection, SOURCE, reading.findings, desk.table.version, at)
