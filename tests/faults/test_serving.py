"""Both servers of the website, ours and nginx, answer every request alike (promise 4, G12)."""

import http.client
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tasks.channels.website import files
from tasks.channels.website.nginx import nginx_configuration, running_nginx, site_block
from tasks.channels.website.page_content import Site, Tombstone
from tasks.channels.website.rendering import Pages
from tasks.channels.website.serving import running_site

PAGES = Pages(Site("滨河市卫生健康委员会行政执法公示", "滨河市卫生健康委员会"))
STAYS = "/decisions/aa/aaaa000000000000.html"
GONE = "/decisions/bb/bbbb000000000000.html"
LEFT_BEHIND = "/decisions/cc/cccc000000000000.html"
CSV = "/downloads/penalties/2026-03-1.csv"
STYLE = next(path for path in PAGES.fixed_files() if path.endswith(".css"))


@pytest.fixture(scope="module")
def site_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("site")
    page = "<!DOCTYPE html><p>公示</p>".encode()
    files.write_files(
        root,
        {
            **PAGES.fixed_files(),
            "/index.html": page,
            STAYS: page,
            GONE: page,
            LEFT_BEHIND: page,
            "/lists/penalties/index.html": page,
            "/log/checkpoint": b"log\n1\n",
            "/log/tile/0/000.p/1": b"\x00\xff" * 16,
            "/feed.xml": b"<feed/>",
            "/sitemap.xml": b"<sitemapindex/>",
            "/decisions/aa/aaaa000000000000.json": b"{}\n",
            CSV: b"\xef\xbb\xbfa\r\n",
        },
    )
    files.put_gone(root, {GONE: PAGES.gone(Tombstone("bbbb000000000000"))})
    # a death between the two halves of a withdrawal: the gone file stands, the page is still there
    files.gone_file(root, LEFT_BEHIND).parent.mkdir(parents=True, exist_ok=True)
    files.gone_file(root, LEFT_BEHIND).write_bytes(PAGES.gone(Tombstone("cccc000000000000")))
    (root / "public/decisions/aa/.aaaa000000000000.html.77").write_text("half written")
    (root / "public/.git").mkdir()
    (root / "public/.git/config").write_text("private settings")
    (root / "outside.html").write_text("outside the public tree")
    return root


