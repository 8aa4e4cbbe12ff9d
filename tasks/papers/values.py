"""The values of the {names} a paper may carry, from the facts of one decision or of a batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tasks.law.acts import CHANNEL_NAMES
from tasks.law.edition import CONCLUSION, PARTY, Edition
from tasks.law.lifecycle import STATE_NAMES, WithdrawalReason
from tasks.law.redaction import public_edition
from tasks.law.redaction_policy import RedactionPolicy
from tasks.law.withdrawing import REASON_NAMES
from tasks.papers.catalogue import VALUES
from tasks.papers.wording import day_text, instant_day_text, printable, without_identity_numbers
from tasks.register.form_facts import CaseFacts

_IN_LIST = "详见附件清单"


@dataclass(frozen=True, slots=True)
class Occasion:
    """Where, when and by whom a paper is made, and by which rules names are masked."""

    publisher: str
    contact: str
    base_url: str
    maker: str
    today: date
    redaction: RedactionPolicy


def edition_of(case: CaseFacts, occasion: Occasion) -> Edition:
    """What the public would see of a decision, whatever it waits for."""
    return public_edition(case.decision, occasion.redaction, occasion.today)


def values_of(case: CaseFacts, page_path: str, occasion: Occasion) -> dict[str, str]:
    """Every value for one decision, "" where nothing is known yet."""
    edition = edition_of(case, occasion)
    known = {*edition.exempt, case.row.document_number}
    values = (
        dict.fromkeys(VALUES, "")
        | _of_occasion(occasion)
        | _of_decision(case, edition)
        | _of_publication(case, page_path, occasion)
        | _of_service(case)
        | _of_withdrawal(case)
        | _of_objection(case)
    )
    return {name: without_identity_numbers(printable(text), known) for name, text in values.items()}


def values_of_batch(cases: Sequence[CaseFacts], batch_id: int, occasion: Occasion) -> dict[str, str]:
    """The values for a batch: what its decisions share, the earliest deadline, and the list for the rest."""
    values = dict.fromkeys(VALUES, "") | _of_occasion(occasion)
    count = f"{len(cases)}件"
    dues = sorted(case.row.due_on for case in cases if case.row.due_on)
    reviews = sorted(case.row.release_due_on for case in cases if case.row.release_due_on)
    days = sorted(case.row.decided_on for case in cases)
    first, last = day_text(days[0]), day_text(days[-1])
    values |= {
        "count": count,
        "batch": f"第{batch_id}批",
        "source": _all_of(case.row.source for case in cases),
        "document_number": f"共{count}，{_IN_LIST}",
        "act_type": _all_of(case.row.act_type for case in cases),
        "authority": _all_of(case.row.authority_name for case in cases),
        "office": _all_of(case.row.office for case in cases),
        "party": _IN_LIST,
        "decided_on": first if first == last else f"{first}至{last}",
        "public_text": _IN_LIST,
        "conclusion": _IN_LIST,
        "redacted": "各件按隐去规则处理，" + _IN_LIST,
        "channels": _all_of(CHANNEL_NAMES[one] for case in cases for one in case.channels),
        "due_on": f"最早{day_text(dues[0])}" if dues else "",
        "release_due_on": f"最早{day_text(reviews[0])}" if reviews else "",
    }
    return {name: printable(text) for name, text in values.items()}


def _all_of(texts: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(text for text in texts if text))


def _of_occasion(occasion: Occasion) -> dict[str, str]:
    return {
        "publisher": occasion.publisher,
        "contact": occasion.contact,
        "today": day_text(occasion.today),
        "maker": occasion.maker,
        "count": "1件",
    }


def _of_decision(case: CaseFacts, edition: Edition) -> dict[str, str]:
    row = case.row
    return {
        "batch": f"第{row.batch_id}批",
        "source": row.source,
        "document_number": row.document_number,
        "act_type": row.act_type,
        "authority": row.authority_name,
        "office": row.office,
        "party": edition.fields.get(PARTY, ""),
        "party_name": case.decision.party_name,
        "decided_on": day_text(row.decided_on),
        "conclusion": edition.fields.get(CONCLUSION, ""),
        "public_text": "\n".join(f"{name}：{text}" for name, text in edition.fields.items()),
        "redacted": _redacted(edition),
    }


def _redacted(edition: Edition) -> str:
    doubts = "；".join(doubt.sentence for doubt in edition.doubts)
    done = "已按规定隐去不宜公开的信息" if edition.redacted else "无须隐去的内容"
    return f"{done}。{doubts}" if doubts else done


def _of_publication(case: CaseFacts, page_path: str, occasion: Occasion) -> dict[str, str]:
    row = case.row
    due = day_text(row.due_on)
    if row.provisional and row.latest_on:
        due += f"（暂定，最迟{day_text(row.latest_on)}）"
    rulings = [act for act in case.acts if act.act == "defer" and act.until]
    return {
        "channels": "、".join(CHANNEL_NAMES[one] for one in dict.fromkeys(case.channels)),
        "state": STATE_NAMES[row.state],
        "due_on": due,
        "release_due_on": day_text(row.release_due_on),
        "gate_note": row.gate_note or "",
        "disclosure": row.disclosure,
        "disclosure_reason": row.disclosure_reason,
        "disclosure_basis": row.disclosure_basis,
        "reexamine_on": day_text(row.reexamine_on),
        "deferred_until": day_text(rulings[-1].until) if rulings else "",
        "page": f"{occasion.base_url.rstrip('/')}{page_path}",
        "published_on": instant_day_text(row.first_published_at),
        "period_ends_on": day_text(row.period_ends_on),
    }


def _of_service(case: CaseFacts) -> dict[str, str]:
    content = case.content
    return {
        "served_on": day_text(content.get("served_on")),
        "service_method": content.get("service_method", ""),
        "notified_on": day_text(content.get("disclosure_notified_on")),
        "notified_by": content.get("disclosure_notified_by", ""),
        "repair_notified_on": day_text(content.get("repair_notified_on")),
    }


def _of_withdrawal(case: CaseFacts) -> dict[str, str]:
    ending = case.withdrawal
    if ending is None:
        return {}
    return {
        "withdrawal_reason": REASON_NAMES[WithdrawalReason(ending.reason)],
        "withdrawal_basis": ending.basis,
        "requester": ending.requester,
        "explanation": ending.explanation or "按规定不公开原因",
        "effective_on": day_text(ending.effective_on),
        "received_on": day_text(ending.received_on),
        "withdrawal_due_on": day_text(ending.due_on),
        "withdrawn_on": instant_day_text(ending.settled_at),
    }


def _of_objection(case: CaseFacts) -> dict[str, str]:
    one = case.objection
    if one is None:
        return {}
    return {
        "objection": f"{one.id}号",
        "objector": one.objector,
        "objection_content": one.content,
        "objection_received_on": day_text(one.received_on),
        "reply_due_on": day_text(one.reply_due_on),
        "stopped": "是" if one.execution_stopped else "否",
        "result": one.result or "",
        "reply": one.reply or "",
        "replied_on": day_text(one.replied_on),
    }
