"""`gongshi up` on a real Prefect server: schedules fire, nothing stays stuck, nobody is left behind (promise 6)."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import WorkPoolUpdate
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterId,
)
from prefect.client.schemas.objects import FlowRun
from prefect.states import Pending, Scheduled

REPOSITORY = Path(__file__).parents[2]
GONGSHI = [sys.executable, "-c", "from flows.cli import main; main()"]

EVERY_MINUTE = """
deployments:
  - name: every_minute
    entrypoint: flows.deployed.pull
    pull: []
    work_pool: {name: gongshi}
    schedules: [{cron: "* * * * *", timezone: Asia/Shanghai}]
"""


def until(seconds: float, look: Callable[[], Any], what: str) -> Any:
    """What `look` finds, once it finds something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.3)
    raise AssertionError(f"waited {seconds:.0f} s for {what}")


class Up:
    """A running `gongshi up` and whom it started."""

    def __init__(self, folder: Path, home: str) -> None:
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "GONGSHI_"))},
            "GONGSHI_HOME": home,
            "PYTHONPATH": str(REPOSITORY),
            "PREFECT_WORKER_QUERY_SECONDS": "1",
        }
        self.folder, self.home = folder, folder / home
        self.output = folder / f"up-{time.monotonic_ns()}.txt"
        self.process = psutil.Popen(
            [*GONGSHI, "up", "--port", "0", "--prefect-port", "0"],
            cwd=folder,
            env=self.environment,
            stdout=self.output.open("w"),
            stderr=subprocess.STDOUT,
        )
        self.family: list[psutil.Process] = []

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def wait_ready(self) -> None:
        until(180, lambda: "已就绪" in self.said() or self.process.poll() is not None, "gongshi up")
        assert self.process.poll() is None, self.said()
        self.family = self.process.children(recursive=True)

    @property
    def site_url(self) -> str:
        return next(line.split()[-1] for line in self.said().splitlines() if line.startswith("网站"))

    @property
    def api_url(self) -> str:
        return (self.home / "prefect" / "api-url").read_text().strip()

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*GONGSHI, *arguments],
            check=False,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def living(self) -> list[psutil.Process]:
        return [one for one in self.family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Up]]:
    """Starts `gongshi up` on one home, given as a relative path; ends whatever a failing test leaves."""
    started: list[Up] = []

    def begin() -> Up:
        started.append(Up(tmp_path, "a home"))
        return started[-1]

    yield begin
    for one in started:
        if one.process.poll() is None:
            one.family = one.process.children(recursive=True) or one.family
            one.process.kill()
        for left in one.living():
            left.kill()


def deployment(client: SyncPrefectClient, name: str) -> Any:
    found = client.read_deployments(
        deployment_filter=DeploymentFilter(name=DeploymentFilterName(any_=[name]))
    )
    assert len(found) == 1, name
    return found[0]


def runs_of(client: SyncPrefectClient, deployment_id: Any) -> list[FlowRun]:
    return [run for run in client.read_flow_runs(limit=200) if run.deployment_id == deployment_id]


def state_of(client: SyncPrefectClient, run: FlowRun) -> Any:
    wanted = FlowRunFilter(id=FlowRunFilterId(any_=[run.id]))
    found = client.read_flow_runs(flow_run_filter=wanted)
    return found[0].state if found else None


def ended(client: SyncPrefectClient, run: FlowRun) -> Any:
    state = state_of(client, run)
    return state if state is not None and state.is_final() else None


def leave_a_mess(client: SyncPrefectClient) -> dict[str, FlowRun]:
    """What a machine that lost its power leaves: a stuck run, missed runs, and an act someone asked for."""
    client.update_work_pool("gongshi", WorkPoolUpdate(is_paused=True))
    nightly, by_hand = deployment(client, "count"), deployment(client, "sign_policy")
    stuck = client.create_flow_run_from_deployment(nightly.id, state=Scheduled())
    client.set_flow_run_state(stuck.id, Pending())
    long_ago = {
        hours: Scheduled(scheduled_time=datetime.now(UTC) - timedelta(hours=hours)) for hours in (3, 2)
    }
    asked = {"policy": "没有的政策", "operator": "路明", "reason": "试", "basis": "试"}
    return {
        "stuck": stuck,
        "missed first": client.create_flow_run_from_deployment(nightly.id, state=long_ago[3]),
        "missed last": client.create_flow_run_from_deployment(nightly.id, state=long_ago[2]),
        "act": client.create_flow_run_from_deployment(by_hand.id, parameters=asked, state=long_ago[3]),
    }


