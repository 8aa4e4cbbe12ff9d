"""A claim is a lock tied to the living process: a dead one's is free at once, a living one's is respected."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tasks.register.claims import ClaimedElsewhere, claim
from tests.office import Office

REPOSITORY = Path(__file__).parents[2]
HOLDER = """
import sys
from tasks.installation import open_installation
from tasks.register.claims import claim
with open_installation() as here, claim(here.register, "website"):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process_holding_the_claim(home: Path) -> Iterator[subprocess.Popen[str]]:
    """A second process that holds the claim until it is let go or dies."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
        env={**os.environ, "GONGSHI_HOME": str(home), "PYTHONPATH": str(REPOSITORY)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    try:
        yield process
    finally:
        if process.poll() is None:
            process.communicate(timeout=30)


def test_a_second_living_process_is_refused_and_a_dead_ones_claim_is_free_at_once(office: Office) -> None:
    with another_process_holding_the_claim(office.home) as process:
        with pytest.raises(ClaimedElsewhere, match="另一进程"):
            office.publish()
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
        assert office.publish().problems == ()


def test_on_a_shared_register_machines_are_kept_apart_too(postgres_url: str, office: Office) -> None:
    if not office.url.startswith("postgresql"):
        return
    elsewhere = office.home.parent / "elsewhere"
    with another_process_holding_the_claim(elsewhere) as process:
        with pytest.raises(ClaimedElsewhere):
            office.publish()
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
        with office.open() as here, claim(here.register, "website", wait=True):
            pass


def test_who_waits_for_a_claim_gets_it_when_the_other_lets_go(office: Office) -> None:
    with another_process_holding_the_claim(office.home) as process:
        assert process.stdin is not None
        process.stdin.close()
        with office.open() as here, claim(here.register, "website", wait=True):
            pass
        process.wait(timeout=30)
