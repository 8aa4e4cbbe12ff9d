"""What passes between the register and a channel that is not our own website: deliveries out, outcomes back.

A delivery says how a publication should stand on the channel now, not what happened to it: the newest wins, an older
one that arrives late is known by its sequence. So it may be sent twice and in any order (promise 6).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tasks.law.lifecycle import WithdrawalReason


class Task(StrEnum):
    """What a channel is asked to do."""

    PUBLISH = "publish"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One publication as it should stand on a channel.

    `body` is canonical JSON of the channel's rendition, "" for a withdrawal. `sequence` grows with each change of the
    publication. `key` names this change for good: the same key is the same request. `redacted` says whether the text
    hides anything; `leaf_index` and `salt` are its place in the log, where it has one. `successor` is the page of the
    decision that took the place of a withdrawn one, "" where none is public on that channel.
    """

    publication_id: int
    decision_id: int
    page_id: str
    act_type: str
    authority_code: str
    document_number: str
    task: Task
    sequence: int
    key: str
    body: str
    content_hash: bytes
    edition_id: int | None
    withdrawal_id: int | None
    reason: WithdrawalReason | None
    explanation: str
    due_on: str
    state: str
    attempts: int
    redacted: bool = False
    leaf_index: int | None = None
    salt: bytes = b""
    successor: str = ""


class Result(StrEnum):
    """What came of a delivery."""

    CONFIRMED = "confirmed"
    """The other side shows it, read back or with its receipt."""
    SENT = "sent"
    """The other side has it and will answer later."""
    REFUSED = "refused"
    """The other side refuses this content; sending the same again is useless, a person must look."""
    FAILED = "failed"
    """No answer, or a passing fault: try again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one delivery; `problem` is the sentence an officer reads, `wait_seconds` what the other side asked.

    `found` says that a finding was kept with the answer already. `shown_hash` is the SHA-256 of what was read back there, `reference` the other side's receipt number.
    """

    delivery: Delivery
    result: Result
    status: int = 0
    reference: str = ""
    shown_hash: bytes = b""
    problem: str = ""
    code: str = ""
    wait_seconds: float | None = None
    sent_as: str = ""
    found: bool = False
