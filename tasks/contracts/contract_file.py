"""Reading a contract file and holding it against the official ODCS schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

CONTRACTS_FOLDER = Path(__file__).resolve().parents[2] / "data_contracts"
"""Where the shipped contracts, code lists and law tables are."""
_ODCS_SCHEMA = CONTRACTS_FOLDER / "odcs" / "odcs-json-schema-v3.1.0.json"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BrokenContract(ValueError):
    """A contract that cannot be used, with the file and what is wrong in it."""


def read_yaml(path: Path) -> Any:
    """What a YAML file holds; BrokenContract if it cannot be read."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BrokenContract(f"无法读取 {path}：{error}") from error


def read_contract_file(path: Path) -> Mapping[str, Any]:
    """A contract file as plain data; one that was not shipped is held against the ODCS schema first.

    Shipped contracts pass that schema by test, which saves every command the second it takes.
    """
    document = read_yaml(path)
    if not isinstance(document, dict):
        raise BrokenContract(f"数据契约 {path} 不是 ODCS 文件")
    if CONTRACTS_FOLDER not in path.parents:
        problems = odcs_problems(document)
        if problems:
            raise BrokenContract(f"数据契约 {path} 不符合 ODCS 3.1：{'；'.join(problems[:3])}")
    if not document.get("schema") or not document["schema"][0].get("properties"):
        raise BrokenContract(f"数据契约 {path} 没有字段（schema[0].properties）")
    return document


def odcs_problems(document: Mapping[str, Any]) -> list[str]:
    """Where a contract departs from the official ODCS 3.1 schema; empty if nowhere."""
    # YAML reads bare dates as dates, JSON has none
    plain = json.loads(json.dumps(document, default=str))
    errors = sorted(_odcs_validator().iter_errors(plain), key=lambda e: list(map(str, e.absolute_path)))
    return [f"{'/'.join(map(str, e.absolute_path)) or '文件'}：{e.message[:200]}" for e in errors]


@cache
def _odcs_validator() -> Any:
    from jsonschema import Draft201909Validator

    return Draft201909Validator(json.loads(_ODCS_SCHEMA.read_text(encoding="utf-8")))


def custom(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry's `customProperties` by name."""
    return {str(p["property"]): p["value"] for p in entry.get("customProperties") or ()}
