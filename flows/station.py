"""Everything on this machine: Prefect server, worker and website as children of one process (`gongshi up`)."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click

from flows.children import Child
from flows.prefect_server import (
    LOOPBACK,
    address_file,
    answers,
    api_url_at,
    prefect_environment,
    prefect_home,
    server_environment,
)
from flows.tether import adopt_orphans
from flows.timetable import timetable
from tasks.settings import Settings, SettingsFault, read_settings

_REPOSITORY = Path(__file__).parents[1]
_READY_WITHIN_SECONDS = 180.0
_WORKER_ENDS_WITHIN_SECONDS = 30.0
_OTHERS_END_WITHIN_SECONDS = 15.0
_POLL_SECONDS = 0.3


class ChildDied(Exception):
    """One of the children ended by itself."""


class _Stopped(Exception):
    """Someone asked the station to stop."""


class Station:
    """The children, in the order they were started, and the wish to stop."""

    def __init__(self, settings: Settings, environment: Mapping[str, str]) -> None:
        """Nothing is started yet."""
        self.settings = settings
        self.environment = environment
        self.stopping = threading.Event()
        self.children: list[Child] = []

    def start(self, name: str, log: str, *arguments: str, **environment: str) -> Child:
        """Start one child with the station's environment and its own."""
        path = self.settings.home / "logs" / f"{log}.log"
        child = Child(name, [sys.executable, *arguments], {**self.environment, **environment}, path)
        self.children.append(child)
        return child

    def wait_until(self, ready: Callable[[], bool], child: Child) -> None:
        """Wait for a child to be ready."""
        deadline = time.monotonic() + _READY_WITHIN_SECONDS
        while not ready():
            if time.monotonic() > deadline:
                raise ChildDied(f"{child.name}{_READY_WITHIN_SECONDS:.0f}秒内没有就绪，日志：{child.log}")
            self.watch(_POLL_SECONDS)

    def run_through(self, child: Child) -> None:
        """Wait for a child whose work has an end."""
        self.wait_until(lambda: child.ended is not None, child)
        self.children.remove(child)
        if child.ended:
            raise ChildDied(f"{child.name}失败，日志：{child.log}\n{child.last_words()}")

    def watch(self, seconds: float) -> None:
        """Let some time pass; ends with an exception when asked to stop or when a child is gone."""
        if self.stopping.wait(seconds):
            raise _Stopped
        for child in self.children:
            if child.ended:
                raise ChildDied(f"{child.name}已意外退出，日志：{child.log}\n{child.last_words()}")

    def end(self) -> None:
        """End the children, the worker first: its runs still want to tell the server how they ended."""
        for child in reversed(self.children):
            worker = child.name == _WORKER
            child.end(_WORKER_ENDS_WITHIN_SECONDS if worker else _OTHERS_END_WITHIN_SECONDS)


_SERVER, _WORKER, _WEBSITE = "Prefect服务", "流程执行进程", "网站服务"


def run_station(port: int, prefect_port: int) -> None:
    """Run everything until Ctrl-C or SIGTERM; exit code 1 when a child died."""
    settings = read_settings()
    with _alone(settings.home):
        port, prefect_port = _free_port(port, "--port"), _free_port(prefect_port, "--prefect-port")
        api_url = api_url_at(prefect_port)
        site_url = f"http://{LOOPBACK}:{port}"
        station = Station(settings, _environment(settings, api_url, site_url))
        adopt_orphans()
        with _stop_signals(station.stopping):
            try:
                _start_all(station, port, prefect_port, api_url, site_url)
                while True:
                    station.watch(_POLL_SECONDS)
            except _Stopped:
                click.echo("正在停止……")
            except ChildDied as death:
                click.echo(str(death), err=True)
                sys.exit(1)
            finally:
                address_file(settings.home).unlink(missing_ok=True)
                station.end()
                click.echo("已全部停止；定时安排保留，下次启动后继续")


def _start_all(station: Station, port: int, prefect_port: int, api_url: str, site_url: str) -> None:
    website = station.start(_WEBSITE, "website", "-c", _SERVE, "serve", "--port", str(port))
    server = station.start(
        _SERVER, "prefect-server", "-m", "prefect", "server", "start", **server_environment(prefect_port)
    )
    click.echo("正在启动……")
    station.wait_until(lambda: _replies(site_url), website)
    click.echo(f"网站　　　　{site_url}")
    station.wait_until(lambda: answers(api_url), server)
    station.run_through(station.start("部署流程", "preparing", "-m", "flows.preparing"))
    worker = ("-m", "prefect", "worker", "start", "--pool", "gongshi", "--type", "process")
    station.start(_WORKER, "worker", *worker, "--name", "gongshi", "--install-policy", "never")
    address_file(station.settings.home).write_text(f"{api_url}\n", encoding="utf-8")
    click.echo(
        f"办理台　　　http://{LOOPBACK}:{prefect_port}（运行记录；发布审查、公示决定、撤下、签署政策）"
    )
    click.echo(f"接口　　　　{api_url}")
    click.echo(f"日志　　　　{station.settings.home / 'logs'}")
    click.echo("定时（北京时间）：")
    for line in timetable():
        click.echo(f"  {line}")
    click.echo("已就绪，按 Ctrl-C 停止")


_SERVE = "from flows.cli import main; main()"


def _environment(settings: Settings, api_url: str, site_url: str) -> dict[str, str]:
    """What all children are told: this installation by absolute names, wherever they run."""
    path = os.pathsep.join(filter(None, (str(_REPOSITORY), os.environ.get("PYTHONPATH"))))
    return {
        **os.environ,
        **prefect_environment(settings.home, api_url),
        "GONGSHI_HOME": str(settings.home),
        "GONGSHI_DATABASE_URL": settings.database_url,
        "GONGSHI_SITE_URL": settings.site_url or site_url,
        "PYTHONPATH": path,
        "PYTHONSAFEPATH": "1",  # a folder named tasks or flows where we were started is not ours
        "PYTHONUNBUFFERED": "1",
    }


def _free_port(port: int, option: str) -> int:
    """The port, or any free one for 0; SettingsFault where someone else has it."""
    try:
        with socket.create_server((LOOPBACK, port)) as listener:
            return int(listener.getsockname()[1])
    except OSError as error:
        raise SettingsFault(f"端口{port}无法使用（{error.strerror}），请用 {option} 换一个") from error


def _replies(url: str) -> bool:
    """Whether a web server gives any answer at all; an empty site answers 404."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(url, timeout=1):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One station per installation; the lock goes with the process."""
    folder = prefect_home(home)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "up.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SettingsFault(f"{home}的 gongshi up 已在运行，不能再启动一个") from error
        yield


@contextmanager
def _stop_signals(stopping: threading.Event) -> Iterator[None]:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, lambda *_: stopping.set()) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
