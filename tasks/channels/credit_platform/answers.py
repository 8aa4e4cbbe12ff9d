"""An answer file against what was handed in: which delivery each row answers, and what is odd about it (I1, G12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from tasks.channels.credit_platform.answer_findings import answer_finding
from tasks.channels.credit_platform.answer_matching import Ambiguous, HandedInRows, Unknown, handed_in_rows
from tasks.channels.credit_platform.answer_totals import rest_of_file, totals_fault, totals_of
from tasks.channels.credit_platform.known_answers import AnswerTable, Heading, Meaning, masked
from tasks.channels.delivery import Result, Task
from tasks.contracts.finding import Finding, Severity
from tasks.register.hand_ins import Answer, HandedIn

Cells = Mapping[Heading, str]

_IDENTIFIES = frozenset({Heading.KEY, Heading.DOCUMENT_NUMBER})
_SETTLES = frozenset({Heading.OUTCOME, Heading.CODE, Heading.MESSAGE})
_NAMES = {Result.CONFIRMED: "入库", Result.REFUSED: "退回"}


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """An answer file's rows of text by heading, what stands beside them, and whether it was taken before."""

    name: str
    rows: Sequence[Mapping[str, str]]
    envelope: Mapping[str, str]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """What the platform answered to one delivery.

    `problem` is the sentence an officer reads, "" where it was taken; `current` is False where something newer was
    handed in since, so that the answer settles nothing.
    """

    handed_in: HandedIn
    result: Result
    code: str
    message: str
    problem: str
    mending: str
    reference: str
    current: bool

    def as_kept(self, answer_file: str) -> Answer:
        """The answer as the register keeps it."""
        return Answer(
            self.handed_in.id, self.result.value, self.code[:60], self.message, self.reference, answer_file
        )


@dataclass(slots=True)
class AnswerReading:
    """What an answer file said; findings with the decision they concern, None for the file as a whole.

    `usable` is False where nothing could be taken from it: the file is kept aside.
    """

    answers: list[Answered] = field(default_factory=list)
    findings: list[tuple[int | None, Finding]] = field(default_factory=list)
    usable: bool = True

    def tell(self, found: Finding, decision_id: int | None = None) -> None:
        """Add a finding."""
        self.findings.append((decision_id, found))


@dataclass(frozen=True, slots=True)
class _Said:
    """A row of the answer that could be matched."""

    number: int
    cells: Cells
    handed_in: HandedIn
    meaning: Meaning | None


def read_answer(connection: sa.Connection, table: AnswerTable, file: AnswerFile) -> AnswerReading:
    """Everything an answer file says; nothing of it is kept yet."""
    reading = AnswerReading()
    rows = [table.read(row) for row in file.rows]
    envelope = table.read(file.envelope)
    if rows and not any(_IDENTIFIES & row.keys() and _SETTLES & row.keys() for row in rows):
        reading.tell(answer_finding("answer-wrong-columns", Severity.ERROR, file=file.name))
        reading.usable = False
        return reading
    known = handed_in_rows(connection, file.name, rows, envelope, repeated=file.repeated)
    said = _matched(reading, table, file.name, rows, known)
    chosen = _once(reading, file.name, said)
    for one in chosen:
        _take(reading, file.name, one)
    _whole_file(reading, table, file.name, rows, envelope, known, said)
    return reading


def _matched(
    reading: AnswerReading, table: AnswerTable, file: str, rows: Sequence[Cells], known: HandedInRows
) -> list[_Said]:
    found: list[_Said] = []
    for number, cells in enumerate(rows, 1):
        if not _IDENTIFIES & cells.keys():
            continue
        match known.match(cells):
            case Unknown():
                tell = ("answer-unknown-row", Severity.WARNING)
            case Ambiguous():
                tell = ("answer-ambiguous-row", Severity.ERROR)
            case row:
                meaning = table.meaning(cells, Task(row.task))
                found.append(_Said(number, cells, row, meaning))
                continue
        code, severity = tell
        reading.tell(answer_finding(code, severity, number, file=file, what=_what(cells)))
    return found


def _once(reading: AnswerReading, file: str, said: Sequence[_Said]) -> list[_Said]:
    """Each delivery's answer, once; rows that contradict each other answer nothing."""
    by_row: dict[int, list[_Said]] = {}
    for one in said:
        by_row.setdefault(one.handed_in.id, []).append(one)
    chosen: list[_Said] = []
    for same in by_row.values():
        results = {one.meaning.result if one.meaning else None for one in same}
        first, last = same[0], same[-1]
        where = {"file": file, "what": _what(last.cells)}
        decision = first.handed_in.decision_id
        if len(results) > 1:
            reading.tell(
                answer_finding("answer-contradictory", Severity.ERROR, last.number, **where), decision
            )
        elif first.meaning is None:
            reading.tell(answer_finding("answer-unclear", Severity.ERROR, first.number, **where), decision)
        else:
            if len(same) > 1:
                reading.tell(
                    answer_finding("answer-row-twice", Severity.WARNING, last.number, **where), decision
                )
            chosen.append(first)
    return chosen


