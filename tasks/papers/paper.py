"""A filled paper: everything that is printed apart from its number, so that it prints again byte for byte."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import orjson
from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Cell:
    """One labelled cell of the table."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """One opinion box: what was decided, by whom and when; all empty where it is still to be written by hand."""

    label: str
    text: str = ""
    signer: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """The list behind a paper for a whole batch."""

    title: str
    columns: tuple[str, ...]
    widths_mm: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A filled paper, in the order in which it is printed."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    name: str
    title: str
    issuer: str
    addressee: str = ""
    paragraphs: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    opinions: tuple[Opinion, ...] = ()
    signature: tuple[str, ...] = ()
    receipt: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    attachment: Attachment | None = None

    def to_json(self) -> str:
        """What the register keeps."""
        return orjson.dumps(self).decode()


_PAPER = TypeAdapter(Paper)


def paper_from_json(content: str) -> Paper:
    """A paper as the register kept it."""
    return _PAPER.validate_json(content)
