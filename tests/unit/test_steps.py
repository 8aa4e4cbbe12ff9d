"""A step is retried on passing faults alone, the same way with Prefect and without."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tenacity

from tasks.steps import step


class Passing(OSError):
    """A fault that goes away."""


class Lasting(ValueError):
    """A fault that stays."""


def failing(times: int, fault: type[Exception]) -> tuple[Callable[[int], int], list[int]]:
    """A function that fails the first times, and the calls it got."""
    calls: list[int] = []

    def work(value: int) -> int:
        calls.append(value)
        if len(calls) <= times:
            raise fault("not now")
        return value * 2

    return work, calls


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the plain path waited, without the waiting."""
    slept: list[float] = []
    monkeypatch.setattr(tenacity.nap.time, "sleep", slept.append)
    return slept


def test_a_passing_fault_is_retried_with_growing_waits(waits: list[float]) -> None:
    work, calls = failing(3, Passing)
    assert step("取数", retries=3)(work)(21) == 42
    assert calls == [21] * 4
    assert waits == sorted(waits)
    assert waits[-1] > waits[0] > 0


def test_retries_end_and_the_fault_itself_comes_out(waits: list[float]) -> None:
    work, calls = failing(9, Passing)
    with pytest.raises(Passing):
        step("取数", retries=2)(work)(1)
    assert len(calls) == 3
    assert len(waits) == 2


def test_a_lasting_fault_is_not_retried(waits: list[float]) -> None:
    work, calls = failing(1, Lasting)
    with pytest.raises(Lasting):
        step("取数", retries=5)(work)(1)
    assert len(calls) == 1
    assert waits == []


def test_which_faults_pass_is_for_the_step_to_say(waits: list[float]) -> None:
    work, calls = failing(1, Lasting)
    assert step("取数", retries=1, retry_on=(Lasting,))(work)(1) == 2
    assert len(calls) == 2


def test_without_retries_a_step_runs_once(waits: list[float]) -> None:
    work, calls = failing(1, Passing)
    with pytest.raises(Passing):
        step("取数")(work)(1)
    assert len(calls) == 1


def test_a_step_keeps_the_name_and_the_docstring_of_its_function() -> None:
    def pull_one(source: str) -> str:
        """Pull one source."""
        return source

    wrapped = step("取一个来源")(pull_one)
    assert (wrapped.__name__, wrapped.__doc__) == ("pull_one", "Pull one source.")


def test_the_plain_path_does_not_import_prefect() -> None:
    code = (
        "import sys; from tasks.steps import step; step('x')(lambda: 1)(); sys.exit('prefect' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False).returncode
        == 0
    )


@pytest.fixture
def inside_a_flow(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """As inside a flow run: what a step asks of Prefect, run at once."""
    import prefect

    from tasks import steps

    asked: list[dict[str, Any]] = []

    def task(**settings: Any) -> Callable[..., Any]:
        asked.append(settings)
        return lambda function: function

    monkeypatch.setattr(steps, "_inside_flow_run", lambda: True)
    monkeypatch.setattr(prefect, "task", task)
    return asked


def test_inside_a_flow_run_a_step_is_a_task_with_the_same_retries(
    inside_a_flow: list[dict[str, Any]],
) -> None:
    from prefect.states import Failed

    work, _ = failing(0, Passing)
    wrapped = step("取数", retries=3)(work)
    assert wrapped(4) == 8
    assert wrapped(5) == 10
    (settings,) = inside_a_flow  # made once, not at every call
    assert (settings["name"], settings["retries"], settings["retry_delay_seconds"]) == (
        "取数",
        3,
        [1.0, 2.0, 4.0],
    )
    assert settings["persist_result"] is False
    worth_retrying = settings["retry_condition_fn"]
    assert worth_retrying(None, None, Failed(data=Passing("later")))
    assert not worth_retrying(None, None, Failed(data=Lasting("never")))
