"""The roles people hold and which role each act asks for: rows of `operator_powers.yaml` (DOMAIN 10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar


class Role(StrEnum):
    """What a person answers for."""

    CASE = "经办"
    FIRST = "初审"
    SECOND = "复审"
    FINAL = "终审"
    SECRECY = "保密审查"
    LEGAL = "法规"
    HEAD = "负责人"


class Power(StrEnum):
    """What a named person can decide."""

    REVIEW_FIRST = "review_first"
    REVIEW_SECOND = "review_second"
    REVIEW_FINAL = "review_final"
    REVIEW_SECRECY = "review_secrecy"
    DISCLOSE = "disclose"
    RELEASE_DOUBT = "release_doubt"
    CORRECT_REDACTION = "correct_redaction"
    WITHDRAW = "withdraw"
    VANISH = "vanish"
    DISMISS = "dismiss"
    RELEASE_REJECTED = "release_rejected"
    SIGN = "sign"
    OVERRIDE_REVIEW = "override_review"
    ATTEST_REVIEW = "attest_review"
    ATTEST_RELEASE = "attest_release"
    RETRY = "retry"
    TAKE_OVER = "take_over"
    CONFIRM_GONE = "confirm_gone"
    OBJECT = "object"
    REPLY = "reply"
    FORM = "form"
    KEEP_LOG = "keep_log"
    TAKE_DISTRICT = "take_district"
    SIGN_REPORT = "sign_report"
    FREEZE_REPORT = "freeze_report"
    REOPEN_REPORT = "reopen_report"


POWER_NAMES: dict[Power, str] = {
    Power.REVIEW_FIRST: "发布审查初审",
    Power.REVIEW_SECOND: "发布审查复审",
    Power.REVIEW_FINAL: "发布审查终审",
    Power.REVIEW_SECRECY: "保密审查",
    Power.DISCLOSE: "公示决定",
    Power.RELEASE_DOUBT: "放行存疑文本",
    Power.CORRECT_REDACTION: "更正隐去内容",
    Power.WITHDRAW: "登记撤下",
    Power.VANISH: "撤除误公开信息",
    Power.DISMISS: "退回记录销号",
    Power.RELEASE_REJECTED: "放行退回记录",
    Power.SIGN: "签署公示政策",
    Power.OVERRIDE_REVIEW: "决定未经法制审核而公开",
    Power.ATTEST_REVIEW: "担保已经法制审核",
    Power.ATTEST_RELEASE: "担保已经发布审查",
    Power.RETRY: "重新报送",
    Power.TAKE_OVER: "接管原网站的公开",
    Power.CONFIRM_GONE: "核实原网站已撤下",
    Power.OBJECT: "登记异议",
    Power.REPLY: "答复异议",
    Power.FORM: "填制表单",
    Power.KEEP_LOG: "维护公示日志",
    Power.TAKE_DISTRICT: "收下区县统计报表",
    Power.SIGN_REPORT: "确认年度报告数字",
    Power.FREEZE_REPORT: "冻结年度报告",
    Power.REOPEN_REPORT: "重新打开年度报告",
}
"""Acts by the names officers use."""

TWO_PEOPLE = frozenset({Power.RELEASE_DOUBT, Power.VANISH})
"""Acts that one proposes and another must agree to."""


@dataclass(frozen=True, slots=True)
class PowerRow:
    """One row of `operator_powers.yaml`; the day of the act selects it. `agreeing`: who may be the second person."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    id: str
    act: Power
    roles: tuple[Role, ...]
    in_force_from: date
    known_since: date
    clause: str
    source: str
    agreeing: tuple[Role, ...] = ()
    in_force_to: date | None = None
    note: str = ""
    assumption: bool = False

    def __post_init__(self) -> None:
        """ValueError for an act nobody may do, or a two-person act that nobody may agree to."""
        if not self.roles:
            raise ValueError("roles至少一项")
        if bool(self.agreeing) != (self.act in TWO_PEOPLE):
            raise ValueError("agreeing只用于须两人办理的事项，且至少一项")

    def covers(self, day: date) -> bool:
        """Whether the row is in force on a day."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


class Powers:
    """The rows made ready to be asked."""

    def __init__(self, rows: Iterable[PowerRow]) -> None:
        """ValueError where an act has no row at all."""
        self._rows = tuple(rows)
        covered = {row.act for row in self._rows}
        if missing := [power.value for power in Power if power not in covered]:
            raise ValueError(f"缺少以下事项的行：{'、'.join(missing)}")

    def row_for(self, power: Power, day: date) -> PowerRow:
        """The row of an act in force on a day, else the act's first row: no day leaves an act to nobody or to all."""
        rows = [row for row in self._rows if row.act is power]
        return next((row for row in rows if row.covers(day)), rows[0])
