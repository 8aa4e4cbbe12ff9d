"""What the website answers to a request: one function of the address and the files, for any server.

`nginx.py` says the same in nginx's words, and one table of tests holds both to it.
"""

import os
import re
import stat
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path

from tasks.channels.website.addresses import NOT_FOUND
from tasks.channels.website.files import GONE, PUBLIC

MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}
FEED_TYPE = "application/atom+xml; charset=utf-8"
TEXT_WITHOUT_SUFFIX = ("/log/checkpoint", "/log/key", "/log/keys")
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'self'"
    ),
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
SHORT = "max-age=60, must-revalidate"
"""Pages and withdrawals: what goes down must soon be down in every cache."""
FOR_GOOD = "max-age=31536000, immutable"
"""Files whose name changes with their bytes."""

_BY_NAME = {"/feed.xml": FEED_TYPE, **dict.fromkeys(TEXT_WITHOUT_SUFFIX, MEDIA_TYPES["txt"])}
_SEGMENTS = re.compile(r"(?:/[A-Za-z0-9_][A-Za-z0-9_.\-]*)*/?")
_HASHED = re.compile(r"/[a-z]+\.[0-9a-f]{12}\.(?:css|svg)")
_PLAIN_NOT_FOUND = "没有找到这个网页\n".encode()


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and body of a response."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Trees:
    """The two trees of a site, as text for quick joining."""

    public: str
    gone: str


def trees_of(root: Path) -> Trees:
    """The trees under a site's root."""
    return Trees(str(root / PUBLIC), str(root / GONE))


def answer(
    trees: Trees, method: str, path: str, if_none_match: str = "", if_modified_since: str = ""
) -> Answer:
    """The response to a request for a decoded path without its query."""
    if method not in ("GET", "HEAD"):
        return Answer(405, {"Allow": "GET, HEAD", **SECURITY_HEADERS})
    if not _SEGMENTS.fullmatch(path):
        return _not_found(trees)
    if path.endswith("/"):
        path += "index.html"
    if (found := _read(trees.gone + path)) is not None:
        return Answer(410, _headers(path, SHORT), found[0])
    if (found := _read(trees.public + path)) is not None:
        return _found(path, *found, if_none_match, if_modified_since)
    if path and Path(trees.public + path).is_dir():
        return Answer(301, {"Location": f"{path}/", **SECURITY_HEADERS})
    return _not_found(trees)


def _found(
    path: str, body: bytes, status: os.stat_result, if_none_match: str, if_modified_since: str
) -> Answer:
    tag = f'"{int(status.st_mtime):x}-{status.st_size:x}"'
    headers = _headers(path, FOR_GOOD if _HASHED.fullmatch(path) else SHORT)
    headers |= {"ETag": tag, "Last-Modified": formatdate(int(status.st_mtime), usegmt=True)}
    if _unchanged(tag, status, if_none_match, if_modified_since):
        return Answer(304, headers)
    return Answer(200, headers, body)


def _headers(path: str, caching: str) -> dict[str, str]:
    suffix = path.rpartition(".")[2]
    media = _BY_NAME.get(path) or MEDIA_TYPES.get(suffix, "application/octet-stream")
    return {"Content-Type": media, "Cache-Control": caching, **SECURITY_HEADERS}


def _not_found(trees: Trees) -> Answer:
    found = _read(trees.public + NOT_FOUND)
    if found is None:
        return Answer(404, _headers("/404.txt", SHORT), _PLAIN_NOT_FOUND)
    return Answer(404, _headers(NOT_FOUND, SHORT), found[0])


def _unchanged(tag: str, status: os.stat_result, if_none_match: str, if_modified_since: str) -> bool:
    if if_none_match:
        known = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
        return tag in known or "*" in known
    if not if_modified_since:
        return False
    try:
        return int(status.st_mtime) == int(parsedate_to_datetime(if_modified_since).timestamp())
    except ValueError:
        return False


def _read(name: str) -> tuple[bytes, os.stat_result] | None:
    """A regular file's bytes and state; None for anything else."""
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return None
        with os.fdopen(descriptor, "rb", buffering=0, closefd=False) as file:
            return file.readall(), status
    finally:
        os.close(descriptor)
