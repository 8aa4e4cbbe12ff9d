"""The totals of an answer: whether they add up, and what they say of rows that are not listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.channels.credit_platform.known_answers import AnswerTable, Heading, Meaning
from tasks.channels.delivery import Result, Task


@dataclass(frozen=True, slots=True)
class Totals:
    """totalSize, successSize, failSize; None where the answer does not say."""

    total: int | None
    accepted: int | None
    refused: int | None

    @property
    def complete(self) -> bool:
        """Whether all three were given."""
        return None not in (self.total, self.accepted, self.refused)


def totals_of(places: Sequence[Mapping[Heading, str]]) -> Totals:
    """The totals as first stated, beside the rows or in columns of them."""

    def first(heading: Heading) -> int | None:
        return next((int(p[heading]) for p in places if p.get(heading, "").isdecimal()), None)

    return Totals(first(Heading.TOTAL), first(Heading.ACCEPTED_COUNT), first(Heading.REFUSED_COUNT))


def totals_fault(totals: Totals, listed: int, refused: int) -> str:
    """How the totals contradict each other or the rows, "" where they do not.

    An answer lists every row, or only those that were refused.
    """
    total, taken, not_taken = totals.total, totals.accepted, totals.refused
    if total is not None and taken is not None and not_taken is not None and total != taken + not_taken:
        return f"共{total}条，成功{taken}条，失败{not_taken}条"
    if not listed:
        return ""
    if not_taken is not None and not_taken != refused:
        return f"失败{not_taken}条，列明退回{refused}条"
    if total is not None and listed not in (total, refused):
        return f"共{total}条，列明{listed}条"
    return ""


def rest_of_file(
    table: AnswerTable, totals: Totals, envelope: Mapping[Heading, str], *, listed: int, refused: int
) -> Meaning | None:
    """What holds for the rows that are not listed, None where nothing follows for them.

    Taken where the totals say that all but the listed refusals were; refused where the whole file was.
    """
    if totals.complete:
        if totals.refused == refused and (listed in (0, refused)) and totals.accepted:
            return Meaning(Result.CONFIRMED, "", "", "", refused=False)
        if not listed and totals.total and totals.refused == totals.total:
            return table.refusal(envelope, Task.PUBLISH)
        return None
    if listed:
        return None
    said = table.meaning(envelope, Task.PUBLISH)
    return said if said is not None and said.refused else None
