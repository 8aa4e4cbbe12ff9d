"""Data contracts as the rest of the program sees them: ODCS 3.1 files read into frozen values (design 5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from tasks.contracts.contract_file import CONTRACTS_FOLDER, BrokenContract, custom, read_contract_file
from tasks.law.acts import ActType

_NAMES = (
    "licence_decision",
    "penalty_decision",
    "coercion_decision",
    "inspection_result",
    "revocation_notice",
    "published_decision",
    "service_hall_licence",
    "supervision_decision",
    "credit_licence",
    "credit_penalty",
)
KINDS = frozenset({"text", "name", "code", "date", "amount", "enum", "document_number"})
"""What a field holds; it decides how dirt is mended."""
CLASSIFICATIONS = frozenset(
    {
        "public",
        "organisation_name",
        "person_name",
        "personal_id",
        "person_or_organisation_name",
        "prose",
        "internal",
    }
)
"""How far a field may be shown; it drives redaction."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `name` in English, `code` in the national standard, `title` in official Chinese."""

    name: str
    code: str
    title: str
    aliases: tuple[str, ...]
    kind: str
    required: bool
    max_length: int | None
    classification: str
    code_list: str
    clause: str
    rules: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Attestation:
    """Who vouches that a source's records passed a review, since when; `server` "" means every server."""

    review: str
    who: str
    since: date | None
    server: str


@dataclass(frozen=True, slots=True)
class Server:
    """Where records of this contract come from: ODCS settings, custom properties among them by name."""

    name: str
    type: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """One promise on time; `driver` "regulatory" marks a deadline set by law, `clause` says which."""

    property: str
    value: str | float | int | bool | None
    unit: str
    element: str
    driver: str
    clause: str


@dataclass(frozen=True, slots=True, eq=False)
class Contract:
    """One contract; rules that concern several fields stand beside the fields' own."""

    name: str
    version: str
    act_type: ActType | None
    title: str
    fields: tuple[Field, ...]
    rules: tuple[Mapping[str, Any], ...]
    ignored_columns: tuple[str, ...]
    servers: tuple[Server, ...]
    attestations: tuple[Attestation, ...]
    sla: tuple[ServiceLevel, ...]
    path: Path

    def field(self, name: str) -> Field:
        """The field with this canonical name; KeyError if the contract has none."""
        return _fields_by_name(self)[name]


@lru_cache(maxsize=64)
def _fields_by_name(contract: Contract) -> Mapping[str, Field]:
    return {field.name: field for field in contract.fields}


def contract_names() -> tuple[str, ...]:
    """The contracts that exist, in the order of a decision's path."""
    return _NAMES


def load_contract(name: str, home: Path | None = None) -> Contract:
    """The contract `name`; a file under `home`/contracts takes the place of the shipped one.

    Raises BrokenContract, naming the file and what is wrong with it.
    """
    path = contract_path(name, home)
    return _load(name, path, path.stat().st_mtime_ns)


def contract_path(name: str, home: Path | None = None) -> Path:
    """Where the contract `name` is read from."""
    if name not in _NAMES:
        raise BrokenContract(f"没有名为“{name}”的数据契约；可用的有：{'、'.join(_NAMES)}")
    own = home / "contracts" / name / "contract.yaml" if home else None
    return own if own and own.is_file() else CONTRACTS_FOLDER / name / "contract.yaml"


@lru_cache(maxsize=32)
def _load(name: str, path: Path, _changed: int) -> Contract:
    document = read_contract_file(path)
    table = document["schema"][0]
    act = custom(document).get("actType")
    try:
        return Contract(
            name=name,
            version=str(document["version"]),
            act_type=ActType(act) if act else None,
            title=str(table.get("businessName", name)),
            fields=_unique(tuple(_field(p) for p in table["properties"])),
            rules=tuple(table.get("quality", ())),
            ignored_columns=tuple(custom(table).get("ignoredColumns", ())),
            servers=tuple(_server(s) for s in document.get("servers", ())),
            attestations=_attestations(document),
            sla=tuple(_service_level(s) for s in document.get("slaProperties", ())),
            path=path,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenContract(f"数据契约 {path} 有误：{error}") from error


def _field(entry: Mapping[str, Any]) -> Field:
    extra, rules = custom(entry), tuple(entry.get("quality", ()))
    kind = str(extra.get("kind", "text"))
    classification = str(entry.get("classification", ""))
    if kind not in KINDS:
        raise ValueError(f"字段 {entry['name']} 的 kind“{kind}”不在 {sorted(KINDS)} 之中")
    if classification not in CLASSIFICATIONS:
        raise ValueError(f"字段 {entry['name']} 的 classification“{classification}”不在规定范围内")
    return Field(
        name=str(entry["name"]),
        code=str(entry.get("physicalName", "")),
        title=str(entry["businessName"]),
        aliases=tuple(str(a) for a in extra.get("aliases", ())),
        kind=kind,
        required=bool(entry.get("required", False)),
        max_length=entry.get("logicalTypeOptions", {}).get("maxLength"),
        classification=classification,
        code_list=next(
            (str(r["arguments"]["codeList"]) for r in rules if "codeList" in (r.get("arguments") or ())), ""
        ),
        clause=str(extra.get("clause", "")),
        rules=rules,
    )


def _unique(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    names = [f.name for f in fields]
    doubled = sorted({n for n in names if names.count(n) > 1})
    if doubled:
        raise ValueError(f"字段重复：{'、'.join(doubled)}")
    return fields


def _server(entry: Mapping[str, Any]) -> Server:
    settings = {k: v for k, v in entry.items() if k not in {"server", "type", "customProperties"}}
    return Server(str(entry["server"]), str(entry["type"]), settings | custom(entry))


def _attestations(document: Mapping[str, Any]) -> tuple[Attestation, ...]:
    own = [_attestation(a, str(a.get("server", ""))) for a in custom(document).get("attestations", ())]
    for server in document.get("servers", ()):
        own += [_attestation(a, str(server["server"])) for a in custom(server).get("attestations", ())]
    return tuple(own)


def _attestation(entry: Mapping[str, Any], server: str) -> Attestation:
    if entry["review"] not in {"legal_review", "release_review"}:
        raise ValueError(f"attestations 的 review“{entry['review']}”应为 legal_review 或 release_review")
    since = entry.get("since")
    return Attestation(
        review=str(entry["review"]),
        who=str(entry["who"]),
        since=date.fromisoformat(str(since)) if since else None,
        server=server,
    )


def _service_level(entry: Mapping[str, Any]) -> ServiceLevel:
    return ServiceLevel(
        property=str(entry["property"]),
        value=entry["value"],
        unit=str(entry.get("unit", "")),
        element=str(entry.get("element", "")),
        driver=str(entry.get("driver", "")),
        clause=str(entry.get("description", "")),
    )
