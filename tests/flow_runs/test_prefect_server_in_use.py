"""What `gongshi up` refuses before it starts anything, and when a Prefect server counts as in use."""

import fcntl
import os
import socket
import time
from pathlib import Path

import pytest

from flows.prefect_server import address_file, api_url_at, server_in_use
from flows.station import run_station
from tasks.settings import SettingsFault


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GONGSHI_HOME", str(tmp_path))
    return tmp_path


def test_a_port_in_use_is_refused_and_the_option_named(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsFault, match=f"端口{port}无法使用.*--port"):
            run_station(port, 0)
        with pytest.raises(SettingsFault, match=f"端口{port}无法使用.*--prefect-port"):
            run_station(0, port)


def test_one_station_for_an_installation(home: Path) -> None:
    (home / "prefect").mkdir()
    with (home / "prefect" / "up.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(SettingsFault, match="已在运行"):
            run_station(0, 0)


def test_a_server_that_does_not_answer_is_not_in_use(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    assert not server_in_use()
    (home / "prefect").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address_file(home).write_text(api_url_at(silent.getsockname()[1]))
        assert not server_in_use()
    address_file(home).write_text("http://192.0.2.1:4200/api")  # the file names servers on this machine only
    began = time.monotonic()
    assert not server_in_use()
    assert time.monotonic() - began < 0.5
    assert "PREFECT_API_URL" not in os.environ
