"""What a channel shows, of which acts, behind which gates, and by when: rows of `channels.yaml` (clauses G9-G12, I1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from tasks.law.acts import ActType, Channel
from tasks.law.lifecycle import Gate, WithdrawalReason


class Rendition(StrEnum):
    """Which text of a decision a channel carries."""

    PUBLIC = "public"
    CREDIT = "credit"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One row of `channels.yaml`: `working_days` of None means the website's own deadline (同步).

    `endings` are the withdrawal reasons that reach the channel, `patience` is how often sending is tried before a
    person must look, `answer_days` how many working days the other side may take before the office is told.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    id: Channel
    rendition: Rendition
    act_types: tuple[ActType, ...]
    gates: tuple[Gate, ...]
    out_of_scope: str
    basis: str
    clause: str
    source: str
    in_force_from: date
    working_days: int | None = None
    endings: tuple[WithdrawalReason, ...] = tuple(WithdrawalReason)
    patience: int = 12
    answer_days: int = 3
    note: str = ""
    assumption: bool = False

    def __post_init__(self) -> None:
        """ValueError for a channel that would show the public edition past a gate."""
        if self.rendition is Rendition.PUBLIC and not set(Gate) - {Gate.ELSEWHERE} <= set(self.gates):
            raise ValueError("公开文本的渠道须经过全部关口（gates）")
        if self.patience < 1:
            raise ValueError("patience至少为1")


def places_of_ruling(rows: Mapping[Channel, ChannelRow], channel: Channel | None) -> frozenset[Channel]:
    """Where a ruling on disclosure holds: on one channel, else (None) wherever the public is shown a text."""
    if channel is not None:
        return frozenset({channel})
    return frozenset(one for one, row in rows.items() if row.rendition is not Rendition.FULL)


def channel_rows(rows: Iterable[ChannelRow]) -> dict[Channel, ChannelRow]:
    """The rows by channel; ValueError where one comes twice."""
    found: dict[Channel, ChannelRow] = {}
    for row in rows:
        if row.id in found:
            raise ValueError(f"渠道{row.id.value}重复")
        found[row.id] = row
    return found
