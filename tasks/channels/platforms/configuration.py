"""Reading `$GONGSHI_HOME/channels/CHANNEL.yaml`: what is wrong with it is told in one Chinese sentence."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tasks.channels.configuration import ChannelFault, channel_file, own_settings
from tasks.channels.platforms.channel import HttpPlatform
from tasks.channels.platforms.exchange import Exchange
from tasks.channels.platforms.settings import Fields, Headers, Paths, PlatformSettings, Words
from tasks.channels.settings_faults import fault_told
from tasks.law.acts import Channel

_SHORTEST_KEY = 32
_PARTS = {"paths": Paths, "headers": Headers, "fields": Fields, "words": Words}
_PATTERNS = {
    "key_variable": "应为环境变量的名称（字母、数字、下划线），不是密钥本身",
    "paths": "应以 / 开头，不含空格",
    "headers": "应为HTTP头的名称（字母、数字、连字符）",
}


def platform_settings(home: Path, channel: Channel) -> PlatformSettings | None:
    """How the installation at `home` reaches a platform; None where it has no file for it.

    ChannelFault for a file that cannot be used.
    """
    path = channel_file(home, channel)
    if not path.exists():
        return None
    where = f"渠道配置 channels/{path.name} "
    document = own_settings(path)
    if "channel" in document:
        raise ChannelFault(f"{where}不应填写 channel：文件名就是渠道")
    try:
        return PlatformSettings.model_validate({**document, "channel": channel})
    except ValidationError as invalid:
        told = "；".join(_sentence(error) for error in invalid.errors())
        raise ChannelFault(f"{where}有误：{told}") from invalid


def open_platform(
    home: Path, channel: Channel, environment: Mapping[str, str] = os.environ
) -> HttpPlatform | None:
    """The platform ready for one run; None where it is not configured. Close it when done.

    ChannelFault for a file that cannot be used, a signing key that is not set or too short to protect
    anything, and a root certificate that is not there.
    """
    settings = platform_settings(home, channel)
    if settings is None:
        return None
    where = f"渠道配置 channels/{channel.value}.yaml "
    key = environment.get(settings.key_variable, "").encode("utf-8")
    if not key:
        raise ChannelFault(f"{where}需要的环境变量 {settings.key_variable} 未设置，请设置签名密钥后重试")
    if len(key) < _SHORTEST_KEY:
        raise ChannelFault(
            f"{where}的签名密钥（环境变量 {settings.key_variable}）过短，不应少于{_SHORTEST_KEY}个字符"
        )
    if settings.ca_file and not Path(settings.ca_file).is_file():
        raise ChannelFault(f"{where}所写的 ca_file 不存在：{settings.ca_file}")
    return HttpPlatform(Exchange(settings, key))


def _sentence(error: ErrorDetails) -> str:
    place = [str(part) for part in error["loc"]]
    name = ".".join(place)
    if error["type"] == "extra_forbidden":
        model: Any = _PARTS.get(place[0], PlatformSettings) if len(place) > 1 else PlatformSettings
        near = difflib.get_close_matches(place[-1], model.model_fields, n=1)
        hint = f"是否应为 {near[0]}" if near else "可用的属性见 docs/channels-http.md"
        return f"属性 {name} 不认识，{hint}"
    told = fault_told(error)
    if error["type"] == "string_pattern_mismatch":
        told = _PATTERNS.get(place[0], told)
    return f"属性 {name} {told}" if name else told
