"""Code lists: which values a field may hold, and which other spellings mean the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tasks.contracts.contract_file import CONTRACTS_FOLDER, BrokenContract, read_yaml
from tasks.law.characters import half_width, without_spaces, without_unseen

_SEVERAL = re.compile(r"[;；,，/|+、\s]+")
_NAMED = re.compile("[-－—–―:：]+")


@dataclass(frozen=True, slots=True)
class CodeList:
    """One list; `spellings` leads every known spelling to its canonical value."""

    name: str
    title: str
    spellings: Mapping[str, str]
    separator: str
    open_value: str
    refused: Mapping[str, str]
    labels: Mapping[str, str]

    def canonical(self, text: str) -> str:
        """The canonical value or values in a cell; a part that is not in the list stays as it was written."""
        whole = self._one(text)
        if whole is not None or not self.separator:
            return text if whole is None else whole
        found: list[str] = []
        for part in self._parts(text):
            value = self._one(part) or self._open(part)
            if value and value not in found:
                found.append(value)
        return self.separator.join(found)

    def unknown(self, canonical: str) -> str:
        """The first part of a canonical cell that is not in the list; "" if all are."""
        parts = canonical.split(self.separator) if self.separator else [canonical]
        return next((p for p in parts if not self._known(p)), "")

    def unnamed(self, canonical: str) -> bool:
        """Whether a cell says “其他” without naming the kind."""
        parts = canonical.split(self.separator) if self.separator else [canonical]
        return bool(self.open_value) and self.open_value in parts

    def allowed(self) -> str:
        """The values of the list for an officer to choose from."""
        values = [self.labels.get(v, v) for v in dict.fromkeys(self.spellings.values())]
        return "、".join(values + ([f"{self.open_value}-…"] if self.open_value else []))

    def _known(self, value: str) -> bool:
        if self.spellings.get(value) == value:
            return True
        return bool(self.open_value) and (value == self.open_value or value.startswith(self.open_value + "-"))

    def _one(self, text: str) -> str | None:
        key = _key(text)
        if key in self.spellings:
            return self.spellings[key]
        if self.open_value and not (self.separator and _SEVERAL.search(text.strip())):
            return self._open(text) if key.startswith(self.open_value) else None
        return None

    def _open(self, text: str) -> str:
        """“其他（公开谴责）” and the like as “其他-公开谴责”; any other text as it is."""
        plain = text.strip()
        if not self.open_value or not plain.startswith(self.open_value):
            return plain
        rest = _NAMED.sub("", plain[len(self.open_value) :], count=1).strip(" （）()")
        return f"{self.open_value}-{rest}" if rest else self.open_value

    def _parts(self, text: str) -> list[str]:
        """The kinds in a cell; 、 parts them and also stands inside “没收违法所得、没收非法财物”."""
        tokens = [t for t in _SEVERAL.split(text) if t]
        parts: list[str] = []
        while tokens:
            size = next(
                (n for n in range(len(tokens), 0, -1) if self._one("、".join(tokens[:n])) is not None), 1
            )
            part = "、".join(tokens[:size])
            named = (
                parts
                and self.open_value
                and parts[-1].startswith(self.open_value)
                and self._one(part) is None
            )
            if named:
                parts[-1] += f"、{part}"
            else:
                parts.append(part)
            tokens = tokens[size:]
        return parts


def _key(text: str) -> str:
    return half_width(without_spaces(without_unseen(text))).upper()


@cache
def code_lists() -> Mapping[str, CodeList]:
    """All shipped code lists by name."""
    document = read_yaml(CONTRACTS_FOLDER / "code_lists.yaml")
    return {str(name): _list(str(name), entry) for name, entry in document["lists"].items()}


def code_list(name: str) -> CodeList:
    """One code list; BrokenContract if there is none of that name."""
    try:
        return code_lists()[name]
    except KeyError:
        raise BrokenContract(f"没有名为“{name}”的代码表（code_lists.yaml）") from None


def _list(name: str, entry: Mapping[str, Mapping[str, list[str]]]) -> CodeList:
    spellings: dict[str, str] = {}
    labels = {str(k): str(v) for k, v in entry.get("labels", {}).items()}
    for value, others in entry["values"].items():
        for spelling in (value, *others):
            key = _key(str(spelling))
            if spellings.setdefault(key, str(value)) != str(value):
                raise BrokenContract(f"代码表 {name} 中“{spelling}”对应两个取值")
        spellings[str(value)] = str(value)
    return CodeList(
        name=name,
        title=str(entry.get("title", name)),
        spellings=spellings,
        separator=str(entry.get("separator", "")),
        open_value=str(entry.get("open", "")),
        refused={_key(str(k)): str(v) for k, v in entry.get("refused", {}).items()},
        labels=labels,
    )
