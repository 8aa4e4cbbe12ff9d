"""What goes with a report when it is handed in: a letter, and a receipt to sign (clauses G16, G17)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from tasks.law.report_stages import StageDeadline


@dataclass(frozen=True, slots=True)
class HandoverWords:
    """The words of letter and receipt: texts with {names}; `receipt` are the labels of the lines to fill by hand."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    letter_title: str
    paragraphs: tuple[str, ...]
    enclosures: tuple[str, ...]
    receipt_title: str
    receipt: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Handover:
    """The letter and the receipt of one stage, ready to print."""

    stage: str
    sender: str
    receivers: tuple[str, ...]
    title: str
    paragraphs: tuple[str, ...]
    enclosures: tuple[str, ...]
    receipt_title: str
    receipt: tuple[str, ...]


def handovers_of(
    stages: Iterable[StageDeadline], words: HandoverWords, known: Mapping[str, str]
) -> tuple[Handover, ...]:
    """Letter and receipt of every stage; `known` are the {names} that hold for the whole report."""
    return tuple(_handover(stage, words, known) for stage in stages)


def _handover(stage: StageDeadline, words: HandoverWords, known: Mapping[str, str]) -> Handover:
    def filled(text: str) -> str:
        return text.format_map(here)

    due = stage.due_on
    here = {
        **known,
        "stage": stage.stage,
        "sender": stage.sender,
        "receivers": "、".join(stage.receivers),
        "due": f"{due.year}年{due.month}月{due.day}日",
    }
    return Handover(
        stage.stage,
        stage.sender,
        stage.receivers,
        filled(words.letter_title),
        tuple(map(filled, words.paragraphs)),
        tuple(map(filled, words.enclosures)),
        filled(words.receipt_title),
        words.receipt,
    )
