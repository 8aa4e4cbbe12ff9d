"""Signed heads of the transparency log: C2SP signed notes and checkpoints, with one line for each key that signs."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_ED25519 = b"\x01"
_SIGNATURE = "— "


class BrokenNote(ValueError):
    """Bytes that are no signed head, or a key that is none; the sentence says which."""


@dataclass(frozen=True, slots=True)
class Head:
    """A log head: so many leaves, and their root."""

    size: int
    root: bytes

    def text(self, origin: str) -> str:
        """What is signed."""
        return f"{origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key under the log's name, as `/log/key` shows it; `key` is the raw Ed25519 key."""

    name: str
    key: bytes

    @property
    def id(self) -> str:
        """The eight hexadecimal digits that signatures name the key by."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.key).hexdigest()[:8]

    def __str__(self) -> str:
        """The key as a line of text (C2SP vkey)."""
        return f"{self.name}+{self.id}+{base64.b64encode(_ED25519 + self.key).decode()}"

    def signed(self, text: str, signature: bytes) -> bool:
        """Whether the signature is this key's over that text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


def read_verifier(text: str) -> Verifier:
    """The key a vkey line names; BrokenNote where it is none."""
    try:
        name, key_id, encoded = text.split("+", 2)
        key = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise BrokenNote(f"“{text[:60]}”不是验签公钥") from error
    found = Verifier(name, key[1:])
    if key[:1] != _ED25519 or len(key) != 33 or found.id != key_id:
        raise BrokenNote(f"“{text[:60]}”不是验签公钥")
    return found


def verifier_of(name: str, key: Ed25519PrivateKey) -> Verifier:
    """The public half of a private key."""
    return Verifier(name, key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head as it was signed, with (name, key id, signature) of every line."""

    origin: str
    head: Head
    signatures: tuple[tuple[str, str, bytes], ...]

    def signers(self, keys: Sequence[Verifier]) -> list[Verifier]:
        """Those of the keys that signed; BrokenNote where a line names one of them and does not fit."""
        by_id = {(key.name, key.id): key for key in keys}
        found = []
        for name, key_id, signature in self.signatures:
            key = by_id.get((name, key_id))
            if key is not None and not key.signed(self.head.text(self.origin), signature):
                raise BrokenNote("日志首部的签名不符")
            if key is not None:
                found.append(key)
        return found

    def unknown(self, keys: Sequence[Verifier]) -> list[str]:
        """Ids of keys that sign under the log's own name and are none of these."""
        known = {key.id for key in keys}
        return [key_id for name, key_id, _ in self.signatures if name == self.origin and key_id not in known]


def sign_head(origin: str, head: Head, keys: Sequence[Ed25519PrivateKey]) -> bytes:
    """The checkpoint: the head's text and a line of each key, in their order."""
    text = head.text(origin)
    lines = []
    for key in keys:
        name = verifier_of(origin, key)
        signature = base64.b64encode(bytes.fromhex(name.id) + key.sign(text.encode())).decode()
        lines.append(f"{_SIGNATURE}{origin} {signature}\n")
    return f"{text}\n{''.join(lines)}".encode()


def read_head(body: bytes) -> SignedHead:
    """The head in a checkpoint, its signatures not yet checked; BrokenNote where it is none."""
    try:
        text, _, lines = body.decode().partition("\n\n")
        origin, size, root = text.split("\n")[:3]
        signatures = [_signature(line) for line in lines.splitlines()]
        head = Head(int(size), base64.b64decode(root, validate=True))
    except (ValueError, UnicodeDecodeError) as error:
        raise BrokenNote("不是日志首部，或签名不符") from error
    if head.text(origin) != text + "\n" or len(head.root) != 32 or not signatures:
        raise BrokenNote("不是日志首部，或签名不符")
    return SignedHead(origin, head, tuple(signatures))


def _signature(line: str) -> tuple[str, str, bytes]:
    if not line.startswith(_SIGNATURE):
        raise ValueError(line)
    name, encoded = line[len(_SIGNATURE) :].rsplit(" ", 1)
    signature = base64.b64decode(encoded, validate=True)
    return name, signature[:4].hex(), signature[4:]
