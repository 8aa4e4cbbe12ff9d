"""What is asked of the CMS for one delivery, and what the public must then read there (G12, G13, G15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from tasks.channels.content_management.marked_text import one_line
from tasks.channels.delivery import Delivery, Task
from tasks.channels.website.markup import fit_text
from tasks.channels.website.page_content import (
    CREDIT_NOTICE,
    CREDIT_USE,
    REDACTED_NOTICE,
    SILENT_NOTICE,
    decision_title,
    successor_notice,
)
from tasks.law.acts import ActType
from tasks.law.edition import AUTHORITY, DECIDED_ON, DOCUMENT_NUMBER, PARTY
from tasks.law.lifecycle import PUBLIC_REASONS, WithdrawalReason
from tasks.law.withdrawing import REASON_NAMES

DECISION, ENDING = "decision", "ending"
"""How the CMS marks the sections that are ours: `data-gongshi="decision"`."""
PAGE_ID_NAME = "索引号"
"""The name of the metadata that holds a page's own id."""
GONE_HEADING = "撤回说明"

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PublicPage:
    """What must be read at the decision's address.

    `mark` names the section whose visible text must be `text`, both "" for an address that answers nothing of ours;
    `metadata` must be in the head, `unsaid` nowhere on the page; `leads_to` is the page id a link of it must hold.
    """

    status: int
    mark: str = ""
    text: str = ""
    metadata: Pairs = ()
    unsaid: str = ""
    leads_to: str = ""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """One delivery as the CMS's API takes it, and as the public then reads it."""

    body: bytes
    standing: str
    page: PublicPage


def page_request(delivery: Delivery, log_origin: str) -> PageRequest:
    """The request for a delivery; the same delivery always gives the same bytes.

    A withdrawal without a reason takes back what was never seen to be public: it leaves no more than an error does.
    """
    if delivery.task is Task.PUBLISH:
        return _published(delivery, log_origin)
    if delivery.reason in (None, WithdrawalReason.IN_ERROR):
        return _request(delivery, "erased", {}, PublicPage(404, unsaid=delivery.document_number))
    if delivery.reason in PUBLIC_REASONS:
        return _told(delivery)
    page = PublicPage(410, ENDING, SILENT_NOTICE, unsaid=delivery.document_number)
    return _request(delivery, "silent", {"heading": SILENT_NOTICE}, page)


def _told(delivery: Delivery) -> PageRequest:
    """An ending the law wants told, with the way to the decision in its place where that is public there."""
    told = fit_text(delivery.explanation)
    content = {"heading": GONE_HEADING, "explanation": told}
    shown = [GONE_HEADING, told]
    if delivery.successor and delivery.reason:
        notice = successor_notice(REASON_NAMES[delivery.reason])
        content |= {"successor": delivery.successor, "successor_notice": notice}
        shown.append(notice)
    page = PublicPage(410, ENDING, one_line(shown), leads_to=delivery.successor)
    return _request(delivery, "gone", content, page)


def _published(delivery: Delivery, log_origin: str) -> PageRequest:
    fields: dict[str, str] = orjson.loads(delivery.body)
    rows = tuple((fit_text(name), fit_text(value)) for name, value in fields.items() if value)
    act_type = ActType(delivery.act_type)
    heading = fit_text(decision_title(fields.get(PARTY, ""), act_type, fields.get(DOCUMENT_NUMBER, "")))
    notices = [
        f"{notice}。" for notice in (*((REDACTED_NOTICE,) if delivery.redacted else ()), CREDIT_NOTICE)
    ]
    check = _check_rows(delivery, log_origin)
    metadata = _metadata(delivery, heading, dict(rows))
    content = {
        "heading": heading,
        "act_type": act_type.value,
        "document_number": dict(rows).get(DOCUMENT_NUMBER, ""),
        "decided_on": fields.get(DECIDED_ON, "")[:10],
        "rows": rows,
        "notices": notices,
        "check": check,
        "metadata": metadata,
    }
    shown = [
        heading,
        *(text for row in rows for text in row),
        *notices,
        *(text for row in check for text in row),
    ]
    return _request(delivery, "published", content, PublicPage(200, DECISION, one_line(shown), metadata))


def _check_rows(delivery: Delivery, log_origin: str) -> Pairs:
    """What an outsider needs to find the decision in the log."""
    hashed = ("公开文本摘要（SHA-256）", delivery.content_hash.hex())
    if delivery.leaf_index is None:
        return (hashed,)
    place = (
        ("公示日志", log_origin),
        ("日志序号", str(delivery.leaf_index)),
        ("随机盐", delivery.salt.hex()),
    )
    return (*place, hashed)


def _metadata(delivery: Delivery, heading: str, fields: Mapping[str, str]) -> Pairs:
    """The government-site metadata that come with the decision; the site's own are its template's."""
    named = {
        "ColumnName": delivery.act_type,
        "ArticleTitle": heading,
        "ContentSource": fields.get(AUTHORITY, ""),
        "Keywords": f"{delivery.act_type},行政执法公示",
        "Description": heading,
        PAGE_ID_NAME: delivery.page_id,
        "发文日期": fields.get(DECIDED_ON, ""),
        "成文日期": fields.get(DECIDED_ON, ""),
        "发文字号": fields.get(DOCUMENT_NUMBER, ""),
        "gongshi:credit-rating-use": CREDIT_USE,
        "gongshi:edition-sha256": delivery.content_hash.hex(),
    }
    return tuple((name, one_line([content])) for name, content in named.items())


def _request(
    delivery: Delivery, standing: str, content: Mapping[str, object], page: PublicPage
) -> PageRequest:
    asked = {"sequence": delivery.sequence, "key": delivery.key, "standing": standing, **content}
    return PageRequest(orjson.dumps(asked), standing, page)
