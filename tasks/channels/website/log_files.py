"""The transparency log on the site: a signed head and its tiles (RFC 6962, C2SP tlog-tiles and signed notes)."""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tasks.channels.website.channel import Website
from tasks.channels.website.files import public_file, write_files
from tasks.channels.website.reading_back import Expected, read_back
from tasks.law.merkle import TILE_WIDTH
from tasks.register.database import Register
from tasks.register.site_rows import settle_files
from tasks.register.transparency import read_frontier, read_setting, root_at, tile_hashes, write_setting

_SETTLED = "log_head_read_back"
"""The setting with the size of the last head that was read back with its tiles."""

CHECKPOINT = "/log/checkpoint"
VERIFIER_KEY = "/log/key"
_ED25519 = b"\x01"


class SecondHistory(Exception):
    """The published head does not continue into this register's log; signing would make a second history."""


class KeyExposed(Exception):
    """Others than its owner may read the signing key; nothing is signed with it."""


@dataclass(frozen=True, slots=True)
class Head:
    """A log head: so many leaves, and their root."""

    size: int
    root: bytes

    def note(self, origin: str) -> str:
        """The text that is signed."""
        return f"{origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class LogPublished:
    """The head that stands on the site, and what of it did not read back as written."""

    head: Head
    problems: tuple[str, ...] = ()


def publish_log(register: Register, website: Website) -> LogPublished:
    """Write new tiles and the signed head; SecondHistory, and nothing written, where the published head differs."""
    published = published_head(website)
    with register.reading() as connection:
        frontier = read_frontier(connection)
        head = Head(frontier.size, frontier.root)
        if published is not None and published != head:
            _check_continues(connection, published, head)
        settled = int(read_setting(connection, _SETTLED) or -1)
        if published == head and settled == head.size:
            return LogPublished(head)
        tiles = _tiles(connection, max(settled, 0), head.size)
    key = _signing_key(website.log_key)
    files = {
        **tiles,
        CHECKPOINT: _signed(head, website.log_origin, key),
        VERIFIER_KEY: _verifier(key, website),
    }
    written = write_files(website.root, files)
    readings = read_back(website.read_from, [Expected(path, 200, written.hashes[path]) for path in files])
    settle_files(register, {r.path: written.hashes[r.path] for r in readings if r.ok}, 200)
    problems = tuple(f"{r.path}：{r.problem}" for r in readings if not r.ok)
    if not problems:
        with register.writing() as connection:
            write_setting(connection, _SETTLED, str(head.size))
    return LogPublished(head, problems)


def check_history(register: Register, website: Website) -> None:
    """SecondHistory where what the site shows of the log does not continue into this register's."""
    published = published_head(website)
    if published is None:
        return
    with register.reading() as connection:
        frontier = read_frontier(connection)
        head = Head(frontier.size, frontier.root)
        if published != head:
            _check_continues(connection, published, head)


def published_head(website: Website) -> Head | None:
    """The head the site shows now, its signature checked; None where there is none yet."""
    path = public_file(website.root, CHECKPOINT)
    if not path.exists():
        return None
    key = _signing_key(website.log_key)
    try:
        text, _, signatures = path.read_text(encoding="utf-8").partition("\n\n")
        origin, size, root = text.split("\n")
        head = Head(int(size), base64.b64decode(root, validate=True))
        signature = base64.b64decode(signatures.split()[-1], validate=True)[4:]
        key.public_key().verify(signature, head.note(origin).encode())
    except (InvalidSignature, ValueError, IndexError) as error:
        raise SecondHistory("网站上的公示日志首部与本机密钥的签名不符，未签发新的日志首部，请核对") from error
    return head


def _check_continues(connection: sa.Connection, published: Head, head: Head) -> None:
    if published.size > head.size or root_at(connection, published.size) != published.root:
        raise SecondHistory(
            f"网站上已公开的公示日志有{published.size}项，与本登记簿（{head.size}项）不是同一历史；"
            "登记簿可能由旧备份恢复，未签发新的日志首部"
        )


def _tiles(connection: sa.Connection, before: int, after: int) -> dict[str, bytes]:
    """Tiles that became full or grew between two sizes, level by level."""
    files: dict[str, bytes] = {}
    level = 0
    while after:
        for index in range(before // TILE_WIDTH, (after + TILE_WIDTH - 1) // TILE_WIDTH):
            first, last = index * TILE_WIDTH, min((index + 1) * TILE_WIDTH, after)
            files[_tile_path(level, index, last - first)] = b"".join(
                tile_hashes(connection, level, first, last)
            )
        level, before, after = level + 1, before // TILE_WIDTH, after // TILE_WIDTH
    return files


def _tile_path(level: int, index: int, width: int) -> str:
    groups: list[str] = []
    rest = index
    while True:
        groups.insert(0, f"{rest % 1000:03d}" if not groups else f"x{rest % 1000:03d}")
        rest //= 1000
        if not rest:
            break
    partial = "" if width == TILE_WIDTH else f".p/{width}"
    return f"/log/tile/{level}/{'/'.join(groups)}{partial}"


def _signing_key(path: Path) -> Ed25519PrivateKey:
    """The log's private key, made on first use; only its owner may read the file."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        pem = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
            handle.write(pem)
    if path.stat().st_mode & 0o077:
        raise KeyExposed(f"公示日志的签名密钥{path}可被他人读取，请先执行 chmod 600")
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path}不是Ed25519密钥")
    return key


def _public_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def _key_id(key: Ed25519PrivateKey, name: str) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + _public_bytes(key)).digest()[:4]


def _signed(head: Head, origin: str, key: Ed25519PrivateKey) -> bytes:
    note = head.note(origin)
    signature = base64.b64encode(_key_id(key, origin) + key.sign(note.encode())).decode()
    return f"{note}\n— {origin} {signature}\n".encode()


def _verifier(key: Ed25519PrivateKey, website: Website) -> bytes:
    origin = website.log_origin
    public = base64.b64encode(_ED25519 + _public_bytes(key)).decode()
    return f"{origin}+{_key_id(key, origin).hex()}+{public}\n".encode()
