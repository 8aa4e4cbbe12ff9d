"""How a delivery is written for a platform, and what its answers say, by the names its settings give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from tasks.channels.delivery import Delivery, Task
from tasks.channels.platforms.exchange import Answer
from tasks.channels.platforms.faults import foreign, unreadable
from tasks.channels.platforms.settings import Fields, PlatformSettings, Words
from tasks.law.lifecycle import PUBLIC_REASONS
from tasks.law.retrying import LONGEST_ASKED

_LONGEST_RECEIPT = 200


class Verdict(StrEnum):
    """What a platform says became of an item."""

    ACCEPTED = "accepted"
    STALE = "stale"
    REFUSED = "refused"
    BUSY = "busy"


class Standing(StrEnum):
    """How a decision stands on a platform."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What a platform answered about one item; `content_hash` is what it says it stored."""

    verdict: Verdict
    receipt: str
    sequence: int | None
    content_hash: bytes
    code: str
    message: str
    wait_seconds: float | None


@dataclass(frozen=True, slots=True)
class Shown:
    """How one decision stands on a platform; no hash where nothing is shown."""

    page_id: str
    sequence: int
    content_hash: bytes
    state: Standing
    receipt: str = ""
    status: int = 200


def written_batch(deliveries: Sequence[Delivery], settings: PlatformSettings) -> dict[str, Any]:
    """The document that carries a batch, its items where the platform expects them."""
    document: Any = [written_item(one, settings) for one in deliveries]
    for part in reversed(settings.fields.items.split(".")):
        document = {part: document}
    return dict(document)


def written_item(delivery: Delivery, settings: PlatformSettings) -> dict[str, Any]:
    """One item of a batch. The explanation goes out only where the law wants it told (处罚法 48)."""
    named, words = settings.fields, settings.words
    item: dict[str, Any] = {
        named.key: delivery.key,
        named.sequence: delivery.sequence,
        named.task: words.publish if delivery.task is Task.PUBLISH else words.withdraw,
        named.page_id: delivery.page_id,
        named.act_type: delivery.act_type,
        named.document_number: delivery.document_number,
        named.authority_code: delivery.authority_code,
    }
    if delivery.task is Task.PUBLISH:
        item[named.body] = delivery.body
        item[named.content_hash] = delivery.content_hash.hex()
    else:
        item[named.reason] = delivery.reason.value if delivery.reason else ""
        if delivery.reason in PUBLIC_REASONS and delivery.explanation:
            item[named.explanation] = delivery.explanation
        if delivery.successor:
            item[named.successor] = delivery.successor
    return item


def read_results(
    answer: Answer, sent: Sequence[Delivery], settings: PlatformSettings, name: str
) -> dict[str, ItemResult]:
    """What the answer says about each item sent, by key; items it does not mention are absent.

    PlatformFault for an answer that cannot be read as a whole, names an item never sent, or contradicts itself.
    """
    listed = _at(answer.document, settings.fields.results)
    if not isinstance(listed, list):
        raise unreadable(name, f"没有“{settings.fields.results}”列表", answer.status)
    known = {delivery.key for delivery in sent}
    found: dict[str, ItemResult] = {}
    for entry in listed:
        key = entry.get(settings.fields.key) if isinstance(entry, dict) else None
        if not isinstance(key, str):
            raise unreadable(name, "有一项没有编号", answer.status)
        if key not in known:
            raise foreign(name)
        result = _result(entry, settings.fields, settings.words)
        if result is None:
            raise unreadable(name, "有一项的状态无法识别", answer.status)
        if found.setdefault(key, result) != result:
            raise unreadable(name, "同一编号有两种说法", answer.status)
    return found


def read_shown(entry: Any, settings: PlatformSettings, status: int = 200) -> Shown | None:
    """How a decision stands; None for what cannot be understood.

    Where the text itself is given, the hash is computed from it: what the platform says of it does not count.
    """
    if not isinstance(entry, dict):
        return None
    named, words = settings.fields, settings.words
    standings = {
        words.withdrawn: Standing.WITHDRAWN,
        words.absent: Standing.ABSENT,
        words.published: Standing.PUBLISHED,
    }
    page, state = entry.get(named.page_id), entry.get(named.state)
    standing = standings.get(state) if isinstance(state, str) else None
    sequence = _whole(entry.get(named.sequence, 0))
    told = _hash(entry.get(named.content_hash, ""))
    if not isinstance(page, str) or standing is None or sequence is None or told is None:
        return None
    body = entry.get(named.body)
    if isinstance(body, str) and body:
        told = sha256(body.encode("utf-8", "surrogatepass")).digest()
    return Shown(page, sequence, told, standing, _text(entry.get(named.receipt)), status)


def listed_decisions(answer: Answer, settings: PlatformSettings, name: str) -> list[Shown]:
    """One page of what a platform shows; PlatformFault where it cannot be read."""
    listed = _at(answer.document, settings.fields.decisions)
    if not isinstance(listed, list):
        raise unreadable(name, f"没有“{settings.fields.decisions}”列表", answer.status)
    shown = [one for entry in listed if (one := read_shown(entry, settings)) is not None]
    if len(shown) < len(listed):
        raise unreadable(name, "清单中有一项无法识别", answer.status)
    return shown


def _result(entry: Mapping[str, Any], named: Fields, words: Words) -> ItemResult | None:
    verdicts = {
        words.accepted: Verdict.ACCEPTED,
        words.already: Verdict.ACCEPTED,
        words.stale: Verdict.STALE,
        words.refused: Verdict.REFUSED,
        words.busy: Verdict.BUSY,
    }
    status = entry.get(named.status)
    verdict = verdicts.get(status) if isinstance(status, str) else None
    told = _hash(entry.get(named.content_hash, ""))
    if verdict is None or told is None:
        return None
    return ItemResult(
        verdict,
        _text(entry.get(named.receipt)),
        _whole(entry.get(named.sequence)),
        told,
        _text(entry.get(named.code)),
        _text(entry.get(named.message)),
        _seconds(entry.get(named.retry_after)),
    )


def _at(document: Mapping[str, Any], path: str) -> Any:
    at: Any = document
    for part in path.split("."):
        at = at.get(part) if isinstance(at, dict) else None
    return at


def _text(value: Any) -> str:
    return str(value)[:_LONGEST_RECEIPT] if isinstance(value, str | int) else ""


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _seconds(value: Any) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool) or not value >= 0:
        return None
    return float(min(value, LONGEST_ASKED.total_seconds()))


def _hash(value: Any) -> bytes | None:
    """The bytes of a hash in hex, b"" where none is given, None where it is no hash."""
    if value in ("", None):
        return b""
    try:
        found = bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        return None
    return found if len(found) == 32 else None