def _take(reading: AnswerReading, file: str, said: _Said) -> None:
    if said.meaning is None:
        return
    row, meaning = said.handed_in, said.meaning
    what = _what(said.cells, row)
    place = {"file": file, "what": what}
    if row.result and row.result != meaning.result.value:
        change = {"before": _NAMES[Result(row.result)], "after": _NAMES[meaning.result]}
        reading.tell(
            answer_finding("answer-changed", Severity.WARNING, said.number, what=what, **change),
            row.decision_id,
        )
    if not row.newest and not row.result:
        reading.tell(answer_finding("answer-older", Severity.WARNING, said.number, **place), row.decision_id)
    _settle(reading, row, meaning, said.cells, what, said.number)


def _settle(
    reading: AnswerReading, row: HandedIn, meaning: Meaning, cells: Cells, what: str, number: int
) -> None:
    stale = meaning.result is Result.CONFIRMED and meaning.refused and _is_update(row)
    result = Result.REFUSED if stale else meaning.result
    finding = None
    if stale:
        finding = answer_finding("update-not-taken", Severity.ERROR, number, what=what)
    elif result is Result.REFUSED:
        said = {"what": what, "sentence": meaning.sentence, "mending": meaning.mending}
        finding = answer_finding("credit-refused", Severity.ERROR, number, **said)
    if finding is not None and row.newest and row.result != result.value:
        reading.tell(finding, row.decision_id)
    reading.answers.append(
        Answered(
            handed_in=row,
            result=result,
            code=meaning.id or cells.get(Heading.CODE, ""),
            message=masked(cells.get(Heading.MESSAGE, "")),
            problem=finding.message if finding else "",
            mending=finding.mending if finding else "",
            reference=cells.get(Heading.REFERENCE, ""),
            current=row.newest,
        )
    )


def _is_update(row: HandedIn) -> bool:
    """Whether “already there” can only mean the content that the platform had before."""
    return row.task == Task.PUBLISH.value and row.shown_before


def _whole_file(
    reading: AnswerReading,
    table: AnswerTable,
    file: str,
    rows: Sequence[Cells],
    envelope: Cells,
    known: HandedInRows,
    said: Sequence[_Said],
) -> None:
    """What the totals say of rows that are not listed: all the others were taken, or nothing was."""
    totals = totals_of([envelope, *rows])
    refused = sum(1 for one in said if one.meaning is not None and one.meaning.refused)
    if fault := totals_fault(totals, len(rows), refused):
        reading.tell(answer_finding("answer-counts-differ", Severity.WARNING, file=file, counts=fault))
        return
    verdict = rest_of_file(table, totals, envelope, listed=len(rows), refused=refused)
    if verdict is None and rows:
        return
    whole = known.only_file
    if not whole:
        reading.tell(answer_finding("answer-file-unknown", Severity.ERROR, file=file))
        reading.usable = bool(rows)
        return
    if totals.total is not None and totals.total != len(whole):
        counts = f"答复共{totals.total}条，报送文件{whole[0].file}有{len(whole)}条"
        reading.tell(answer_finding("answer-counts-differ", Severity.WARNING, file=file, counts=counts))
        return
    if verdict is None:
        reading.tell(
            answer_finding("answer-counts-differ", Severity.WARNING, file=file, counts="没有逐条结果")
        )
        return
    listed = {one.handed_in.id for one in said}
    for row in whole:
        if row.id not in listed:
            meaning = verdict if verdict.result is Result.CONFIRMED else _of_file(table, envelope, row)
            _settle(reading, row, meaning, envelope, _what({}, row), row.row_number)


def _of_file(table: AnswerTable, envelope: Cells, row: HandedIn) -> Meaning:
    """What a refusal of the whole file means for one of its rows."""
    return table.refusal(envelope, Task(row.task))


def _what(cells: Cells, row: HandedIn | None = None) -> str:
    """How an officer knows a row: by its document number, else by where it stood."""
    named = cells.get(Heading.DOCUMENT_NUMBER) or ""
    if named or row is None:
        return named or cells.get(Heading.KEY, "")
    return f"{row.file}第{row.row_number}条"
