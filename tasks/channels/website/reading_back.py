"""Reads pages back from where the public reads them: a decision counts as published only when its bytes match.

Sixteen connections, the configured host only, no redirects, no caches; a failed connection is tried again.
"""

import asyncio
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from typing import Generic, TypeVar
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

CONNECTIONS = 16
ATTEMPTS = 3
TIMEOUT_SECONDS = 20.0
LARGEST_BODY = 64 * 1024 * 1024
_GIVE_UP_AFTER = 64
"""Failures in a row after which the rest is not even tried: the server is down."""
_PAUSE_SECONDS = 0.2
_HEADERS = {"Cache-Control": "no-cache", "Accept-Encoding": "identity", "User-Agent": "gongshi-read-back"}
_ADDRESS = re.compile(r"/(?!/)[!-~]*")
_Kept = TypeVar("_Kept")


@dataclass(frozen=True, slots=True)
class Expected:
    """What an address should answer; a `hash` of None asks for the status only."""

    path: str
    status: int = 200
    hash: bytes | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What an address answered: the status (0: no answer), the body's SHA-256, and what is wrong with it.

    `waiting_for` names the work list whose receipt must come first; `observer` is who read it where not we did.
    """

    path: str
    status: int
    hash: bytes
    ok: bool
    problem: str = ""
    waiting_for: str = ""
    observer: str = ""


@dataclass(frozen=True, slots=True)
class _Answer(Generic[_Kept]):
    status: int
    kept: _Kept | None
    problem: str = ""


class NoAnswer(OSError):
    """The website did not answer, which proves nothing about what it shows."""


class NotReadable(ValueError):
    """A base address or a path that reading back refuses."""


def read_back(
    base_url: str, expected: Sequence[Expected], *, timeout: float = TIMEOUT_SECONDS, attempts: int = ATTEMPTS
) -> list[Reading]:
    """Read every address and compare; the readings come in the order of `expected`."""
    paths = [each.path for each in expected]
    answers = _Reader(base_url, timeout, attempts, lambda body: sha256(body).digest()).run(paths)
    return [_compared(each, found) for each, found in zip(expected, answers, strict=True)]


def read_texts(
    base_url: str, paths: Sequence[str], *, timeout: float = TIMEOUT_SECONDS, attempts: int = ATTEMPTS
) -> dict[str, str | None]:
    """The text at each address, for seeing that something is absent; None where it does not answer 200.

    OSError where there was no answer at all: that proves nothing.
    """
    answers = _Reader(base_url, timeout, attempts, lambda body: body.decode(errors="replace")).run(paths)
    for path, found in zip(paths, answers, strict=True):
        if found.problem:
            raise OSError(f"{path}：{found.problem}")
    return {
        path: found.kept if found.status == 200 else None for path, found in zip(paths, answers, strict=True)
    }


def read_bytes(base_url: str, paths: Sequence[str]) -> dict[str, bytes]:
    """The bytes at each address that answers 200; NoAnswer where there was none at all."""
    answers = _Reader(base_url, TIMEOUT_SECONDS, ATTEMPTS, lambda body: body).run(paths)
    for path, found in zip(paths, answers, strict=True):
        if found.problem:
            raise NoAnswer(f"{path}：{found.problem}")
    return {
        path: found.kept
        for path, found in zip(paths, answers, strict=True)
        if found.status == 200 and found.kept is not None
    }


def _compared(expected: Expected, found: _Answer[bytes]) -> Reading:
    seen, problem = found.kept or b"", found.problem
    if not problem and found.status != expected.status:
        problem = f"读回状态{found.status}，应为{expected.status}"
    elif not problem and expected.hash is not None and seen != expected.hash:
        problem = "读回内容与应公开的不一致"
    return Reading(expected.path, found.status, seen, not problem, problem)


class _Reader(Generic[_Kept]):
    """Reads many addresses of one host; `keep` makes of a body what is kept of it."""

    def __init__(self, base_url: str, timeout: float, attempts: int, keep: Callable[[bytes], _Kept]) -> None:
        self._base = _checked_base(base_url)
        self._timeout, self._attempts, self._keep = timeout, attempts, keep
        self._failed_in_a_row = 0

    def run(self, paths: Sequence[str]) -> list[_Answer[_Kept]]:
        """All answers in order; in a thread of its own, as the caller may have an event loop running."""
        if not paths:
            return []
        urls = [self._url(path) for path in paths]
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(lambda: asyncio.run(self._read_all(urls))).result()

    def _url(self, path: str) -> URL:
        if not _ADDRESS.fullmatch(path):
            raise NotReadable(f"not an address of the site: {path!r}")
        return URL(self._base + path, encoded=True)

    async def _read_all(self, urls: list[URL]) -> list[_Answer[_Kept]]:
        answers: list[_Answer[_Kept]] = [_Answer(0, None, "尚未读取")] * len(urls)
        waiting = iter(enumerate(urls))
        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS),
            timeout=aiohttp.ClientTimeout(total=self._timeout),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=_HEADERS,
            auto_decompress=False,
        )
        async with session:
            await asyncio.gather(*(self._work(session, waiting, answers) for _ in range(CONNECTIONS)))
        return answers

    async def _work(
        self,
        session: aiohttp.ClientSession,
        waiting: Iterator[tuple[int, URL]],
        answers: list[_Answer[_Kept]],
    ) -> None:
        for index, url in waiting:
            if self._failed_in_a_row >= _GIVE_UP_AFTER:
                answers[index] = _Answer(0, None, "网站连续无应答，未再读取")
                continue
            answers[index] = await self._read(session, url)
            self._failed_in_a_row = self._failed_in_a_row + 1 if answers[index].problem else 0

    async def _read(self, session: aiohttp.ClientSession, url: URL) -> _Answer[_Kept]:
        problem = ""
        for attempt in range(self._attempts):
            if attempt:
                await asyncio.sleep(_PAUSE_SECONDS * attempt)
            try:
                return await self._read_once(session, url)
            except TimeoutError:
                problem = f"读回超时（{self._timeout:g}秒）"
            except (aiohttp.ClientError, OSError) as error:
                problem = f"网站无应答（{type(error).__name__}）"
        return _Answer(0, None, problem)

    async def _read_once(self, session: aiohttp.ClientSession, url: URL) -> _Answer[_Kept]:
        async with session.get(url, allow_redirects=False) as response:
            if (response.content_length or 0) > LARGEST_BODY:
                return _Answer(response.status, None, "读回内容过大")
            body = await response.content.readany()
            if not response.content.at_eof():
                parts = [body]
                size = len(body)
                async for part in response.content.iter_any():
                    parts.append(part)
                    size += len(part)
                    if size > LARGEST_BODY:
                        return _Answer(response.status, None, "读回内容过大")
                body = b"".join(parts)
            return _Answer(response.status, self._keep(body))


def _checked_base(base_url: str) -> str:
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise NotReadable(f"not the address of a website: {base_url!r}")
    return base_url.rstrip("/")
