"""A step: a Prefect task inside a Prefect flow run, the plain function with the same retries anywhere else."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

P = ParamSpec("P")
R = TypeVar("R")

_LONGEST_WAIT_SECONDS = 30


def step(
    name: str, retries: int = 0, retry_on: tuple[type[Exception], ...] = (OSError,)
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function a step with a Chinese name and retries with growing waits on passing faults."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            if _inside_flow_run():
                from_prefect: R = _as_task(function, name, retries, retry_on)(*args, **kwargs)
                return from_prefect
            retrying = Retrying(
                stop=stop_after_attempt(retries + 1),
                wait=wait_exponential(max=_LONGEST_WAIT_SECONDS),
                retry=retry_if_exception_type(retry_on),
                reraise=True,
            )
            outcome: R = retrying(function, *args, **kwargs)
            return outcome

        return run

    return decorate


def _inside_flow_run() -> bool:
    """Prefect is slow to import: where nobody imported it, no flow run can be under way."""
    if "prefect" not in sys.modules:
        return False
    from prefect.context import FlowRunContext

    return FlowRunContext.get() is not None


@functools.cache
def _as_task(
    function: Callable[..., Any], name: str, retries: int, retry_on: tuple[type[Exception], ...]
) -> Callable[..., Any]:
    from prefect import task
    from prefect.cache_policies import NO_CACHE

    def worth_retrying(_task: Any, _run: Any, state: Any) -> bool:
        return isinstance(state.result(raise_on_failure=False), retry_on)

    waits = [min(2.0**n, _LONGEST_WAIT_SECONDS) for n in range(retries)]
    return task(
        name=name,
        retries=retries,
        retry_delay_seconds=waits or None,
        retry_condition_fn=worth_retrying,
        persist_result=False,
        cache_policy=NO_CACHE,
    )(function)
