"""What answers at once: commands and the web server do not pay for libraries that take seconds to import."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT

SLOW = ("prefect", "great_expectations", "pandas", "duckdb")
_TELL = "import sys; print('loaded:', *sorted({m.split('.')[0] for m in sys.modules}))"


def _loaded(code: str, home: Path) -> set[str]:
    environment = {**os.environ, "GONGSHI_HOME": str(home), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{_TELL}"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    (line,) = (one for one in done.stdout.splitlines() if one.startswith("loaded:"))
    return set(line.split()[1:])


def _command(*arguments: str) -> str:
    return (
        "import sys; from flows.cli import gongshi\n"
        f"gongshi.main({list(arguments)!r}, prog_name='gongshi', standalone_mode=False)"
    )


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(_command("--help"), id="gongshi --help"),
        pytest.param(_command("due", "2026-11-23", "行政处罚"), id="gongshi due"),
        pytest.param(_command("serve", "--help"), id="gongshi serve --help"),
        pytest.param(_command("nginx"), id="gongshi nginx"),
        pytest.param("import tasks.channels.website.serving", id="the website's process"),
    ],
)
def test_starts_without_slow_libraries(code: str, tmp_path: Path) -> None:
    assert _loaded(code, tmp_path) & set(SLOW) == set()


def test_status_starts_without_prefect_and_great_expectations(tmp_path: Path) -> None:
    assert _loaded(_command("status"), tmp_path) & {"prefect", "great_expectations"} == set()
