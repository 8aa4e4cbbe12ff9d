"""The example portal as a real process: a Wagtail of its own environment, on a database in a temporary folder."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import requests

from tests.architecture.source_tree import ROOT

PYTHON = ROOT / ".venv-cms" / "bin" / "python"
SITE = Path(__file__).parent / "site"
TOKEN = "a-token-for-tests"
COLUMN = "xzzf"
_PATIENCE = 60


def free_port() -> int:
    """A port of 127.0.0.1 nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Portal:
    """A portal that can be killed and started again at the same address."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    editor: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        return self.folder / "portal.sqlite3"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PORTAL_SECRET_KEY": "only-for-tests",
            "PORTAL_DECISIONS_TOKEN": TOKEN,
            "PORTAL_DATABASE": str(self.database),
            "PORTAL_URL": self.url,
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def manage(self, *arguments: str) -> str:
        """Run the portal's own command line; what it printed."""
        done = subprocess.run(
            [str(PYTHON), "manage.py", *arguments],
            cwd=SITE, env=self.environment, capture_output=True, text=True, timeout=300,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def edit(self, page_id: str, what: str) -> str:
        """What an editor does by hand with a decision: `what` is Python on `page`, as the admin would do it."""
        if self.editor is None:
            self.editor = subprocess.Popen(
                [str(PYTHON), str(Path(__file__).with_name("editor.py"))],
                cwd=SITE, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
        assert self.editor.stdin
        assert self.editor.stdout
        self.editor.stdin.write(json.dumps([page_id, what]) + "\n")
        self.editor.stdin.flush()
        fault, told = json.loads(self.editor.stdout.readline())
        assert fault == "", fault
        return str(told)

    def empty(self) -> None:
        """Take every decision out, as if none had ever come."""
        self.edit(
            "",
            "from disclosure_pages.models import DecisionPage, Standing\n"
            "[one.delete() for one in DecisionPage.objects.all()]\n"
            "Standing.objects.all().delete()",
        )

    def close(self) -> None:
        """End everything that runs."""
        self.kill()
        if self.editor:
            self.editor.kill()
            self.editor.wait(timeout=30)

    def start(self) -> None:
        """Serve, and wait until the first page is answered."""
        with (self.folder / "portal.log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(PYTHON), "-m", "gunicorn", "portal.wsgi", "--no-control-socket",
                 "--bind", f"127.0.0.1:{self.port}", "--threads", "4", "--timeout", "60"],
                cwd=SITE, env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        ends = time.monotonic() + _PATIENCE
        while time.monotonic() < ends:
            try:
                if requests.get(f"{self.url}/{COLUMN}/", timeout=10).status_code == 200:
                    return
            except requests.ConnectionError:
                time.sleep(0.1)
        raise AssertionError((self.folder / "portal.log").read_text(encoding="utf-8"))

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End the portal's processes at once."""
        if self.process:
            os.killpg(self.process.pid, how)
            self.process.wait(timeout=30)
            self.process = None

    def prepare(self) -> None:
        """The database with every table and the column; tables are made once for a version of the portal and kept."""
        self.folder.mkdir(parents=True, exist_ok=True)
        tables = _tables()
        if not tables.exists():
            self.manage("migrate", "-v0")
            made = tables.with_suffix(f".{os.getpid()}")
            shutil.copyfile(self.database, made)
            made.replace(tables)
        shutil.copyfile(tables, self.database)
        self.manage("open_column", COLUMN, "行政执法公示", self.url)


def _tables() -> Path:
    """Where the empty tables of this version of the portal are kept, beside its environment."""
    parts = [ROOT / "requirements-cms.lock", *sorted((SITE / "disclosure_pages" / "migrations").glob("*.py"))]
    version = hashlib.sha256(b"".join(path.read_bytes() for path in parts)).hexdigest()[:12]
    return PYTHON.parents[1] / f"tables-{version}.sqlite3"


def prepared_portal(folder: Path) -> Portal:
    """A portal ready to start; two test processes never make the tables at once."""
    portal = Portal(folder)
    with (PYTHON.parents[1] / "tables.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        portal.prepare()
    return portal
