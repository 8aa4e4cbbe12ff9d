"""The project's own source as the architecture tests read it: files, syntax trees, imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
_NOT_OURS = frozenset({".git", ".venv", ".venv-cms", "var", "build", "dist", "__pycache__"})


@cache
def python_files() -> tuple[Path, ...]:
    """Every module under flows/ and tasks/, relative to the repository."""
    found = [path for folder in ("flows", "tasks") for path in (ROOT / folder).rglob("*.py")]
    return tuple(sorted(path.relative_to(ROOT) for path in found))


@cache
def own_files() -> tuple[Path, ...]:
    """Every file of the project, whatever its kind, relative to the repository."""
    return tuple(sorted(path.relative_to(ROOT) for path in _walk(ROOT)))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        cache_folder = path.name.endswith(("_cache", ".egg-info")) or path.name == ".hypothesis"
        if path.name in _NOT_OURS or cache_folder:
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


@cache
def tree_of(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    """The full names of the modules a file imports, wherever in it."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            yield node.module or ""


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
