"""Which rejected records a person may release: never one that names no decision, nor one whose party is unclear."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tasks.law.acts import ActType
from tasks.law.lifecycle import Refusal

LONGEST_NUMBER = 200
"""Characters of a document number that the register can keep."""

_MISREAD = frozenset({"not-in-list", "header-text-as-value", "columns-conflict", "authority-code-invalid"})
"""Findings after which a value cannot be what names a decision or says whose name is hidden."""

_NAMING = ("decided_on", "document_number", "authority_code", "authority_name", "party_name", "party_kind")
_NEEDED = {
    "decided_on": "没有可用的决定日期，公开期限无从计算",
    "document_number": "没有文书号，无法与其他决定区分",
    "party_name": "没有行政相对人，无法公开",
}
_ASKED_OF_NOTICES = {
    "document_number": "没有写明原决定的文书号",
    "reason": "没有写明撤下原因",
    "basis": "没有写明撤下依据",
}
_WHOSE = "行政相对人类别不明，无法判断应隐去谁的姓名"
_ROUTE = "请由来源更正后重新报送"


@dataclass(frozen=True, slots=True)
class Fault:
    """An open error of a rejected record: its code, the field by its official name, what officers were told."""

    code: str
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class FieldNames:
    """A contract's fields: official names by field name, and which of them must be filled."""

    titles: Mapping[str, str]
    required: Collection[str]


def refuse_release(
    act_type: ActType | None,
    content: Mapping[str, str],
    faults: Sequence[Fault],
    names: FieldNames,
    today: date,
) -> Refusal | None:
    """Why a rejected decision cannot be released, with the finding that stands in the way; None where it can."""
    if act_type is None:
        return Refusal("act-type-unknown", f"执法类别不明，不能作为决定登记；{_ROUTE}")
    for name, why in _lacking(content, names, today):
        return _refused(f"unfit-{name}", why, name, faults, names)
    return _misread(faults, names)


def _lacking(content: Mapping[str, str], names: FieldNames, today: date) -> Iterator[tuple[str, str]]:
    """The fields without which no decision can be registered or shown, with why."""
    for name, why in _NEEDED.items():
        if not content.get(name):
            yield name, why
    if not (content.get("authority_code") or content.get("authority_name")):
        yield "authority_name", "没有作出决定的机关，无法与其他决定区分"
    if "party_kind" in names.required and not content.get("party_kind"):
        yield "party_kind", _WHOSE
    if (day := content.get("decided_on")) and date.fromisoformat(day) > today:
        yield "decided_on", "决定日期尚未到"
    if len(content.get("document_number", "")) > LONGEST_NUMBER:
        yield "document_number", "文书号过长，无法登记"


def refuse_notice_release(
    content: Mapping[str, str], faults: Sequence[Fault], names: FieldNames, known_reason: bool
) -> Refusal | None:
    """Why a rejected notice cannot be released; `known_reason`: its reason is one of the law's.

    What the register itself found in applying it would only be found again.
    """
    for name, why in _ASKED_OF_NOTICES.items():
        if not content.get(name):
            return _refused(f"unfit-{name}", why, name, faults, names)
    if not known_reason:
        return _refused("reason-unknown", "撤下原因不在规定的取值范围内", "reason", faults, names)
    for fault in faults:
        if fault.code.startswith("notice-"):
            return Refusal(fault.code, f"放行后仍会因同一原因暂缓办理（{fault.message}）；{_ROUTE}或者销号")
    return None


def _misread(faults: Sequence[Fault], names: FieldNames) -> Refusal | None:
    naming = {names.titles[name]: name for name in _NAMING if name in names.titles}
    for fault in faults:
        if fault.code in _MISREAD and fault.field in naming:
            why = (
                _WHOSE if naming[fault.field] == "party_kind" else f"“{fault.field}”有误，无法确定是哪一决定"
            )
            return Refusal(fault.code, f"{why}（{fault.message}）；{_ROUTE}")
    return None


def _refused(code: str, why: str, name: str, faults: Sequence[Fault], names: FieldNames) -> Refusal:
    title = names.titles.get(name, "")
    about = [one.message for one in faults if title and (one.field == title or f"“{title}”" in one.message)]
    return Refusal(code, f"{why}（{about[0]}）；{_ROUTE}" if about else f"{why}；{_ROUTE}")
