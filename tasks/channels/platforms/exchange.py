"""One signed request to a platform and its answer as JSON: bounded in time and size, going nowhere else."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

from tasks.channels.platforms.faults import (
    PlatformFault,
    cut_off,
    of_status,
    too_slow,
    unreachable,
    unreadable,
    untrusted,
)
from tasks.channels.platforms.settings import PlatformSettings
from tasks.channels.platforms.signing import signed_headers
from tasks.channels.retry_after import seconds_asked
from tasks.law.acts import CHANNEL_NAMES

_PIECE = 2**16
_CANNOT_CONNECT = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.NameResolutionError,
)
Clock = Callable[[], datetime]


def real_clock() -> datetime:
    """Now; what is sent outward takes the real clock (promise 9)."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Answer:
    """A usable answer: its HTTP status and the JSON object it carried."""

    status: int
    document: Mapping[str, Any]


@dataclass
class Exchange:
    """A platform's interface; may be used by several threads at once, up to `settings.connections`."""

    settings: PlatformSettings
    key: bytes = field(repr=False)
    clock: Clock = real_clock
    _session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        session, most = self._session, self.settings.connections
        session.trust_env = False
        session.verify = self.settings.ca_file or True
        session.headers["Accept"] = "application/json"
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        session.mount("http://", HTTPAdapter(1, most, max_retries=0, pool_block=True))
        session.mount("https://", HTTPAdapter(1, most, max_retries=0, pool_block=True))

    @property
    def name(self) -> str:
        """The platform as officers call it."""
        return CHANNEL_NAMES[self.settings.channel]

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def post(self, path: str, document: Mapping[str, Any], idempotency_key: str) -> Answer:
        """Send a document; PlatformFault where no usable answer came."""
        body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            self.settings.headers.idempotency_key: idempotency_key,
        }
        return self._ask("POST", path, body, headers, (HTTPStatus.OK, HTTPStatus.MULTI_STATUS))

    def get(self, path: str, query: Mapping[str, str | int], accepted: Collection[int]) -> Answer:
        """Read; statuses in `accepted` are answers, every other is a PlatformFault."""
        return self._ask("GET", f"{path}?{urlencode(query)}" if query else path, b"", {}, accepted)

    def _ask(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str], accepted: Collection[int]
    ) -> Answer:
        address = f"{self.settings.base_url}{path}"
        parts = urlsplit(address)
        signed = parts.path + (f"?{parts.query}" if parts.query else "")
        now = self.clock()
        own = signed_headers(self.settings.headers, self.settings.client, self.key, method, signed, body, now)
        ends = time.monotonic() + self.settings.connect_timeout + self.settings.read_timeout
        try:
            with self._session.request(
                method,
                address,
                data=body or None,
                headers={**headers, **own},
                timeout=(self.settings.connect_timeout, self.settings.read_timeout),
                allow_redirects=False,
                stream=True,
            ) as response:
                content = self._content(response, ends)
                return self._understood(response, content, accepted)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as broken:
            raise self._fault_of(broken) from broken

    def _content(self, response: requests.Response, ends: float) -> bytes:
        content = bytearray()
        while piece := response.raw.read1(_PIECE, decode_content=True):
            content += piece
            if len(content) > self.settings.answer_bytes:
                raise unreadable(self.name, "内容过大", response.status_code)
            if time.monotonic() > ends:
                raise too_slow(self.name, self.settings.read_timeout)
        return bytes(content)

    def _understood(self, response: requests.Response, content: bytes, accepted: Collection[int]) -> Answer:
        status = response.status_code
        document = _parsed(content)
        if status not in accepted:
            told = document.get(self.settings.fields.message) if document else None
            wait = seconds_asked(response.headers.get("Retry-After", ""), self.clock())
            words = told if isinstance(told, str) else ""
            raise of_status(self.name, status, wait, words, self.settings.key_variable)
        if document is None:
            raise unreadable(self.name, "不是完整的JSON", status)
        return Answer(status, document)

    def _fault_of(self, broken: Exception) -> PlatformFault:
        """Which fault an exception of the library means; whether anything may have been sent decides the words."""
        reasons = [broken, *_inner(broken)]
        if isinstance(broken, requests.exceptions.SSLError):
            return untrusted(self.name)
        if any(isinstance(reason, _CANNOT_CONNECT) for reason in reasons):
            return unreachable(self.name)
        slow = (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)
        if any(isinstance(reason, slow) for reason in reasons):
            return too_slow(self.name, self.settings.read_timeout)
        return cut_off(self.name)


def _inner(broken: BaseException) -> list[BaseException]:
    """What the library wrapped, innermost last."""
    found: list[BaseException] = []
    at: object = broken
    for _ in range(5):
        arguments = getattr(at, "args", ())
        at = getattr(at, "reason", None) or (arguments[0] if arguments else None)
        if not isinstance(at, BaseException):
            break
        found.append(at)
    return found


def _parsed(content: bytes) -> Mapping[str, Any] | None:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None
