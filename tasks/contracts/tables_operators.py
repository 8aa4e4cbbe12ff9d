"""Loads the people of an installation, `operators.yaml`, and the table that says which role an act asks for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from tasks.contracts.law_rows import LawTableError, checked, read_rows, read_yaml, table_path
from tasks.law.operators import Operator, Roster
from tasks.law.powers import PowerRow, Powers

PEOPLE_FILE = "operators.yaml"
_OPERATOR = TypeAdapter(Operator)
_POWER = TypeAdapter(PowerRow)


@dataclass(frozen=True, slots=True)
class Operators:
    """Who there is, and who may do what."""

    roster: Roster
    powers: Powers


def people_path(home: Path) -> Path:
    """Where an installation names its people."""
    return home / PEOPLE_FILE


def load_operators(home: Path) -> Operators:
    """Read both; LawTableError naming file, row and field where one cannot be used or is not there."""
    return Operators(load_roster(people_path(home)), load_powers(home))


def load_roster(path: Path) -> Roster:
    """The people of one file."""
    content = read_yaml(path)
    if not isinstance(content, list) or not content:
        raise LawTableError(f"办理人员名册{path}应为至少一人的列表")
    people = [_person(path, place, one) for place, one in enumerate(content, 1)]
    return checked(str(path), lambda: Roster(people), "办理人员名册")


def load_powers(home: Path | None) -> Powers:
    """Which roles each act asks for."""
    name = "operator_powers.yaml"
    rows = read_rows(home, name, _POWER)
    if len({row.id for row in rows}) < len(rows):
        raise LawTableError(f"法规表{table_path(home, name)}：编号重复")
    return checked(str(table_path(home, name)), lambda: Powers(rows))


def _person(path: Path, place: int, content: object) -> Operator:
    name = content.get("name", "") if isinstance(content, dict) else ""
    where = f"{path}第{place}人（{name}）"
    return checked(where, lambda: _OPERATOR.validate_python(content), "办理人员名册")
