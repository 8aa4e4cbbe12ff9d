"""Receipts: what an observer saw for a work list, when, signed with the observer's own Ed25519 key."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tasks.channels.observer.work_list import BrokenFile
from tasks.channels.website.reading_back import Reading

FORMAT = "gongshi-receipt-1"
_CONTEXT = b"gongshi observer receipt\n"


class KeyUnusable(Exception):
    """The observer's key is missing, exposed or there already; the sentence says what to do."""


class ForgedReceipt(ValueError):
    """A receipt whose signature is not that of the key it names."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one observer saw at the addresses of one work list; `observed_at` is when it began to look."""

    list_id: str
    number: int
    key_id: str
    observed_at: datetime
    readings: tuple[Reading, ...]

    def content(self) -> dict[str, Any]:
        """What is signed."""
        return {
            "format": FORMAT,
            "list": self.list_id,
            "number": self.number,
            "key": self.key_id,
            "observed_at": self.observed_at.isoformat(),
            "readings": [[one.path, one.status, one.hash.hex(), one.problem] for one in self.readings],
        }

    @property
    def file_name(self) -> str:
        """Its file's name: list, key, time."""
        return f"{self.number:08d}-{self.key_id}-{self.observed_at:%Y%m%dT%H%M%S%f}"


def key_id_of(public_key: bytes) -> str:
    """The short name of a public key."""
    return sha256(public_key).hexdigest()[:16]


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The public half of a key, 32 bytes."""
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def make_key(path: Path) -> Ed25519PrivateKey:
    """A new key in a file only its owner may read; KeyUnusable where there is one, since receipts hang on it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeyUnusable(f"{path}已有密钥；确需更换的，先移走旧密钥并登记新的公钥") from error
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(pem)
    return key


def read_key(path: Path) -> Ed25519PrivateKey:
    """The observer's key; KeyUnusable where it is missing or others may read it."""
    if not path.exists():
        raise KeyUnusable(f"没有观察员密钥{path}，请先运行 gongshi observe --new-key")
    if path.stat().st_mode & 0o077:
        raise KeyUnusable(f"观察员密钥{path}可被他人读取，请先执行 chmod 600")
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise KeyUnusable(f"{path}不是密钥文件") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusable(f"{path}不是Ed25519密钥")
    return key


def sign(receipt: Receipt, key: Ed25519PrivateKey) -> bytes:
    """The receipt's file."""
    content = receipt.content()
    signature = base64.b64encode(key.sign(_signed(content))).decode()
    return orjson.dumps({**content, "signature": signature}, option=orjson.OPT_INDENT_2)


def _signed(content: dict[str, Any]) -> bytes:
    return _CONTEXT + orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def read_receipt(file: bytes) -> tuple[Receipt, bytes]:
    """The receipt in a file and its signature, not yet checked; BrokenFile where it is not whole."""
    try:
        stored = orjson.loads(file)
        receipt = Receipt(
            str(stored["list"]),
            int(stored["number"]),
            str(stored["key"]),
            datetime.fromisoformat(stored["observed_at"]),
            tuple(
                Reading(str(path), int(status), bytes.fromhex(seen), False, str(problem))
                for path, status, seen, problem in stored["readings"]
            ),
        )
        signature = base64.b64decode(stored["signature"], validate=True)
        whole = stored["format"] == FORMAT and receipt.observed_at.tzinfo is not None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrokenFile("回执不完整或不是回执") from error
    if not whole:
        raise BrokenFile("不是本版本的回执")
    return receipt, signature


def check_signature(receipt: Receipt, signature: bytes, public_key: bytes) -> None:
    """ForgedReceipt where the key did not sign exactly this."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, _signed(receipt.content()))
    except InvalidSignature as error:
        raise ForgedReceipt("回执签名不符") from error
