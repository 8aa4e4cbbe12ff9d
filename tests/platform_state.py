"""What a city platform keeps: decisions by page, receipts by key, and who may write (the other side of the contract)."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

_CLOCKS_MAY_DIFFER = timedelta(minutes=5)


class NotSigned(Exception):
    """A request that nobody known signed, too old, too new, or seen before; the code says which."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass
class Signatures:
    """Whose requests are believed, each once."""

    keys: dict[str, bytes]
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    _nonces: set[tuple[str, str]] = field(default_factory=set)

    def check(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> None:
        """NotSigned unless the request is signed as docs/channels-http.md says."""
        client = headers.get("X-Gongshi-Client") or ""
        stamp, nonce = headers.get("X-Gongshi-Timestamp") or "", headers.get("X-Gongshi-Nonce") or ""
        lines = [method, path, stamp, nonce, hashlib.sha256(body).hexdigest()]
        key = self.keys.get(client)
        if key is None:
            raise NotSigned("client-unknown", "未登记的接入单位")
        expected = hmac.new(key, "\n".join(lines).encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, headers.get("X-Gongshi-Signature") or ""):
            raise NotSigned("signature-wrong", "签名不符")
        signed_at = datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        if abs(self.clock() - signed_at) > _CLOCKS_MAY_DIFFER:
            raise NotSigned("clock-differs", "时间戳与平台时间相差过大")
        if (client, nonce) in self._nonces:
            raise NotSigned("replayed", "请求重复提交")
        self._nonces.add((client, nonce))


@dataclass(frozen=True)
class Page:
    """One decision as the platform has it now."""

    page_id: str
    sequence: int
    state: str
    receipt: str
    body: str = ""
    document_number: str = ""
    explanation: str = ""
    successor: str = ""

    def told(self) -> dict[str, Any]:
        """As a reader of the interface gets it."""
        known = {
            "page_id": self.page_id,
            "sequence": self.sequence,
            "state": self.state,
            "receipt": self.receipt,
        }
        if self.state == "published":
            content = {"body": self.body, "content_hash": hashlib.sha256(self.body.encode()).hexdigest()}
            return known | content
        return known | ({"explanation": self.explanation} if self.explanation else {})


@dataclass
class PlatformState:
    """Everything the platform remembers; every change is applied once, in one step."""

    refused: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Document numbers it does not take: code and message."""
    pages: dict[str, Page] = field(default_factory=dict)
    changes: list[tuple[str, int, str]] = field(default_factory=list)
    """(page, sequence, task) of every change that took effect, in order."""
    _answers: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def apply(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """What became of one item; the same key has the same answer for good."""
        content = hashlib.sha256(repr(sorted(item.items())).encode()).hexdigest()
        with self._lock:
            if item["key"] in self._answers:
                before, answer = self._answers[item["key"]]
                if before != content:
                    return self._refusal(item, "key-reused", "同一编号先后报送了不同的内容")
                return {**answer, "status": "already"}
            return self._apply_new(item, content)

    def _apply_new(self, item: Mapping[str, Any], content: str) -> dict[str, Any]:
        page = self.pages.get(item["page_id"])
        if page and item["sequence"] <= page.sequence:
            return {"key": item["key"], "status": "stale", "sequence": page.sequence}
        if item["document_number"] in self.refused and item["task"] == "publish":
            return self._refusal(item, *self.refused[item["document_number"]])
        if item["task"] == "publish":
            if hashlib.sha256(item["body"].encode()).hexdigest() != item["content_hash"]:
                return self._refusal(item, "hash-differs", "内容与摘要不符")
            state, body = "published", item["body"]
        else:
            state, body = "withdrawn", ""
        receipt = f"HZ{len(self._answers) + 1:08d}"
        self.pages[item["page_id"]] = Page(
            item["page_id"],
            item["sequence"],
            state,
            receipt,
            body,
            item["document_number"] if body else "",
            item.get("explanation", ""),
            item.get("successor", ""),
        )
        self.changes.append((item["page_id"], item["sequence"], item["task"]))
        answer = {"key": item["key"], "status": "accepted", "receipt": receipt, "sequence": item["sequence"]}
        if body:
            answer["content_hash"] = item["content_hash"]
        self._answers[item["key"]] = (content, answer)
        return answer

    @staticmethod
    def _refusal(item: Mapping[str, Any], code: str, message: str) -> dict[str, Any]:
        return {"key": item["key"], "status": "refused", "code": code, "message": message}

    def page(self, page_id: str) -> tuple[int, dict[str, Any]]:
        """HTTP status and document of one address."""
        page = self.pages.get(page_id)
        if page is None:
            return 404, {"page_id": page_id, "state": "absent"}
        return (200 if page.state == "published" else 410), page.told()

    def list_after(self, after: str, limit: int) -> list[dict[str, Any]]:
        """The next decisions in the order of page ids, without their texts."""
        following = [self.pages[one] for one in sorted(self.pages) if one > after][:limit]
        return [{k: v for k, v in page.told().items() if k != "body"} for page in following]

    def shown(self) -> dict[str, str]:
        """What a reader sees: the texts that are public, by page."""
        return {page.page_id: page.body for page in self.pages.values() if page.state == "published"}
