"""Before the schedules start: the runs of a former life are ended, the work pool and the deployments are made.

`python -m flows.preparing`; the server's address comes from PREFECT_API_URL.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate, WorkPoolCreate
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import Cancelled, Crashed
from prefect.workers.process import ProcessWorker

from flows.timetable import DEPLOYMENTS

WORK_POOL = "gongshi"

_PAGE = 200
_FORMER_LIFE = "运行它的进程已不在，由 gongshi up 启动时结束；未办完的由下一次运行接着办"


def prepare() -> None:
    """Make the server ready for a worker; whatever it was doing before, nothing stays stuck."""
    with get_client(sync_client=True) as client:
        end_stuck_runs(client)
        drop_missed_runs(client, datetime.now(UTC))
        make_work_pool(client)
        drop_former_deployments(client)
    deploy = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"]
    subprocess.run([*deploy, "--prefect-file", str(DEPLOYMENTS)], check=True)


def end_stuck_runs(client: SyncPrefectClient) -> int:
    """End the deployed runs that no process carries on any more, and free every slot they held."""
    ended = 0
    for run in _deployed_runs(client, StateType.PENDING, StateType.RUNNING, StateType.CANCELLING):
        over = Cancelled if run.state_type is StateType.CANCELLING else Crashed
        client.set_flow_run_state(run.id, over(message=_FORMER_LIFE), force=True)
        ended += 1
    for limit in client.read_global_concurrency_limits(limit=_PAGE):
        if limit.active_slots and limit.name.startswith("deployment:"):
            client.update_global_concurrency_limit(limit.name, GlobalConcurrencyLimitUpdate(active_slots=0))
    return ended


def drop_missed_runs(client: SyncPrefectClient, now: datetime) -> int:
    """Of the scheduled runs missed while nothing ran, keep the latest of each flow: it does the work of all.

    Prefect has no catch-up policy and would run them all, oldest first. What a person asked for always stays.
    """
    missed = [run for run in _deployed_runs(client, StateType.SCHEDULED, before=now) if run.auto_scheduled]
    latest = {run.deployment_id: run.id for run in sorted(missed, key=_expected)}
    surplus = [run for run in missed if latest[run.deployment_id] != run.id]
    for run in surplus:
        client.delete_flow_run(run.id)
    return len(surplus)


def make_work_pool(client: SyncPrefectClient) -> None:
    """The work pool: flow runs start in this folder by this Python, and end with their worker."""
    template = ProcessWorker.get_default_base_job_template()
    settings: dict[str, Any] = template["variables"]["properties"]
    settings["working_dir"]["default"] = str(Path.cwd())
    settings["command"]["default"] = shlex.join(
        [sys.executable, "-m", "flows.tether", "0", sys.executable, "-m", "prefect.engine"]
    )
    client.create_work_pool(
        WorkPoolCreate(name=WORK_POOL, type=ProcessWorker.type, base_job_template=template), overwrite=True
    )


def drop_former_deployments(client: SyncPrefectClient) -> int:
    """Deployments of ours that `prefect.yaml` no longer has would fail on their schedules for ever."""
    wanted = {one["name"] for one in yaml.safe_load(DEPLOYMENTS.read_text(encoding="utf-8"))["deployments"]}
    former = [
        one
        for one in client.read_deployments(limit=_PAGE)
        if (one.entrypoint or "").startswith("flows.") and one.name not in wanted
    ]
    for one in former:
        client.delete_deployment(one.id)
    return len(former)


def _deployed_runs(
    client: SyncPrefectClient, *states: StateType, before: datetime | None = None
) -> Iterator[FlowRun]:
    """Runs of deployments in these states; read in full first, since the callers change what is asked for."""
    expected = FlowRunFilterExpectedStartTime.model_validate({"before_": before})
    wanted = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(states))), expected_start_time=expected
    )
    found: list[FlowRun] = []
    while page := client.read_flow_runs(flow_run_filter=wanted, limit=_PAGE, offset=len(found)):
        found += page
    return (run for run in found if run.deployment_id is not None)


def _expected(run: FlowRun) -> datetime:
    return run.expected_start_time or datetime.max.replace(tzinfo=UTC)


if __name__ == "__main__":
    prepare()
