"""The step that serves the statisticians' snapshot to colleagues until it is told to stop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Event

from tasks.settings import Settings, SettingsFault
from tasks.warehouse.query_server import LOOPBACK, QueryServer, QueryServerFault

TOKEN_VARIABLE = "GONGSHI_QUERY_TOKEN"  # noqa: S105 - its name, not the token
_SHORTEST_TOKEN = 24
_LOOK_EVERY = 2.0
"""Seconds between two looks whether there is a newer snapshot."""


def serve_queries(
    settings: Settings, environment: Mapping[str, str], listen: str, say: Callable[[str], None], stop: Event
) -> None:
    """Serve until `stop` is set; SettingsFault where address or token are unusable."""
    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit():
        raise SettingsFault(f"“{listen}”不是监听地址，应如 127.0.0.1:9494")
    try:
        with QueryServer(settings.warehouse, listen, _token(environment)) as server:
            shown = server.follow()
            say(f"查询服务：quack:{listen}，{shown or '统计库尚未生成，生成后自动提供'}")
            if host not in LOOPBACK:
                say("提示：本服务不加密，令牌随请求明文传送，只应在内网使用，或者由反向代理提供TLS")
            while not stop.wait(_LOOK_EVERY):
                showing = server.showing
                if newer := server.follow():
                    say(f"已换为 {newer}")
                elif showing and not server.showing:
                    say(f"{showing} 已撤除，不再提供；新的统计库生成后自动提供")
    except QueryServerFault as fault:
        raise SettingsFault(str(fault)) from fault


def _token(environment: Mapping[str, str]) -> str:
    token = environment.get(TOKEN_VARIABLE, "")
    if len(token) < _SHORTEST_TOKEN or not (token.isascii() and token.isprintable()):
        raise SettingsFault(
            f"请设置环境变量 {TOKEN_VARIABLE}：至少{_SHORTEST_TOKEN}个字母、数字或符号，例如由 openssl rand -hex 24 生成"
        )
    return token
