"""docs/clauses.md claims nothing that is not there: every id is listed, every file and test named exists."""

from __future__ import annotations

import re

import pytest

from tests.architecture.source_tree import ROOT

IDS = {
    *(f"G{n}" for n in range(1, 20)),
    *(f"R{n}" for n in range(1, 10)),
    *(f"L{n}" for n in range(1, 9)),
    *(f"I{n}" for n in range(1, 7)),
    *(f"O{n}" for n in range(1, 7)),
}
TEXT = (ROOT / "docs" / "clauses.md").read_text(encoding="utf-8")
ROWS = {
    cells[0]: cells
    for line in TEXT.splitlines()
    if (cells := [cell.strip() for cell in line.strip("| ").split(" | ")])[0] in IDS
}
NAMED = sorted(set(re.findall(r"`([\w.-]+/[\w./-]+(?:::\w+)?)`", TEXT)))


def test_every_clause_is_listed_once() -> None:
    assert ROWS.keys() == IDS
    assert [i for i in IDS if len(re.findall(rf"^\| {i} \|", TEXT, re.MULTILINE)) != 1] == []


@pytest.mark.parametrize("clause", sorted(IDS))
def test_what_is_claimed_has_a_place_and_a_proof(clause: str) -> None:
    state = ROWS[clause][2] if len(ROWS[clause]) > 2 else ""
    assert state.startswith(("done", "partly: ", "not yet")), state
    claimed = not state.startswith("not yet")
    line = next(one for one in TEXT.splitlines() if one.startswith(f"| {clause} |"))
    assert ("::test_" in line) == claimed
    assert bool(re.search(r"`(?:tasks|reports|data_contracts|flows)/", line)) == claimed


@pytest.mark.parametrize("named", NAMED)
def test_files_and_tests_named_exist(named: str) -> None:
    path, _, test = named.partition("::")
    assert (ROOT / path).is_file()
    assert not test or re.search(
        rf"^(?:async )?def {test}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE
    )


def test_clauses_quoted_in_contracts_and_tables_are_clauses() -> None:
    """Law tables quote our ids or an article of law, never an id that does not exist."""
    quoted = {
        clause
        for path in (ROOT / "data_contracts").rglob("*.yaml")
        for clause in re.findall(r"clause(?:, value)?: ([A-Z]\d+)\b", path.read_text(encoding="utf-8"))
    }
    assert quoted
    assert quoted <= IDS
