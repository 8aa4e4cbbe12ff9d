"""Reads the channel's own YAML files and says exactly what is wrong with one."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from tasks.channels.configuration import ChannelFault
from tasks.channels.settings_faults import fault_told

SHIPPED = Path(__file__).parents[3] / "data_contracts" / "credit_platform"
"""Profiles and known answers as shipped."""

_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

T = TypeVar("T")


def read_table_file(path: Path, form: TypeAdapter[T]) -> T:
    """The content of one YAML file; ChannelFault where it cannot be read or is not of that form."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ChannelFault(f"信用平台配置{path}无法读取：{error}") from error
    return checked_table(path, content, form)


def checked_table(path: Path, content: object, form: TypeAdapter[T]) -> T:
    """Content in its form; ChannelFault naming file and field where it is not of that form."""
    try:
        return form.validate_python(content)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "（整体）"
        raise ChannelFault(f"信用平台配置{path}：字段{field}有误：{fault_told(first)}") from error
