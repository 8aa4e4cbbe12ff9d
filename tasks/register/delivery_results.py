"""What came of deliveries, committed together: receipts, states, next tries, what a person must look at (promise 5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tasks.law.channels import ChannelRow
from tasks.law.lifecycle import PublicationState, WithdrawalReason
from tasks.law.retrying import next_try, set_aside
from tasks.register.counters import bump
from tasks.register.database import Register, instant_text
from tasks.register.delivery import Delivery, Outcome, Result, Task
from tasks.register.delivery_findings import close_delivery_findings, keep_delivery_findings
from tasks.register.edition_rows import erase_vanished
from tasks.register.schema import publication, receipt, withdrawal
from tasks.register.selection import selected
from tasks.register.transparency import PUBLICATIONS_CHANGED, forget_salts, write_setting


@dataclass(slots=True)
class Settled:
    """What a round of deliveries did on a channel."""

    published: int = 0
    withdrawn: int = 0
    sent: int = 0
    set_aside: int = 0
    waiting: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, other: Settled) -> None:
        """Take another round's figures in; of many problems the first are enough."""
        for name in ("published", "withdrawn", "sent", "set_aside", "waiting"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.problems += other.problems[: _PROBLEMS_TOLD - len(self.problems)]


_PROBLEMS_TOLD = 20


def settle_deliveries(
    register: Register, row: ChannelRow, outcomes: Sequence[Outcome], now: datetime, read_from: str
) -> Settled:
    """Commit what came of a round.

    A result counts only for the change it was sent for: what was decided meanwhile is sent next, and a receipt is
    kept either way.
    """
    with register.writing() as connection:
        return settle_on(connection, row, outcomes, now, read_from)


def settle_on(
    connection: sa.Connection, row: ChannelRow, outcomes: Sequence[Outcome], now: datetime, read_from: str
) -> Settled:
    """The same in a transaction that keeps more than that."""
    at = instant_text(now)
    done = Settled()
    current = _current(connection, [one.delivery.publication_id for one in outcomes])
    updates: list[dict[str, Any]] = []
    ended: list[int] = []
    changes: Counter[str] = Counter()
    for one in outcomes:
        before = current[one.delivery.publication_id]
        if before.sequence != one.delivery.sequence or before.to_do is None:
            continue
        columns = _columns(one, before, row, now)
        updates.append({"of": before.id, **columns})
        if columns["state"] != before.state:
            changes.update({columns["state"]: 1})
            changes.update({before.state: -1})
        if one.result is Result.CONFIRMED and one.delivery.withdrawal_id is not None:
            ended.append(one.delivery.withdrawal_id)
        _count(done, one, columns)
    _update(connection, updates, at)
    _settle_withdrawals(connection, ended, at)
    gone = set(ended)
    down = [one.delivery.decision_id for one in outcomes if one.delivery.withdrawal_id in gone]
    forget_salts(connection, down)
    erase_vanished(connection, down)
    confirmed = [one for one in outcomes if one.result is Result.CONFIRMED]
    if confirmed:
        connection.execute(sa.insert(receipt), [_receipt_row(one, at, read_from) for one in confirmed])
    close_delivery_findings(connection, row.id, [one.delivery.decision_id for one in confirmed], now)
    aside = {update["of"] for update in updates if update["set_aside_at"] is not None}
    told = [one for one in outcomes if one.delivery.publication_id in aside and not one.found]
    keep_delivery_findings(connection, row, told, now)
    bump(connection, row.id, changes)
    return done


def _current(connection: sa.Connection, ids: Iterable[int]) -> Mapping[int, Any]:
    with selected(connection, ids) as chosen:
        rows = connection.execute(sa.select(publication).where(publication.c.id.in_(chosen)))
        return {row.id: row for row in rows}


def _columns(one: Outcome, before: Any, row: ChannelRow, now: datetime) -> dict[str, Any]:
    """A publication's columns after an outcome for the change that is still wanted."""
    at = instant_text(now)
    columns = {name: getattr(before, name) for name in _COLUMNS} | {"attempts": before.attempts + 1}
    match one.result:
        case Result.CONFIRMED:
            columns |= dict.fromkeys(("to_do", "sent_sequence", "not_before", "set_aside_at", "last_problem"))
            columns |= _shown(one, before, at) if one.delivery.task is Task.PUBLISH else _gone(one, at)
        case Result.SENT:
            columns |= {"sent_sequence": one.delivery.sequence, "sent_as": one.sent_as, "sent_at": at}
            columns |= dict.fromkeys(("not_before", "set_aside_at", "last_problem"))
        case Result.REFUSED | Result.FAILED:
            aside = set_aside(one.result, columns["attempts"], row.patience, one.code)
            again = next_try(columns["attempts"], now, one.wait_seconds, one.delivery.key)
            columns |= {
                "sent_sequence": None,
                "last_problem": one.problem,
                "not_before": instant_text(again),
                "set_aside_at": at if aside else None,
            }
    return columns


def _shown(one: Outcome, before: Any, at: str) -> dict[str, Any]:
    first = before.state != PublicationState.PUBLISHED
    return {
        "state": PublicationState.PUBLISHED.value,
        "state_since": at if first else before.state_since,
        "live_edition_id": one.delivery.edition_id,
        "page_hash": one.shown_hash or one.delivery.content_hash,
        "first_published_at": before.first_published_at or at,
    }


def _gone(one: Outcome, at: str) -> dict[str, Any]:
    """After a take-down; one without a withdrawal only takes back what has to wait after all."""
    if one.delivery.withdrawal_id is None:
        return {"sent_at": None, "sent_as": None}
    expired = one.delivery.reason is WithdrawalReason.EXPIRED
    state = PublicationState.EXPIRED if expired else PublicationState.WITHDRAWN
    return {"state": state.value, "state_since": at, "assess_on": None}


_COLUMNS = (
    "state",
    "state_since",
    "to_do",
    "sent_sequence",
    "sent_at",
    "sent_as",
    "not_before",
    "set_aside_at",
    "last_problem",
    "live_edition_id",
    "page_hash",
    "first_published_at",
    "assess_on",
)


def _update(connection: sa.Connection, updates: Sequence[dict[str, Any]], at: str) -> None:
    if not updates:
        return
    write_setting(connection, PUBLICATIONS_CHANGED, at)
    rows = [{"of": row["of"]} | {f"new_{k}": v for k, v in row.items() if k != "of"} for row in updates]
    values: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in (*_COLUMNS, "attempts")}
    connection.execute(
        sa.update(publication).where(publication.c.id == sa.bindparam("of")).values(values), rows
    )


