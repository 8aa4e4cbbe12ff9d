"""`make bench`: 100,000 synthetic decisions through everything, beside a straight-line script.

    python tests/bench/end_to_end.py [COUNT]

Figures are for this machine; what is meant to last is the ratio of the two in one run.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from tasks.channels.website.nginx import running_nginx
from tasks.channels.website.serving import running_site
from tasks.demo.bulk import write_decisions
from tasks.demo.demo_city import EXCHANGE_FILE
from tasks.demo.records import LICENCE, PENALTY
from tasks.demo.source_files import write_authorities, write_exchange_sources

HERE = Path(__file__).parent
SMALL = 10_000


def main(count: int) -> None:
    """Build the data, run the main job and the straight line, print both."""
    with tempfile.TemporaryDirectory(prefix="gongshi-bench-") as folder, ExitStack() as running:
        for size in (SMALL, count):
            home = Path(folder) / str(size)
            _prepare(home, size)
            url = _web_server(home, running)
            print(f"── main job, {size:,} decisions ──", flush=True)
            _run("main_job.py", str(home), url, str(size))
        straight = Path(folder) / "straight"
        straight.mkdir()
        url = _web_server(straight, running)
        print(f"── straight line, {count:,} decisions ──", flush=True)
        _run("straight_line.py", str(Path(folder) / str(count) / EXCHANGE_FILE), str(straight), url)


def _prepare(home: Path, count: int) -> None:
    exchange = home / EXCHANGE_FILE
    exchange.parent.mkdir(parents=True)
    engine = sa.create_engine(f"sqlite:///{exchange}")
    last_day = datetime.now(UTC).date() - timedelta(days=10)  # so that no stamp lies within the overlap
    write_decisions(engine, last_day, count)
    engine.dispose()
    write_exchange_sources(home, (PENALTY, LICENCE))
    write_authorities(home)


def _web_server(home: Path, running: ExitStack) -> str:
    """nginx where it is installed, else the site's own server."""
    root = home / "site"
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx:
        return running.enter_context(running_nginx(nginx, root, home / "nginx"))
    print("nginx is not installed: reading back from the site's own server", flush=True)
    return running.enter_context(running_site(root))


def _run(script: str, *arguments: str) -> None:
    subprocess.run([sys.executable, str(HERE / script), *arguments], check=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
