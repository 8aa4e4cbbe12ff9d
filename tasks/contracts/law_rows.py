"""Reads one law table and says exactly what is wrong with it: file, row and field (promise 8)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

SHIPPED_LAW = Path(__file__).parents[2] / "data_contracts" / "law"
"""The tables as shipped."""

_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

T = TypeVar("T")


class LawTableError(ValueError):
    """A law table that cannot be used; the message is Chinese and names file, row and field."""


def table_path(home: Path | None, name: str) -> Path:
    """Where a table is read from: the installation's own file if it has one, else the shipped one."""
    own = home / "law" / name if home else None
    return own if own and own.is_file() else SHIPPED_LAW / name


def read_rows(
    home: Path | None, name: str, row: TypeAdapter[T], *, may_be_empty: bool = False
) -> tuple[T, ...]:
    """The rows of a table that is a list."""
    path = table_path(home, name)
    content = read_yaml(path)
    if may_be_empty and not content:
        return ()
    if not isinstance(content, list) or not content:
        raise LawTableError(f"法规表{path}应为至少一行的列表")
    return tuple(_row(path, place, one, row) for place, one in enumerate(content, 1))


def read_one(home: Path | None, name: str, whole: TypeAdapter[T]) -> T:
    """A table that is one object."""
    path = table_path(home, name)
    content = read_yaml(path)
    return checked(str(path), lambda: whole.validate_python(content))


def read_yaml(path: Path) -> Any:
    """The content of a YAML file."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
    except (OSError, UnicodeDecodeError) as error:
        raise LawTableError(f"法规表{path}无法读取：{error}") from error
    except yaml.YAMLError as error:
        raise LawTableError(f"法规表{path}不是有效的YAML：{error}") from error


def checked(place: str, build: Callable[[], T], kind: str = "法规表") -> T:
    """What `build` gives; LawTableError naming the place and the first fault where it refuses."""
    try:
        return build()
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "（整体）"
        raise LawTableError(f"{kind}{place}：字段{field}有误：{first['msg']}") from error
    except ValueError as error:
        raise LawTableError(f"{kind}{place}：{error}") from error


def _row(path: Path, place: int, content: object, row: TypeAdapter[T]) -> T:
    name = content.get("id", "") if isinstance(content, dict) else ""
    return checked(f"{path}第{place}行（{name}）", lambda: row.validate_python(content))
