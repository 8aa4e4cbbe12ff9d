"""What the public is told when a decision comes down (处罚法 48, clause G15, design promise 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tasks.law.acts import ActType
from tasks.law.lifecycle import PUBLIC_REASONS, WithdrawalReason

REASON_NAMES: dict[WithdrawalReason, str] = {
    WithdrawalReason.REVOKED: "撤销",
    WithdrawalReason.ANNULLED: "确认无效",
    WithdrawalReason.UNLAWFUL: "确认违法",
    WithdrawalReason.CHANGED: "变更",
    WithdrawalReason.REMADE: "重新作出",
    WithdrawalReason.CORRECTED: "更正",
    WithdrawalReason.REPAIRED: "信用修复",
    WithdrawalReason.EXPIRED: "公示期满",
    WithdrawalReason.IN_ERROR: "公示有误",
}
"""Reasons by the names officers use."""

_OUTCOMES = {
    WithdrawalReason.REVOKED: "撤销",
    WithdrawalReason.ANNULLED: "确认无效",
    WithdrawalReason.UNLAWFUL: "确认违法",
    WithdrawalReason.CHANGED: "变更",
    WithdrawalReason.REMADE: "责令重新作出",
}

COMES_BACK = frozenset({WithdrawalReason.CORRECTED})
"""Endings after which a newer version of the decision shows at the same address again (*substitute*)."""


@dataclass(frozen=True, slots=True)
class WithdrawalRequest:
    """Why one decision comes down; reason, basis and requester are mandatory."""

    reason: WithdrawalReason
    basis: str
    requester: str
    notice_number: str = ""
    notice_authority: str = ""
    effective_on: date | None = None
    received_on: date | None = None
    replaced_by: str = ""

    @property
    def public(self) -> bool:
        """Whether the law wants the reason told."""
        return self.reason in PUBLIC_REASONS

    @property
    def vanishes(self) -> bool:
        """Whether nothing but the log entry may remain."""
        return self.reason is WithdrawalReason.IN_ERROR


def explanation(request: WithdrawalRequest, act_type: ActType, document_number: str) -> str:
    """The 撤回说明 shown at the address; "" where the law wants silence."""
    if not request.public:
        return ""
    by = "".join(part for part in (request.notice_authority, request.notice_number) if part)
    outcome = f"已被{by}{_OUTCOMES[request.reason]}" if by else f"已依法{REASON_NAMES[request.reason]}"
    return f"撤回说明：{document_number}{act_type}决定{outcome}，依据{request.basis}撤回该信息"


UNTOLD_BASIS = "（依据的文字含有不宜公开的内容，见原通知或者办理记录）"
"""What is kept as the basis of an ending whose own words must not be passed on; they stay with notice and act."""


def typed_texts(request: WithdrawalRequest, document_number: str) -> tuple[str, ...]:
    """What of an explanation somebody typed."""
    return tuple(
        text
        for text in (document_number, request.notice_authority, request.notice_number, request.basis)
        if text
    )


def plain_explanation(request: WithdrawalRequest, act_type: ActType, document_number: str) -> str:
    """The 撤回说明 without a word of what was typed; an empty number leaves the decision unnamed as well."""
    named = f"{document_number}{act_type}决定" if document_number else f"该{act_type}决定"
    return f"撤回说明：{named}已依法{REASON_NAMES[request.reason]}，撤回该信息" if request.public else ""


def outranks(later: WithdrawalReason, earlier: WithdrawalReason) -> bool:
    """Whether a later ending takes the place of an earlier one: a told one of a silent one, *vanish* of any.

    Between two endings of the same rank the first stands.
    """
    return _rank(later) > _rank(earlier)


def _rank(reason: WithdrawalReason) -> int:
    if reason is WithdrawalReason.IN_ERROR:
        return 2
    return 1 if reason in PUBLIC_REASONS else 0


def contradict(later: WithdrawalReason, earlier: WithdrawalReason) -> bool:
    """Whether two endings cannot both be true to the public, so that people must say which one holds."""
    return later is not earlier and later in PUBLIC_REASONS and earlier in PUBLIC_REASONS


def reason_named(text: str) -> WithdrawalReason | None:
    """The reason an officer's word or a code names; None where it names none."""
    for reason, name in REASON_NAMES.items():
        if text in (name, reason.value):
            return reason
    return None
