"""How the city's installation is configured: its sources, its authorities, one file each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tasks.demo.city import AUTHORITIES, BUREAU, COMMISSION, DISTRICT, INSTITUTE, Authority
from tasks.demo.exchange_table import KEY_COLUMN, STAMP_COLUMN, TABLES
from tasks.demo.file_drop import FOLDERS
from tasks.demo.records import COERCION, INSPECTION, LICENCE, NOTICE, PENALTY
from tasks.demo.rest_office import KEY_FIELD, PATHS, STAMP_FIELD

TOKEN_VARIABLE = "GONGSHI_DEMO_TOKEN"  # noqa: S105 - the name of a variable
"""Environment variable with the token of the supervision system."""

EXCHANGE_FILE, DROP_FOLDER = "demo/exchange.db", "demo/drop"
"""Where the exchange tables and the dropped files are, in the installation's folder."""

_NAMES = {
    PENALTY: ("exchange-penalties", "district-penalties"),
    LICENCE: ("exchange-licences", "window-licences"),
    INSPECTION: ("supervision-inspections", ""),
    COERCION: ("supervision-coercions", ""),
    NOTICE: ("", "revocation-notices"),
}
_OFFICES = {
    PENALTY: "监督处",
    LICENCE: "政务服务处",
    INSPECTION: "监督处",
    COERCION: "监督处",
    NOTICE: "法规处",
}
_IDS = {COMMISSION: "commission", INSTITUTE: "institute", BUREAU: "bureau", DISTRICT: "district"}
_ROLES = {
    COMMISSION: "主管部门",
    INSTITUTE: "监督机构",
    BUREAU: "疾病预防控制主管部门",
    DISTRICT: "区级主管部门",
}


def write_source_files(home: Path, rest_url: str) -> None:
    """One file for each system and contract, under `home`/sources."""
    write_exchange_sources(home, tuple(TABLES))
    for contract, path in PATHS.items():
        _write_source(home, contract, _interface(contract, rest_url + path))
    for contract, folder in FOLDERS.items():
        _write_source(home, contract, _folder(contract, folder))


def write_exchange_sources(home: Path, contracts: tuple[str, ...]) -> None:
    """The exchange tables alone, one file for each contract."""
    for contract in contracts:
        _write_source(home, contract, _exchange(contract))


def write_authorities(home: Path) -> None:
    """Whose acts count, under `home`/law."""
    rows = [_authority_row(authority) for authority in AUTHORITIES]
    _write(home / "law" / "authorities.yaml", rows)


def source_names() -> tuple[str, ...]:
    """The names of all sources."""
    return tuple(name for names in _NAMES.values() for name in names if name)


def _exchange(contract: str) -> dict[str, Any]:
    return {
        "server": _NAMES[contract][0],
        "type": "custom",
        "description": "前置库：" + ("行政处罚" if contract == PENALTY else "行政许可"),
        "customProperties": _properties(
            office=_OFFICES[contract],
            url=f"sqlite:///${{GONGSHI_HOME}}/{EXCHANGE_FILE}",
            table=TABLES[contract],
            keyColumn=KEY_COLUMN,
            stampColumn=STAMP_COLUMN,
            releaseAttestedBy=f"{COMMISSION.name}办公室",
            releaseAttestedSince="2020-01-01",
        ),
    }


def _interface(contract: str, address: str) -> dict[str, Any]:
    return {
        "server": _NAMES[contract][0],
        "type": "api",
        "location": address,
        "description": "卫生监督系统接口",
        "customProperties": _properties(
            office=_OFFICES[contract],
            tokenVariable=TOKEN_VARIABLE,
            recordsPath="records",
            totalPath="total",
            pageParameter="page",
            sizeParameter="size",
            pageSize=100,
            sinceParameter="since",
            keyColumn=KEY_FIELD,
            stampColumn=STAMP_FIELD,
            timeout=0.8,
            attempts=6,
            backoff=0.1,
        ),
    }


def _folder(contract: str, folder: str) -> dict[str, Any]:
    return {
        "server": _NAMES[contract][1],
        "type": "local",
        "path": f"${{GONGSHI_HOME}}/{DROP_FOLDER}/{folder}",
        "description": "文件交换",
        "customProperties": _properties(office=_OFFICES[contract], quiet=0),
    }


def _properties(**settings: object) -> list[dict[str, object]]:
    return [{"property": name, "value": value} for name, value in settings.items()]


def _write_source(home: Path, contract: str, server: dict[str, Any]) -> None:
    path = home / "sources" / f"{server['server']}.yaml"
    _write(path, {"contract": contract, "servers": [server]})


def _authority_row(authority: Authority) -> dict[str, object]:
    row: dict[str, object] = {
        "id": _IDS[authority],
        "name": authority.name,
        "code": authority.code,
        "role": _ROLES[authority],
        "in_force_from": authority.since,
        "source": "演示数据，机构为虚构",
    }
    return row | ({"in_force_to": authority.until} if authority.until else {})


def _write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
