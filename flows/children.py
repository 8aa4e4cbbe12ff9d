"""The processes of `gongshi up`: each in a group of its own, with a log, ended together and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_LOG_KEPT_BYTES = 20_000_000
_POLL_SECONDS = 0.1


class Child:
    """One process with everything it starts itself."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        """Start it; its output goes to the log, what was there before is kept until it grows large."""
        self.name = name
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > _LOG_KEPT_BYTES:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "flows.tether", str(os.getpid()), *command],
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,  # Ctrl-C reaches the station alone, which ends the others in order
            )

    @property
    def ended(self) -> int | None:
        """How it ended; None while it runs."""
        return self.process.poll()

    def last_words(self, lines: int = 5) -> str:
        """The end of its log."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.rstrip().splitlines()[-lines:])

    def ask_to_end(self) -> None:
        """Let it finish in good order."""
        if self.ended is None:
            self.process.send_signal(signal.SIGTERM)

    def end(self, within_seconds: float) -> None:
        """Wait until the whole group is gone; whoever is left after the time is killed."""
        deadline = time.monotonic() + within_seconds
        self.ask_to_end()
        while self._group_lives() and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
        if self._group_lives():
            self._signal_group(signal.SIGKILL)
            self.process.wait()
            self._group_lives()

    def _group_lives(self) -> bool:
        if self.ended is not None:
            with suppress(
                ChildProcessError
            ):  # what it left behind came to the station (tether.adopt_orphans)
                while os.waitpid(-self.process.pid, os.WNOHANG)[0]:
                    pass
        return self._signal_group(0)

    def _signal_group(self, number: int) -> bool:
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return False
        return True
