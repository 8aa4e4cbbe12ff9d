"""Which channels this installation has beside its website: one file each in `$GONGSHI_HOME/channels/`.

The file's name is the channel's: `credit.yaml`, `service_hall.yaml`, `supervision.yaml`, `cms.yaml`. What else stands
in it is the channel's own; `since` is the first decision date the channel carries, so that switching one on does not
make years of decisions overdue.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tasks.law.acts import Channel

SINCE = "since"


class ChannelFault(Exception):
    """A channel that is configured wrongly; the sentence says which file, what and how to mend it."""


def configured_channels(home: Path) -> dict[Channel, date | None]:
    """The website and every channel that has a file, each with the first decision date it carries (None: all)."""
    found: dict[Channel, date | None] = {Channel.WEBSITE: None}
    for path in sorted((home / "channels").glob("*.yaml")):
        channel = _channel_of(path)
        since = read_channel(path).get(SINCE)
        if since is not None and not isinstance(since, date):
            raise ChannelFault(f"{path}：{SINCE}应为日期，如 2026-01-01，现为“{since}”")
        found[channel] = since
    return found


def channel_file(home: Path, channel: Channel) -> Path:
    """Where a channel is configured."""
    return home / "channels" / f"{channel.value}.yaml"


def read_channel(path: Path) -> Mapping[str, Any]:
    """The content of a channel's file; ChannelFault where it is none."""
    where = f"渠道配置 channels/{path.name} "
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        line = getattr(getattr(problem, "problem_mark", None), "line", None)
        at = f"（第{line + 1}行附近）" if line is not None else ""
        raise ChannelFault(f"{where}无法读取{at}，请检查文件的编码（UTF-8）、缩进与冒号") from problem
    if not isinstance(content, dict):
        raise ChannelFault(f"{where}内容为空或不是键值结构，请参照 docs/channels.md 填写")
    return content


def own_settings(path: Path) -> dict[str, Any]:
    """What of a channel's file is the channel's own."""
    return {name: value for name, value in read_channel(path).items() if name != SINCE}


def _channel_of(path: Path) -> Channel:
    others = [one.value for one in Channel if one is not Channel.WEBSITE]
    if path.stem not in others:
        names = "、".join(f"{name}.yaml" for name in others)
        raise ChannelFault(f"{path}不是渠道的文件名；可用的：{names}")
    return Channel(path.stem)
