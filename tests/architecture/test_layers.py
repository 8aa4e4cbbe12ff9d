"""Imports point downward only: flows → steps → rooms → law (design 4)."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT, imported, python_files, tree_of

FLOWS, STEPS, LAW = "flows", "steps", "law"
ROOMS: dict[str, frozenset[str]] = {
    "law": frozenset(),
    "contracts": frozenset({"law"}),
    "sources": frozenset({"contracts", "law"}),
    "register": frozenset({"contracts", "law"}),
    "channels": frozenset({"register", "contracts", "law"}),
    "warehouse": frozenset({"register", "contracts", "law"}),
    "papers": frozenset({"register", "contracts", "law"}),
    "desk": frozenset({"channels", "warehouse", "register", "contracts", "law"}),
    "demo": frozenset({"contracts", "law"}),
}
"""Each room and the rooms it may call; the steps may call all of them, a room never a step or a flow."""

CLOCKS = frozenset({"now", "utcnow", "today", "time", "time_ns", "monotonic", "localtime"})
READS_AND_WRITES = frozenset(
    {"open", "read_text", "read_bytes", "write_text", "write_bytes", "print", "input", "iterdir", "glob"}
)


def _layer(module: str) -> str | None:
    first, _, rest = module.partition(".")
    if first == FLOWS:
        return FLOWS
    if first != "tasks":
        return None
    room = rest.partition(".")[0]
    return room if room in ROOMS else STEPS


def _module(path: Path) -> str:
    return ".".join(path.with_suffix("").parts)


def test_every_folder_under_tasks_is_a_known_room() -> None:
    folders = {path.parts[1] for path in python_files() if path.parts[0] == "tasks" and len(path.parts) > 2}
    assert folders <= ROOMS.keys()


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_room_calls_only_the_rooms_below_it(room: str) -> None:
    allowed = ROOMS[room] | {room}
    wrong = [
        f"{path} imports {name}"
        for path in python_files()
        if _layer(_module(path)) == room
        for name in imported(path)
        if (_layer(name) or room) not in allowed
    ]
    assert wrong == []


def test_steps_never_call_flows() -> None:
    steps = [path for path in python_files() if _layer(_module(path)) == STEPS]
    assert len(steps) > 10
    assert [f"{p} imports {n}" for p in steps for n in imported(p) if _layer(n) == FLOWS] == []


def test_product_code_never_imports_tests() -> None:
    assert [str(p) for p in python_files() for n in imported(p) if n.split(".")[0] == "tests"] == []


def _law_files() -> list[Path]:
    return [path for path in python_files() if path.parts[:2] == ("tasks", "law")]


def test_law_stands_on_the_standard_library_and_pydantic_only() -> None:
    allowed = sys.stdlib_module_names | {"pydantic", "tasks"}
    outside = {"os", "io", "pathlib", "socket", "subprocess", "urllib", "http", "sqlite3", "time", "random"}
    names = [(path, name.split(".")[0]) for path in _law_files() for name in imported(path)]
    assert [f"{path} imports {n}" for path, n in names if n not in allowed or n in outside] == []


def test_law_has_no_clock_and_touches_no_file() -> None:
    """Time is a parameter of every rule (promise 9); `date.today`, `open` and their like are nowhere in it."""
    wrong = []
    for path in _law_files():
        for node in ast.walk(tree_of(path)):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            on_class = isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name)
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            clock = on_class and name in CLOCKS and called.value.id in ("date", "datetime", "time")  # type: ignore[union-attr]
            if clock or name in READS_AND_WRITES:
                wrong.append(f"{path}:{node.lineno}: {name}")
    assert wrong == []


def test_flows_take_the_clock_from_one_place() -> None:
    """Only the commands' `--as-of` default and the installation look at the real clock beside sources and servers."""
    wrong = [
        f"{path}:{node.lineno}"
        for path in python_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("now", "utcnow", "today", "fromtimestamp", "utcfromtimestamp")
        and ast.unparse(node.func.value) in ("datetime", "date", "datetime.datetime", "datetime.date")
        and not node.args
        and not node.keywords
    ]
    assert wrong == [], "a time without a zone"


def test_the_rooms_of_the_design_are_there() -> None:
    for folder in ("flows", "tasks", "data_contracts", "reports", "tests", "docs"):
        assert (ROOT / folder).is_dir(), folder
