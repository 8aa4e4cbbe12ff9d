"""The conditions disclosure rows may name; an unknown name is an error when the table is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum

from tasks.law.characters import half_width
from tasks.law.decision import Decision
from tasks.law.identifiers import citizen_id_fault, is_minor_on
from tasks.law.parties import PartyKind, party_kind
from tasks.law.periods import SeverityClass, severity_class


class Condition(StrEnum):
    """When a disclosure row applies."""

    ALWAYS = "always"
    STATE_SECRET = "state_secret"  # noqa: S105 - the name of a condition
    ATTRIBUTE_NOT_PUBLIC = "attribute_not_public"
    ATTRIBUTE_ON_REQUEST = "attribute_on_request"
    MINOR_PARTY = "minor_party"
    ONLY_ORDERS = "only_orders"
    BAD_CITIZEN_ID = "bad_citizen_id"
    SIMPLE_PROCEDURE = "simple_procedure"
    MINOR_CLASS = "minor_class"
    INTERIM_COERCION = "interim_coercion"
    LICENCE_REFUSED = "licence_refused"


_SECRET_MARK = re.compile(r"(?:绝密|机密|秘密)\s*★|★\s*(?:绝密|机密|秘密)")
_WHOLLY = frozenset({"全部", "全文", "全部内容", "整件", "不予公开"})
_NOT_PUBLIC = frozenset({"不予公开", "不公开", "不宜公开"})
_ON_REQUEST = frozenset({"依申请公开", "依申请"})
_SIMPLE = frozenset({"简易程序", "简易", "01"})
_BETWEEN = re.compile(r"[;；,，、\s]+")
_ORDERS = re.compile(
    r"(?:其他[-—－]*)?(?:责令(?:立即|限期)?(?:改正|整改)|(?:不予|免予)(?:行政)?处罚)(?:违法行为)?"
)
_INTERIM = re.compile(r"查封|扣押|冻结|登记保存|强制措施|责令暂停|临时控制")
_MINOR_PARTY = re.compile(
    r"(?:当事人|被处罚人|行政相对人)[^，。；]{0,8}(?:系|为|是|属)(?:于)?(?:[^，。；]{0,6}的)?未成年人"
)
_PARTY_AGE = re.compile(r"(?:当事人|被处罚人|行政相对人)[^。；]{0,20}?([0-9]{1,2})(?:周)?岁")
_TEENAGER = re.compile(r"已满十四周?岁(?:、|，)?(?:不满|未满)十八周?岁")
_ADULT = 18


def _state_secret(decision: Decision) -> bool:
    withheld = decision.withheld_content
    if withheld and ("国家秘密" in withheld or withheld.strip("。 ") in _WHOLLY):
        return True
    texts = (decision.document_number, decision.document_title, decision.remark, decision.public_attribute)
    return (
        any(_SECRET_MARK.search(text) is not None for text in texts if "★" in text)
        or "国家秘密" in decision.public_attribute
    )


def _minor_party(decision: Decision) -> bool:
    if party_kind(decision) is not PartyKind.PERSON or decision.decided_on is None:
        return False
    if is_minor_on(half_width(decision.party_id).replace(" ", ""), decision.decided_on):
        return True
    facts = half_width(
        f"{decision.violation_facts}。{decision.penalty_content}。{decision.remark}".replace("，", "、")
    )
    if _MINOR_PARTY.search(facts) or _TEENAGER.search(facts):
        return True
    age = _PARTY_AGE.search(facts.replace(decision.party_name, "当事人") if decision.party_name else facts)
    return age is not None and int(age.group(1)) < _ADULT


def _only_orders(decision: Decision) -> bool:
    kinds = [kind for kind in _BETWEEN.split(decision.penalty_kinds) if kind]
    return bool(kinds) and all(_ORDERS.fullmatch(kind) for kind in kinds)


def _bad_citizen_id(decision: Decision) -> bool:
    if party_kind(decision) is not PartyKind.PERSON or not decision.party_id:
        return False
    return (
        decision.party_id_kind in {"", "身份证", "居民身份证", "01"}
        and citizen_id_fault(decision.party_id) is not None
    )


CONDITIONS: dict[Condition, Callable[[Decision], bool]] = {
    Condition.ALWAYS: lambda _decision: True,
    Condition.STATE_SECRET: _state_secret,
    Condition.ATTRIBUTE_NOT_PUBLIC: lambda decision: decision.public_attribute in _NOT_PUBLIC,
    Condition.ATTRIBUTE_ON_REQUEST: lambda decision: decision.public_attribute in _ON_REQUEST,
    Condition.MINOR_PARTY: _minor_party,
    Condition.ONLY_ORDERS: _only_orders,
    Condition.BAD_CITIZEN_ID: _bad_citizen_id,
    Condition.SIMPLE_PROCEDURE: lambda decision: decision.procedure_kind in _SIMPLE,
    Condition.MINOR_CLASS: lambda decision: severity_class(decision) is SeverityClass.MINOR,
    Condition.LICENCE_REFUSED: lambda decision: decision.licence_outcome == "不予许可",
    Condition.INTERIM_COERCION: lambda decision: _INTERIM.search(decision.coercion_kind) is not None,
}
"""What each condition asks of a decision. Values of the decision itself only: today plays no part."""


def holds(condition: Condition, decision: Decision, decided_on: date | None) -> bool:
    """Whether a condition holds; without a decision date no rule has been selected, so none does."""
    return decided_on is not None and CONDITIONS[condition](decision)
