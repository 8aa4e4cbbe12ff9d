"""Made-up decisions and what happened to them on the credit platform, kept as the register keeps them."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tasks.contracts.tables_counting import load_counting
from tasks.contracts.tables_privacy import load_privacy
from tasks.law.authorities import Authority
from tasks.law.shanghai import SHANGHAI
from tasks.register.schema import (
    batch,
    decision,
    hand_in,
    hand_in_row,
    metadata,
    publication,
    record,
    withdrawal,
)
from tasks.warehouse.load import build_snapshot
from tasks.warehouse.rule_rows import StatisticsLaw

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
OWN, IDLE, OTHER = "滨河市卫生健康委员会", "滨河市中医药管理局", "滨河市市场监督管理局"
LAW = StatisticsLaw(
    (Authority("own", OWN, "主管部门", "三定规定"), Authority("idle", IDLE, "中医药主管部门", "三定规定")),
    load_counting(None),
    load_privacy(None).redaction_policy.names,
)
OFFICES = ["监督处", "政务服务处", ""]
RULES = ["credit-minor-36", "credit-refused-licence", "before-channel", "operator"]
GATES = ["legal_review", "not_served", "release_review", "redaction_doubt", None]


@dataclass
class HandIn:
    """One row of a file; `placed_at` None where the file was only intended."""

    task: str
    placed_at: datetime | None
    result: str | None


@dataclass
class Story:
    """What happened to one decision; `state` None where no credit channel is set up."""

    id: int
    act: str
    decided_on: date
    authority: str
    office: str
    state: str | None
    due_on: date
    rule: str
    disclosure: str
    gate: str | None
    attempts: int
    shown: bool
    sent: list[HandIn] = field(default_factory=list)
    ending: str | None = None

    @property
    def reports(self) -> list[HandIn]:
        """The rows that stood in the hand-in folder as something to publish."""
        return [one for one in self.sent if one.task == "publish" and one.placed_at is not None]

    def became(self) -> str:
        """What the law's reader would say became of it."""
        if self.reports:
            return "reported"
        if self.state is None or (self.state == "exempt" and self.rule == "before-channel"):
            return "unknown"
        if self.state in ("exempt", "held"):
            return self.state
        if self.state in ("withdrawn", "expired"):
            return "ended"
        if self.state == "published":
            return "unknown"
        if self.due_on < TODAY:
            return "overdue"
        return "failed" if self.attempts else "waiting"

    def stored(self) -> bool:
        """Whether the platform ever took it."""
        return any(one.result == "confirmed" for one in self.reports)

    def refused(self) -> bool:
        """Whether the platform ever sent it back."""
        return any(one.result == "refused" for one in self.reports)

    def in_time(self) -> bool:
        """Whether it was first handed in by the end of its last day in Shanghai."""
        first = min(one.placed_at for one in self.reports if one.placed_at)
        return first.astimezone(SHANGHAI).date() <= self.due_on


def made_up(chance: random.Random, number: int) -> Story:
    """One decision with a life of its own."""
    decided = date(2026, 8, 30) + timedelta(days=chance.randrange(85))
    state = chance.choice(
        ["held", "exempt", "due", "due", "published", "published", "withdrawn", "expired", None]
    )
    disclosure = {"exempt": "不予公示"}.get(
        state or "", chance.choice(["公示", "公示", "暂缓"]) if state == "held" else "公示"
    )
    story = Story(
        number, chance.choice(["行政许可", "行政处罚", "行政检查"]), decided,
        chance.choice([OWN] * 9 + [OTHER]), chance.choice(OFFICES), state, decided + timedelta(days=9),
        chance.choice(RULES if state == "exempt" else ["credit-bad-id", "operator"] if disclosure == "暂缓" else ["disclosure-default"]),
        disclosure, chance.choice(GATES) if state == "held" else None, chance.randrange(2), chance.random() < 0.8,
    )  # fmt: skip
    if state is not None and chance.random() < 0.6:
        moment = datetime.combine(decided, datetime.min.time(), SHANGHAI)
        for _ in range(chance.randint(1, 3)):
            moment += timedelta(hours=chance.randrange(1, 200), minutes=chance.randrange(60))
            placed = moment.astimezone(UTC) if chance.random() < 0.9 else None
            result = chance.choice(["confirmed", "confirmed", "refused", None]) if placed else None
            story.sent.append(HandIn(chance.choice(["publish", "publish", "withdraw"]), placed, result))
    if state == "withdrawn":
        story.ending = chance.choice(["revoked", "repaired", "changed"])
    return story


