"""When which flow runs, read from `prefect.yaml` and said in Chinese."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

DEPLOYMENTS = Path(__file__).parents[1] / "prefect.yaml"

_NAMES = {
    "pull": "取数",
    "compare": "全量比对",
    "publish": "公开",
    "withdraw": "撤下",
    "deliver": "报送",
    "prove": "核对",
    "count": "统计",
}


def timetable() -> list[str]:
    """One line for each scheduled flow."""
    deployments = yaml.safe_load(DEPLOYMENTS.read_text(encoding="utf-8"))["deployments"]
    return [_line(one) for one in deployments if one["schedules"]]


def _line(deployment: dict[str, Any]) -> str:
    name = deployment["name"]
    times = "，".join(cron_in_words(one["cron"]) for one in deployment["schedules"])
    return f"{_NAMES.get(name, name)}（{name}）　{times}"


def cron_in_words(cron: str) -> str:
    """A cron line as a reader says it, for the forms that `prefect.yaml` uses; any other as it stands."""
    minute, hour, *rest = cron.split()
    if rest != ["*", "*", "*"]:
        return cron
    if "/" in minute and hour == "*":
        return f"每{_step(minute)}分钟"
    if "/" in minute:
        return f"{_hours(hour)}每{_step(minute)}分钟"
    if minute.isdigit() and hour.isdigit():
        return f"每天{int(hour)}时{int(minute):02d}分" if minute != "0" else f"每天{int(hour)}时"
    if minute == "0":
        return f"{_hours(hour)}每小时"
    return cron


def _step(minute: str) -> str:
    return minute.split("/")[1]


def _hours(hour: str) -> str:
    parts = [part.split("-") for part in hour.split(",")]
    return "、".join(f"{part[0]}时至{part[-1]}时" for part in parts)
