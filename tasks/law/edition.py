"""The public edition (公开文本): what a reader sees of a decision, in display order, and its canonical bytes (G13)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from tasks.law.acts import ActType
from tasks.law.decision import FEN_PER_WAN, Decision

CATEGORY = "执法类别"
AUTHORITY = "执法机关"
AUTHORITY_CODE = "执法机关代码"
PARTY = "执法对象"
PARTY_KIND = "执法对象类别"
PARTY_CODE = "执法对象代码"
DOCUMENT_NUMBER = "文书号"
DECIDED_ON = "决定日期"
CONCLUSION = "执法结论"
LEGAL_REPRESENTATIVE = "法定代表人"

FIRST_KEYS = (
    CATEGORY, AUTHORITY, AUTHORITY_CODE, PARTY, PARTY_KIND, PARTY_CODE, DOCUMENT_NUMBER, DECIDED_ON, CONCLUSION,
)  # fmt: skip
"""How every edition begins; those without a value are left out."""
ALWAYS_SHOWN = (CATEGORY, AUTHORITY, PARTY, CONCLUSION)
"""What clause G13 asks of every edition."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a person must look before this is shown: a code for programs, a sentence for officers."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Edition:
    """What is shown. `exempt` are values of known origin that look like private numbers and are none."""

    fields: dict[str, str]
    redacted: bool
    doubts: tuple[Doubt, ...]
    exempt: frozenset[str]
    policy: str = ""


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def canonical_json(edition: Edition) -> bytes:
    """The bytes every page and file is made from: display order, compact, UTF-8."""
    return _ENCODER.encode(edition.fields).encode("utf-8", "replace")


class Kind(Enum):
    """How a field is shown: prose is read for private content, the others are written from their values."""

    PROSE = auto()
    NUMBER = auto()
    DATE = auto()
    AMOUNT = auto()


Layout = tuple[tuple[str, str, Kind], ...]
"""Official name, field of the decision, kind; in display order."""

_PENALTY: Layout = (
    ("行政处罚决定文书名称", "document_title", Kind.PROSE),
    ("违法行为类型", "violation_kind", Kind.PROSE),
    ("违法事实", "violation_facts", Kind.PROSE),
    ("处罚依据", "legal_basis", Kind.PROSE),
    ("处罚类别", "penalty_kinds", Kind.PROSE),
    ("处罚内容", "penalty_content", Kind.PROSE),
    ("罚款金额（万元）", "fine_fen", Kind.AMOUNT),
    ("没收违法所得、没收非法财物的金额（万元）", "confiscated_fen", Kind.AMOUNT),
    ("暂扣或吊销证照名称及编号", "revoked_certificate", Kind.PROSE),
    ("处罚有效期", "valid_until", Kind.DATE),
)
_LICENCE: Layout = (
    ("行政许可决定文书名称", "document_title", Kind.PROSE),
    ("许可类别", "licence_kind", Kind.PROSE),
    ("许可证书名称", "certificate_name", Kind.PROSE),
    ("许可编号", "licence_number", Kind.NUMBER),
    ("许可内容", "licence_content", Kind.PROSE),
    ("有效期自", "valid_from", Kind.DATE),
    ("有效期至", "valid_until", Kind.DATE),
)
_COERCION: Layout = (
    ("行政强制决定文书名称", "document_title", Kind.PROSE),
    ("强制类别", "coercion_kind", Kind.PROSE),
    ("强制事由", "coercion_facts", Kind.PROSE),
    ("强制依据", "legal_basis", Kind.PROSE),
    ("强制内容", "coercion_content", Kind.PROSE),
    ("执行完毕日期", "completed_on", Kind.DATE),
)
_INSPECTION: Layout = (
    ("检查事项", "inspection_item", Kind.PROSE),
    ("检查方式", "inspection_kind", Kind.PROSE),
    ("检查结果", "inspection_result", Kind.PROSE),
    ("后续处理", "followed_by", Kind.PROSE),
)
_OTHER: Layout = (
    ("决定文书名称", "document_title", Kind.PROSE),
    ("依据", "legal_basis", Kind.PROSE),
    ("决定内容", "penalty_content", Kind.PROSE),
)
_SOURCE: Layout = (("数据来源单位", "data_source_name", Kind.PROSE),)

LAYOUTS: dict[ActType, Layout] = {
    ActType.LICENCE: _LICENCE + _SOURCE,
    ActType.PENALTY: _PENALTY + _SOURCE,
    ActType.COERCION: _COERCION + _SOURCE,
    ActType.INSPECTION: _INSPECTION + _SOURCE,
    ActType.LEVY: _OTHER + _SOURCE,
    ActType.REQUISITION: _OTHER + _SOURCE,
}
"""What follows the first keys, by act."""


def amount_in_wan(fen: int) -> str:
    """Fen as 万元 without needless zeros: 200000 is 0.2."""
    whole, rest = divmod(fen, int(FEN_PER_WAN))
    return f"{whole}.{rest:06d}".rstrip("0") if rest else str(whole)


def written(value: object, kind: Kind) -> str:
    """A value as shown, "" where there is none."""
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return amount_in_wan(value) if kind is Kind.AMOUNT and isinstance(value, int) else str(value)


def conclusion(decision: Decision, prose: dict[str, str]) -> str:
    """What was decided, from texts already made fit to be shown."""
    match decision.act_type:
        case ActType.LICENCE:
            outcome = decision.licence_outcome or "准予许可"
            content = prose.get("licence_content") or prose.get("certificate_name", "")
            return f"{outcome}：{content}" if content else outcome
        case ActType.PENALTY:
            return prose.get("penalty_content") or _penalty_summary(decision, prose)
        case ActType.COERCION:
            return prose.get("coercion_content") or prose.get("coercion_kind", "")
        case ActType.INSPECTION:
            return prose.get("inspection_result", "")
        case _:
            return prose.get("penalty_content", "")


def _penalty_summary(decision: Decision, prose: dict[str, str]) -> str:
    parts = [prose.get("penalty_kinds", "")]
    if decision.fine_fen:
        parts.append(f"罚款{amount_in_wan(decision.fine_fen)}万元")
    if decision.confiscated_fen:
        parts.append(f"没收{amount_in_wan(decision.confiscated_fen)}万元")
    return "，".join(part for part in parts if part)
