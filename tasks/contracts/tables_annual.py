"""The tables of the annual report: its words and its stages, read and checked (clauses G16 to G18)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

from pydantic import TypeAdapter

from tasks.contracts.law_rows import LawTableError, checked, read_one, read_rows, table_path
from tasks.law.handover import HandoverWords, handovers_of
from tasks.law.report_counts import FIGURES
from tasks.law.report_prose import ProseTable
from tasks.law.report_stages import StageDeadline, StageRow

PROSE_FILE, STAGES_FILE = "annual_prose.yaml", "report_stages.yaml"
ANNUAL_FACTS = frozenset(
    {
        "year",
        "last_year",
        "authority",
        "whose",
        "counted_on",
        "first_day",
        "unfinished",
        "partial_before",
        "city",
        "troubled",
        "withdrawn_reasons",
    }
)
"""What the sentences of the annual report may name beside its figures."""
BRIEF_FACTS = frozenset({"period", "authority", "counted_on", "unfinished", "withdrawn_reasons"})
"""What the sentences of a brief may name beside its figures."""


@dataclass(frozen=True, slots=True)
class AnnualTables:
    """The words of report, brief, letter and receipt, and the stages of handing in."""

    annual: ProseTable
    brief: ProseTable
    handover: HandoverWords
    stages: tuple[StageRow, ...]


@dataclass(frozen=True, slots=True)
class _ProseFile:
    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    annual: ProseTable
    brief: ProseTable
    handover: HandoverWords


_PROSE = TypeAdapter(_ProseFile)
_STAGE = TypeAdapter(StageRow)


def load_annual(home: Path | None, as_of: date | None = None) -> AnnualTables:
    """Read and check the tables; a file in `home/law` replaces the shipped one whole.

    LawTableError where one cannot be used; stages not known on `as_of` are left out.
    """
    prose = read_one(home, PROSE_FILE, _PROSE)
    place = str(table_path(home, PROSE_FILE))
    checked(place, lambda: prose.annual.check_names(FIGURES, ANNUAL_FACTS))
    checked(place, lambda: prose.brief.check_names(FIGURES, BRIEF_FACTS))
    checked(place, lambda: _check_handover(prose.handover))
    stages = read_rows(home, STAGES_FILE, _STAGE)
    if len({row.id for row in stages}) < len(stages):
        raise LawTableError(f"法规表{table_path(home, STAGES_FILE)}：编号重复")
    checked(str(table_path(home, STAGES_FILE)), lambda: _check_parties(stages))
    known = tuple(row for row in stages if as_of is None or row.known_since <= as_of)
    return AnnualTables(prose.annual, prose.brief, prose.handover, known)


_ANY_DAY = date(2001, 1, 1)


def _check_handover(words: HandoverWords) -> None:
    """ValueError where the letter asks for what is not known when it is written."""
    stage = StageDeadline("", "", (), _ANY_DAY, _ANY_DAY, False, "", "")
    try:
        handovers_of((stage,), words, dict.fromkeys(ANNUAL_FACTS, ""))
    except (KeyError, IndexError, AttributeError) as error:
        raise ValueError(f"handover含不明的内容：{error}") from error


def _check_parties(rows: tuple[StageRow, ...]) -> None:
    for row in rows:
        try:
            [text.format_map({"authority": ""}) for text in (row.sender, *row.receivers)]
        except (KeyError, IndexError, AttributeError) as error:
            raise ValueError(f"{row.id}的报送单位含不明的内容：{error}") from error
