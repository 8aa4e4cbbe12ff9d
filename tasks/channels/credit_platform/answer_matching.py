"""Which row that was handed in an answer is about: by our key, else by file, number, authority and sequence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from tasks.channels.credit_platform.known_answers import Heading
from tasks.channels.credit_platform.profiles import FileFormat
from tasks.law.acts import Channel
from tasks.law.document_numbers import identity_key, normalise
from tasks.register.hand_ins import HandedIn, handed_in_by_key, handed_in_by_number, handed_in_files

Cells = Mapping[Heading, str]

_JOINT = re.compile(r"[_\-. （(]")


class Unknown:
    """Nothing like it was handed in."""


class Ambiguous:
    """More than one row that was handed in could be meant."""


@dataclass(frozen=True, slots=True)
class HandedInRows:
    """What was handed in and could be meant by an answer; `files` are those it names, by row, or in its own name.

    An answer that is `repeated` came before, byte for byte: it says nothing about what is still unanswered.
    """

    by_key: Mapping[str, HandedIn]
    by_number: Mapping[str, Sequence[HandedIn]]
    files: Mapping[str, Sequence[HandedIn]]
    own_file: str
    repeated: bool = False

    @property
    def only_file(self) -> Sequence[HandedIn]:
        """The rows of the one file that is answered; none where no file or more than one is named."""
        if self.own_file:
            return self.files[self.own_file]
        return next(iter(self.files.values())) if len(self.files) == 1 else ()

    def match(self, cells: Cells) -> HandedIn | Unknown | Ambiguous:
        """The row an answer's row is about."""
        key = cells.get(Heading.KEY, "")
        if key in self.by_key:
            return self.by_key[key]
        if Heading.DOCUMENT_NUMBER not in cells:
            return Unknown()
        candidates = [row for row in self._of_number(cells) if _fits(row, cells)]
        named = _file_named(cells, self.files) or self.own_file
        if named:
            candidates = [row for row in candidates if row.file == named]
        else:
            candidates = self._said_before(candidates, cells.get(Heading.REFERENCE, ""))
        if len({row.publication_id for row in candidates}) > 1:
            return Ambiguous()
        return _one_of(candidates)

    def _said_before(self, candidates: list[HandedIn], reference: str) -> list[HandedIn]:
        """What an answer that names no file can be about: an older hand-in only, where it was said before."""
        same = [row for row in candidates if reference and row.reference == reference]
        if same or not self.repeated:
            return same or candidates
        return [row for row in candidates if row.result]

    def _of_number(self, cells: Cells) -> Sequence[HandedIn]:
        return self.by_number.get(_number_key(cells[Heading.DOCUMENT_NUMBER]), ())


def _fits(row: HandedIn, cells: Cells) -> bool:
    authority, sequence = cells.get(Heading.AUTHORITY_CODE), cells.get(Heading.SEQUENCE)
    return (not authority or row.authority_code == authority) and (
        not sequence or str(row.sequence) == sequence
    )


def _one_of(candidates: Sequence[HandedIn]) -> HandedIn | Unknown | Ambiguous:
    """Of several hand-ins of one decision, the only one still unanswered; the newest where all are answered."""
    if not candidates:
        return Unknown()
    waiting = [row for row in candidates if not row.result]
    if len(waiting) > 1:
        return Ambiguous()
    return waiting[0] if waiting else max(candidates, key=lambda row: row.sequence)


def handed_in_rows(
    connection: sa.Connection,
    answer_name: str,
    rows: Sequence[Cells],
    envelope: Cells,
    *,
    repeated: bool = False,
) -> HandedInRows:
    """Everything the answer could be about, in three queries."""
    keys = {row[Heading.KEY] for row in rows if Heading.KEY in row}
    numbers = {_number_key(row[Heading.DOCUMENT_NUMBER]) for row in rows if Heading.DOCUMENT_NUMBER in row}
    own = [*_stems(answer_name), envelope.get(Heading.FILE, "")]
    named = {row[Heading.FILE] for row in rows if Heading.FILE in row} | set(own)
    channel = Channel.CREDIT
    in_files = handed_in_files(connection, channel, (one for name in named if name for one in _spelled(name)))
    by_number: dict[str, list[HandedIn]] = {}
    for found in handed_in_by_number(connection, channel, numbers):
        by_number.setdefault(found.number_key, []).append(found)
    files: dict[str, list[HandedIn]] = {}
    for found in in_files:
        files.setdefault(found.file, []).append(found)
    own_file = next((one for name in reversed(own) if name for one in _spelled(name) if one in files), "")
    return HandedInRows(handed_in_by_key(connection, channel, keys), by_number, files, own_file, repeated)


def _stems(name: str) -> Iterator[str]:
    """Every beginning of an answer's name that could be the name of what it answers, shortest first."""
    for joint in _JOINT.finditer(name):
        if joint.start():
            yield name[: joint.start()]


def _spelled(name: str) -> Iterator[str]:
    """A file's name as given, and with each ending it may have had."""
    short = name[:190]
    yield short
    yield from (f"{short}.{kind.value}" for kind in FileFormat)


def _file_named(cells: Cells, files: Mapping[str, object]) -> str:
    given = cells.get(Heading.FILE, "")
    return next((one for one in _spelled(given) if one in files), "") if given else ""


def _number_key(text: str) -> str:
    return identity_key(normalise(text))[:200]
