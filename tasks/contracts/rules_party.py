"""Rules on the party: which code an organisation, a sole trader or a person must have (双公示数据标准)."""

from tasks.contracts.rules import NOTHING_MORE, Fault, Surroundings, Values, named_rule, present
from tasks.law.identifiers import UsccClass, uscc_class, uscc_fault

ORGANISATION, PERSON, SOLE_TRADER = "法人及非法人组织", "自然人", "个体工商户"
_WITH_CODE = (ORGANISATION, SOLE_TRADER)
_INVALID = "invalid:"


def _code_state(code: str) -> str:
    """What a party's code is: "" for none, the class of a valid one, or why it is invalid."""
    if not code:
        return ""
    fault = uscc_fault(code)
    return f"{_INVALID}{fault}" if fault else uscc_class(code).value


def _without_code(state: str) -> bool:
    return state in ("", UsccClass.PLACEHOLDER.value)


@named_rule("party-code-missing", None, _code_state, present, present, present, present, present)
def _party_code_missing(values: Values, _: Surroundings) -> Fault | None:
    kind, state, registration, *others = values
    if kind not in _WITH_CODE or not _without_code(state):
        return None
    if kind == SOLE_TRADER and not registration and (state or not any(others)):
        return {"wanted": "统一社会信用代码（无代码的填17个0加X，并填写工商注册号）"}
    if kind == ORGANISATION and not registration and not any(others):
        return {"wanted": "统一社会信用代码"}
    return None


@named_rule("party-code-placeholder", None, _code_state, present, present, present, present, present)
def _party_code_placeholder(values: Values, around: Surroundings) -> Fault | None:
    kind, state, *_others = values
    if kind not in _WITH_CODE or not _without_code(state) or _party_code_missing(values, around) is not None:
        return None
    return {"fault": "为占位代码" if state else "未填写"}


@named_rule("party-code-invalid", None, _code_state)
def _party_code_invalid(values: Values, _: Surroundings) -> Fault | None:
    kind, state = values
    if kind not in _WITH_CODE or not state.startswith(_INVALID):
        return None
    return {"fault": state.removeprefix(_INVALID)}


@named_rule("party-code-class", None, _code_state)
def _party_code_class(values: Values, _: Surroundings) -> Fault | None:
    kind, state = values
    if kind == ORGANISATION and state == UsccClass.SOLE_TRADER.value:
        return {"fault": "代码以92开头，属于个体工商户"}
    fits = state in ("", UsccClass.SOLE_TRADER.value, UsccClass.PLACEHOLDER.value)
    if kind == SOLE_TRADER and not fits and not state.startswith(_INVALID):
        return {"fault": "个体工商户的代码应当以92开头"}
    return None


@named_rule("code-of-person", None, _code_state)
def _code_of_person(values: Values, _: Surroundings) -> Fault | None:
    kind, state = values
    if kind in _WITH_CODE or _without_code(state):
        return None
    if kind == PERSON:
        return {"fault": "自然人不填写统一社会信用代码"}
    if state.startswith(_INVALID):
        return {"fault": f"{state.removeprefix(_INVALID)}，且未填写行政相对人类别，按自然人处理"}
    return None


@named_rule("representative-missing", None, present)
def _representative_missing(values: Values, around: Surroundings) -> Fault | None:
    kind, representative = values
    wanted = around.arguments.get("kinds", _WITH_CODE)
    return NOTHING_MORE if kind in wanted and not representative else None


@named_rule("person-id-missing", None, _code_state, present)
def _person_id_missing(values: Values, _: Surroundings) -> Fault | None:
    kind, state, number = values
    is_person = kind == PERSON or (not kind and (_without_code(state) or state.startswith(_INVALID)))
    return NOTHING_MORE if is_person and not number else None


@named_rule("person-lacks", None, present)
def _person_lacks(values: Values, _: Surroundings) -> Fault | None:
    kind, value = values
    return NOTHING_MORE if kind == PERSON and not value else None
