"""Asking the CMS over HTTP: bounded in time and size, the configured addresses only, never following a redirect."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
from yarl import URL

from tasks.channels.retry_after import seconds_asked

LARGEST_BODY = 64 * 2**20
GIVE_UP_AFTER = 3
"""Addresses in a row that did not answer after which the rest is not even tried."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: with a `body` it is a PUT with the token, without one it is read as the public reads.

    `with_token` is for asking the API itself.
    """

    address: str
    body: bytes | None = None
    key: str = ""
    with_token: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Status (0: none, and why in `problem`), body, and how long the other side asked us to wait."""

    status: int
    body: bytes = b""
    problem: str = ""
    wait_seconds: float | None = None

    @property
    def told(self) -> dict[str, Any]:
        """The body as a JSON object; empty where it is none."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Exchange:
    """How to ask: the token goes to the API only; `at_once` requests are under way together when reading."""

    token: str
    timeout: float
    at_once: int

    def ask(self, asks: Sequence[Ask]) -> list[Answer]:
        """All answers in order; writing goes one after the other. The caller may have an event loop running."""
        if not asks:
            return []
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(lambda: asyncio.run(self._ask_all(asks))).result()

    async def _ask_all(self, asks: Sequence[Ask]) -> list[Answer]:
        answers = [Answer(0, problem="连续无应答，未再发送")] * len(asks)
        workers = 1 if any(ask.body is not None for ask in asks) else self.at_once
        waiting = iter(enumerate(asks))
        silent = 0

        async def work(session: aiohttp.ClientSession) -> None:
            nonlocal silent
            for index, ask in waiting:
                if silent >= GIVE_UP_AFTER:
                    return
                answers[index] = await self._ask(session, ask)
                silent = silent + 1 if answers[index].status == 0 else 0

        session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=self.timeout),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"Cache-Control": "no-cache", "User-Agent": "gongshi-cms"},
        )
        async with session:
            await asyncio.gather(*(work(session) for _ in range(workers)))
        return answers

    async def _ask(self, session: aiohttp.ClientSession, ask: Ask) -> Answer:
        try:
            async with session.request(
                "GET" if ask.body is None else "PUT",
                URL(ask.address, encoded=True),
                data=ask.body,
                headers=self._headers(ask),
                allow_redirects=False,
            ) as response:
                body = await response.content.read(LARGEST_BODY + 1)
                while len(body) <= LARGEST_BODY and (more := await response.content.readany()):
                    body += more
                if len(body) > LARGEST_BODY:
                    return Answer(0, problem="应答内容过大")
                wait = seconds_asked(response.headers.get("Retry-After", ""), datetime.now(UTC))
                return Answer(response.status, body, wait_seconds=wait)
        except TimeoutError:
            return Answer(0, problem=f"在{self.timeout:g}秒内没有应答")
        except (aiohttp.ClientError, OSError) as error:
            return Answer(0, problem=f"无法连接或中途断开（{type(error).__name__}）")

    def _headers(self, ask: Ask) -> dict[str, str]:
        token = {"Authorization": f"Bearer {self.token}"}
        if ask.body is None:
            return token if ask.with_token else {}
        return token | {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": ask.key,
        }
