"""Serves the site's files where no nginx does: for the demo, the tests, and for reading back.

`python -m tasks.channels.website.serving ROOT FD` serves on a listening socket it was handed until its
standard input ends, so that it never outlives the process that started it.
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from aiohttp import web

from tasks.channels.website.answers import answer, trees_of

_BACKLOG = 512
_REPOSITORY = Path(__file__).resolve().parents[3]


def serve(root: Path, host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Serve until interrupted; `on_ready` gets the address as soon as connections are taken. Prints nothing."""
    with _listening(host, port) as listener:
        on_ready(_address(listener))
        asyncio.run(_serve(root, listener, _stop_signals))


@contextmanager
def running_site(root: Path, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve the site from a process of its own on a free port and give its address.

    The socket listens before the process starts, so there is nothing to wait for; the process ends with this
    block and also if this process dies.
    """
    with _listening(host, port) as listener:
        command = [sys.executable, "-m", __name__, str(root), str(listener.fileno())]
        path = os.pathsep.join(filter(None, (str(_REPOSITORY), os.environ.get("PYTHONPATH"))))
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            pass_fds=(listener.fileno(),),
            env={**os.environ, "PYTHONPATH": path},
        )
        address = _address(listener)
    try:
        yield address
    finally:
        process.communicate(timeout=30)


def _listening(host: str, port: int) -> socket.socket:
    return socket.create_server((host, port), backlog=_BACKLOG)


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{host}:{port}"


async def _serve(root: Path, listener: socket.socket, until: Callable[[asyncio.Event], None]) -> None:
    trees = trees_of(root)

    async def respond(request: web.BaseRequest) -> web.Response:
        given = request.headers
        found = answer(
            trees,
            request.method,
            request.path,
            given.get("If-None-Match", ""),
            given.get("If-Modified-Since", ""),
        )
        return web.Response(status=found.status, headers=found.headers, body=found.body)

    stopped = asyncio.Event()
    until(stopped)
    handler = web.Server(respond, access_log=None)
    server = await asyncio.get_running_loop().create_server(handler, sock=listener)
    try:
        await stopped.wait()
    finally:
        server.close()
        await handler.shutdown(timeout=1)


def _stop_signals(stopped: asyncio.Event) -> None:
    if threading.current_thread() is threading.main_thread():
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopped.set)


def _stop_with_input(stopped: asyncio.Event) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    loop = asyncio.get_running_loop()

    def wait() -> None:
        sys.stdin.buffer.read()
        loop.call_soon_threadsafe(stopped.set)

    threading.Thread(target=wait, daemon=True).start()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), socket.socket(fileno=int(sys.argv[2])), _stop_with_input))