@pytest.fixture(scope="module", params=["ours", "nginx"])
def address(
    request: pytest.FixtureRequest, site_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    if request.param == "ours":
        with running_site(site_root) as base:
            yield base
    else:
        binary = request.getfixturevalue("nginx_binary")
        with running_nginx(binary, site_root, tmp_path_factory.mktemp("nginx")) as base:
            yield base


def ask(
    address: str, path: str, method: str = "GET", headers: dict[str, str] | None = None
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    try:
        connection.request(method, path, headers=headers or {})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("path", "status", "media_type"),
    [
        ("/", 200, "text/html; charset=utf-8"),
        ("/index.html", 200, "text/html; charset=utf-8"),
        (STAYS, 200, "text/html; charset=utf-8"),
        (f"{STAYS}?from=search", 200, "text/html; charset=utf-8"),
        ("/decisions/aa/aaaa000000000000.json", 200, "application/json; charset=utf-8"),
        (CSV, 200, "text/csv; charset=utf-8"),
        (STYLE, 200, "text/css; charset=utf-8"),
        ("/feed.xml", 200, "application/atom+xml; charset=utf-8"),
        ("/sitemap.xml", 200, "application/xml; charset=utf-8"),
        ("/robots.txt", 200, "text/plain; charset=utf-8"),
        ("/404.html", 200, "text/html; charset=utf-8"),
        ("/log/checkpoint", 200, "text/plain; charset=utf-8"),
        ("/log/tile/0/000.p/1", 200, "application/octet-stream"),
        ("/lists/penalties/", 200, "text/html; charset=utf-8"),
        (GONE, 410, "text/html; charset=utf-8"),
        (f"{GONE}?again", 410, "text/html; charset=utf-8"),
        (LEFT_BEHIND, 410, "text/html; charset=utf-8"),
        ("/decisions/aa/aaaa999999999999.html", 404, "text/html; charset=utf-8"),
        ("/nothing", 404, "text/html; charset=utf-8"),
    ],
)
def test_address_answers_with_its_status_and_media_type(
    address: str, path: str, status: int, media_type: str
) -> None:
    response, _ = ask(address, path)
    assert (response.status, response.headers["Content-Type"]) == (status, media_type)


def test_withdrawn_address_answers_with_its_notice_and_not_with_the_page(address: str) -> None:
    for path in (GONE, LEFT_BEHIND):
        response, body = ask(address, path)
        assert response.status == 410
        assert "该信息已停止公示" in body.decode()


def test_gone_and_missing_are_forgotten_soon_by_caches(address: str) -> None:
    for path in (STAYS, GONE, "/nothing", CSV):
        assert ask(address, path)[0].headers["Cache-Control"] == "max-age=60, must-revalidate"
    assert "immutable" in ask(address, STYLE)[0].headers["Cache-Control"]


@pytest.mark.parametrize("path", [STAYS, GONE, "/nothing", CSV, "/feed.xml", "/lists/penalties"])
def test_every_answer_carries_the_security_headers(address: str, path: str) -> None:
    headers = ask(address, path)[0].headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize(
    "path",
    [
        "/decisions/aa/.aaaa000000000000.html.77",
        "/.git/config",
        "/../outside.html",
        "/decisions/../../outside.html",
        "/%2e%2e/outside.html",
        "/..%2foutside.html",
        "/decisions/%2e%2e/%2e%2e/outside.html",
        "/..%5coutside.html",
        "/decisions/",
        "/decisions/aa/",
        "/index.html/",
        "/index.html%00.txt",
        "/gone" + GONE,
        "//127.0.0.1/outside.html",
    ],
)
def test_nothing_but_the_public_files_can_be_read(address: str, path: str) -> None:
    response, body = ask(address, path)
    assert response.status in (400, 404)
    assert b"outside" not in body
    assert b"private settings" not in body
    assert b"half written" not in body
    assert b"aaaa000000000000" not in body


def test_missing_page_is_a_gentle_chinese_page(address: str) -> None:
    assert "没有找到这个网页" in ask(address, "/decisions/zz/x.html")[1].decode()


def test_directory_without_its_slash_leads_to_the_list(address: str) -> None:
    response, _ = ask(address, "/lists/penalties")
    assert response.status == 301
    assert urlsplit(response.headers["Location"]).path == "/lists/penalties/"
    assert response.headers["Location"].startswith("/")


def test_head_answers_like_get_without_the_body(address: str) -> None:
    for path in (STAYS, GONE, "/nothing"):
        get, body = ask(address, path)
        head, nothing = ask(address, path, "HEAD")
        assert (head.status, nothing) == (get.status, b"")
        assert head.headers["Content-Length"] == str(len(body))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_sent_to_the_site(address: str, method: str) -> None:
    assert ask(address, STAYS, method)[0].status == 405


def test_unchanged_page_is_not_sent_twice(address: str) -> None:
    first, _ = ask(address, STAYS)
    for given in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        assert ask(address, STAYS, headers=given)[0].status == 304
    assert ask(address, STAYS, headers={"If-None-Match": '"other"'})[0].status == 200


def test_a_cached_page_that_was_withdrawn_is_gone_all_the_same(address: str) -> None:
    tag = ask(address, STAYS)[0].headers["ETag"]
    assert ask(address, GONE, headers={"If-None-Match": tag})[0].status == 410


def test_withdrawal_shows_at_once_without_a_reload(address: str, site_root: Path) -> None:
    path = f"/decisions/dd/dddd{'0' * 11}{len(address) % 10}.html"
    files.write_files(site_root, {path: b"up"})
    assert ask(address, path)[0].status == 200
    files.put_gone(site_root, {path: b"down"})
    response, body = ask(address, path)
    assert (response.status, body) == (410, b"down")
    files.vanish(site_root, [path])
    assert ask(address, path)[0].status == 404


def test_our_server_ends_with_its_block(site_root: Path) -> None:
    with running_site(site_root) as base:
        assert ask(base, "/")[0].status == 200
    with pytest.raises(OSError):
        ask(base, "/")


def test_nginx_configuration_refuses_what_could_change_its_meaning(tmp_path: Path) -> None:
    for name in ("a; return 200", "a{", 'a"'):
        with pytest.raises(ValueError):
            site_block(tmp_path, 80, name)
    with pytest.raises(ValueError):
        site_block(tmp_path / "a b", 80, "x")
    assert "server_name gongshi.example;" in nginx_configuration(tmp_path, 8080, "gongshi.example")


SERVE = """
import sys
from pathlib import Path
from tasks.channels.website.serving import running_site, serve
if sys.argv[1] == "serve":
    serve(Path(sys.argv[2]), "127.0.0.1", 0, lambda address: print(address, flush=True))
else:
    with running_site(Path(sys.argv[2])) as address:
        print(address, flush=True)
        sys.stdin.read()
"""


def start(kind: str, root: Path) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, kind, str(root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout
    return process, process.stdout.readline().strip()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serving_gives_its_address_at_once_and_stops_cleanly(site_root: Path, number: signal.Signals) -> None:
    process, base = start("serve", site_root)
    assert ask(base, "/")[0].status == 200
    process.send_signal(number)
    rest, _ = process.communicate(timeout=20)
    assert (process.returncode, rest) == (0, "")


def test_server_does_not_outlive_a_process_that_was_killed(site_root: Path) -> None:
    process, base = start("running", site_root)
    assert ask(base, "/")[0].status == 200
    process.kill()
    process.communicate(timeout=20)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            ask(base, "/")
        except OSError:
            return
        time.sleep(0.05)
    pytest.fail("the server still answers")
