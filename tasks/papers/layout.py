"""Layouts of official papers as data: `reports/forms`, with an installation's own in `$GONGSHI_HOME/forms`."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import TypeAdapter

from tasks.contracts.law_rows import LawTableError, checked, read_yaml
from tasks.law.acts import ActType
from tasks.papers.catalogue import OPINIONS, VALUES

SHIPPED_FORMS = Path(__file__).parents[2] / "reports" / "forms"
"""The layouts as shipped."""

_NUMBER_PARTS = {"year", "ordinal"}


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled cell; `value` is a text with {names} of what is known, "" for a cell to be filled by hand."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    label: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """One opinion box with lines for signature and date; `opinion` names whose opinion fills it."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    label: str
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of paper; `number` gives its numbers, such as 公审〔{year}〕{ordinal}号.

    Without `act_types` it serves every act; `needs` names what must be on record before it is made.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    id: str
    name: str
    title: str
    number: str
    kept_by: str
    clause: str
    source: str
    batch: bool = False
    act_types: tuple[ActType, ...] = ()
    needs: Literal["", "leak", "objection", "reply"] = ""
    addressee: str = ""
    paragraphs: tuple[str, ...] = ()
    rows: tuple[tuple[Field, ...], ...] = ()
    boxes: tuple[Box, ...] = ()
    signature: tuple[str, ...] = ()
    receipt: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    note: str = ""
    assumption: bool = False

    def __post_init__(self) -> None:
        """ValueError for a layout that could not be filled."""
        if names_in(self.number) != _NUMBER_PARTS:
            raise ValueError("number须含且只含{year}和{ordinal}")
        if any(len(row) not in (1, 2) for row in self.rows):
            raise ValueError("rows的每一行应为一项或两项")
        unknown = {name for text in self.texts() for name in names_in(text)} - VALUES.keys()
        if unknown:
            raise ValueError(
                f"不能填写的内容：{'、'.join(sorted(unknown))}；可用：{'、'.join(sorted(VALUES))}"
            )
        opinions = {box.opinion for box in self.boxes} - OPINIONS.keys() - {""}
        if opinions:
            raise ValueError(
                f"不明的意见：{'、'.join(sorted(opinions))}；可用：{'、'.join(sorted(OPINIONS))}"
            )

    def texts(self) -> Iterator[str]:
        """Every text in which something may be filled in."""
        yield from (
            self.addressee,
            self.kept_by,
            *self.paragraphs,
            *self.signature,
            *self.receipt,
            *self.notes,
        )
        yield from (field.value for row in self.rows for field in row)


_LAYOUT = TypeAdapter(Layout)


def names_in(text: str) -> set[str]:
    """The {names} in a text; ValueError where it is not well formed."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def load_layouts(home: Path | None) -> dict[str, Layout]:
    """The layouts by their Chinese names; an installation's file replaces the shipped one of the same name.

    LawTableError where one cannot be used, or two would give the same names or numbers.
    """
    paths = {path.name: path for path in SHIPPED_FORMS.glob("*.yaml")}
    if home is not None:
        paths |= {path.name: path for path in (home / "forms").glob("*.yaml")}
    layouts = [_read(path) for _, path in sorted(paths.items())]
    for what, keys in (
        ("name", [one.name for one in layouts]),
        ("id", [one.id for one in layouts]),
        ("number", [one.number for one in layouts]),
    ):
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise LawTableError(f"表单版式的{what}重复：{'、'.join(sorted(twice))}")
    return {one.name: one for one in layouts}


def _read(path: Path) -> Layout:
    content = read_yaml(path)
    return checked(str(path), lambda: _LAYOUT.validate_python(content))
