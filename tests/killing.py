"""Running flows in a process that is killed at a chosen instant."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
RUNNER = """
import os, signal, sys
import sqlalchemy as sa
from sqlalchemy import event
from flows.deliver import deliver
from flows.publish import publish
from flows.withdraw import withdraw
import tasks.channels.platforms.configuration
import tasks.channels.website.publish_pages, tasks.channels.website.rendering, tasks.channels.website.serving

def run(home, kind, at, flows):
    seen = {"before commit": 0, "after commit": 0, "file": 0}
    def happens(what):
        seen[what] += 1
        if what == kind and seen[what] == at:
            os.kill(os.getpid(), signal.SIGKILL)
    replace, commit = os.replace, sa.engine.default.DefaultDialect.do_commit
    def counted_replace(*given, **named):
        happens("file")
        return replace(*given, **named)
    def counted_commit(self, connection):
        happens("before commit")
        commit(self, connection)
        happens("after commit")
    os.replace = counted_replace
    sa.engine.default.DefaultDialect.do_commit = counted_commit
    os.environ["GONGSHI_HOME"] = home
    os.environ["GONGSHI_DATABASE_URL"] = f"sqlite:///{home}/register.sqlite3"
    for flow in flows.split(","):
        globals()[flow]()
    with open(os.path.join(os.path.dirname(home), "seen"), "w") as handle:
        handle.write(" ".join(str(number) for number in seen.values()))

for line in sys.stdin:
    home, kind, at, flows = line.rstrip("\\n").split("\\t")
    child = os.fork()
    if not child:
        try:
            run(home, kind, int(at), flows)
        finally:
            os._exit(0)
    print(os.WTERMSIG(os.waitpid(child, 0)[1]), flush=True)
"""


class Runner:
    """Forks a process for each run, so that starting it costs nothing."""

    def __init__(self, site_url: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", RUNNER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
            env={**os.environ, "GONGSHI_SITE_URL": site_url, "PYTHONPATH": str(REPOSITORY)},
        )

    def run(self, home: Path, kind: str, at: int, *flows: str) -> int:
        """Run flows in a home, killed at an instant; gives the signal it died of, 0 where it did not."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{home}\t{kind}\t{at}\t{','.join(flows)}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """End the runner."""
        self._process.communicate(timeout=30)


def points(most: int, wanted: int) -> list[int]:
    """Instants spread evenly over a run, the first and the last among them."""
    return sorted({1 + (most - 1) * n // (wanted - 1) for n in range(wanted)})
