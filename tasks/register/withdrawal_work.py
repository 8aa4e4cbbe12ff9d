"""Withdrawals to carry out and settle: intents are committed, results only after reading back (promise 4)."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.law.lifecycle import PublicationState, WithdrawalReason
from tasks.register.counters import bump
from tasks.register.database import Register, instant_text
from tasks.register.schema import (
    decision,
    edition,
    operator_act,
    publication,
    receipt,
    setting,
    withdrawal,
)
from tasks.register.selection import selected
from tasks.register.sent_rows import SENT_NAME, mark_sent
from tasks.register.site_rows import PUBLIC_DECISIONS
from tasks.register.transparency import LeafToAppend, append_leaves, forget_salts, write_setting

_LOGGED = "withdrawals_logged"
ELSEWHERE_DOWN = "elsewhere_down"
"""The act by which a person says that an old site shows a withdrawn decision no longer."""


@dataclass(frozen=True, slots=True)
class PageToWithdraw:
    """One address to bring down, and what to say there."""

    withdrawal_id: int
    publication_id: int
    decision_id: int
    page_id: str
    act_type: str
    state: str
    reason: WithdrawalReason
    explanation: str
    replaced_by_page: str | None
    still_elsewhere: str | None
    sent_as: str | None = None


@dataclass(frozen=True, slots=True)
class WithdrawalRead:
    """What came back for a withdrawn address and for every list that had shown it; the rest as for `PageRead`."""

    page: PageToWithdraw
    status: int
    body_hash: bytes
    problem: str | None
    waiting_for: str = ""
    observer: str = ""


def intend_withdrawals(register: Register, now: datetime) -> list[PageToWithdraw]:
    """Every withdrawal not yet settled, each with its leaf in the log."""
    successor = decision.alias("successor")
    seen_gone = sa.exists().where(
        operator_act.c.decision_id == withdrawal.c.decision_id, operator_act.c.act == ELSEWHERE_DOWN
    )
    with register.writing() as connection:
        rows = connection.execute(
            sa.select(
                withdrawal.c.id,
                publication.c.id.label("publication_id"),
                publication.c.state,
                decision.c.id.label("decision_id"),
                decision.c.page_id,
                decision.c.act_type,
                withdrawal.c.reason,
                withdrawal.c.explanation,
                sa.func.max(successor.c.page_id).label("successor"),
                sa.case((sa.not_(seen_gone), publication.c.elsewhere_address)).label("still_elsewhere"),
                SENT_NAME.label("sent_name"),
            )
            .join_from(withdrawal, decision, decision.c.id == withdrawal.c.decision_id)
            .join(
                publication,
                sa.and_(
                    publication.c.decision_id == decision.c.id,
                    publication.c.channel == withdrawal.c.channel,
                ),
            )
            .outerjoin(
                successor,
                sa.and_(
                    successor.c.number_key == withdrawal.c.replaced_by,
                    successor.c.authority_code == decision.c.authority_code,
                    successor.c.act_type == decision.c.act_type,
                    successor.c.id.in_(PUBLIC_DECISIONS),
                ),
            )
            .where(
                withdrawal.c.channel == Channel.WEBSITE,
                withdrawal.c.settled_at.is_(None),
                publication.c.to_do == "withdraw",
            )
            .group_by(withdrawal.c.id, publication.c.id, decision.c.id)
            .order_by(withdrawal.c.id)
        ).all()
        _log_once(connection, rows, now)
    return [_page_to_withdraw(row) for row in rows]


def _page_to_withdraw(row: Any) -> PageToWithdraw:
    return PageToWithdraw(
        row.id,
        row.publication_id,
        row.decision_id,
        row.page_id,
        row.act_type,
        row.state,
        WithdrawalReason(row.reason),
        row.explanation,
        row.successor,
        row.still_elsewhere,
        row.sent_name,
    )


def _log_once(connection: sa.Connection, rows: Sequence[sa.Row[tuple[object, ...]]], now: datetime) -> None:
    """Append a leaf for each withdrawal that has none; requests are numbered, so the last one logged suffices."""
    stored = connection.scalar(sa.select(setting.c.value).where(setting.c.name == _LOGGED))
    fresh = [row for row in rows if row.id > int(stored or 0)]
    if not fresh:
        return
    leaves = [
        LeafToAppend(
            "withdraw",
            row.decision_id,
            hashlib.sha256(orjson.dumps({"page": row.page_id, "withdrawal": row.id})).digest(),
        )
        for row in fresh
    ]
    append_leaves(connection, leaves, now)
    write_setting(connection, _LOGGED, str(fresh[-1].id))


def settle_withdrawals(
    register: Register, readings: Sequence[WithdrawalRead], now: datetime, read_from: str
) -> int:
    """Commit the withdrawals that were read back as gone everywhere; the others stay to be done."""
    at = instant_text(now)
    judged = [_seen_everywhere(r) for r in readings]
    good = [r for r in judged if r.problem is None]
    bad = [r for r in judged if r.problem is not None and not r.waiting_for]
    waiting = {r.page.publication_id: r.waiting_for for r in readings if r.waiting_for}
    with register.writing() as connection:
        mark_sent(connection, waiting, now)
        changes: Counter[str] = Counter()
        for following in (PublicationState.WITHDRAWN, PublicationState.EXPIRED):
            ended = [r for r in good if _end_of(r) is following]
            changes.update(_end(connection, ended, following, at))
        if good:
            connection.execute(sa.insert(receipt), [_receipt_row(r, at, read_from) for r in good])
            with selected(connection, (r.page.withdrawal_id for r in good)) as chosen:
                connection.execute(
                    sa.update(withdrawal).where(withdrawal.c.id.in_(chosen)).values(settled_at=at)
                )
        forget_salts(connection, [r.page.decision_id for r in good])
        _erase_vanished(
            connection, [r.page.decision_id for r in good if r.page.reason is WithdrawalReason.IN_ERROR]
        )
        if bad:
            connection.execute(
                sa.update(publication)
                .where(publication.c.id == sa.bindparam("of"))
                .values(attempts=publication.c.attempts + 1, last_problem=sa.bindparam("problem")),
                [{"of": r.page.publication_id, "problem": r.problem} for r in bad],
            )
        bump(connection, Channel.WEBSITE, changes)
    return len(good)


def _seen_everywhere(reading: WithdrawalRead) -> WithdrawalRead:
    """What an old site may still show is not gone everywhere, whatever our own answers."""
    address = reading.page.still_elsewhere
    if reading.problem is not None or address is None:
        return reading
    return replace(reading, problem=f"原网站尚未撤下：{address}，核实后请用 gongshi confirm-gone 登记")


def _end_of(reading: WithdrawalRead) -> PublicationState:
    expired = reading.page.reason is WithdrawalReason.EXPIRED
    return PublicationState.EXPIRED if expired else PublicationState.WITHDRAWN


def _end(
    connection: sa.Connection, ended: Sequence[WithdrawalRead], following: PublicationState, at: str
) -> Counter[str]:
    if not ended:
        return Counter()
    with selected(connection, (r.page.publication_id for r in ended)) as chosen:
        connection.execute(
            sa.update(publication)
            .where(publication.c.id.in_(chosen))
            .values(state=following, state_since=at, to_do=None, assess_on=None, last_problem=None)
        )
    changes = Counter({following.value: len(ended)})
    changes.subtract(Counter(r.page.state for r in ended))
    return changes


def _receipt_row(reading: WithdrawalRead, at: str, read_from: str) -> dict[str, object]:
    return {
        "publication_id": reading.page.publication_id,
        "kind": "withdrawn",
        "edition_id": None,
        "status": reading.status,
        "page_hash": reading.body_hash,
        "read_at": at,
        "read_from": read_from,
        "observer": reading.observer or None,
    }


def _erase_vanished(connection: sa.Connection, decision_ids: Sequence[int]) -> None:
    """What leaked is not kept as a text on any channel."""
    with selected(connection, decision_ids) as chosen:
        connection.execute(
            sa.update(edition).where(edition.c.decision_id.in_(chosen)).values(body="", salt=None)
        )
