"""The keys of the transparency log: private ones in files only their owner may read, and which signed when.

`keys/log-keys` is the list, oldest first; what it says is in force. Private keys stand beside it, found by what
they are, not by what their files are called.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tasks.channels.website.channel import Website
from tasks.channels.website.log_notes import BrokenNote, Verifier, read_verifier, verifier_of

_PRIVATE_FILES = "log-signing*.pem"


class SecondHistory(Exception):
    """Signing now would make a second history under one name; the sentence says why."""


class KeyExposed(Exception):
    """Others than its owner may read a signing key; nothing is signed with it."""


class KeyMissing(SecondHistory):
    """A key that signs the public log is not here; signing with others alone would break off its history."""


@dataclass(frozen=True, slots=True)
class DatedKey:
    """A verifier key with the Shanghai dates since and until which it signs; `until` is "" while it does."""

    verifier: Verifier
    since: str
    until: str = ""

    @property
    def line(self) -> str:
        """The key as a line of the list."""
        return f"{self.verifier} {self.since} {self.until}".rstrip() + "\n"


def known_keys(website: Website) -> tuple[DatedKey, ...]:
    """Every key this log has had, oldest first; none before the first was made. BrokenNote, where unreadable."""
    path = _list_of(website)
    if path.exists():
        return tuple(_dated(line) for line in path.read_text(encoding="utf-8").splitlines())
    if website.log_key.exists():
        return (DatedKey(verifier_of(website.log_origin, _private(website.log_key)), website.today),)
    return ()


def in_force(keys: Sequence[DatedKey]) -> list[DatedKey]:
    """The keys that sign."""
    return [key for key in keys if not key.until]


def open_keys(website: Website) -> tuple[DatedKey, ...]:
    """The keys, the first made now where there was none; the caller holds the claim "website"."""
    keys = known_keys(website)
    if not keys:
        keep_private(website.log_key, Ed25519PrivateKey.generate())
        keys = known_keys(website)
    if not _list_of(website).exists():
        keep_list(website, keys)
    named = {key.verifier.name for key in in_force(keys)}
    if named != {website.log_origin}:
        raise SecondHistory(
            f"site.yaml中的日志名称“{website.log_origin}”与密钥清单中的“{'、'.join(named)}”不同，未签发日志首部；"
            "要另立日志的，请按操作手册先移走旧密钥和旧日志"
        )
    return keys


def signing_keys(website: Website, keys: Sequence[DatedKey]) -> list[Ed25519PrivateKey]:
    """The private halves of the keys in force, in their order; KeyExposed or KeyMissing where one is unusable."""
    found = {verifier_of(website.log_origin, key).key: key for key in private_keys(website).values()}
    missing = [key.verifier.id for key in in_force(keys) if key.verifier.key not in found]
    if missing:
        raise KeyMissing(
            f"{website.log_key.parent}中没有公示日志的签名密钥{'、'.join(missing)}，未签发新的日志首部，请由备份恢复"
        )
    return [found[key.verifier.key] for key in in_force(keys)]


def private_keys(website: Website) -> dict[Path, Ed25519PrivateKey]:
    """The private keys at hand, by file."""
    return {path: _private(path) for path in sorted(website.log_key.parent.glob(_PRIVATE_FILES))}


def keep_list(website: Website, keys: Sequence[DatedKey]) -> None:
    """Put a list of keys in force, whole or not at all."""
    _keep(_list_of(website), list_text(keys).encode(), 0o644)


def list_text(keys: Sequence[DatedKey]) -> str:
    """Keys as lines."""
    return "".join(key.line for key in keys)


def keep_private(path: Path, key: Ed25519PrivateKey) -> None:
    """Write a private key to a file of its owner's alone."""
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _keep(path, pem, 0o600)


def sync_folder(folder: Path) -> None:
    """Make what happened to a folder's entries last."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _list_of(website: Website) -> Path:
    return website.log_key.with_name("log-keys")


def _dated(line: str) -> DatedKey:
    verifier, *dates = line.split()
    if len(dates) not in (1, 2):
        raise BrokenNote(f"密钥清单中的“{line[:80]}”没有启用日期")
    return DatedKey(read_verifier(verifier), *dates)


def _private(path: Path) -> Ed25519PrivateKey:
    if path.stat().st_mode & 0o077:
        raise KeyExposed(f"公示日志的签名密钥{path}可被他人读取，请先执行 chmod 600")
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path}不是Ed25519密钥")
    return key


def _keep(path: Path, body: bytes, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as handle:
        handle.write(body)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(path)
    sync_folder(path.parent)
