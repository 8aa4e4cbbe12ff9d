"""What was handed in to a platform that answers with files, and what it answered: for matching and for counting.

A file is first kept as intended, then placed in the hand-in folder, then kept as placed; so a process may die
between any two of these, and no delivery is lost or knowingly handed in twice (promise 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.register.database import instant_text
from tasks.register.schema import hand_in, hand_in_row
from tasks.register.selection import temporary
from tasks.register.transparency import write_setting

ANSWERS_KEPT = "answers_kept_at"
"""The setting that tells when answers were kept last: by it, whoever copies them sees that there are new ones."""


@dataclass(frozen=True, slots=True)
class Handing:
    """One delivery as a row of a file about to be handed in."""

    row_number: int
    key: str
    publication_id: int
    decision_id: int
    task: str
    sequence: int
    authority_code: str
    number_key: str
    content_hash: bytes


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One row that was handed in; `result` "" where nothing was answered.

    `newest` says whether nothing later was handed in for its publication, `shown_before` whether the platform had
    confirmed another content of it before.
    """

    id: int
    file: str
    row_number: int
    key: str
    publication_id: int
    decision_id: int
    task: str
    sequence: int
    authority_code: str
    number_key: str
    content_hash: bytes
    result: str
    code: str
    message: str
    reference: str
    newest: bool
    shown_before: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What the platform answered to one row; `result` is `confirmed` or `refused`."""

    row_id: int
    result: str
    code: str
    message: str
    reference: str
    answer_file: str


@dataclass(frozen=True, slots=True)
class Intended:
    """A file that was intended and is not known to have been placed."""

    id: int
    name: str


def name_taken(connection: sa.Connection, channel: Channel, name: str) -> bool:
    """Whether a file of that name was ever handed in or intended."""
    taken = sa.select(hand_in.c.id).where(hand_in.c.channel == channel.value, hand_in.c.name == name)
    return connection.execute(taken).first() is not None


def intend(
    connection: sa.Connection, channel: Channel, name: str, rows: Sequence[Handing], at: datetime
) -> int:
    """Keep the intention to hand in a file with these rows; gives its id."""
    made = sa.insert(hand_in).values(channel=channel.value, name=name, made_at=instant_text(at))
    hand_in_id = int(connection.execute(made.returning(hand_in.c.id)).scalar_one())
    connection.execute(sa.insert(hand_in_row), [{"hand_in_id": hand_in_id, **_columns(row)} for row in rows])
    return hand_in_id


def _columns(row: Handing) -> dict[str, Any]:
    return {name: getattr(row, name) for name in Handing.__slots__}


def mark_placed(connection: sa.Connection, hand_in_id: int, at: datetime) -> None:
    """The file stands in the hand-in folder."""
    change = sa.update(hand_in).where(hand_in.c.id == hand_in_id).values(placed_at=instant_text(at))
    connection.execute(change)


def forget(connection: sa.Connection, hand_in_id: int) -> None:
    """The file was never placed: its deliveries are to be handed in again."""
    connection.execute(sa.delete(hand_in_row).where(hand_in_row.c.hand_in_id == hand_in_id))
    connection.execute(sa.delete(hand_in).where(hand_in.c.id == hand_in_id))


def intended_files(connection: sa.Connection, channel: Channel) -> list[Intended]:
    """Files of which a process that died left it open whether they were placed."""
    open_ones = sa.select(hand_in.c.id, hand_in.c.name).where(
        hand_in.c.channel == channel.value, hand_in.c.placed_at.is_(None)
    )
    return [Intended(row.id, row.name) for row in connection.execute(open_ones)]


def handed_in_by_key(connection: sa.Connection, channel: Channel, keys: Iterable[str]) -> dict[str, HandedIn]:
    """What was handed in under some keys."""
    found = _matching(connection, channel, hand_in_row.c.key, keys)
    return {row.key: row for row in found}


def handed_in_by_number(
    connection: sa.Connection, channel: Channel, number_keys: Iterable[str]
) -> list[HandedIn]:
    """What was handed in under some document numbers, by the numbers' identity."""
    return _matching(connection, channel, hand_in_row.c.number_key, number_keys)


def handed_in_files(connection: sa.Connection, channel: Channel, names: Iterable[str]) -> list[HandedIn]:
    """Every row of some files, in the order of the file."""
    return _matching(connection, channel, hand_in.c.name, names)


def keep_answers(connection: sa.Connection, answers: Sequence[Answer], at: datetime) -> None:
    """Keep what was answered; a later answer to the same row takes the place of an earlier one."""
    if not answers:
        return
    change = (
        sa.update(hand_in_row)
        .where(hand_in_row.c.id == sa.bindparam("row_id"))
        .values(
            answered_at=instant_text(at),
            **{name: sa.bindparam(f"answered_{name}") for name in _ANSWERED},
        )
    )
    connection.execute(
        change,
        [
            {"row_id": a.row_id, **{f"answered_{name}": getattr(a, name) for name in _ANSWERED}}
            for a in answers
        ],
    )
    write_setting(connection, ANSWERS_KEPT, instant_text(at))


_ANSWERED = ("result", "code", "message", "reference", "answer_file")


def _matching(
    connection: sa.Connection, channel: Channel, column: sa.Column[Any], values: Iterable[str]
) -> list[HandedIn]:
    wanted = [{"value": value} for value in dict.fromkeys(values)]
    text_column = sa.Column("value", sa.String(200), primary_key=True)
    with temporary(connection, "wanted_hand_ins", [text_column], wanted) as table:
        query = (
            _handed_in()
            .where(hand_in.c.channel == channel.value, hand_in.c.placed_at.is_not(None))
            .where(column.in_(sa.select(table.c.value)))
            .order_by(hand_in_row.c.hand_in_id, hand_in_row.c.row_number)
        )
        return [HandedIn(**row._mapping) for row in connection.execute(query)]


def _handed_in() -> sa.Select[Any]:
    later, before = hand_in_row.alias("later"), hand_in_row.alias("before")
    newer = sa.exists().where(
        later.c.publication_id == hand_in_row.c.publication_id, later.c.sequence > hand_in_row.c.sequence
    )
    shown = sa.exists().where(
        before.c.publication_id == hand_in_row.c.publication_id,
        before.c.sequence < hand_in_row.c.sequence,
        before.c.task == "publish",
        before.c.result == "confirmed",
        before.c.content_hash != hand_in_row.c.content_hash,
    )
    own = [hand_in_row.c[name] for name in HandedIn.__slots__ if name in hand_in_row.c]
    answered = ("result", "code", "message", "reference")
    columns = [sa.func.coalesce(c, "").label(c.name) if c.name in answered else c for c in own]
    return sa.select(
        *columns, hand_in.c.name.label("file"), sa.not_(newer).label("newest"), shown.label("shown_before")
    ).join_from(hand_in_row, hand_in)
