"""Deliveries to a CMS as the register would make them, on invented decisions."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from tasks.channels.configuration import channel_file
from tasks.channels.content_management.channel import ContentManagement, content_management
from tasks.channels.delivery import Delivery, Task
from tasks.law.acts import ActType, Channel
from tasks.law.lifecycle import WithdrawalReason
from tasks.law.withdrawing import WithdrawalRequest, explanation
from tests.content_management.portal import COLUMN, TOKEN

AUTHORITY = "滨河市卫生健康委员会"
LOG = "wjw.binhe.example/log"


def decision(**changes: str) -> Delivery:
    """A new penalty decision to publish; `changes` are fields of its public edition."""
    page_id = uuid.uuid4().hex[:20]
    fields = {
        "执法类别": "行政处罚",
        "执法机关": AUTHORITY,
        "执法对象": f"滨河市海州区{page_id[:6]}口腔门诊部有限公司",
        "文书号": f"滨卫医罚〔2026〕{int(page_id[:6], 16)}号",
        "决定日期": "2026-11-18",
        "执法结论": "警告；罚款4.9万元",
        "违法事实": "未按照规定填写病历资料。",
        "罚款金额（万元）": "4.9",
        **changes,
    }
    blank = Delivery(
        publication_id=1, decision_id=1, page_id=page_id, act_type="行政处罚", authority_code="", document_number="",
        task=Task.PUBLISH, sequence=1, key="", body="", content_hash=b"", edition_id=1, withdrawal_id=None, reason=None,
        explanation="", due_on="2026-11-27", state="due", attempts=0, redacted=True, leaf_index=41, salt=b"\x5a" * 16,
    )  # fmt: skip
    return with_text(blank, fields)


def with_text(delivery: Delivery, fields: dict[str, str]) -> Delivery:
    """The delivery with another public edition."""
    body = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return replace(
        delivery,
        key=f"{delivery.page_id}-{delivery.sequence}-{sha256(body.encode()).hexdigest()[:8]}",
        body=body,
        content_hash=sha256(body.encode()).digest(),
        document_number=fields["文书号"],
    )


def corrected(delivery: Delivery, **changes: str) -> Delivery:
    """The next change of a publication: the same page with new text."""
    later = replace(delivery, sequence=delivery.sequence + 1)
    return with_text(later, {**json.loads(delivery.body), **changes})


def withdrawn(delivery: Delivery, reason: WithdrawalReason) -> Delivery:
    """The next change of a publication: its end."""
    request = WithdrawalRequest(
        reason, "《行政处罚法》第四十八条", "法规处 李某", "滨政复决〔2026〕8号", "滨河市人民政府"
    )
    return replace(
        delivery,
        task=Task.WITHDRAW,
        sequence=delivery.sequence + 1,
        key=f"{delivery.page_id}-{delivery.sequence + 1}-withdraw",
        body="",
        content_hash=b"",
        edition_id=None,
        withdrawal_id=1,
        reason=reason,
        explanation=explanation(request, ActType(delivery.act_type), delivery.document_number),
    )


def taken_back(delivery: Delivery) -> Delivery:
    """The next change of a publication that must wait after all."""
    later = withdrawn(delivery, WithdrawalReason.IN_ERROR)
    return replace(later, reason=None, withdrawal_id=None, explanation="")


def configured(
    home: Path, url: str, *, token: str = TOKEN, timeout: float = 20, extra_places: str = ""
) -> ContentManagement:
    """The channel as an installation with such a `cms.yaml` opens it."""
    channel_file(home, Channel.CMS).parent.mkdir(parents=True, exist_ok=True)
    channel_file(home, Channel.CMS).write_text(
        f"""
api: {url}/gongshi/decisions/
column: {url}/{COLUMN}/
token_variable: CMS_TOKEN
timeout: {timeout}
places:
  - {{name: 栏目列表, address: "{url}/{COLUMN}/?page={{page}}"}}
  - {{name: 订阅源, address: "{url}/gongshi/feed.xml"}}
  - {{name: 网站地图, address: "{url}/sitemap.xml"}}
  - {{name: 站内检索, address: "{url}/search/?query={{document_number}}"}}
  - {{name: 数据接口, address: "{url}/api/v2/pages/?slug={{page_id}}"}}
{extra_places}
""",
        encoding="utf-8",
    )
    found = content_management(home, {"CMS_TOKEN": token}, LOG)
    assert found is not None
    return found
