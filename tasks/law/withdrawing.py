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
    WithdrawalReason.REMADE: "要求重新作出",
}


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
    passive = f"已被{by}" if by else "已依法"
    return f"撤回说明：{document_number}{act_type}决定{passive}{_OUTCOMES[request.reason]}，依据{request.basis}撤回该信息"


def reason_named(text: str) -> WithdrawalReason | None:
    """The reason an officer's word or a code names; None where it names none."""
    for reason, name in REASON_NAMES.items():
        if text in (name, reason.value):
            return reason
    return None
