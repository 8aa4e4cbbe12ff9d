"""Whether a decision is shown on a channel: 公示, 不予公示 or 暂缓, with reason, basis and re-examination (G14)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from tasks.law.acts import ActType, Channel
from tasks.law.decision import Decision
from tasks.law.disclosure_conditions import Condition, holds
from tasks.law.periods import add_months


class Outcome(StrEnum):
    """What becomes of a decision on a channel."""

    SHOWN = "公示"
    EXEMPT = "不予公示"
    DEFERRED = "暂缓"


class Signature(StrEnum):
    """Whether a row holds only once the legal office has signed it."""

    REQUIRED = "required"
    NOT_REQUIRED = "not_required"


@dataclass(frozen=True, slots=True)
class DisclosureRow:
    """One row of `disclosure.yaml`; the decision date selects it."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    id: str
    channels: tuple[Channel, ...]
    act_types: tuple[ActType, ...]
    when: Condition
    outcome: Outcome
    reason: str
    basis: str
    in_force_from: date
    known_since: date
    clause: str
    source: str
    in_force_to: date | None = None
    signed: Signature = Signature.NOT_REQUIRED
    unsigned_reason: str = ""
    reexamine_months: int | None = None
    note: str = ""
    assumption: bool = False

    def __post_init__(self) -> None:
        """ValueError for a row that could hold a decision for ever or without a reason."""
        if self.signed is Signature.REQUIRED and not self.unsigned_reason:
            raise ValueError("signed为required时应填写unsigned_reason")
        if self.reexamine_months is not None and self.reexamine_months < 1:
            raise ValueError("reexamine_months至少为1")
        if _PLACE in self.reason and self.reexamine_months is None:
            raise ValueError(f"reason中有{_PLACE}时应填写reexamine_months")

    def covers(self, channel: Channel, act_type: ActType, day: date) -> bool:
        """Whether the row answers for an act decided on a day, on a channel."""
        return (
            channel in self.channels
            and act_type in self.act_types
            and self.in_force_from <= day
            and (self.in_force_to is None or day <= self.in_force_to)
        )


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The answer for one decision on one channel; `needs_signature` is the row the legal office has yet to sign."""

    outcome: Outcome
    reason: str
    basis: str
    rule: str
    reexamine_on: date | None = None
    needs_signature: str | None = None


DEFAULT_RULE = "disclosure-default"
_PLACE = "$复核"
_MONTHLY = 1
_BASES: dict[tuple[Channel, ActType], str] = {
    (Channel.WEBSITE, ActType.PENALTY): "《行政处罚法》第四十八条；《政府信息公开条例》第二十条第六项",
    (Channel.WEBSITE, ActType.LICENCE): "《行政许可法》第四十条；《政府信息公开条例》第二十条第五项",
    (Channel.CREDIT, ActType.PENALTY): "发改办财金〔2018〕424号",
    (Channel.CREDIT, ActType.LICENCE): "发改办财金〔2018〕424号",
}
_OTHER_BASIS = "《政府信息公开条例》第二十条；国办发〔2018〕118号"
_SHOWN = {
    (channel, act): Disclosure(
        Outcome.SHOWN,
        f"公示：{act.value}决定依法主动公开",
        _BASES.get((channel, act), _OTHER_BASIS),
        DEFAULT_RULE,
    )
    for channel in Channel
    for act in ActType
}


def disclose(
    decision: Decision,
    rows: Iterable[DisclosureRow],
    channel: Channel,
    today: date,
    signed: Collection[str] = (),
) -> Disclosure:
    """The answer of the first row that applies, else 公示; `signed` are the ids the legal office has signed."""
    day = decision.decided_on
    if day is not None:
        for row in rows:
            if row.covers(channel, decision.act_type, day) and holds(row.when, decision, day):
                return _answer(row, day, today, signed)
    return _SHOWN[channel, decision.act_type]


def unsigned_rows(rows: Iterable[DisclosureRow], signed: Collection[str]) -> tuple[DisclosureRow, ...]:
    """The rows that still wait for the legal office; a new installation says so first thing."""
    return tuple(row for row in rows if row.signed is Signature.REQUIRED and row.id not in signed)


def _answer(row: DisclosureRow, decided_on: date, today: date, signed: Collection[str]) -> Disclosure:
    if row.signed is Signature.REQUIRED and row.id not in signed:
        again = next_examination(decided_on, _MONTHLY, today)
        return Disclosure(
            Outcome.DEFERRED, row.unsigned_reason, row.basis, row.id, again, needs_signature=row.id
        )
    if row.reexamine_months is None:
        return Disclosure(row.outcome, row.reason, row.basis, row.id)
    again = next_examination(decided_on, row.reexamine_months, today)
    return Disclosure(row.outcome, row.reason.replace(_PLACE, again.isoformat()), row.basis, row.id, again)


def next_examination(decided_on: date, months: int, today: date) -> date:
    """The first whole multiple of `months` after the decision that is after today, so that it does not drift."""
    passed = max(0, (today.year - decided_on.year) * 12 + today.month - decided_on.month)
    times = max(1, passed // months)
    while (day := add_months(decided_on, times * months)) <= today:
        times += 1
    return day
