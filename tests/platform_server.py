"""A city platform on 127.0.0.1 that takes signed batches and misbehaves when told to; `platform` is a fixture.

It keeps true state, so what a reader would see after any fault can be asked of it.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from tasks.channels.platforms.channel import HttpPlatform
from tasks.channels.platforms.configuration import open_platform
from tasks.law.acts import Channel
from tests.platform_state import NotSigned, PlatformState, Signatures

CLIENT, KEY, KEY_VARIABLE = "binhe-wjw", "synthetic-signing-key-of-the-tests", "GONGSHI_TEST_PLATFORM_KEY"
QUICK = {
    "connect_timeout": 1,
    "read_timeout": 0.4,
    "backoff": 0.01,
    "longest_wait": 0.2,
    "patience": 20,
    "batch_size": 8,
}
"""Settings for a platform close by, so that tests of slow ones are quick."""


class Call(BaseHTTPRequestHandler):
    """One request: checked and answered, unless a fault is next in line."""

    protocol_version = "HTTP/1.1"
    platform: Platform

    def do_POST(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._answer(self.platform.on_post, self.platform.always_on_post)

    def do_GET(self) -> None:
        self.body = b""
        self._answer(self.platform.on_get, self.platform.always_on_get)

    def _answer(self, queue: deque[Fault | None], always: Fault | None) -> None:
        self.platform.requests.append((self.command, self.path))
        try:
            self.platform.signatures.check(self.command, self.path, self.headers, self.body)
        except NotSigned as unknown:
            self.reply(401, {"code": unknown.code, "message": str(unknown)})
            return
        fault = queue.popleft() if queue else always
        fault = fault or self._poisoned()
        if fault:
            fault(self)
        else:
            self.reply(*self.apply())

    def _poisoned(self) -> Fault | None:
        if self.command != "POST":
            return None
        numbers = {item["document_number"] for item in json.loads(self.body)["items"]}
        return next((fault for number, fault in self.platform.poison.items() if number in numbers), None)

    def apply(self) -> tuple[int, dict[str, Any]]:
        """Do what is asked; status and document of the answer."""
        state, parts = self.platform.state, urlsplit(self.path)
        if self.command == "POST":
            return 200, {"results": [state.apply(item) for item in json.loads(self.body)["items"]]}
        page_id = parts.path.removeprefix("/api/decisions").strip("/")
        if page_id:
            return state.page(page_id)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        return 200, {"decisions": state.list_after(asked.get("after", ""), int(asked["limit"]))}

    def reply(self, status: int, document: Any, **headers: str) -> None:
        """Answer with JSON."""
        self.send(status, json.dumps(document).encode(), **headers)

    def send(self, status: int, content: bytes, **headers: str) -> None:
        """Answer with bytes; `length` states another length than theirs."""
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", headers.pop("length", str(len(content))))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def hang_up(self) -> None:
        """Close the connection without a word more."""
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


Fault = Callable[[Call], None]


class Platform:
    """The platform and its levers. `on_post` and `on_get` are the next faults (None: none), `always_…` those after."""

    def __init__(self) -> None:
        self.state = PlatformState()
        self.signatures = Signatures({CLIENT: KEY.encode()})
        self.on_post: deque[Fault | None] = deque()
        self.on_get: deque[Fault | None] = deque()
        self.always_on_post: Fault | None = None
        self.always_on_get: Fault | None = None
        self.poison: dict[str, Fault] = {}
        self.requests: list[tuple[str, str]] = []
        self._port = 0
        self.start()

    def start(self) -> None:
        """Listen, on the same port as before."""
        handler = type("Handler", (Call,), {"platform": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), handler)
        self._server.daemon_threads = True
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Take no more connections."""
        self._server.shutdown()
        self._server.server_close()

    def mend(self) -> None:
        """No more faults."""
        self.on_post.clear()
        self.on_get.clear()
        self.poison.clear()
        self.always_on_post = self.always_on_get = None

    @property
    def address(self) -> str:
        """The base address of the interface."""
        return f"http://127.0.0.1:{self._port}/api"

    def shown(self) -> dict[str, str]:
        """What a reader of the platform sees: texts by page."""
        return self.state.shown()

    @property
    def posts(self) -> int:
        """How many batches came in."""
        return sum(method == "POST" for method, _ in self.requests)

    def configure(self, home: Path, channel: Channel, **settings: Any) -> None:
        """Write the configuration file with which an installation uses this platform."""
        path = home / "channels" / f"{channel.value}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        given = {"base_url": self.address, "client": CLIENT, "key_variable": KEY_VARIABLE}
        path.write_text(yaml.safe_dump(QUICK | given | settings), encoding="utf-8")

    def opened(self, home: Path, channel: Channel, **settings: Any) -> HttpPlatform:
        """This platform as a channel of the installation at `home`."""
        self.configure(home, channel, **settings)
        found = open_platform(home, channel, {KEY_VARIABLE: KEY})
        assert found is not None
        return found


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """A platform of its own for a test, with the signing key in the environment."""
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    running = Platform()
    yield running
    running.stop()


def slowly(call: Call) -> None:
    """Does what is asked and answers too late."""
    answer = call.apply()
    time.sleep(0.8)
    call.close_connection = True
    try:
        call.reply(*answer)
    except OSError:
        call.close_connection = True


def trickling(call: Call) -> None:
    """Does what is asked and answers a byte at a time."""
    call.apply()
    try:
        call.send(200, b"", length="5000")
        for _ in range(60):
            call.wfile.write(b" ")
            time.sleep(0.05)
    except OSError:
        call.close_connection = True
    call.hang_up()


def dropped_before(call: Call) -> None:
    """Hangs up before doing anything."""
    call.hang_up()


def dropped_after(call: Call) -> None:
    """Does what is asked and hangs up without an answer."""
    call.apply()
    call.hang_up()


def half_answer(call: Call) -> None:
    """Does what is asked; the connection breaks in the middle of the answer."""
    content = json.dumps(call.apply()[1]).encode()
    call.send(200, content[: len(content) // 2], length=str(len(content)))
    call.hang_up()


def answering(status: int, content: bytes = b"{}", **headers: str) -> Fault:
    """Does nothing and answers so."""

    def fault(call: Call) -> None:
        call.send(status, content, **headers)

    fault.__name__ = f"status_{status}"
    return fault


def changed(change: Callable[[dict[str, Any]], Any]) -> Fault:
    """Does what is asked and answers with the document after `change`."""

    def fault(call: Call) -> None:
        status, document = call.apply()
        document = change(document)
        call.reply(status, document)

    fault.__name__ = getattr(change, "__name__", "changed")
    return fault


def delivered_twice(call: Call) -> None:
    """The network delivers the request twice; the second answer is the one that arrives."""
    call.apply()
    call.reply(*call.apply())


def lying(call: Call) -> None:
    """Says it accepted everything and does nothing."""
    items = json.loads(call.body)["items"]
    results = [
        {"key": item["key"], "status": "accepted", "receipt": f"LIE{n}", "sequence": item["sequence"]}
        for n, item in enumerate(items)
    ]
    call.reply(200, {"results": results})
