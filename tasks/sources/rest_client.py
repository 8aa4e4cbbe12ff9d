"""Asking a configured interface for JSON: patient with trouble, bounded in time, never going elsewhere."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import tenacity

from tasks.sources.environment import resolved, variable
from tasks.sources.pulled import SourceFailure, source_finding
from tasks.sources.settings import ApiSettings

_MOST_BYTES = 200 * 2**20
_PIECE = 2**16
_TRANSIENT = frozenset({408, 425, 429})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 3
_LONGEST_WAIT = 60.0


class _Trouble(Exception):
    """Something that may pass: worth asking again, after `wait` seconds if the server said so."""

    def __init__(self, code: str, what: str, wait: float | None = None) -> None:
        super().__init__(what)
        self.code = code
        self.what = what
        self.wait = wait


@dataclass
class Interface:
    """One configured interface; answers are parsed JSON of which every number is still text."""

    source: str
    settings: ApiSettings
    _session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self._session.trust_env = False
        self._session.headers["Accept"] = "application/json"
        self._address = resolved(self.settings.location, self.source)
        if self.settings.token_variable:
            token = variable(self.settings.token_variable, self.source)
            self._session.headers["Authorization"] = f"Bearer {token}"

    @property
    def origin(self) -> str:
        """The interface's address without its query."""
        return urlsplit(self._address)._replace(query="", fragment="").geturl()

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def ask(self, parameters: Mapping[str, str]) -> Any:
        """One page; SourceFailure after the last attempt or at once where asking again is of no use."""
        ends = time.monotonic() + self.settings.patience
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_Trouble),
            stop=tenacity.stop_any(tenacity.stop_after_attempt(self.settings.attempts), _TooLong(ends)),
            wait=self._wait,
            reraise=True,
        )
        try:
            return retrying(self._ask_once, parameters, ends)
        except _Trouble as trouble:
            raise self.failure(
                trouble.code,
                f"{trouble.what}，已重试仍未恢复",
                "请来源系统的管理员检查接口；恢复后将自动从上次位置继续取数",
            ) from trouble

    def failure(self, code: str, what: str, mending: str) -> SourceFailure:
        """A failure of this interface."""
        return SourceFailure(source_finding(code, f"来源“{self.source}”的接口{what}", mending))

    def _wait(self, state: tenacity.RetryCallState) -> float:
        trouble = state.outcome.exception() if state.outcome else None
        if isinstance(trouble, _Trouble) and trouble.wait is not None:
            return trouble.wait
        grown: float = self.settings.backoff * 2 ** (state.attempt_number - 1)
        return min(grown, _LONGEST_WAIT)

    def _ask_once(self, parameters: Mapping[str, str], ends: float) -> Any:
        try:
            response = self._following(parameters)
            with response:
                self._check_status(response)
                self._check_kind(response)
                body = self._body(response, ends)
        except requests.Timeout as slow:
            raise _Trouble("api-timeout", "在规定时间内没有应答") from slow
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError) as broken:
            raise _Trouble("api-unreachable", "无法连接或中途断开") from broken
        except requests.RequestException as other:
            raise self.failure(
                "api-failed", f"无法访问（{type(other).__name__}）", "请检查 location 与网络"
            ) from other
        return self._parsed(body)

    def _following(self, parameters: Mapping[str, str]) -> requests.Response:
        """The answer, after redirects within the same host: the token goes nowhere else."""
        address = self._address
        query: Mapping[str, str] | None = parameters
        for _ in range(_MOST_REDIRECTS + 1):
            response = self._session.get(
                address, params=query, timeout=self.settings.timeout, stream=True, allow_redirects=False
            )
            target = response.headers.get("Location")
            if response.status_code not in _REDIRECTS or not target:
                return response
            response.close()
            address, query = urljoin(response.url, target), None
            if urlsplit(address)[:2] != urlsplit(self._address)[:2]:
                raise self.failure(
                    "api-redirected",
                    f"转向了未配置的主机 {urlsplit(address).hostname}，已停止访问",
                    "请核实后把新地址写入 location",
                )
        raise self.failure("api-redirected", "反复转向", "请检查 location 是否正确")

    def _check_status(self, response: requests.Response) -> None:
        status = response.status_code
        if status in _TRANSIENT or status >= 500:
            raise _Trouble("api-error", f"返回错误（HTTP {status}）", _retry_after(response))
        if status in (401, 403):
            name = self.settings.token_variable or "tokenVariable"
            raise self.failure(
                "api-refused", f"拒绝访问（HTTP {status}）", f"请检查 {name} 中的令牌是否有效、有无权限"
            )
        if status != 200:
            raise self.failure("api-error", f"返回 HTTP {status}", "请检查 location 与各参数名是否正确")

    def _check_kind(self, response: requests.Response) -> None:
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if "json" not in kind:
            raise self.failure(
                "api-not-json",
                f"返回的不是JSON数据（{kind or '未注明类型'}），可能是登录页或错误页",
                "请检查 location 是否为数据接口、令牌是否过期",
            )

    def _body(self, response: requests.Response, ends: float) -> bytes:
        body = bytearray()
        for piece in response.iter_content(_PIECE):
            body += piece
            if len(body) > _MOST_BYTES:
                raise self.failure("api-too-large", "一页数据过大", "请调小 pageSize")
            if time.monotonic() > ends:
                raise _Trouble("api-timeout", "应答过慢")
        return bytes(body)

    def _parsed(self, body: bytes) -> Any:
        try:
            return json.loads(body, parse_float=str, parse_int=str, parse_constant=str)
        except (ValueError, RecursionError) as broken:
            raise _Trouble("api-not-json", "返回的JSON数据不完整或无法解析") from broken


def _retry_after(response: requests.Response) -> float | None:
    """Seconds the server asked us to wait, bounded; None if it did not say or not in a form we know."""
    told = response.headers.get("Retry-After", "").strip()
    if told.isdigit():
        return min(float(told), _LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - datetime.now(UTC)).total_seconds(), 0.0), _LONGEST_WAIT)


class _TooLong(tenacity.stop.stop_base):
    """Stop when the next wait would end after the time allowed."""

    def __init__(self, ends: float) -> None:
        self._ends = ends

    def __call__(self, state: tenacity.RetryCallState) -> bool:
        return time.monotonic() + (state.upcoming_sleep or 0) > self._ends
