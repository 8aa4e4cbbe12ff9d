"""Which source column is which field: official titles, codes and the contract's aliases, never a guess."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from tasks.contracts.contract import Contract, Field
from tasks.law.characters import half_width, without_unseen

_MARKS = re.compile(r"[(\[【](?:\*|必填|选填|必填项|条件必填|非必填|必录)[)\]】]|[*※]")
_ENDS = re.compile(r"[:;,.、。：\"“”']+$|^[\"“”']+")
_JOINERS = re.compile(r"[-/\\—–－．.]")
_BRACKETED = re.compile(r"\((?P<inside>[^)]*)\)?$")
_ONLY_EXPLAINS = re.compile("盖章|公章|全称|格式|YYYY|年|位|如|例")
_UNIT = re.compile(r"\((?:单位[:：]?)?(万元|元|分|万)\)$")
_REPEATED = re.compile(r" \([0-9]+\)$")
_SURPLUS = "(表头以外)"
"""Where the reader of files puts cells beyond the header; it has told of them already."""
_YUAN_UNITS = {"元": "元", "分": "分"}


@dataclass(frozen=True, slots=True)
class Column:
    """One source column that was recognised; `unit` is what its header says amounts are in, if not 万元."""

    position: int
    header: str
    field: str
    unit: str = ""

    @property
    def states_unit(self) -> bool:
        """Whether the header says what amounts are in."""
        return "元" in self.header or "万" in self.header


@dataclass(frozen=True, slots=True)
class HeaderMap:
    """What the columns of a source are: recognised ones, and unknown ones with the field each looks like."""

    columns: tuple[Column, ...]
    unknown: tuple[tuple[str, str], ...]

    def of(self, field: str) -> tuple[Column, ...]:
        """The source columns of one field; more than one where a file repeats it."""
        return tuple(c for c in self.columns if c.field == field)

    def found(self) -> frozenset[str]:
        """The fields that have a column."""
        return frozenset(c.field for c in self.columns)


def map_headers(contract: Contract, headers: Sequence[str]) -> HeaderMap:
    """The fields behind a source's column headers."""
    known = _known_names(contract)
    ignored = {_key(c) for c in contract.ignored_columns}
    columns: list[Column] = []
    unknown: list[str] = []
    for position, header in enumerate(headers):
        field, unit = _field_of(str(header), known)
        if field:
            columns.append(Column(position, str(header), field, unit))
        elif not _is_nothing(str(header)) and _key(str(header)) not in ignored:
            unknown.append(str(header))
    glued = {c.field for c in columns}
    for header in list(unknown):
        column = _glued(header, list(headers).index(header), known, glued)
        if column is not None:
            columns.append(column)
            unknown.remove(header)
    return HeaderMap(tuple(columns), tuple((h, _looks_like(contract, h)) for h in unknown))


def known_headers(contract: Contract) -> frozenset[str]:
    """Every header a file of this contract may use, by which its header row is told from a title above it."""
    names = {name for f in contract.fields for name in (f.code, f.title, f.name, *f.aliases)}
    return frozenset(names | set(contract.ignored_columns)) - {""}


def _field_of(header: str, known: Mapping[str, Field]) -> tuple[str, str]:
    key = _key(_REPEATED.sub("", header))
    if key in known:
        return known[key].name, ""
    unit = _UNIT.search(key)
    bare = known.get(key[: unit.start()]) if unit else None
    if unit and bare is not None and bare.kind == "amount":
        return bare.name, _YUAN_UNITS.get(unit[1], "")
    bracket = _BRACKETED.search(key)
    short = known.get(key[: bracket.start()]) if bracket else None
    if bracket is None or short is None or short.kind == "amount":
        return "", ""
    return (short.name, "") if _bracket_adds_nothing(bracket["inside"], short, known) else ("", "")


def _bracket_adds_nothing(inside: str, field: Field, known: Mapping[str, Field]) -> bool:
    """Whether “代码_1(社会统一信用代码)” is still that field; “证件类型(法定代表人)” is another one."""
    other = known.get(inside)
    if other is not None:
        return other is field
    return "(" in half_width(field.title) or _ONLY_EXPLAINS.search(inside) is not None


def _glued(header: str, position: int, known: Mapping[str, Field], taken: set[str]) -> Column | None:
    """“行政处罚决定文书号 东地一所”: a known title, a space, a unit's name; only where no other column is the field."""
    parts = without_unseen(header).replace("\u3000", " ").split()
    for size in range(len(parts) - 1, 0, -1):
        field, unit = _field_of(" ".join(parts[:size]), known)
        if field and field not in taken:
            taken.add(field)
            return Column(position, header, field, unit)
    return None


def _known_names(contract: Contract) -> dict[str, Field]:
    """Every key that leads to a field; official names win over aliases."""
    known: dict[str, Field] = {}
    for field in contract.fields:
        for alias in field.aliases:
            known.setdefault(_key(alias), field)
    for field in contract.fields:
        for name in (field.code, field.title, field.name):
            if name:
                known[_key(name)] = field
    return known


def _key(header: str) -> str:
    plain = half_width("".join(without_unseen(header).split())).upper()
    plain = _ENDS.sub("", _MARKS.sub("", plain))
    plain = plain.replace("〔", "(").replace("〕", ")").replace("【", "(").replace("】", ")")
    plain = plain.replace("[", "(").replace("]", ")")
    return _JOINERS.sub("_", plain)


def _is_nothing(header: str) -> bool:
    key = _key(header)
    return not key or key.startswith("UNNAMED:") or key in ("NAN", _SURPLUS)


def _looks_like(contract: Contract, header: str) -> str:
    titles = {_key(f.title): f.title for f in contract.fields}
    titles |= {_key(f.code): f.code for f in contract.fields if f.code}
    near = get_close_matches(_key(header), titles, n=1, cutoff=0.72)
    return titles[near[0]] if near else ""
