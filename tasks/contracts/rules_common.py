"""Rules that every kind of decision shares: numbers, dates, authorities, code lists, notices."""

import re

from tasks.contracts.code_lists import code_list
from tasks.contracts.rules import NOTHING_MORE, Fault, Surroundings, Values, named_rule, present
from tasks.law import document_numbers
from tasks.law.authorities import number_fits_authority
from tasks.law.identifiers import PLACEHOLDER_USCC, citizen_id_fault, uscc_fault

_CITIZEN_ID = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx](?![0-9A-Za-z])")

_WEB_ADDRESS = re.compile(r"https?://[^\s/<>\"']+(?:/[^\s<>\"']*)?")
_REFUSED = "不予许可"


def _year_of_number(text: str) -> str:
    _, bracket, rest = text.partition("〔")
    if bracket and rest[4:5] == "〕" and rest[:4].isdecimal():
        return rest[:4]
    year = document_numbers.year_of(text)
    return "" if year is None else str(year)


def _before_year(text: str) -> str:
    prefix, bracket, _ = text.partition("〔")
    return prefix if bracket else ""


def _number_fault(text: str) -> str:
    return document_numbers.fault(text) or ""


def _uscc_state(text: str) -> str:
    return uscc_fault(text) or "" if text else ""


def _missing_or_placeholder(text: str) -> str:
    return text if text in ("", PLACEHOLDER_USCC) else "code"


def _web_address_state(text: str) -> str:
    return "odd" if text and not _WEB_ADDRESS.fullmatch(text) else ""


@named_rule("document-number-form", _number_fault)
def _document_number_form(values: Values, _: Surroundings) -> Fault | None:
    return {"fault": values[0]} if values[0] else None


@named_rule("number-year", _year_of_number, lambda day: day[:4])
def _number_year(values: Values, _: Surroundings) -> Fault | None:
    stated, decided = values
    return {"stated": stated, "decided": decided} if stated and decided and stated != decided else None


@named_rule("number-authority", _before_year, None)
def _number_authority(values: Values, _: Surroundings) -> Fault | None:
    number, authority = values
    return None if not number or not authority or number_fits_authority(number, authority) else NOTHING_MORE


@named_rule("not-in-future", None)
def _not_in_future(values: Values, around: Surroundings) -> Fault | None:
    return {"today": around.today.isoformat()} if values[0] > around.today.isoformat() else None


@named_rule("date-order", None, None)
def _date_order(values: Values, _: Surroundings) -> Fault | None:
    earlier, later = values
    return {"earlier": earlier, "later": later} if earlier and later and later < earlier else None


@named_rule("uscc", _uscc_state)
def _uscc(values: Values, _: Surroundings) -> Fault | None:
    return {"fault": values[0]} if values[0] else None


@named_rule("code-missing-or-placeholder", _missing_or_placeholder)
def _code_missing(values: Values, _: Surroundings) -> Fault | None:
    if values[0] == "code":
        return None
    return {"fault": "为占位代码" if values[0] else "未填写"}


@named_rule("code-placeholder", _missing_or_placeholder)
def _code_placeholder(values: Values, _: Surroundings) -> Fault | None:
    return {"fault": "为占位代码"} if values[0] == PLACEHOLDER_USCC else None


@named_rule("validity-missing", None, present)
def _validity_missing(values: Values, _: Surroundings) -> Fault | None:
    """What was refused has no term; whatever was granted has one."""
    outcome, day = values
    return NOTHING_MORE if outcome != _REFUSED and not day else None


@named_rule("citizen-id", None, None)
def _citizen_id(values: Values, _: Surroundings) -> Fault | None:
    kind, number = values
    if not number or kind not in ("", "身份证"):
        return None
    fault = citizen_id_fault(number)
    return {"fault": fault} if fault else None


@named_rule("kind-unnamed", None)
def _kind_unnamed(values: Values, around: Surroundings) -> Fault | None:
    return NOTHING_MORE if code_list(str(around.arguments["list"])).unnamed(values[0]) else None


@named_rule("one-of-required", present, present)
def _one_of_required(values: Values, _: Surroundings) -> Fault | None:
    return None if any(values) else NOTHING_MORE


@named_rule("all-or-none", present, present)
def _all_or_none(values: Values, _: Surroundings) -> Fault | None:
    return None if all(values) or not any(values) else NOTHING_MORE


@named_rule("web-address", _web_address_state)
def _web_address(values: Values, _: Surroundings) -> Fault | None:
    return NOTHING_MORE if values[0] else None


@named_rule("withdrawal-undated", present, present)
def _withdrawal_undated(values: Values, _: Surroundings) -> Fault | None:
    return None if any(values) else NOTHING_MORE


@named_rule("replacement-missing", None, present)
def _replacement_missing(values: Values, _: Surroundings) -> Fault | None:
    reason, replaced_by = values
    return NOTHING_MORE if reason in ("changed", "remade") and not replaced_by else None


@named_rule("no-citizen-id", None)
def _no_citizen_id(values: Values, _: Surroundings) -> Fault | None:
    return NOTHING_MORE if _CITIZEN_ID.search(values[0]) else None