def _settle_withdrawals(connection: sa.Connection, ids: Sequence[int], at: str) -> None:
    with selected(connection, ids) as chosen:
        connection.execute(sa.update(withdrawal).where(withdrawal.c.id.in_(chosen)).values(settled_at=at))


def _receipt_row(one: Outcome, at: str, read_from: str) -> dict[str, object]:
    publishing = one.delivery.task is Task.PUBLISH
    return {
        "publication_id": one.delivery.publication_id,
        "kind": "published" if publishing else "withdrawn",
        "edition_id": one.delivery.edition_id,
        "status": one.status,
        "page_hash": one.shown_hash or one.delivery.content_hash,
        "read_at": at,
        "read_from": read_from,
        "reference": one.reference or None,
    }


def _count(done: Settled, one: Outcome, columns: Mapping[str, Any]) -> None:
    publishing = one.delivery.task is Task.PUBLISH
    if one.result is Result.CONFIRMED:
        done.published += publishing
        done.withdrawn += not publishing
    elif one.result is Result.SENT:
        done.sent += 1
    else:
        aside = columns["set_aside_at"] is not None
        done.set_aside += aside
        done.waiting += not aside
        if len(done.problems) < _PROBLEMS_TOLD:
            done.problems.append(told(one.delivery, one.problem))


def told(delivery: Delivery, problem: str) -> str:
    """A delivery's problem, as officers read it: with its number, unless the sentence names it."""
    if delivery.document_number and delivery.document_number in problem:
        return problem
    return f"{delivery.document_number or delivery.page_id}：{problem}"
