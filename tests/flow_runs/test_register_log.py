"""The record can be checked by outsiders: with the published files, hashing and the public key alone."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
from datetime import timedelta

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tasks.law.merkle import leaf_hash, root_of
from tasks.register.schema import edition, log_leaf
from tasks.register.transparency import (
    LeafToAppend,
    append_leaves,
    read_frontier,
    root_at,
)
from tests.office import NOW, Office, licence

NUMBER = "滨卫医许〔2026〕35号"


def many(first: int, last: int) -> list[dict[str, str]]:
    return [licence(f"滨卫医许〔2026〕{n}号") for n in range(first, last)]


def defined_root(hashes: list[bytes]) -> bytes:
    """RFC 6962 over leaf hashes, by its recursive definition."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return hashlib.sha256(b"\x01" + defined_root(hashes[:split]) + defined_root(hashes[split:])).digest()


def checkpoint(office: Office) -> tuple[str, int, bytes]:
    """Origin, size and root of the public head, its signature checked with the public key alone."""
    note, _, signature = office.read("/log/checkpoint")[1].partition("\n\n")
    origin, size, root = note.split("\n")
    name, key_id, public = office.read("/log/key")[1].split()[0].split("+", 2)
    key = base64.b64decode(public)
    signed = base64.b64decode(signature.split()[-1])
    assert name == origin
    assert signature.startswith(f"— {origin} ")
    assert signed[:4].hex() == key_id == hashlib.sha256(origin.encode() + b"\n" + key).hexdigest()[:8]
    Ed25519PublicKey.from_public_bytes(key[1:]).verify(signed[4:], (note + "\n").encode())
    return origin, int(size), base64.b64decode(root)


def tile(level: int, index: int, width: int) -> str:
    return f"/log/tile/{level}/{index:03d}" + ("" if width == 256 else f".p/{width}")


def published_leaves(office: Office, size: int) -> list[bytes]:
    hashes = []
    for index in range((size + 255) // 256):
        width = min(256, size - index * 256)
        status = office.home / "site" / "public" / tile(0, index, width)[1:]
        body = status.read_bytes()
        assert len(body) == 32 * width
        hashes += [body[32 * n : 32 * n + 32] for n in range(width)]
    return hashes


def test_an_outsider_recomputes_the_signed_head_from_the_published_tiles(office: Office) -> None:
    for first, last in ((1, 4), (4, 5), (5, 300)):
        office.take(*many(first, last))
        assert office.publish().problems == ()
        _, size, root = checkpoint(office)
        assert size == last - 1
        assert defined_root(published_leaves(office, size)) == root
    above = (office.home / "site" / "public" / tile(1, 0, 1)[1:]).read_bytes()
    assert above == defined_root(published_leaves(office, 256))
    assert office.differences() == []


def test_a_reader_proves_a_page_from_what_it_shows(office: Office) -> None:
    office.take(*many(1, 4))
    office.publish()
    text = office.read(office.page("滨卫医许〔2026〕2号"))[1]
    (kept,) = office.rows(sa.select(edition).where(edition.c.body.contains("滨卫医许〔2026〕2号")))
    assert kept.salt.hex() in text
    assert hashlib.sha256(kept.body.encode()).digest() == kept.hash
    leaf = hashlib.sha256(b"\x00" + hashlib.sha256(kept.salt + kept.hash).digest()).digest()
    assert published_leaves(office, 3)[kept.leaf_index] == leaf


def test_the_log_holds_commitments_only(office: Office) -> None:
    office.take(*many(1, 4))
    office.publish()
    for path in (office.home / "site" / "public" / "log").rglob("*"):
        if path.is_file() and "tile" in str(path):
            assert len(path.read_bytes()) % 32 == 0


def test_the_kept_edge_is_the_root_of_all_leaves_at_any_size(office: Office) -> None:
    with office.open() as here, here.register.writing() as connection:
        hashes: list[bytes] = []
        for portion in (1, 2, 250, 3, 256, 300, 1):
            leaves = [LeafToAppend("publish", 1, bytes([portion % 256]) * 32) for _ in range(portion)]
            append_leaves(connection, leaves, NOW)
            frontier = read_frontier(connection)
            hashes = list(connection.scalars(sa.select(log_leaf.c.hash).order_by(log_leaf.c.index)))
            assert frontier.size == len(hashes)
            assert frontier.root == defined_root(hashes)
        for size in (1, 2, 3, 255, 256, 257, 511, 512, 513, 700, 813):
            assert root_at(connection, size) == defined_root(hashes[:size])


def test_a_register_restored_from_an_older_backup_refuses_to_sign_and_verify_says_so(
    sqlite_office: Office,
) -> None:
    office = sqlite_office
    office.take(*many(1, 4))
    office.publish()
    backup = office.home / "backup.sqlite3"
    register = office.home / "register.sqlite3"
    with office.open() as here:
        raw = here.register.engine.raw_connection()
        raw.execute(f"VACUUM INTO '{backup}'")  # type: ignore[attr-defined]
        raw.close()
    office.take(*many(4, 6))
    office.publish()
    head = office.read("/log/checkpoint")
    for leftover in office.home.glob("register.sqlite3*"):
        leftover.unlink()
    shutil.copy(backup, register)
    office.on(NOW + timedelta(hours=1))
    office.take(*many(6, 9))
    done = office.publish()
    assert any("不是同一历史" in problem for problem in done.problems)
    assert office.read("/log/checkpoint") == head
    assert any("不是同一历史" in found.problem for found in office.differences())


def test_a_head_that_was_written_but_not_settled_is_settled_by_the_next_run(office: Office) -> None:
    office.take(*many(1, 4))
    office.publish()
    with office.open() as here, here.register.writing() as connection:
        connection.execute(sa.text("DELETE FROM setting WHERE name = 'log_head_read_back'"))
        connection.execute(sa.text("DELETE FROM live_file WHERE path LIKE '/log/%'"))
    assert office.differences()
    office.publish()
    assert office.differences() == []


def test_a_key_that_others_may_read_signs_nothing(office: Office) -> None:
    office.take(*many(1, 2))
    office.publish()
    key = office.home / "keys" / "log-signing.pem"
    assert key.stat().st_mode & 0o777 == 0o600
    key.chmod(0o644)
    office.take(*many(2, 3))
    head = office.read("/log/checkpoint")
    assert any("chmod 600" in problem for problem in office.publish().problems)
    assert office.read("/log/checkpoint") == head
    key.chmod(0o600)
    assert office.publish().problems == ()
    assert re.search(r"\n2\n", office.read("/log/checkpoint")[1])


def test_leaf_hashes_are_those_of_the_rfc() -> None:
    assert leaf_hash(b"") == hashlib.sha256(b"\x00").digest()
    assert root_of([leaf_hash(b"x")]) == leaf_hash(b"x")
