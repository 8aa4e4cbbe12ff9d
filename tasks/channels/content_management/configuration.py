"""Where the content management system is: `$GONGSHI_HOME/channels/cms.yaml`, the token from the environment (G9)."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from tasks.channels.configuration import ChannelFault, channel_file, own_settings
from tasks.channels.settings_faults import fault_told
from tasks.law.acts import Channel

_PLACEHOLDERS = frozenset({"page_id", "document_number", "page"})


def _plain_address(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("应为 http:// 或 https:// 开头的完整地址")
    if not address.isascii() or any(sign.isspace() for sign in address):
        raise ValueError("地址中的汉字与空格应写成百分号编码")
    if parts.username or parts.password:
        raise ValueError("地址中不得写入用户名和密码，请用 token_variable 指明环境变量")
    return address


def _ending_in_slash(address: str) -> str:
    if not address.endswith("/"):
        raise ValueError("地址应以 / 结尾")
    return address


def _template(address: str) -> str:
    names = {name for _, name, _, _ in string.Formatter().parse(address) if name is not None}
    if not names <= _PLACEHOLDERS:
        raise ValueError("地址中只能用 {page_id}、{document_number}、{page}")
    return address


class Place(BaseModel):
    """One place of the CMS that lists decisions; `address` may hold {page_id}, {document_number} or {page}."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1)]
    address: Annotated[str, AfterValidator(_plain_address), AfterValidator(_template)]

    @property
    def of_one_decision(self) -> bool:
        """Whether it is asked for each decision by itself."""
        return "{page_id}" in self.address or "{document_number}" in self.address

    @property
    def in_pages(self) -> bool:
        """Whether it goes on over several pages."""
        return "{page}" in self.address


class CmsSettings(BaseModel):
    """The file: `api` takes the decisions, `column` is where the public reads them, `places` must not show the gone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    api: Annotated[str, AfterValidator(_plain_address), AfterValidator(_ending_in_slash)]
    column: Annotated[str, AfterValidator(_plain_address), AfterValidator(_ending_in_slash)]
    token_variable: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
    places: Annotated[tuple[Place, ...], Field(min_length=1)]
    timeout: Annotated[float, Field(gt=0, le=300)] = 20
    batch_size: Annotated[int, Field(ge=1, le=1000)] = 50
    connections: Annotated[int, Field(ge=1, le=32)] = 4


@dataclass(frozen=True, slots=True)
class Connection:
    """The settings, and the token they name."""

    settings: CmsSettings
    token: str


def read_connection(home: Path, environment: Mapping[str, str]) -> Connection | None:
    """How to reach the CMS; None where the installation has none, ChannelFault where the file is unusable."""
    path = channel_file(home, Channel.CMS)
    if not path.exists():
        return None
    try:
        settings = CmsSettings.model_validate(own_settings(path))
    except ValidationError as invalid:
        raise ChannelFault(f"{path}有误：{_first_fault(invalid)}；写法见 docs/channels-cms.md") from invalid
    token = environment.get(settings.token_variable, "")
    if not token:
        raise ChannelFault(f"内容管理系统的令牌未设置，请设置环境变量 {settings.token_variable}")
    if not (token.isascii() and token.isprintable()):
        raise ChannelFault(f"环境变量 {settings.token_variable} 中的令牌只能含字母、数字和符号")
    return Connection(settings, token)


def _first_fault(invalid: ValidationError) -> str:
    fault = invalid.errors(include_url=False)[0]
    where = ".".join(map(str, fault["loc"])) or "全文"
    return f"{where}：{fault_told(fault)}"
