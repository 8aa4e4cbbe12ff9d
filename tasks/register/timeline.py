"""The timeline of one decision: every version, review, clock, act, receipt and ending, with who and by what rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tasks.law.acts import CHANNEL_NAMES, Channel
from tasks.law.lifecycle import STATE_NAMES, PublicationState, WithdrawalReason
from tasks.law.release_stages import STAGE_NAMES, ReviewStage
from tasks.law.withdrawing import REASON_NAMES
from tasks.register.schema import (
    batch,
    deadline_change,
    decision,
    edition,
    finding,
    objection,
    official_form,
    operator_act,
    publication,
    receipt,
    record,
    sighting,
    withdrawal,
)

_ACTS = {
    "approve": "发布审查通过",
    "attest_review": "担保已经法制审核",
    "disclose": "决定公示",
    "withhold": "决定不予公示",
    "defer": "决定暂缓公示",
    "withdraw": "登记撤下",
    "release": "放行退回记录",
    "retry": "重新报送",
    "take_over": "接管原网站的公开",
    "elsewhere_down": "核实原网站已撤下",
    "return": "发布审查退回",
    "override": "负责人决定未经法制审核而公开",
    "hide": "更正隐去内容：隐去",
    "show": "更正隐去内容：恢复显示",
    "propose": "提出，待第二人确认",
    "agree": "第二人同意",
    "disagree": "不同意办理",
}


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened: when (as the register keeps instants), what, who, and the detail."""

    at: str
    what: str
    who: str
    detail: str


def read_timeline(connection: sa.Connection, decision_id: int) -> list[TimelineEntry]:
    """Everything the register knows to have happened to a decision, oldest first."""
    entries = [
        *_versions(connection, decision_id),
        *_publication(connection, decision_id),
        *_acts(connection, decision_id),
        *_editions(connection, decision_id),
        *_receipts(connection, decision_id),
        *_withdrawals(connection, decision_id),
        *_objections(connection, decision_id),
        *_forms(connection, decision_id),
    ]
    return sorted(entries, key=lambda entry: entry.at)


def _rows(connection: sa.Connection, query: sa.Select[Any]) -> Sequence[Any]:
    return connection.execute(query).all()


def _versions(connection: sa.Connection, decision_id: int) -> Iterator[TimelineEntry]:
    query = (
        sa.select(record, batch.c.origin, batch.c.contract_version, batch.c.review_attested_by)
        .add_columns(
            batch.c.review_attested_since, batch.c.release_attested_by, batch.c.release_attested_since
        )
        .join_from(record, batch, batch.c.id == record.c.batch_id)
        .where(record.c.decision_id == decision_id)
    )
    for row in _rows(connection, query):
        came = f"来源“{row.source}”第{row.batch_id}批（{row.origin}）第{row.row_number}条，合同版本{row.contract_version}"
        yield TimelineEntry(row.first_seen_at, "收到一个版本", row.source, came)
        for who, since, what in (
            (row.review_attested_by, row.review_attested_since, "法制审核由来源担保"),
            (row.release_attested_by, row.release_attested_since, "发布审查由来源担保"),
        ):
            if who:
                yield TimelineEntry(row.first_seen_at, what, who, f"自{since}起" if since else "")
        if row.state == "superseded":
            yield TimelineEntry(row.state_since, "被新版本取代", "", f"记录{row.id}")
    again = (
        sa.select(sighting.c.seen_at, record.c.id)
        .join_from(sighting, record)
        .where(record.c.decision_id == decision_id)
    )
    for row in _rows(connection, again):
        yield TimelineEntry(row.seen_at, "恢复为先前的内容", "", f"记录{row.id}")
    versions = sa.select(record.c.id).where(record.c.decision_id == decision_id)
    odd = sa.select(finding).where(
        sa.or_(finding.c.decision_id == decision_id, finding.c.record_id.in_(versions))
    )
    for row in _rows(connection, odd):
        yield TimelineEntry(
            row.found_at, "提醒" if row.severity == "warning" else "问题", row.source, row.message
        )


def _publication(connection: sa.Connection, decision_id: int) -> Iterator[TimelineEntry]:
    query = (
        sa.select(publication, decision.c.registered_at)
        .join_from(publication, decision, decision.c.id == publication.c.decision_id)
        .where(publication.c.decision_id == decision_id)
    )
    for row in _rows(connection, query):
        due = (
            f"公开期限{row.due_on}（规则{row.deadline_rule}，放假安排{row.calendar}）"
            if row.due_on
            else "当时无公开期限"
        )
        if row.provisional:
            due += f"，暂定，最迟{row.latest_on}"
        where = CHANNEL_NAMES[Channel(row.channel)]
        yield TimelineEntry(row.registered_at, f"登记：{where}", "", due)
        if row.released_by:
            yield TimelineEntry(row.registered_at, "发布审查人", row.released_by, "")
        yield TimelineEntry(
            row.state_since,
            f"{where}：{STATE_NAMES[row.state]}",
            "",
            row.gate_note or (row.disclosure_reason if row.state == PublicationState.EXEMPT else ""),
        )
    moved = sa.select(deadline_change).where(deadline_change.c.decision_id == decision_id)
    for row in _rows(connection, moved):
        detail = f"{row.due_before}（{row.calendar_before}）改为{row.due_after}（{row.calendar_after}）"
        yield TimelineEntry(row.changed_at, "期限变动", "", detail)


