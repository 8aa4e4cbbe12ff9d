"""The words and cases the invented city is made of, read once from the files beside this module."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent


@cache
def _read(name: str) -> dict[str, Any]:
    loaded = yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))
    if not isinstance(loaded, dict):
        raise TypeError(f"{name} is not a mapping")
    return loaded


def words(section: str) -> tuple[str, ...]:
    """The words of one section; a text stands for its marks."""
    return tuple(_read("vocabulary.yaml")[section])


def institution_kinds() -> dict[str, dict[str, Any]]:
    """Kinds of institutions: suffixes of the name, categories of the code, words to name them by."""
    kinds: dict[str, dict[str, Any]] = _read("vocabulary.yaml")["institutions"]
    return kinds


def cases(section: str) -> tuple[dict[str, Any], ...]:
    """The catalogue of violations, licences, inspections or coercions."""
    return tuple(_read("cases.yaml")[section])
