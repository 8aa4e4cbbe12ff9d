"""Commands that stay running: the web server, everything together, and nginx's configuration."""

from __future__ import annotations

import click


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, help="0 为任一空闲端口。")
def serve_command(host: str, port: int) -> None:
    """网站服务器；启动即输出地址，Ctrl-C 停止。"""
    from tasks.channels.website.serving import serve
    from tasks.settings import read_settings

    def say(address: str) -> None:
        click.echo(address)

    try:
        serve(read_settings().site_root, host, port, say)
    except OSError as error:
        raise click.UsageError(
            f"无法在 {host}:{port} 提供网站：{error.strerror}，请换一个端口（--port）"
        ) from error


@click.command("query-server")
@click.option("--listen", default="127.0.0.1:9494", show_default=True, help="地址和端口。")
def query_server_command(listen: str) -> None:
    """统计库的只读查询服务，供内网同事用DuckDB连接；Ctrl-C 停止。"""
    import os
    import signal
    from threading import Event

    from tasks.query_serving import serve_queries
    from tasks.settings import read_settings

    stop = Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())
    serve_queries(read_settings(), os.environ, listen, click.echo, stop)


@click.command("nginx")
@click.option("--port", default=80, show_default=True)
@click.option("--server-name", default="_", show_default=True)
def nginx_command(port: int, server_name: str) -> None:
    """输出与 gongshi serve 行为相同的nginx配置。"""
    from tasks.channels.website.nginx import nginx_configuration
    from tasks.settings import read_settings

    click.echo(nginx_configuration(read_settings().site_root, port, server_name))


@click.command("up")
@click.option("--port", default=8080, show_default=True, help="网站端口。")
@click.option("--prefect-port", default=4200, show_default=True, help="Prefect服务端口。")
def up_command(port: int, prefect_port: int) -> None:
    """在本机启动Prefect服务、定时流程和网站，Ctrl-C 全部停止。"""
    from flows.station import run_station

    run_station(port, prefect_port)
