"""nginx as the website's server: the same answers as `answers.py`, from the same two trees.

A gone file's existence makes nginx answer 410, so a withdrawal needs no map and no reload.
"""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection, create_server

from tasks.channels.website.answers import (
    FEED_TYPE,
    FOR_GOOD,
    MEDIA_TYPES,
    SECURITY_HEADERS,
    SHORT,
    TEXT_WITHOUT_SUFFIX,
)
from tasks.channels.website.files import GONE, PUBLIC

_STARTING_SECONDS = 20.0
_NO_CHARSET = frozenset({"text/html", "image/svg+xml"})
_CACHING = f"""\
map "$status$uri" $gongshi_caching {{
    default "";
    "~^(200|304)/[a-z]+\\.[0-9a-f]{{12}}\\.(css|svg)$" "{FOR_GOOD}";
    ~^(200|304|404|410) "{SHORT}";
}}
"""
_PLAIN = re.compile(r"[^\s\"'{};$\\]+")


def site_block(root: Path, port: int, server_name: str, host: str = "") -> str:
    """The part for /etc/nginx/conf.d: goes inside `http`."""
    root = root.absolute()
    for text in (str(root), server_name):
        if not _PLAIN.fullmatch(text):
            raise ValueError(f"cannot stand in an nginx configuration: {text!r}")
    media = "\n".join(f"        {_bare(kind)} {suffix};" for suffix, kind in MEDIA_TYPES.items())
    charsets = " ".join(sorted({_bare(kind) for kind in (*MEDIA_TYPES.values(), FEED_TYPE)} - _NO_CHARSET))
    security = "\n".join(
        f'    add_header {name} "{value}" always;' for name, value in SECURITY_HEADERS.items()
    )
    texts = "\n".join(f"    location = {path} {{ default_type text/plain; }}" for path in TEXT_WITHOUT_SUFFIX)
    listen = f"{host}:{port}" if host else str(port)
    return f"""\
{_CACHING}
server {{
    listen {listen};
    server_name {server_name};
    server_tokens off;
    root {root}/{PUBLIC};
    index index.html;
    absolute_redirect off;

    types {{
{media}
    }}
    default_type application/octet-stream;
    charset utf-8;
    charset_types {charsets};
    gzip on;
    gzip_vary on;
    gzip_types {charsets};

    add_header Cache-Control $gongshi_caching always;
{security}

    error_page 404 /404.html;
    error_page 403 =404 /404.html;
    error_page 410 @gone;

    location / {{
        if ($request_method !~ ^(GET|HEAD)$) {{ return 405; }}
        if (-f {root}/{GONE}$uri) {{ return 410; }}
        try_files $uri $uri/ =404;
    }}
    location = /feed.xml {{
        types {{ }}
        default_type {_bare(FEED_TYPE)};
    }}
    location ~ /\\. {{ return 404; }}
{texts}
    location @gone {{
        root {root}/{GONE};
        try_files $uri =404;
    }}
}}
"""


def _bare(media_type: str) -> str:
    return media_type.partition(";")[0]


def nginx_configuration(root: Path, port: int, server_name: str, state: Path | None = None) -> str:
    """A whole configuration for an nginx of its own, in the foreground, as whoever starts it; `state` is its folder."""
    state = (state or root / "nginx").absolute()
    temporary = "\n".join(
        f"    {kind}_temp_path {state}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    block = "\n".join(f"    {line}".rstrip() for line in site_block(root, port, server_name).splitlines())
    # Started by root, nginx would read as nobody, who may not enter a private folder.
    user = "user root;\n" if os.geteuid() == 0 else ""
    return f"""\
{user}daemon off;
worker_processes 1;
pid {state}/nginx.pid;
error_log {state}/error.log warn;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000;
{temporary}
{block}
}}
"""


@contextmanager
def running_nginx(binary: str, root: Path, state: Path) -> Iterator[str]:
    """Serve the site by a real nginx on a free port of 127.0.0.1 and give its address."""
    state.mkdir(parents=True, exist_ok=True)
    with create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    file = state / "nginx.conf"
    file.write_text(nginx_configuration(root, port, "localhost", state), encoding="utf-8")
    command = [binary, "-p", str(state), "-e", str(state / "error.log"), "-c", str(file)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, process, state / "error.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int, process: subprocess.Popen[bytes], errors: Path) -> None:
    until = time.monotonic() + _STARTING_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"nginx did not start: {errors.read_text() if errors.exists() else ''}")
