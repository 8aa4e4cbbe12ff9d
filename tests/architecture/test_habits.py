"""Our habits: small files and functions, telling names, a docstring on everything public, safe SQL."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from tests.architecture.source_tree import ROOT, functions, python_files, tree_of

LONGEST_FILE, LONGEST_FUNCTION = 250, 60
LONGER_FILES = {
    "tasks/register/schema.py": "one table after the other, read as one page",
}
"""Files that may be longer, and why; migrations are generated and frozen."""

VAGUE = ("util", "utils", "helper", "helpers", "common", "manager", "misc", "stuff", "base")


def _generated(path: Path) -> bool:
    return "migrations/versions" in path.as_posix()


def test_files_stay_short() -> None:
    lengths = {
        p.as_posix(): len((ROOT / p).read_text().splitlines()) for p in python_files() if not _generated(p)
    }
    long = {path: n for path, n in lengths.items() if n > LONGEST_FILE and path not in LONGER_FILES}
    assert long == {}
    assert LONGER_FILES.keys() <= lengths.keys()


def test_functions_stay_short() -> None:
    long = [
        f"{path}:{node.lineno} {node.name}: {lines} lines"
        for path in python_files()
        if not _generated(path)
        for node in functions(path)
        if (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert long == []


def test_names_tell_what_is_inside() -> None:
    names = {part for path in python_files() for part in path.with_suffix("").parts}
    assert not [name for name in names if name in VAGUE or name.startswith(("util_", "helper_"))]


def test_no_module_has_the_name_of_a_standard_module() -> None:
    """Prefect puts folders on sys.path: `import statistics` anywhere would find ours (traps)."""
    names = {part for path in python_files() for part in path.with_suffix("").parts[1:]}
    assert not sorted(name for name in names if name in sys.stdlib_module_names and name != "__init__")


def test_every_module_class_and_public_function_says_what_it_is_for() -> None:
    silent = []
    for path in python_files():
        tree = tree_of(path)
        if ast.get_docstring(tree) is None and (ROOT / path).stat().st_size:
            silent.append(str(path))
        for node in [*tree.body, *(m for c in tree.body if isinstance(c, ast.ClassDef) for m in c.body)]:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            inside_private = any(
                isinstance(c, ast.ClassDef) and c.name.startswith("_") and node in c.body for c in tree.body
            )
            if node.name.startswith("_") or inside_private:
                continue
            if ast.get_docstring(node) is None:
                silent.append(f"{path}:{node.lineno} {node.name}")
    assert silent == []


def test_sql_is_never_put_together_from_text() -> None:
    """No f-string or concatenation reaches a database, but where a statement takes no parameters.

    PRAGMA's list is a constant; ATTACH, SET and CREATE VIEW take names and paths of our own, quoted.
    """
    allowed = {"tasks/register/database.py", "tasks/warehouse/query_server.py"}
    joined = []
    for path in python_files():
        for node in ast.walk(tree_of(path)):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            made = isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
            if name in ("execute", "executemany", "executescript", "text", "exec_driver_sql", "sql") and made:
                joined.append(path.as_posix())
    assert set(joined) <= allowed


def test_no_exception_is_swallowed_in_silence() -> None:
    silent = [
        f"{path}:{node.lineno}"
        for path in python_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or all(isinstance(inner, ast.Pass) for inner in node.body))
    ]
    assert silent == []


def test_no_test_is_switched_off_and_nothing_is_left_to_do() -> None:
    marks = ("mark." + "skip", "mark." + "xfail", "TO" + "DO", "FIX" + "ME")
    left = [
        f"{path}: {mark}"
        for folder in ("flows", "tasks", "tests", "reports", "data_contracts")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".html", ".sql", ".yaml")
        for mark in marks
        if mark in path.read_text(encoding="utf-8")
    ]
    assert left == []
