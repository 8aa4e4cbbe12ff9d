"""Signed requests: HMAC-SHA256 over method, path, timestamp, nonce and the digest of the body."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime

from tasks.channels.platforms.settings import Headers


def signature(key: bytes, method: str, path: str, timestamp: str, nonce: str, body: bytes) -> str:
    """The signature, lower-case hex, over the five parts each on a line of its own.

    `path` is the path and query as sent; `timestamp` is UTC, ISO 8601 with seconds.
    """
    lines = (method.upper(), path, timestamp, nonce, hashlib.sha256(body).hexdigest())
    return hmac.new(key, "\n".join(lines).encode("utf-8"), hashlib.sha256).hexdigest()


def signed_headers(
    names: Headers, client: str, key: bytes, method: str, path: str, body: bytes, now: datetime
) -> dict[str, str]:
    """The headers of one request; the nonce is new each time, so a recorded request is worth nothing."""
    timestamp = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    nonce = secrets.token_hex(16)
    return {
        names.client: client,
        names.timestamp: timestamp,
        names.nonce: nonce,
        names.signature: signature(key, method, path, timestamp, nonce, body),
    }


def batch_key(keys: Iterable[str]) -> str:
    """The idempotency key of a batch: the same items in the same order are the same request."""
    return hashlib.sha256("\n".join(keys).encode("utf-8")).hexdigest()
