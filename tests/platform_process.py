"""The tests' platform in a process of its own, for measuring without its share of the work."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tasks.law.acts import Channel
from tests.platform_server import KEY, KEY_VARIABLE, Platform


class PlatformProcess:
    """A running platform in another process."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def shown(self) -> int:
        """How many decisions a reader of it sees."""
        self._pipe.send("shown")
        return int(self._pipe.recv())


def _serve(pipe: Connection, home: Path, channel: Channel, settings: dict[str, Any]) -> None:
    platform = Platform()
    platform.configure(home, channel, connect_timeout=5, read_timeout=30, patience=3600, **settings)
    pipe.send("up")
    while pipe.recv() == "shown":
        pipe.send(len(platform.shown()))
    platform.stop()


@contextmanager
def running_platform(home: Path, channel: Channel, **settings: Any) -> Iterator[PlatformProcess]:
    """Run a platform for a channel of the installation at `home`; its signing key is put in the environment."""
    os.environ[KEY_VARIABLE] = KEY
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(theirs, home, channel, settings), daemon=True
    )
    process.start()
    ours.recv()
    try:
        yield PlatformProcess(ours)
    finally:
        ours.send("end")
        process.join(10)
