"""Running one flow now: through Prefect where a server is up, plainly where none is."""

from __future__ import annotations

import dataclasses
import importlib
from dataclasses import dataclass
from typing import Any

from flows.problems import problems_of
from tasks.register.claims import ClaimedElsewhere


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a flow gave: its answer as plain values, and what went wrong in it."""

    answer: Any
    problems: tuple[str, ...]


def run_flow(name: str) -> Outcome:
    """Run a flow by name; work that another process does already is left to it."""
    from flows.prefect_server import server_in_use

    try:
        if server_in_use():
            deployed = importlib.import_module("flows.deployed")
            answer = getattr(deployed, name)()
        else:
            answer = getattr(importlib.import_module(f"flows.{name}"), name)()
    except ClaimedElsewhere as busy:
        return Outcome({"busy": str(busy)}, ())
    return Outcome(_plain(answer), tuple(problems_of(answer)))


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value


_FLOW_NAMES = {
    "pull": "取数",
    "compare": "全量比对",
    "publish": "公开",
    "withdraw": "撤下",
    "deliver": "报送",
    "count": "统计",
    "prove": "核对",
    "everything": "全流程",
}
_COUNTS = {
    "seen": "读到{}条",
    "added": "新登记{}条",
    "rejected": "退回{}条",
    "published": "公开{}件",
    "withdrawn": "撤下{}件",
    "lists": "更新列表等文件{}个",
    "sent": "送出待回执{}件",
    "set_aside": "搁置{}件",
    "waiting": "待重试{}件",
}
"""How officers are told a number of a flow's answer."""


def told(name: str, outcome: Outcome) -> str:
    """The outcome for a reader."""
    lines = [f"{_FLOW_NAMES[name]}：已运行", *_lines(outcome.answer)]
    if name != "prove":
        lines += [f"  需要处理：{problem}" for problem in outcome.problems]
    if len(lines) == 1:
        lines = [f"{_FLOW_NAMES[name]}：已运行，没有需要处理的事项"]
    return "\n".join(lines)


def _lines(answer: Any) -> list[str]:
    """A flow's answer in sentences: a list or a flow's parts one by one; problems are told apart."""
    if isinstance(answer, list):
        return [line for one in answer for line in _lines(one)]
    if not isinstance(answer, dict):
        return [f"  {answer}"] if answer is not None else []
    if "busy" in answer:
        return [f"  {answer['busy']}"]
    if "place" in answer:
        return [f"  {answer['place']}　{answer['decision']}　{answer['problem']}"]
    counts = "，".join(
        words.format(answer[key]) for key, words in _COUNTS.items() if isinstance(answer.get(key), int)
    )
    if counts:
        return [f"  {answer['source']}：{counts}" if "source" in answer else f"  {counts}"]
    return [line for one in answer.values() if isinstance(one, (list, dict)) for line in _lines(one)]
