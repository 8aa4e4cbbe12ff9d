"""What answers mean: columns by their aliases, outcomes by their words, known messages by row of `answers.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from pydantic import TypeAdapter

from tasks.channels.credit_platform.table_file import SHIPPED, read_table_file
from tasks.channels.delivery import Result, Task
from tasks.law.characters import half_width, without_unseen

_STRICT: Mapping[str, str] = {"extra": "forbid"}
_PADDING = re.compile(r"[\s_\-:：()（）]+")
_CITIZEN_ID = re.compile(r"(?<![0-9A-Za-z])([1-9][0-9])[0-9]{13,14}(?:[0-9]{0,1}[0-9Xx])(?![0-9A-Za-z])")


class Heading(StrEnum):
    """What a column of an answer may say."""

    FILE = "file"
    KEY = "key"
    SEQUENCE = "sequence"
    DOCUMENT_NUMBER = "document_number"
    AUTHORITY_CODE = "authority_code"
    OUTCOME = "outcome"
    CODE = "code"
    MESSAGE = "message"
    REFERENCE = "reference"
    TOTAL = "total"
    ACCEPTED_COUNT = "accepted_count"
    REFUSED_COUNT = "refused_count"


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """One row: a code or words of a message, what it means, and how an officer mends it."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = _STRICT

    id: str
    result: Result
    sentence: str
    mending: str
    source: str
    codes: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = (Task.PUBLISH, Task.WITHDRAW)
    note: str = ""
    assumption: bool = False

    def __post_init__(self) -> None:
        """ValueError for a row that matches nothing or would settle nothing."""
        if not (self.codes or self.contains):
            raise ValueError("应填写codes或contains")
        if self.result not in (Result.CONFIRMED, Result.REFUSED):
            raise ValueError("result应为confirmed或refused")

    def answers(self, code: str, message: str, task: Task) -> bool:
        """Whether an answer to a task is this one."""
        said = code in self.codes or any(words in message for words in self.contains)
        return task in self.tasks and said


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an answer comes to; `id` is the known answer's, else the platform's own code.

    `refused` is what the platform itself said, also where its refusal only says what is true already.
    """

    result: Result
    id: str
    sentence: str
    mending: str
    refused: bool


@dataclass(frozen=True)
class AnswerTable:
    """The whole of `answers.yaml`."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = _STRICT

    version: str
    headings: Mapping[Heading, tuple[str, ...]]
    accepted: tuple[str, ...]
    refused: tuple[str, ...]
    accepted_codes: tuple[str, ...]
    known: tuple[KnownAnswer, ...]
    taken_down: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """ValueError where a heading is missing or would be two columns."""
        if missing := [heading.value for heading in Heading if heading not in self.headings]:
            raise ValueError(f"headings缺少{'、'.join(missing)}")
        spelled = [plain_spelling(name) for names in self.headings.values() for name in names]
        if doubled := sorted({name for name in spelled if spelled.count(name) > 1}):
            raise ValueError(f"headings中{'、'.join(doubled)}重复")

    @cached_property
    def spellings(self) -> Mapping[str, Heading]:
        """Every plain spelling of a heading."""
        return {plain_spelling(name): heading for heading, names in self.headings.items() for name in names}

    def headers(self) -> frozenset[str]:
        """Every spelling as written, by which a header row is told."""
        return frozenset(name for names in self.headings.values() for name in names)

    def read(self, row: Mapping[str, str]) -> dict[Heading, str]:
        """A row's cells by what they say; of two columns that say the same, the first that is filled."""
        found: dict[Heading, str] = {}
        for name, text in row.items():
            heading = self.spellings.get(plain_spelling(name))
            if heading is not None and text.strip() and heading not in found:
                found[heading] = text.strip()
        return found

    def meaning(self, cells: Mapping[Heading, str], task: Task) -> Meaning | None:
        """What one answer comes to; None where it says neither yes nor no, or both."""
        code, message = cells.get(Heading.CODE, ""), cells.get(Heading.MESSAGE, "")
        outcome = self._outcome(cells.get(Heading.OUTCOME, ""), code, message, task)
        if outcome is Result.CONFIRMED:
            return Meaning(Result.CONFIRMED, "", "", "", refused=False)
        return self.refusal(cells, task) if outcome is Result.REFUSED else None

    def refusal(self, cells: Mapping[Heading, str], task: Task) -> Meaning:
        """What a refusal comes to: a known answer's sentence, else the platform's own words."""
        code, message = cells.get(Heading.CODE, ""), cells.get(Heading.MESSAGE, "")
        for known in self.known:
            if known.answers(code, message, task):
                return Meaning(known.result, known.id, known.sentence, known.mending, refused=True)
        told = masked(message) or "未说明原因"
        sentence = f"{told}（代码{code}）" if code else told
        return Meaning(
            Result.REFUSED,
            code,
            sentence,
            "请按信用平台的提示核对，在业务系统中更正后重新报送",
            refused=True,
        )

    def _outcome(self, word: str, code: str, message: str, task: Task) -> Result | None:
        """Yes, no, or neither; that something was taken down is no answer to its publication."""
        plain = plain_spelling(word)
        fine = not code or code in self.accepted_codes
        if plain:
            yes = self.accepted if task is Task.PUBLISH else (*self.accepted, *self.taken_down)
            if plain in {plain_spelling(one) for one in yes}:
                return Result.CONFIRMED if fine else None
            return Result.REFUSED if plain in {plain_spelling(one) for one in self.refused} else None
        if code:
            return Result.CONFIRMED if fine else Result.REFUSED
        return Result.REFUSED if message else None


def masked(message: str) -> str:
    """A platform's message as a finding may quote it: identity numbers never in full, and not too long."""
    return _CITIZEN_ID.sub(r"\1****", message)[:200]


def plain_spelling(name: str) -> str:
    """A heading or word without what does not count: width, case, spaces, dashes, brackets."""
    return _PADDING.sub("", half_width(without_unseen(name))).casefold()


_TABLE = TypeAdapter(AnswerTable)


def load_answer_table(home: Path | None) -> AnswerTable:
    """The table: the installation's own (`channels/credit-answers.yaml`) takes the place of the shipped one whole."""
    own = home / "channels" / "credit-answers.yaml" if home else None
    return read_table_file(own if own and own.is_file() else SHIPPED / "answers.yaml", _TABLE)
