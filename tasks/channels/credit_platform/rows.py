"""Deliveries as rows of a file: which file each belongs into, and what stands in its columns."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tasks.channels.credit_platform.profiles import Batch, Own, Profile, ProfileColumn
from tasks.channels.delivery import Delivery, Task
from tasks.law.acts import ActType
from tasks.law.credit_record import PREFIXES
from tasks.law.document_numbers import identity_key
from tasks.law.lifecycle import WithdrawalReason
from tasks.law.parties import PartyKind
from tasks.law.withdrawing import REASON_NAMES
from tasks.register.hand_ins import Handing

_STANDARD_DATE = "%Y/%m/%d"


@dataclass(frozen=True, slots=True)
class Group:
    """Which file a row belongs into."""

    act_type: ActType
    batch: Batch


@dataclass(frozen=True, slots=True)
class Row:
    """One delivery with its national record, which is empty for a withdrawal."""

    delivery: Delivery
    group: Group
    record: dict[str, str]


class NotARecord(ValueError):
    """A delivery that carries no national record; the sentence is for an officer."""


def row_of(delivery: Delivery) -> Row:
    """The row behind a delivery; NotARecord where it is of another act or its body is no record of that act."""
    act = ActType(delivery.act_type)
    if act not in PREFIXES:
        raise NotARecord(f"{act.value}不属于双公示归集范围")
    if delivery.task is Task.WITHDRAW:
        return Row(delivery, Group(act, Batch.WITHDRAWN), {})
    record = _record(delivery.body, act)
    person = record[f"{PREFIXES[act]}XDR_LB"] == PartyKind.PERSON.value
    return Row(delivery, Group(act, Batch.NATURAL if person else Batch.LEGAL), record)


def _record(body: str, act: ActType) -> dict[str, str]:
    try:
        content = json.loads(body)
    except ValueError as damage:
        raise NotARecord("报送内容不是双公示记录") from damage
    if not isinstance(content, dict) or f"{PREFIXES[act]}XDR_LB" not in content:
        raise NotARecord(f"报送内容不是{act.value}的双公示记录")
    return {str(code): str(text) for code, text in content.items()}


def columns_of(profile: Profile, group: Group) -> tuple[ProfileColumn, ...]:
    """The columns of a file, in order."""
    if group.batch is Batch.WITHDRAWN:
        return profile.withdrawals.columns
    return profile.columns[group.act_type]


def cells(row: Row, number: int, profile: Profile, date_fields: frozenset[str]) -> list[str]:
    """A row's cells in the order of its file's columns; `number` counts rows from 1."""
    own = _own_values(row, number, profile)
    found = []
    for column in columns_of(profile, row.group):
        text = own.get(column.field, row.record.get(column.field, ""))
        if column.field in profile.left_blank:
            text = ""
        elif text and column.field in date_fields and profile.date_form != _STANDARD_DATE:
            day = datetime.strptime(text, _STANDARD_DATE)  # noqa: DTZ007 - a date without a time
            text = day.strftime(profile.date_form)
        found.append(text)
    return found


def _own_values(row: Row, number: int, profile: Profile) -> dict[str, str]:
    delivery = row.delivery
    withdrawing = delivery.task is Task.WITHDRAW
    reason = delivery.reason or WithdrawalReason.IN_ERROR
    return {
        Own.KEY: delivery.key,
        Own.SEQUENCE: str(delivery.sequence),
        Own.ROW_NUMBER: str(number),
        Own.STATE: profile.withdrawals.states[reason] if withdrawing else profile.published_state,
        Own.DOCUMENT_NUMBER: delivery.document_number,
        Own.AUTHORITY_CODE: delivery.authority_code,
        Own.REASON: _reason_told(delivery) if withdrawing else "",
        Own.EXPLANATION: delivery.explanation,
    }


def _reason_told(delivery: Delivery) -> str:
    """Why a record is to be taken down; without an ending, what was handed in has to wait after all."""
    return REASON_NAMES[delivery.reason] if delivery.reason else "暂不公示"


def handings(rows: Sequence[Row]) -> list[Handing]:
    """The rows as the register keeps them."""
    return [
        Handing(
            number,
            row.delivery.key,
            row.delivery.publication_id,
            row.delivery.decision_id,
            row.delivery.task.value,
            row.delivery.sequence,
            row.delivery.authority_code,
            identity_key(row.delivery.document_number),
            row.delivery.content_hash,
        )
        for number, row in enumerate(rows, 1)
    ]
