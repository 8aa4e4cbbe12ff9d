"""The transparency log on the site: a signed head and its tiles (RFC 6962, C2SP tlog-tiles and signed notes)."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from tasks.channels.website.channel import Website
from tasks.channels.website.files import public_file, write_files
from tasks.channels.website.log_addresses import CHECKPOINT, KEY_HISTORY, KEYS_IN_FORCE, tile_path
from tasks.channels.website.log_keys import (
    DatedKey,
    KeyExposed,
    SecondHistory,
    in_force,
    known_keys,
    list_text,
    open_keys,
    signing_keys,
)
from tasks.channels.website.log_notes import BrokenNote, Head, read_head, sign_head
from tasks.channels.website.reading_back import Expected
from tasks.law.merkle import TILE_WIDTH
from tasks.law.merkle_proofs import Place, tile_width
from tasks.register.database import Register
from tasks.register.log_heads import keep_head
from tasks.register.site_rows import settle_files
from tasks.register.transparency import read_frontier, read_setting, root_at, tile_hashes, write_setting

__all__ = ["KeyExposed", "LogPublished", "SecondHistory", "check_history", "public_head", "publish_log"]

_SETTLED = "log_head_read_back"
"""The setting with the size of the last head that was read back with its tiles."""
_FOREIGN = "网站上的公示日志首部与本机密钥的签名不符，未签发新的日志首部，请核对"


@dataclass(frozen=True, slots=True)
class LogPublished:
    """The head that stands on the site, what of it did not read back as written, and how much waits for observers."""

    head: Head
    problems: tuple[str, ...] = ()
    waiting: int = 0


def publish_log(register: Register, website: Website) -> LogPublished:
    """Write new tiles and the signed head; SecondHistory, and nothing written, where the published head differs."""
    keys = open_keys(website)
    published = _published_head(website, keys)
    with register.reading() as connection:
        frontier = read_frontier(connection)
        head = Head(frontier.size, frontier.root)
        if published is not None and published != head:
            _check_continues(connection, published, head)
        settled = int(read_setting(connection, _SETTLED) or -1)
    files = _signed_files(website, keys, head)
    if settled == head.size and _standing(website, files):
        return LogPublished(head)
    with register.reading() as connection:
        tiles = _tiles(connection, max(settled, 0), head.size)
    _keep(register, website, head)
    files = {**tiles, **files}
    written = write_files(website.root, files)
    readings = website.read([Expected(path, 200, written.hashes[path]) for path in files])
    settle_files(register, {r.path: written.hashes[r.path] for r in readings if r.ok}, 200)
    problems = tuple(f"{r.path}：{r.problem}" for r in readings if not r.ok and not r.waiting_for)
    if all(r.ok for r in readings):
        with register.writing() as connection:
            write_setting(connection, _SETTLED, str(head.size))
    return LogPublished(head, problems, sum(bool(r.waiting_for) for r in readings))


def check_history(register: Register, website: Website) -> None:
    """SecondHistory where what the site shows of the log does not continue into this register's."""
    published = _published_head(website, known_keys(website))
    if published is None:
        return
    with register.reading() as connection:
        frontier = read_frontier(connection)
        head = Head(frontier.size, frontier.root)
        if published != head:
            _check_continues(connection, published, head)


def public_head(body: bytes, keys: tuple[DatedKey, ...]) -> Head:
    """The head in a public checkpoint, signed by a key in force; SecondHistory where it is not of this log."""
    try:
        signed = read_head(body)
        signers = signed.signers([key.verifier for key in in_force(keys)])
    except BrokenNote as error:
        raise SecondHistory(_FOREIGN) from error
    if not signers:
        raise SecondHistory(_FOREIGN)
    foreign = signed.unknown([key.verifier for key in keys])
    if foreign:
        raise SecondHistory(
            f"网站上的公示日志首部另有本机不认识的密钥{'、'.join(foreign)}的签名，密钥可能由旧备份恢复，未签发新的日志首部"
        )
    return signed.head


def _published_head(website: Website, keys: tuple[DatedKey, ...]) -> Head | None:
    """The head whose file stands on the site now; None where there is none yet."""
    path = public_file(website.root, CHECKPOINT)
    return public_head(path.read_bytes(), keys) if path.exists() else None


def _check_continues(connection: sa.Connection, published: Head, head: Head) -> None:
    if published.size > head.size or root_at(connection, published.size) != published.root:
        raise SecondHistory(
            f"网站上已公开的公示日志有{published.size}项，与本登记簿（{head.size}项）不是同一历史；"
            "登记簿可能由旧备份恢复，未签发新的日志首部，可用 gongshi log catch-up 补入"
        )


def _keep(register: Register, website: Website, head: Head) -> None:
    with register.writing() as connection:
        if not keep_head(connection, head.size, head.root, website.clock()):
            raise SecondHistory(
                f"本登记簿签发过同为{head.size}项而内容不同的日志首部，登记簿中的日志被改动过，未签发新的日志首部"
            )


def _signed_files(website: Website, keys: tuple[DatedKey, ...], head: Head) -> dict[str, bytes]:
    return {
        CHECKPOINT: sign_head(website.log_origin, head, signing_keys(website, keys)),
        KEYS_IN_FORCE: list_text(in_force(keys)).encode(),
        KEY_HISTORY: list_text(keys).encode(),
    }


def _standing(website: Website, files: dict[str, bytes]) -> bool:
    standing = {path: public_file(website.root, path) for path in files}
    return all(path.exists() and path.read_bytes() == files[name] for name, path in standing.items())


def _tiles(connection: sa.Connection, before: int, after: int) -> dict[str, bytes]:
    """Tiles that became full or grew between two sizes, level by level."""
    files: dict[str, bytes] = {}
    size, level = after, 0
    while after:
        for index in range(before // TILE_WIDTH, (after + TILE_WIDTH - 1) // TILE_WIDTH):
            place = Place(level, index)
            width = tile_width(size, place)
            first = index * TILE_WIDTH
            hashes = tile_hashes(connection, level, first, first + width)
            files[tile_path(place, width)] = b"".join(hashes)
        level, before, after = level + 1, before // TILE_WIDTH, after // TILE_WIDTH
    return files
