"""The two states of a decision's path and which step may follow which (design 3, promise 1)."""

from dataclasses import dataclass
from enum import StrEnum


class RecordState(StrEnum):
    """Where one record pulled from a source stands."""

    QUARANTINED = "quarantined"
    DISMISSED = "dismissed"
    APPLIED = "applied"
    SUPERSEDED = "superseded"
    ACCEPTED = "accepted"


class PublicationState(StrEnum):
    """Where one decision stands on one channel."""

    HELD = "held"
    EXEMPT = "exempt"
    DUE = "due"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Gate(StrEnum):
    """Why a publication waits; the first that applies is shown."""

    ELSEWHERE = "elsewhere"
    POLICY_UNSIGNED = "policy_unsigned"
    DEFERRED = "deferred"
    REDACTION_DOUBT = "redaction_doubt"
    LEGAL_REVIEW = "legal_review"
    NOT_SERVED = "not_served"
    RELEASE_REVIEW = "release_review"


GATE_NAMES: dict[Gate, str] = {
    Gate.ELSEWHERE: "已在原网站公开，待接管",
    Gate.POLICY_UNSIGNED: "公示政策待法规处签署",
    Gate.DEFERRED: "暂缓公示，待作出公示决定或者到期",
    Gate.REDACTION_DOUBT: "公开文本存疑，待核对",
    Gate.LEGAL_REVIEW: "未见法制审核通过，待法规处核实；公开期限不停止计算",
    Gate.NOT_SERVED: "决定书尚未送达",
    Gate.RELEASE_REVIEW: "发布审查未完成或者被退回",
}
"""What waits at a gate, said of many decisions at once; the reason of each stands in its own note."""


class WithdrawalReason(StrEnum):
    """Why a publication ended; the first five are told to the public (处罚法 48, clause G15)."""

    REVOKED = "revoked"
    ANNULLED = "annulled"
    UNLAWFUL = "unlawful"
    CHANGED = "changed"
    REMADE = "remade"
    CORRECTED = "corrected"
    REPAIRED = "repaired"
    EXPIRED = "expired"
    IN_ERROR = "in_error"


PUBLIC_REASONS = frozenset(
    {
        WithdrawalReason.REVOKED,
        WithdrawalReason.ANNULLED,
        WithdrawalReason.UNLAWFUL,
        WithdrawalReason.CHANGED,
        WithdrawalReason.REMADE,
    }
)
"""Reasons the law wants told in public; every other ending shows no name and no number."""

STATE_NAMES = {
    "quarantined": "退回待改",
    "dismissed": "销号",
    "applied": "已办通知",
    "superseded": "被新版本取代",
    "accepted": "已登记",
    "held": "暂缓",
    "exempt": "不予公示",
    "due": "待公开",
    "published": "已公开",
    "withdrawn": "已撤下",
    "expired": "公示期满",
}
"""States by the names officers use."""

_R, _P = RecordState, PublicationState

RECORD_STEPS: dict[RecordState, frozenset[RecordState]] = {
    _R.QUARANTINED: frozenset({_R.DISMISSED, _R.SUPERSEDED, _R.ACCEPTED, _R.APPLIED}),
    _R.DISMISSED: frozenset({_R.SUPERSEDED, _R.ACCEPTED}),
    _R.ACCEPTED: frozenset({_R.SUPERSEDED, _R.APPLIED, _R.QUARANTINED}),
    _R.SUPERSEDED: frozenset({_R.ACCEPTED, _R.QUARANTINED}),
    _R.APPLIED: frozenset(),
}
"""From a record's state to those that may follow it."""

PUBLICATION_STEPS: dict[PublicationState, frozenset[PublicationState]] = {
    _P.HELD: frozenset({_P.DUE, _P.EXEMPT, _P.WITHDRAWN, _P.EXPIRED}),
    _P.EXEMPT: frozenset({_P.DUE, _P.HELD, _P.WITHDRAWN, _P.EXPIRED}),
    _P.DUE: frozenset({_P.PUBLISHED, _P.HELD, _P.EXEMPT, _P.WITHDRAWN, _P.EXPIRED}),
    _P.PUBLISHED: frozenset({_P.WITHDRAWN, _P.EXPIRED}),
    _P.WITHDRAWN: frozenset({_P.HELD}),
    _P.EXPIRED: frozenset({_P.WITHDRAWN}),
}
"""From a publication's state to those that may follow it; only what was withdrawn to be corrected is held again,
until its newer version may show (`withdrawing.COMES_BACK`)."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a step is not allowed: a code for programs and a sentence for people."""

    code: str
    sentence: str


def refuse_record_step(current: RecordState, following: RecordState) -> Refusal | None:
    """None where a record may go from `current` to `following`, else the refusal."""
    if following in RECORD_STEPS[current]:
        return None
    return Refusal("record-step-refused", f"记录不能由“{current}”转为“{following}”")


def refuse_publication_step(current: PublicationState, following: PublicationState) -> Refusal | None:
    """None where a publication may go from `current` to `following`, else the refusal."""
    if following in PUBLICATION_STEPS[current]:
        return None
    return Refusal("publication-step-refused", f"公示不能由“{current}”转为“{following}”")
