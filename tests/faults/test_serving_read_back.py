"""Reading back believes only what it read: a server that errs, lies, stalls or is down never counts (promise 5)."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tasks.channels.website import files
from tasks.channels.website.reading_back import Expected, NotReadable, read_back, read_texts
from tasks.channels.website.serving import running_site

Respond = Callable[[BaseHTTPRequestHandler, int], None]


@contextmanager
def bad_server(respond: Respond) -> Iterator[tuple[str, list[str]]]:
    """A real server that answers its n-th request as `respond` says; gives its address and what was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.append(self.path)
            respond(self, len(asked))

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def page(text: bytes = b"page") -> Expected:
    return Expected("/a.html", 200, sha256(text).digest())


def test_matching_bytes_are_a_reading_and_others_are_not(tmp_path: Path) -> None:
    files.write_files(tmp_path, {"/a.html": b"one", "/b.html": b"two"})
    files.put_gone(tmp_path, {"/c.html": b"gone"})
    with running_site(tmp_path) as base:
        readings = read_back(
            base,
            [
                Expected("/a.html", 200, sha256(b"one").digest()),
                Expected("/b.html", 200, sha256(b"one").digest()),
                Expected("/b.html"),
                Expected("/c.html", 410, sha256(b"gone").digest()),
                Expected("/c.html"),
                Expected("/d.html", 404),
                Expected("/a.html", 410),
            ],
        )
    assert [reading.ok for reading in readings] == [True, False, True, True, False, True, False]
    assert readings[1].hash == sha256(b"two").digest()
    assert "不一致" in readings[1].problem
    assert "410" in readings[4].problem
    assert [reading.path for reading in readings][:2] == ["/a.html", "/b.html"]


def test_thousands_of_pages_come_back_in_order(tmp_path: Path) -> None:
    site = {f"/decisions/aa/{number:016d}.html": str(number).encode() for number in range(3000)}
    hashes = files.write_files(tmp_path, site).hashes
    with running_site(tmp_path) as base:
        readings = read_back(base, [Expected(path, 200, hashes[path]) for path in site])
    assert [reading.path for reading in readings] == list(site)
    assert all(reading.ok for reading in readings)


def test_large_files_are_read_whole(tmp_path: Path) -> None:
    body = b"0123456789abcdef" * 500_000
    files.write_files(tmp_path, {"/downloads/x.csv": body})
    with running_site(tmp_path) as base:
        assert read_back(base, [Expected("/downloads/x.csv", 200, sha256(body).digest())])[0].ok


def test_redirect_is_not_followed_anywhere() -> None:
    with bad_server(lambda h, _: send(h, 302, b"", Location="http://198.51.100.1/a.html")) as (base, asked):
        reading = read_back(base, [page()])[0]
    assert (reading.status, reading.ok) == (302, False)
    assert len(asked) == 1


def test_broken_connection_is_tried_again() -> None:
    def respond(handler: BaseHTTPRequestHandler, count: int) -> None:
        if count < 3:
            handler.connection.shutdown(socket.SHUT_RDWR)
        else:
            send(handler, 200, b"page")

    with bad_server(respond) as (base, asked):
        assert read_back(base, [page()])[0].ok
    assert len(asked) >= 3


def test_body_cut_short_is_no_reading() -> None:
    def respond(handler: BaseHTTPRequestHandler, _: int) -> None:
        handler.close_connection = True
        send(handler, 200, b"page", **{"Content-Length": "9999"})

    with bad_server(respond) as (base, _):
        reading = read_back(base, [page()], attempts=2)[0]
    assert not reading.ok
    assert reading.problem


def test_server_error_is_what_was_read() -> None:
    with bad_server(lambda h, _: send(h, 503, b"busy")) as (base, _):
        reading = read_back(base, [page()])[0]
    assert (reading.status, reading.ok) == (503, False)


def test_stalling_server_costs_its_timeout_and_no_more() -> None:
    release = threading.Event()
    with bad_server(lambda *_: release.wait(20) and None) as (base, _):
        started = time.monotonic()
        reading = read_back(base, [page()], timeout=0.3, attempts=2)[0]
        release.set()
    assert time.monotonic() - started < 5
    assert not reading.ok
    assert "超时" in reading.problem


def test_server_that_is_down_is_given_up_soon_for_any_number_of_pages() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        base = f"http://127.0.0.1:{taken.getsockname()[1]}"
    started = time.monotonic()
    readings = read_back(base, [page()] * 20_000)
    assert time.monotonic() - started < 20
    assert not any(reading.ok for reading in readings)
    assert all(reading.problem for reading in readings)


def test_cookies_and_caches_play_no_part() -> None:
    seen: list[tuple[str | None, str | None]] = []

    def respond(handler: BaseHTTPRequestHandler, _: int) -> None:
        seen.append((handler.headers["Cache-Control"], handler.headers["Cookie"]))
        send(handler, 200, b"page", **{"Set-Cookie": "a=b"})

    with bad_server(respond) as (base, _):
        read_back(base, [page()] * 40)
    assert set(seen) == {("no-cache", None)}


def test_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://198.51.100.1:9")
    with bad_server(lambda h, _: send(h, 200, b"page")) as (base, _):
        assert read_back(base, [page()])[0].ok


@pytest.mark.parametrize(
    "path", ["a.html", "//198.51.100.1/a", "@198.51.100.1/", "/a b", "/a\r\nX: y", "/页", ""]
)
def test_only_addresses_of_the_site_are_read(path: str) -> None:
    with pytest.raises(NotReadable):
        read_back("http://127.0.0.1:9", [Expected(path)])


@pytest.mark.parametrize(
    "base", ["", "127.0.0.1", "ftp://127.0.0.1", "file:///etc", "http://", "http://h/?q"]
)
def test_only_web_addresses_are_bases(base: str) -> None:
    with pytest.raises(NotReadable):
        read_back(base, [page()])


def test_lists_are_read_as_text_and_absence_of_an_answer_proves_nothing(tmp_path: Path) -> None:
    files.write_files(tmp_path, {"/lists/index.html": "名册".encode()})
    with running_site(tmp_path) as base:
        assert read_texts(base, ["/lists/index.html", "/none"]) == {
            "/lists/index.html": "名册",
            "/none": None,
        }
    with pytest.raises(OSError, match="无应答"):
        read_texts(base, ["/lists/index.html"], attempts=1)


def test_reading_back_works_where_an_event_loop_is_already_running(tmp_path: Path) -> None:
    files.write_files(tmp_path, {"/a.html": b"page"})

    async def inside() -> bool:
        return read_back(base, [page()])[0].ok

    with running_site(tmp_path) as base:
        assert asyncio.run(inside())
    assert read_back("http://127.0.0.1:9", []) == []
