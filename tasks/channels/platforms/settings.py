"""What can be set for a JSON-over-HTTP platform: its address, its limits, and how it names things."""

from __future__ import annotations

from enum import StrEnum
from ipaddress import ip_address
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from tasks.law.acts import Channel


class Look(StrEnum):
    """How a publication is read back."""

    CONTENT = "content"
    """The text itself comes back and is hashed here."""
    HASH = "hash"
    """The platform says the hash of what it shows."""
    RECEIPT = "receipt"
    """It cannot be read; the receipt, which repeats sequence and hash, must do."""


def _number(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("应为数字")
    return value


Name = Annotated[str, Field(min_length=1, max_length=100)]
Header = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]*$")]
Path = Annotated[str, Field(pattern=r"^/[!-~]*$")]
Count = Annotated[int, BeforeValidator(_number)]
Seconds = Annotated[float, BeforeValidator(_number)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Paths(_Part):
    """Paths behind the base address; `decision` holds {page_id}."""

    decisions: Path = "/decisions"
    decision: Path = "/decisions/{page_id}"

    @model_validator(mode="after")
    def _place_for_the_page(self) -> Paths:
        if self.decision.count("{page_id}") != 1 or "{" in self.decisions:
            raise ValueError("paths.decision 须含一处 {page_id}，paths.decisions 不得含")
        return self


class Headers(_Part):
    """Names of the headers a request is signed with."""

    client: Header = "X-Gongshi-Client"
    timestamp: Header = "X-Gongshi-Timestamp"
    nonce: Header = "X-Gongshi-Nonce"
    signature: Header = "X-Gongshi-Signature"
    idempotency_key: Header = "Idempotency-Key"


class Fields(_Part):
    """How the platform names the members of its JSON; those that hold lists may be paths such as data.results."""

    items: Name = "items"
    key: Name = "key"
    sequence: Name = "sequence"
    task: Name = "task"
    page_id: Name = "page_id"
    act_type: Name = "act_type"
    document_number: Name = "document_number"
    authority_code: Name = "authority_code"
    body: Name = "body"
    content_hash: Name = "content_hash"
    reason: Name = "reason"
    explanation: Name = "explanation"
    successor: Name = "successor"
    results: Name = "results"
    status: Name = "status"
    receipt: Name = "receipt"
    code: Name = "code"
    message: Name = "message"
    retry_after: Name = "retry_after"
    state: Name = "state"
    decisions: Name = "decisions"


class Words(_Part):
    """The platform's words: for tasks, for what became of an item, and for how a decision stands."""

    publish: Name = "publish"
    withdraw: Name = "withdraw"
    accepted: Name = "accepted"
    already: Name = "already"
    stale: Name = "stale"
    refused: Name = "refused"
    busy: Name = "busy"
    published: Name = "published"
    withdrawn: Name = "withdrawn"
    absent: Name = "absent"

    @model_validator(mode="after")
    def _told_apart(self) -> Words:
        for group in (
            (self.publish, self.withdraw),
            (self.accepted, self.stale, self.refused, self.busy),
            (self.already, self.stale, self.refused, self.busy),
            (self.published, self.withdrawn),
            (self.published, self.absent),
        ):
            if len(set(group)) != len(group):
                raise ValueError(f"words 中的“{'、'.join(group)}”须各不相同")
        return self


class PlatformSettings(_Part):
    """One platform as `$GONGSHI_HOME/channels/CHANNEL.yaml` describes it. Times are seconds, sizes bytes."""

    channel: Channel
    base_url: str
    client: Name
    key_variable: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
    look: Look
    plain_http: bool = False
    ca_file: str = ""
    batch_size: Annotated[Count, Field(ge=1, le=1000)] = 100
    connections: Annotated[Count, Field(ge=1, le=32)] = 4
    connect_timeout: Annotated[Seconds, Field(gt=0, le=60)] = 5
    read_timeout: Annotated[Seconds, Field(gt=0, le=300)] = 20
    answer_bytes: Annotated[Count, Field(ge=1000, le=2**30)] = 2**24
    attempts: Annotated[Count, Field(ge=1, le=10)] = 3
    backoff: Annotated[Seconds, Field(ge=0, le=60)] = 0.5
    longest_wait: Annotated[Seconds, Field(ge=0, le=60)] = 5
    patience: Annotated[Seconds, Field(gt=0, le=3600)] = 300
    failures_allowed: Annotated[Count, Field(ge=1, le=100)] = 3
    page_size: Annotated[Count, Field(ge=1, le=10_000)] = 500
    paths: Paths = Paths()
    headers: Headers = Headers()
    fields: Fields = Fields()
    words: Words = Words()

    @model_validator(mode="before")
    @classmethod
    def _look_by_channel(cls, given: Any) -> Any:
        if not isinstance(given, dict) or "look" in given:
            return given
        hall = given.get("channel") == Channel.SERVICE_HALL
        return {**given, "look": Look.CONTENT if hall else Look.HASH}

    @field_validator("base_url")
    @classmethod
    def _plain_address(cls, address: str) -> str:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("应为 https:// 开头的完整地址")
        if parts.username or parts.password:
            raise ValueError("地址中不得写入用户名和密码，请用 key_variable 指明环境变量")
        if parts.query or parts.fragment:
            raise ValueError("地址中不得含 ? 或 #")
        return address.rstrip("/")

    @model_validator(mode="after")
    def _protected(self) -> PlatformSettings:
        parts = urlsplit(self.base_url)
        if parts.scheme == "http" and not self.plain_http and not _loopback(parts.hostname or ""):
            raise ValueError("base_url 应为 https:// 开头；确在内网且只有 http 的，须写明 plain_http: true")
        if self.channel is Channel.SERVICE_HALL and self.look is Look.RECEIPT:
            raise ValueError("网上办事大厅是公开场所，look 须为 content 或 hash：读回一致才算已公开")
        return self


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