def _acts(connection: sa.Connection, decision_id: int) -> Iterator[TimelineEntry]:
    batches = sa.select(record.c.batch_id).where(record.c.decision_id == decision_id)
    of_batch = sa.and_(operator_act.c.decision_id.is_(None), operator_act.c.batch_id.in_(batches))
    query = sa.select(operator_act).where(sa.or_(operator_act.c.decision_id == decision_id, of_batch))
    for row in _rows(connection, query):
        yield TimelineEntry(row.acted_at, _act_name(row), row.operator, _act_detail(row))


def _act_name(row: Any) -> str:
    name = _ACTS.get(row.act, row.act) + (
        f"（仅{CHANNEL_NAMES[Channel(row.channel)]}）" if row.channel else ""
    )
    return f"{name}：{STAGE_NAMES[ReviewStage(row.stage)]}" if row.stage else name


def _act_detail(row: Any) -> str:
    subject = f"{row.subject}；" if row.subject else ""
    until = f"，至{row.until}" if row.until else ""
    role = f"，职责：{row.role}" if row.role else ""
    return f"{subject}{row.reason}（{row.basis}）{until}{role}"


def _editions(connection: sa.Connection, decision_id: int) -> Iterator[TimelineEntry]:
    for row in _rows(connection, sa.select(edition).where(edition.c.decision_id == decision_id)):
        leaf = f"，公示日志第{row.leaf_index}项" if row.leaf_index is not None else ""
        yield TimelineEntry(
            row.made_at,
            "形成公开文本",
            "",
            f"隐去规则{row.redaction_policy}，摘要{row.hash.hex()[:16]}…{leaf}",
        )


_READ_BACK = {"published": "已公开", "withdrawn": "已撤下", "mended": "核对后已恢复"}


def _receipts(connection: sa.Connection, decision_id: int) -> Iterator[TimelineEntry]:
    query = (
        sa.select(receipt, publication.c.channel)
        .join_from(receipt, publication, publication.c.id == receipt.c.publication_id)
        .where(publication.c.decision_id == decision_id)
    )
    for row in _rows(connection, query):
        number = f"，回执{row.reference}" if row.reference else ""
        yield TimelineEntry(
            row.read_at,
            f"{CHANNEL_NAMES[Channel(row.channel)]}读回：{_READ_BACK[row.kind]}",
            row.observer or "",
            f"{row.read_from}，状态{row.status}，摘要{row.page_hash.hex()[:16]}…{number}",
        )


def _withdrawals(connection: sa.Connection, decision_id: int) -> Iterator[TimelineEntry]:
    for row in _rows(connection, sa.select(withdrawal).where(withdrawal.c.decision_id == decision_id)):
        due = f"，撤下期限{row.due_on}" if row.due_on else ""
        name = REASON_NAMES[WithdrawalReason(row.reason)]
        where = CHANNEL_NAMES[Channel(row.channel)]
        yield TimelineEntry(
            row.requested_at, f"要求从{where}撤下：{name}", row.requester, f"{row.basis}{due}"
        )


def _objections(connection: sa.Connection, decision_id: int) -> Iterator[TimelineEntry]:
    for row in _rows(connection, sa.select(objection).where(objection.c.decision_id == decision_id)):
        clock = f"{row.received_on}收到，答复期限{row.reply_due_on}（规则{row.deadline_rule}，放假安排{row.calendar}）"
        stopped = f"，停止执行：{row.stopped_by}" if row.execution_stopped else ""
        detail = f"{row.objector}：{row.content}（{clock}{stopped}）"
        yield TimelineEntry(row.registered_at, f"登记{row.id}号异议", row.registered_by, detail)
        if row.reply_registered_at:
            answer = f"{row.reply}（{row.replied_on}答复）"
            yield TimelineEntry(
                row.reply_registered_at, f"答复{row.id}号异议：{row.result}", row.replied_by, answer
            )


def _forms(connection: sa.Connection, decision_id: int) -> Iterator[TimelineEntry]:
    """The papers made for a decision by itself, and those for the batch its versions came with."""
    batches = sa.select(record.c.batch_id).where(record.c.decision_id == decision_id)
    query = sa.select(official_form).where(
        sa.or_(official_form.c.decision_id == decision_id, official_form.c.batch_id.in_(batches))
    )
    for row in _rows(connection, query):
        about = f"第{row.batch_id}批" if row.batch_id is not None else ""
        yield TimelineEntry(row.made_at, f"填制表单{row.number}", row.made_by, about)
