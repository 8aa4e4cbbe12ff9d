"""Reading which sources this installation has: adding a source is adding a file.

Sources stand in `$GONGSHI_HOME/sources/*.yaml` (a contract's name and a `servers` list) and in the `servers`
of a contract the installation keeps itself, `$GONGSHI_HOME/contracts/NAME/contract.yaml`. Both have the form
of ODCS 3.1 servers. What is wrong with one entry is a finding and stops no other.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tasks.contracts.contract import contract_names
from tasks.contracts.finding import Finding
from tasks.sources.pulled import source_finding
from tasks.sources.settings import SETTINGS_BY_TYPE, Settings
from tasks.sources.source import KIND_OF_TYPE, Source, SourceKind

_ODCS_SERVER_PROPERTIES = frozenset({"server", "id", "type", "description", "environment", "roles"}) | {
    "host",
    "port",
    "database",
    "schema",
    "location",
    "path",
    "format",
}
_SENTENCES = {
    "missing": "未填写",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "string_type": "应为文字（数字请加引号）",
    "string_too_short": "不得为空",
    "string_too_long": "过长",
    "string_pattern_mismatch": "应为环境变量的名称（字母、数字、下划线），不是变量的值",
    "date_from_datetime_parsing": "应为日期，如 2026-01-01",
    "date_type": "应为日期，如 2026-01-01",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "不应小于 {ge}",
    "less_than_equal": "不应大于 {le}",
}


class Configuration(NamedTuple):
    """The sources that can be pulled, and what is wrong with the others."""

    sources: tuple[Source, ...]
    findings: tuple[Finding, ...]


@dataclass
class _Reading:
    home: Path
    sources: dict[str, Source] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def refuse(self, where: str, what: str, mending: str, name: str = "") -> None:
        self.findings.append(
            source_finding("source-configuration", f"来源配置有误：{where}{what}", mending, field=name)
        )


def configured_sources(home: Path) -> Configuration:
    """Every source of the installation at `home`, and a finding for each entry that cannot be used."""
    reading = _Reading(home)
    for path in sorted((home / "sources").glob("*.y*ml")):
        _read_file(reading, path, contract=None)
    for path in sorted((home / "contracts").glob("*/contract.yaml")):
        _read_file(reading, path, contract=path.parent.name)
    return Configuration(tuple(reading.sources.values()), tuple(reading.findings))


def _read_file(reading: _Reading, path: Path, contract: str | None) -> None:
    where = f"文件 {path.relative_to(reading.home)}"
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        line = getattr(getattr(problem, "problem_mark", None), "line", None)
        at = f"（第{line + 1}行附近）" if line is not None else ""
        reading.refuse(where, f" 无法读取{at}", "请检查文件的编码（UTF-8）、缩进与冒号")
        return
    if not isinstance(document, dict):
        reading.refuse(where, " 内容为空或不是键值结构", "请参照 docs/sources.md 填写 contract 与 servers")
        return
    name = contract or document.get("contract")
    servers = document.get("servers")
    if not isinstance(name, str) or not name:
        reading.refuse(
            where, " 未填写 contract", "请写明所遵循的数据合同，如 contract: penalty_decision", "contract"
        )
    elif name not in contract_names():
        near = difflib.get_close_matches(name, contract_names(), n=1)
        hint = f"是否应为“{near[0]}”" if near else f"现有：{'、'.join(contract_names())}"
        reading.refuse(where, f" 所写的数据合同“{name}”不存在", hint, "contract")
    elif servers is None and contract:
        return
    elif not isinstance(servers, list):
        reading.refuse(where, " 未填写 servers 列表", "请在 servers 下逐个列出来源", "servers")
    else:
        for number, server in enumerate(servers, 1):
            if isinstance(server, dict):
                title = f"{where} 的来源“{server.get('server') or f'第{number}个'}”"
                _read_server(reading, title, name, server, path)
            else:
                reading.refuse(
                    where, f" 的第{number}个来源不是键值结构", "请写明 server、type 等属性", "servers"
                )


def _read_server(reading: _Reading, where: str, contract: str, server: dict[str, Any], path: Path) -> None:
    kind = server.get("type")
    model = SETTINGS_BY_TYPE.get(kind) if isinstance(kind, str) else None
    if model is None:
        known = "、".join(SETTINGS_BY_TYPE)
        reading.refuse(where, f"的 type “{kind}”不支持", f"请改为以下之一：{known}", "type")
        return
    flat = dict(_flat(reading, where, server))
    try:
        settings = model.model_validate(_with_home(flat, reading.home))
    except ValidationError as invalid:
        for error in invalid.errors():
            _refuse_property(reading, where, model, error)
        return
    if settings.server in reading.sources:
        other = Path(reading.sources[settings.server].configured_in).name
        reading.refuse(where, f"与文件 {other} 中的来源重名", "请给每个来源不同的 server 名称", "server")
        return
    source_kind = KIND_OF_TYPE.get(settings.type, SourceKind.DATABASE)
    reading.sources[settings.server] = Source(settings.server, contract, source_kind, settings, str(path))


def _flat(reading: _Reading, where: str, server: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The server's properties and customProperties as one level."""
    for name, value in server.items():
        if name in _ODCS_SERVER_PROPERTIES:
            yield name, value
        elif name != "customProperties":
            reading.refuse(
                where, f"的属性 {name} 位置不对", f"请移到 customProperties 下：- property: {name}", str(name)
            )
    for entry in server.get("customProperties") or ():
        if isinstance(entry, dict) and "property" in entry and "value" in entry:
            yield entry["property"], entry["value"]
        else:
            reading.refuse(
                where, "的 customProperties 有一项不完整", "每项须有 property 与 value", "customProperties"
            )


def _with_home(flat: dict[str, Any], home: Path) -> dict[str, Any]:
    """${GONGSHI_HOME} is known without the environment."""
    if "GONGSHI_HOME" in os.environ:
        return flat
    absolute = str(home.absolute())
    return {
        name: value.replace("${GONGSHI_HOME}", absolute) if isinstance(value, str) else value
        for name, value in flat.items()
    }


def _refuse_property(reading: _Reading, where: str, model: type[Settings], error: ErrorDetails) -> None:
    name = str(error["loc"][0]) if error["loc"] else ""
    if error["type"] == "extra_forbidden":
        allowed = [info.alias or key for key, info in model.model_fields.items()]
        near = difflib.get_close_matches(name, allowed, n=1)
        hint = f"是否应为“{near[0]}”" if near else "可用的属性见 docs/sources.md"
        reading.refuse(where, f"的属性 {name} 不认识", hint, name)
        return
    if error["type"] == "value_error":
        sentence = str(error["ctx"]["error"])
    else:
        sentence = _SENTENCES.get(error["type"], "的值无效").format_map(error.get("ctx", {}))
    shown = f"的属性 {name} {sentence}" if name else f"：{sentence}"
    mending = f"请补充属性 {name}" if error["type"] == "missing" else "请按提示改正后重新取数"
    reading.refuse(where, shown, mending, name)
