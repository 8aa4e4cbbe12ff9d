"""Our Prefect server: what it and its processes are told, where it listens, whether it is up. Imports no Prefect."""

from __future__ import annotations

import os
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from tasks.settings import read_settings

LOOPBACK = "127.0.0.1"
_ANSWER_WITHIN_SECONDS = 1.0

SILENT = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
    "PREFECT_CLIENT_METRICS_ENABLED": "false",
    "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",  # the new dashboard embeds an analytics client, the old one does not
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_RUNNER_AUTO_INSTALL_DEPENDENCIES": "false",
}
"""Nothing is reported, looked up or installed (promise 10); these win over whatever the environment says."""

_OURS = {
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_CLI_COLORS": "false",
    "PREFECT_WORKER_QUERY_SECONDS": "5",
    "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
    # with CANCEL_NEW it cancels late runs behind a stuck one, before anything can end that
    "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false",
    # run history is no record of anything: without this it grows by some 160,000 runs a year
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
}

_NOWHERE = "http://127.0.0.1:9"


def prefect_home(home: Path) -> Path:
    """Where Prefect keeps its own database and settings."""
    return home / "prefect"


def prefect_environment(home: Path, api_url: str) -> dict[str, str]:
    """What every Prefect process of this installation is told."""
    asked = {name: os.environ.get(name, value) for name, value in _OURS.items()}
    around = [part for part in os.environ.get("NO_PROXY", "").split(",") if part]
    without_proxy = ",".join(dict.fromkeys([*around, LOOPBACK, "localhost"]))
    return {
        **asked,
        **SILENT,
        "PREFECT_HOME": str(prefect_home(home)),
        "PREFECT_API_URL": api_url,
        "NO_PROXY": without_proxy,
        "no_proxy": without_proxy,
    }


def server_environment(port: int) -> dict[str, str]:
    """What the server alone is told: pages of its dashboard would else have it ask GitHub for catalogues."""
    origins = f"http://{LOOPBACK}:{port},http://localhost:{port}"
    return {
        "PREFECT_SERVER_API_HOST": LOOPBACK,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_UI_API_URL": api_url_at(port),
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": origins,
        "HTTPS_PROXY": os.environ.get("HTTPS_PROXY", _NOWHERE),
    }


def api_url_at(port: int) -> str:
    """The address of the API of a server on this machine."""
    return f"http://{LOOPBACK}:{port}/api"


def address_file(home: Path) -> Path:
    """Where `gongshi up` writes the address of its server, for the other commands."""
    return prefect_home(home) / "api-url"


def server_in_use() -> bool:
    """Whether a Prefect server answers; if so, Prefect in this process will use it."""
    home = read_settings().home
    api_url = os.environ.get("PREFECT_API_URL") or _written_address(address_file(home))
    if not api_url or not answers(api_url):
        return False
    os.environ.update(prefect_environment(home, api_url))
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")  # the command says itself what it did
    return True


def answers(api_url: str) -> bool:
    """Whether a healthy server answers at this address within a second."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{api_url.rstrip('/')}/health", timeout=_ANSWER_WITHIN_SECONDS) as response:
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False


def _written_address(path: Path) -> str | None:
    try:
        address = path.read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return address if urlsplit(address).hostname == LOOPBACK else None
