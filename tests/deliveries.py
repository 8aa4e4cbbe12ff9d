"""Deliveries as the register would make them, for tests of channels. Synthetic only."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from tasks.channels.delivery import Delivery, Task
from tasks.law.lifecycle import WithdrawalReason


def publishing(number: int, sequence: int = 1, **content: str) -> Delivery:
    """The publication of an invented licence; the same arguments give the same delivery."""
    document = f"滨卫医许〔2026〕{number}号"
    edition = {
        "执法类别": "行政许可",
        "执法机关": "滨河市卫生健康委员会",
        "文书号": document,
        "许可内容": "口腔科",
    }
    body = json.dumps(edition | content, ensure_ascii=False, separators=(",", ":"))
    return Delivery(
        publication_id=number,
        decision_id=number,
        page_id=f"01page{number:020d}",
        act_type="行政许可",
        authority_code="111201000000000013",
        document_number=document,
        task=Task.PUBLISH,
        sequence=sequence,
        key=hashlib.sha256(f"{number}/{sequence}/{body}".encode()).hexdigest(),
        body=body,
        content_hash=hashlib.sha256(body.encode()).digest(),
        edition_id=number,
        withdrawal_id=None,
        reason=None,
        explanation="",
        due_on="2026-12-01",
        state="due",
        attempts=0,
    )


def withdrawing(
    number: int, sequence: int = 2, reason: WithdrawalReason = WithdrawalReason.REVOKED, **changes: Any
) -> Delivery:
    """The withdrawal of that licence."""
    published = publishing(number)
    ending = {
        "task": Task.WITHDRAW,
        "sequence": sequence,
        "key": hashlib.sha256(f"{number}/{sequence}/withdraw".encode()).hexdigest(),
        "body": "",
        "content_hash": b"",
        "edition_id": None,
        "withdrawal_id": number,
        "reason": reason,
        "explanation": "撤回说明：该行政许可决定已依法撤销",
        "state": "published",
    }
    return replace(published, **(ending | changes))
