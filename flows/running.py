"""Running one flow now: through Prefect where a server is up, plainly where none is."""

from __future__ import annotations

import dataclasses
import importlib
from dataclasses import dataclass
from typing import Any

from tasks.register.claims import ClaimedElsewhere


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a flow gave: its answer as plain values, and what went wrong in it."""

    answer: Any
    problems: tuple[str, ...]


def run_flow(name: str) -> Outcome:
    """Run a flow by name; work that another process does already is left to it."""
    from flows.prefect_server import server_in_use  # noqa: PLC0415

    try:
        if server_in_use():
            deployed = importlib.import_module("flows.deployed")
            answer = getattr(deployed, name)()
        else:
            answer = getattr(importlib.import_module(f"flows.{name}"), name)()
    except ClaimedElsewhere as busy:
        return Outcome({"busy": str(busy)}, ())
    return Outcome(_plain(answer), tuple(_problems(answer)))


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value


def _problems(value: Any) -> list[str]:
    if isinstance(value, (list, tuple)):
        return [problem for one in value for problem in _problems(one)]
    if hasattr(value, "problems"):
        return list(value.problems)
    if dataclasses.is_dataclass(value):
        own = getattr(value, "problem", None)
        inner = [getattr(value, f.name) for f in dataclasses.fields(value)]
        nested = [one for one in inner if isinstance(one, tuple) or dataclasses.is_dataclass(one)]
        return [*([str(own)] if own else []), *(p for one in nested for p in _problems(one))]
    return []


def told(name: str, outcome: Outcome) -> str:
    """The outcome for a reader."""
    lines = [f"{name}：已运行"]
    answers = outcome.answer if isinstance(outcome.answer, list) else [outcome.answer]
    for answer in answers:
        if isinstance(answer, dict):
            lines.append("  " + "，".join(f"{k} {v}" for k, v in answer.items() if v not in (None, [], ())))
        elif answer is not None:
            lines.append(f"  {answer}")
    return "\n".join(lines)
