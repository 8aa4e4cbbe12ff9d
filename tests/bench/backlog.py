"""`make bench-backlog`: a platform was down while 100,000 decisions came; how its backlog drains once it is up.

    python tests/bench/backlog.py [COUNT]

Prints deliveries a second and the memory at each tenth of the way: what is meant to last is that it does not grow.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import psutil
import sqlalchemy as sa

from flows.pull import pull
from tasks import delivering
from tasks.delivering import SWEEP, deliver_to
from tasks.demo.bulk import write_decisions
from tasks.demo.demo_city import EXCHANGE_FILE
from tasks.demo.records import LICENCE, PENALTY
from tasks.demo.source_files import write_authorities, write_exchange_sources
from tasks.installation import open_installation
from tasks.law.acts import Channel
from tests.platform_process import running_platform

BATCH = 200


def main(count: int) -> None:
    """Take the decisions in while the platform is down, then let it come up and drain the backlog."""
    with tempfile.TemporaryDirectory(prefix="gongshi-backlog-") as folder:
        home = Path(folder)
        os.environ |= {"GONGSHI_HOME": str(home)}
        exchange = home / EXCHANGE_FILE
        exchange.parent.mkdir(parents=True)
        engine = sa.create_engine(f"sqlite:///{exchange}")
        write_decisions(engine, datetime.now(UTC).date() - timedelta(days=10), count)
        engine.dispose()
        write_exchange_sources(home, (PENALTY, LICENCE))
        write_authorities(home)
        with running_platform(home, Channel.SUPERVISION, batch_size=BATCH) as platform:
            print(f"pulled {sum(one.seen for one in pull()):,} decisions", flush=True)
            _drain(count)
            print(f"the platform shows {platform.shown():,}")


def _drain(count: int) -> None:
    process, tenth = psutil.Process(), max(SWEEP, count // 10)
    began, told, sent = time.monotonic(), 0, 0
    intend = delivering.intend_deliveries

    def watched(*arguments: object, **named: object) -> object:
        nonlocal told, sent
        found = intend(*arguments, **named)  # type: ignore[arg-type]
        if sent >= told:
            seconds = time.monotonic() - began
            print(f"{sent:>9,} sent {seconds:>7.1f} s {process.memory_info().rss / 1e6:>7.0f} MB", flush=True)
            told += tenth
        sent += len(found)
        return found

    delivering.intend_deliveries = watched  # type: ignore[assignment]
    with open_installation() as here:
        done = deliver_to(here, Channel.SUPERVISION)
    seconds = time.monotonic() - began
    print(f"{done.published:,} confirmed in {seconds:.0f} s: {done.published / seconds:,.0f} a second")
    print(f"{process.memory_info().rss / 1e6:.0f} MB at the end; problems: {len(done.problems)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
