"""The reasons that endings give to the public, read before they are kept: what must not be told is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import orjson
import sqlalchemy as sa

from tasks.contracts.finding import Finding, Severity
from tasks.law.acts import ActType
from tasks.law.corrections import Corrections
from tasks.law.decision import Decision, decision_from_content
from tasks.law.explaining import unfit_kinds
from tasks.law.lifecycle import WithdrawalReason
from tasks.law.redaction_policy import RedactionPolicy
from tasks.law.withdrawing import (
    UNTOLD_BASIS,
    WithdrawalRequest,
    explanation,
    plain_explanation,
    typed_texts,
)
from tasks.register.acts_taken import corrections
from tasks.register.finding_rows import finding_row
from tasks.register.schema import decision, finding, operator_act, record
from tasks.register.selection import selected

UNFIT = "notice-text-unfit"
_BY_RULE = frozenset({WithdrawalReason.EXPIRED, WithdrawalReason.IN_ERROR})
"""Endings whose basis is told nowhere: written by a rule, or erased with the rest."""


class Ending(Protocol):
    """What is asked of a decision (`withdrawals.DecisionToWithdraw`)."""

    @property
    def decision_id(self) -> int:
        """The decision."""

    @property
    def act_type(self) -> ActType:
        """Its kind."""

    @property
    def document_number(self) -> str:
        """Its number."""

    @property
    def request(self) -> WithdrawalRequest:
        """Why it ends."""

    @property
    def notice_record_id(self) -> int | None:
        """The notice it came by."""


@dataclass(frozen=True, slots=True)
class TextsOfEnding:
    """What is kept of an ending's words, and what kinds of things had to be left out of them."""

    explanation: str
    basis: str
    unfit: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnfitReason:
    """An ending that is told to the public without its own words."""

    decision_id: int
    document_number: str
    notice_record_id: int | None
    kinds: tuple[str, ...]


def texts_of_endings(
    connection: sa.Connection, endings: Iterable[Ending], policy: RedactionPolicy
) -> dict[WithdrawalRequest, dict[int, TextsOfEnding]]:
    """The words to keep, by request and decision; each is read by the rules of its decision's own edition."""
    asked = list(endings)
    typed = {one.decision_id for one in asked if one.request.reason not in _BY_RULE}
    versions = _versions(connection, typed) if typed else {}
    found: dict[WithdrawalRequest, dict[int, TextsOfEnding]] = defaultdict(dict)
    for one in asked:
        found[one.request][one.decision_id] = _texts(one, versions.get(one.decision_id), policy)
    return found


def _texts(
    one: Ending, version: tuple[Decision, Corrections] | None, policy: RedactionPolicy
) -> TextsOfEnding:
    request, number = one.request, one.document_number
    told = explanation(request, one.act_type, number)
    if request.reason in _BY_RULE or version is None:
        return TextsOfEnding(told, request.basis)
    kinds = unfit_kinds(typed_texts(request, number), version[0], policy, version[1])
    if not kinds:
        return TextsOfEnding(told, request.basis)
    nameable = "" if unfit_kinds((number,), version[0], policy, version[1]) else number
    return TextsOfEnding(plain_explanation(request, one.act_type, nameable), UNTOLD_BASIS, kinds)


def _versions(
    connection: sa.Connection, decision_ids: Iterable[int]
) -> Mapping[int, tuple[Decision, Corrections]]:
    ids = list(decision_ids)
    with selected(connection, ids) as chosen:
        rows = connection.execute(
            sa.select(decision.c.id, decision.c.act_type, decision.c.current_record_id, record.c.content)
            .join_from(decision, record, record.c.id == decision.c.current_record_id)
            .where(decision.c.id.in_(chosen))
        ).all()
        acts: dict[int, list[Any]] = defaultdict(list)
        for act in connection.execute(
            sa.select(operator_act)
            .where(operator_act.c.decision_id.in_(chosen), operator_act.c.act.in_(("hide", "show")))
            .order_by(operator_act.c.id)
        ):
            acts[act.decision_id].append(act)
    return {
        row.id: (
            decision_from_content(ActType(row.act_type), orjson.loads(row.content)),
            corrections(acts[row.id], row.current_record_id),
        )
        for row in rows
    }


def keep_unfit_findings(connection: sa.Connection, unfit: Sequence[UnfitReason], now: datetime) -> None:
    """Ask the offices of notices whose words could not be told to correct them; the withdrawal did not wait."""
    by_notice = {one.notice_record_id: one for one in unfit if one.notice_record_id is not None}
    with selected(connection, [one for one in by_notice if one is not None]) as chosen:
        rows = connection.execute(
            sa.select(record.c.id, record.c.source).where(record.c.id.in_(chosen))
        ).all()
    kept = [
        finding_row(_finding(by_notice[row.id]), row.source, "", now)
        | {"record_id": row.id, "decision_id": by_notice[row.id].decision_id}
        for row in rows
    ]
    if kept:
        connection.execute(sa.insert(finding), kept)


def _finding(one: UnfitReason) -> Finding:
    message = (
        f"提示：撤下通知的依据、文书号或者机关中含有{'、'.join(one.kinds)}，不得公开；"
        f"“{one.document_number}”已照常撤下，撤回说明改用通用表述，未引用通知原文"
    )
    mending = "请更正通知，去掉个人信息后归档；今后在通知中只写法律条款和文书号"
    return Finding(None, "撤下依据", UNFIT, Severity.WARNING, message, mending, "G14")