def filled(table: sa.Table, **given: Any) -> dict[str, Any]:
    """A row with something in every column that must have it."""

    def blank(column: sa.Column[Any]) -> Any:
        if column.nullable:
            return None
        if isinstance(column.type, sa.Boolean):
            return False
        if isinstance(column.type, sa.LargeBinary):
            return b""
        return 0 if isinstance(column.type, sa.Integer) else ""

    return {column.name: given.get(column.name, blank(column)) for column in table.columns}


def kept(engine: sa.Engine, stories: list[Story]) -> None:
    """The stories as the register keeps them."""
    rows: dict[sa.Table, list[dict[str, Any]]] = defaultdict(list)
    at = "2026-11-20T02:00:00.000000+00:00"
    rows[batch].append(filled(batch, id=1, pulled_at=at))
    for one in stories:
        number = one.id
        content = json.dumps({"authority_name": one.authority, "decided_on": str(one.decided_on),
                              "document_number": f"滨卫〔2026〕{number}号"})  # fmt: skip
        own = {"decision_id": number, "act_type": one.act, "decided_on": str(one.decided_on)}
        rows[record].append(
            filled(
                record,
                id=number,
                batch_id=1,
                state="accepted",
                content=content,
                content_hash=number.to_bytes(16, "big"),
                source_key=str(number),
                first_seen_at=at,
                state_since=at,
                **own,
            )
        )
        rows[decision].append(
            filled(
                decision,
                id=number,
                current_record_id=number,
                registered_at=at,
                page_id=f"{number:026d}",
                office=one.office,
                authority_name=one.authority,
                **own,
            )
        )
        rows[publication].append(
            filled(
                publication,
                id=2 * number,
                decision_id=number,
                channel="website",
                state="due",
                state_since=at,
                first_published_at=at if one.shown else None,
            )
        )
        if one.state is not None:
            rows[publication].append(
                filled(
                    publication,
                    id=2 * number + 1,
                    decision_id=number,
                    channel="credit",
                    state=one.state,
                    state_since=at,
                    due_on=str(one.due_on),
                    disclosure=one.disclosure,
                    gate=one.gate,
                    disclosure_rule=one.rule,
                    attempts=one.attempts,
                    disclosure_reason=f"理由{one.rule}，复核日期{one.due_on}",
                )
            )
        for place, sent in enumerate(one.sent):
            key = number * 10 + place
            placed = sent.placed_at.isoformat(timespec="microseconds") if sent.placed_at else None
            rows[hand_in].append(
                filled(hand_in, id=key, channel="credit", name=f"F{key}.xls", made_at=at, placed_at=placed)
            )
            rows[hand_in_row].append(
                filled(
                    hand_in_row,
                    id=key,
                    hand_in_id=key,
                    row_number=1,
                    key=str(key),
                    task=sent.task,
                    publication_id=2 * number + 1,
                    decision_id=number,
                    sequence=place,
                    result=sent.result,
                    content_hash=bytes(32),
                )
            )
        for channel, reason in (("credit", one.ending), ("website", "remade")):
            if reason and one.ending:
                rows[withdrawal].append(filled(withdrawal, id=2 * number + (channel == "website"), decision_id=number,
                    channel=channel, reason=reason, requested_at=at))  # fmt: skip
    with engine.begin() as connection:
        for table in (batch, record, decision, publication, hand_in, hand_in_row, withdrawal):
            connection.execute(sa.insert(table), rows[table])


def snapshot_of(url: str, folder: Path, stories: list[Story]) -> Path:
    """The statistics file of a register that holds these stories."""
    engine = sa.create_engine(url)
    metadata.create_all(engine)
    kept(engine, stories)
    snapshot = build_snapshot(engine, folder / "warehouse", LAW, NOW)
    engine.dispose()
    return snapshot
