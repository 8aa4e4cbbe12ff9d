"""How each kind of source is configured: an ODCS server and its customProperties, checked."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator
from pydantic.alias_generators import to_camel

_VARIABLE_NAME = r"^[A-Za-z_][A-Za-z0-9_]*$"
_PASSWORD_IN_URL = re.compile(r"://[^/@]*:(?!\$\{)[^/@]+@")


def _number_as_given(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("应为数字")
    return value


VariableName = Annotated[str, Field(pattern=_VARIABLE_NAME)]
Seconds = Annotated[float, BeforeValidator(_number_as_given), Field(ge=0, le=90 * 86_400)]
Floor = Annotated[float, BeforeValidator(_number_as_given), Field(gt=0)]


class ServerSettings(BaseModel):
    """What every kind of source may say."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, str_strip_whitespace=True
    )

    server: Annotated[str, Field(min_length=1, max_length=100)]
    type: str
    id: str = ""
    description: str = ""
    environment: str = ""
    roles: tuple[object, ...] = ()
    office: str = ""
    review_attested_by: str = ""
    review_attested_since: date | None = None
    release_attested_by: str = ""
    release_attested_since: date | None = None

    @model_validator(mode="after")
    def _since_needs_a_name(self) -> ServerSettings:
        if self.review_attested_since and not self.review_attested_by:
            raise ValueError("reviewAttestedSince 须与 reviewAttestedBy 同时填写")
        if self.release_attested_since and not self.release_attested_by:
            raise ValueError("releaseAttestedSince 须与 releaseAttestedBy 同时填写")
        return self


class KeyedSettings(ServerSettings):
    """Sources whose rows have a key and a change stamp of their own."""

    key_column: Annotated[str, Field(min_length=1)]
    stamp_column: Annotated[str, Field(min_length=1)]
    key_is_field: bool = False
    stamp_is_field: bool = False
    overlap: Seconds = 600
    floor: Floor = 0.5

    @property
    def bookkeeping(self) -> frozenset[str]:
        """Columns that serve the pull only and are no part of the record."""
        kept = {self.key_column} if self.key_is_field else set()
        kept |= {self.stamp_column} if self.stamp_is_field else set()
        return frozenset({self.key_column, self.stamp_column} - kept)


class DatabaseSettings(KeyedSettings):
    """A table of a database, through SQLAlchemy."""

    type: Literal["postgresql", "postgres", "mysql", "custom"]
    host: str = ""
    port: int | None = None
    database: str = ""
    schema_name: Annotated[str, Field(alias="schema")] = ""
    table: Annotated[str, Field(min_length=1)]
    url: str = ""
    url_variable: VariableName | None = None
    user_variable: VariableName | None = None
    password_variable: VariableName | None = None

    @field_validator("url")
    @classmethod
    def _no_secret_in_the_file(cls, url: str) -> str:
        if _PASSWORD_IN_URL.search(url):
            raise ValueError("配置文件中不得写入密码，请改用 ${变量名} 并在环境变量中设置")
        return url

    @model_validator(mode="after")
    def _some_address(self) -> DatabaseSettings:
        if self.url or self.url_variable:
            return self
        if self.type == "custom":
            raise ValueError("类型为 custom 的数据库须填写 url 或 urlVariable")
        if not (self.host and self.database):
            raise ValueError("须填写 host 与 database，或者 url、urlVariable 之一")
        return self


class ApiSettings(KeyedSettings):
    """A paged JSON interface, through requests."""

    type: Literal["api"]
    location: Annotated[str, Field(min_length=1)]
    token_variable: VariableName | None = None
    records_path: str = ""
    total_path: str = ""
    fields_path: str = ""
    page_parameter: str = "page"
    first_page: int = 1
    size_parameter: str = "pageSize"
    page_size: Annotated[int, Field(ge=1, le=20_000)] = 500
    since_parameter: str = "since"
    max_pages: Annotated[int, Field(ge=1)] = 10_000
    timeout: Annotated[float, Field(gt=0, le=600)] = 30
    attempts: Annotated[int, Field(ge=1, le=20)] = 5
    backoff: Annotated[float, Field(ge=0, le=60)] = 1
    patience: Annotated[float, Field(gt=0, le=3600)] = 180

    @field_validator("location")
    @classmethod
    def _plain_http_address(cls, location: str) -> str:
        if "${" in location:
            return location
        parts = urlsplit(location)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("应为 http:// 或 https:// 开头的完整地址")
        if parts.username or parts.password:
            raise ValueError("地址中不得写入用户名和密码，请用 tokenVariable 指明环境变量")
        return location


class FolderSettings(ServerSettings):
    """A folder into which an office drops files."""

    type: Literal["local"]
    path: Annotated[str, Field(min_length=1)]
    format: str = ""
    pattern: str = "*"
    quiet: Seconds = 5


Settings = DatabaseSettings | ApiSettings | FolderSettings

SETTINGS_BY_TYPE: dict[str, type[DatabaseSettings] | type[ApiSettings] | type[FolderSettings]] = {
    "postgresql": DatabaseSettings,
    "postgres": DatabaseSettings,
    "mysql": DatabaseSettings,
    "custom": DatabaseSettings,
    "api": ApiSettings,
    "local": FolderSettings,
}
"""Which ODCS server types are sources, and how each is read."""
