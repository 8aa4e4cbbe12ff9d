"""Reading one batch back in a process of its own while the next is rendered; small jobs are read in place.

The child speaks pickles with its parent only, and ends with its standard input, so also when the parent dies.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

from tasks.channels.website.reading_back import Expected, Reading, read_back

WORTH_A_PROCESS = 2_000
"""From so many addresses on a second process pays for its start."""

_REPOSITORY = Path(__file__).resolve().parents[3]
_END_SECONDS = 30


class ReadingAhead:
    """Reads batches in the order they are handed in; `hand_in` gives a future with the readings."""

    def __init__(
        self, base_url: str, instead: Callable[[Sequence[Expected]], list[Reading]] | None = None
    ) -> None:
        """`instead` reads in our place, where we cannot."""
        self._base_url = base_url
        self._instead = instead
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading-ahead")
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> ReadingAhead:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown(cancel_futures=True)
        if self._child is not None:
            self._child.communicate(timeout=_END_SECONDS)

    def hand_in(self, expected: Sequence[Expected]) -> Future[list[Reading]]:
        """Start reading a batch back."""
        if self._instead is None and len(expected) >= WORTH_A_PROCESS and self._child is None:
            self._child = self._start()
        return self._thread.submit(self._read, expected)

    def _start(self) -> subprocess.Popen[bytes]:
        path = os.pathsep.join(filter(None, (str(_REPOSITORY), os.environ.get("PYTHONPATH"))))
        return subprocess.Popen(
            [sys.executable, "-m", __name__, self._base_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )

    def _read(self, expected: Sequence[Expected]) -> list[Reading]:
        if self._instead is not None:
            return self._instead(expected)
        child = self._child
        if child is None or child.stdin is None or child.stdout is None:
            return read_back(self._base_url, expected)
        try:
            pickle.dump(list(expected), child.stdin, pickle.HIGHEST_PROTOCOL)
            child.stdin.flush()
            readings: list[Reading] = pickle.load(child.stdout)  # noqa: S301 - our own child
        except (OSError, EOFError, pickle.UnpicklingError):
            return read_back(self._base_url, expected)
        return readings


def _serve_parent(base_url: str) -> None:
    """The child: read every batch that comes in, until there are no more."""
    out = sys.stdout.buffer
    while True:
        try:
            expected: list[Expected] = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own parent
        except EOFError:
            return
        pickle.dump(read_back(base_url, expected), out, pickle.HIGHEST_PROTOCOL)
        out.flush()


if __name__ == "__main__":
    _serve_parent(sys.argv[1])