def as_if_by_schedule(home: Path, *runs: FlowRun) -> None:
    with closing(sqlite3.connect(home / "prefect" / "prefect.db")) as database:
        for run in runs:
            database.execute("UPDATE flow_run SET auto_scheduled = 1 WHERE id = ?", [str(run.id)])
        assert database.total_changes == len(runs)
        database.commit()


@pytest.mark.timeout(600)
def test_everything_is_up_survives_a_kill_runs_on_schedule_and_ends_without_orphans(
    start: Callable[[], Up],
) -> None:
    first = start()
    first.wait_ready()
    assert urllib.request.urlopen(f"{first.api_url}/health", timeout=5).read() == b"true"
    with SyncPrefectClient(first.api_url) as client:
        # a run by command goes through the server, with its steps
        by_command = first.run("run", "publish", "--json")
        assert json.loads(by_command.stdout)["problems"] == [], by_command.stderr
        assert [run.state_name for run in client.read_flow_runs() if run.deployment_id is None] == [
            "Completed"
        ]
        until(
            20,
            lambda: any(one.name.startswith("发布到网站") for one in client.read_task_runs()),
            "the steps of the run",
        )
        mess = leave_a_mess(client)

    first.family = first.process.children(recursive=True)
    first.process.kill()
    until(30, lambda: not first.living(), "the children of a killed station to end")

    as_if_by_schedule(first.home, mess["missed first"], mess["missed last"])

    second = start()
    second.wait_ready()
    with SyncPrefectClient(second.api_url) as client:
        assert state_of(client, mess["stuck"]).type.value == "CRASHED"
        assert state_of(client, mess["missed first"]) is None
        assert state_of(client, mess["missed last"]) is not None
        yaml = second.folder / "minute.yaml"
        yaml.write_text(EVERY_MINUTE, encoding="utf-8")
        deploy = [
            sys.executable,
            "-m",
            "prefect",
            "--no-prompt",
            "deploy",
            "--all",
            "--prefect-file",
            str(yaml),
        ]
        told = {
            **second.environment,
            "PREFECT_API_URL": second.api_url,
            "PREFECT_HOME": str(second.home / "prefect"),
        }
        subprocess.run(deploy, check=True, env=told, cwd=second.folder, capture_output=True, timeout=60)
        every_minute = deployment(client, "every_minute")

        scheduled = until(
            30, lambda: runs_of(client, every_minute.id), "scheduled runs (none appear under SQLAlchemy 2.1)"
        )
        assert all(run.auto_scheduled for run in scheduled)
        done = until(
            110,
            lambda: [run for run in runs_of(client, every_minute.id) if run.state.is_final()],
            "a scheduled run to end",
        )
        assert [run.state_name for run in done] == ["Completed"], done[0].state.message
        caught_up = until(60, lambda: ended(client, mess["missed last"]), "the missed run to be made up")
        assert caught_up.type.value == "COMPLETED", "the slot of the stuck run is free again"
        # an operator's act that cannot be done says why in its state
        refused = until(30, lambda: ended(client, mess["act"]), "the act")
        assert refused.type.value == "FAILED"
        assert "没有待签署的政策“没有的政策”" in refused.message
    page = second.home / "site" / "public" / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("公示", encoding="utf-8")
    assert urllib.request.urlopen(second.site_url, timeout=5).read().decode() == "公示"

    second.family = second.process.children(recursive=True)
    second.process.send_signal(signal.SIGINT)
    assert second.process.wait(60) == 0
    assert second.living() == []
    assert "已全部停止" in second.said()
    assert not (second.home / "prefect" / "api-url").exists()


def test_a_child_that_dies_ends_the_station_and_is_named(start: Callable[[], Up]) -> None:
    up = start()
    website = until(30, lambda: "网站" in up.said() and up.process.children(), "the website")[0]
    up.family = up.process.children(recursive=True)
    website.kill()
    assert up.process.wait(60) == 1
    assert up.living() == []
    assert "网站服务已意外退出" in up.said()
