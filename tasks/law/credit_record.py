"""A decision as the national record of 双公示: 28 fields of a licence, 30 of a penalty, in order and codes (G12).

Identity numbers belong in it: it goes from one authority to another and is shown nowhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from tasks.law.acts import ActType
from tasks.law.characters import is_plain, single_spaced, without_unseen
from tasks.law.credit_form import CreditForm, PenaltyValidity
from tasks.law.credit_party import CreditParty, credit_party, missing_of_party, party_doubts
from tasks.law.decision import Decision
from tasks.law.edition import Doubt
from tasks.law.money import FEN_PER_WAN
from tasks.law.periods import Period

CreditRecord = dict[str, str]
"""National field code to text, in national order; "" where nothing was given or nothing belongs."""

PREFIXES = {ActType.LICENCE: "XK_", ActType.PENALTY: "CF_"}
"""How the field codes of each act begin."""
REMARK = "BZ"

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def credit_rendition(decision: Decision, period: Period, form: CreditForm) -> bytes:
    """Canonical JSON of `credit_record`: compact, UTF-8, fields in national order."""
    return _ENCODER.encode(credit_record(decision, period, form)).encode("utf-8")


def credit_record(decision: Decision, period: Period, form: CreditForm) -> CreditRecord:
    """The national record of a licence or penalty; `period` is that of the credit channel.

    Amounts are 万元 with six decimals, dates yyyy/MM/dd. ValueError for an act that is not collected.
    """
    prefix = PREFIXES.get(decision.act_type)
    if prefix is None:
        raise ValueError(f"{decision.act_type.value} is not collected by the credit platform")
    text = _Text(form)
    record = _party(prefix, decision, text)
    own = _licence(decision, form, text) if prefix == "XK_" else _penalty(decision, period, form, text)
    record.update(own)
    record[REMARK] = text(decision.remark)
    return record


def credit_doubts(decision: Decision, period: Period) -> tuple[Doubt, ...]:
    """Why a decision cannot be handed in: required fields that are missing, codes the platform refuses."""
    party = credit_party(decision)
    missing = [*_missing(decision, period), *missing_of_party(party)]
    doubts = list(party_doubts(decision, party))
    if missing:
        named = "、".join(f"“{title}”" for title in missing)
        doubts.insert(
            0, Doubt("credit-field-missing", f"暂缓报送：缺少{named}，信用平台要求填写，请在业务系统中补填")
        )
    return tuple(doubts)


def credit_date(day: date | None) -> str:
    """A date as the standard writes it, "" for none: 2026/10/12."""
    return "" if day is None else f"{day.year:04d}/{day.month:02d}/{day.day:02d}"


def credit_amount(fen: int | None) -> str:
    """Fen as 万元 with six decimals, "" for none: 200000 is 0.200000."""
    if fen is None:
        return ""
    whole, rest = divmod(fen, FEN_PER_WAN)
    return f"{whole}.{rest:06d}"


class _Text:
    """Text as the platform accepts it: nothing unseen, one line, its refused characters replaced."""

    __slots__ = ("_replaced",)

    def __init__(self, form: CreditForm) -> None:
        self._replaced = tuple(form.replaced_characters.items())

    def __call__(self, text: str) -> str:
        if not text:
            return text
        if not is_plain(text):
            text = single_spaced(without_unseen(text))
        for refused, instead in self._replaced:
            if refused in text:
                text = text.replace(refused, instead)
        return text


def _party(prefix: str, decision: Decision, text: _Text) -> CreditRecord:
    party: CreditParty = credit_party(decision)
    return {
        f"{prefix}XDR_MC": text(decision.party_name),
        f"{prefix}XDR_LB": party.kind.value,
        f"{prefix}XDR_SHXYM": party.uscc,
        f"{prefix}XDR_GSZC": text(party.registration_number),
        f"{prefix}XDR_ZZJG": text(party.organisation_code),
        f"{prefix}XDR_SWDJ": text(party.tax_number),
        f"{prefix}XDR_SYDW": text(party.institution_number),
        f"{prefix}XDR_SHZZ": text(party.society_number),
        f"{prefix}FRDB": text(party.representative),
        f"{prefix}FR_ZJLX": text(party.representative_id_kind),
        f"{prefix}FR_ZJHM": text(party.representative_id),
        f"{prefix}XDR_ZJLX": text(party.id_kind),
        f"{prefix}XDR_ZJHM": text(party.id_number),
    }


def _licence(decision: Decision, form: CreditForm, text: _Text) -> CreditRecord:
    return {
        "XK_XKWS": text(decision.document_title),
        "XK_WSH": text(_licence_document_number(decision)),
        "XK_XKLB": text(decision.licence_kind),
        "XK_XKZS": text(decision.certificate_name),
        "XK_XKBH": text(decision.licence_number),
        "XK_NR": text(decision.licence_content),
        "XK_JDRQ": credit_date(decision.decided_on),
        "XK_YXQZ": credit_date(decision.valid_from),
        "XK_YXQZI": credit_date(_capped(decision.valid_until, form)),
        "XK_XKJG": text(decision.authority_name),
        "XK_XKJGDM": decision.authority_code,
        "XK_ZT": form.licence_state(decision.licence_status, decision.licence_outcome),
        "XK_LYDW": text(decision.data_source_name),
        "XK_LYDWDM": decision.data_source_code,
    }


def _penalty(decision: Decision, period: Period, form: CreditForm, text: _Text) -> CreditRecord:
    until = _capped(decision.valid_until, form)
    if until is None and form.penalty_validity is PenaltyValidity.OPEN_ENDED:
        until = form.open_ended
    return {
        "CF_WSH": text(decision.document_number),
        "CF_WFXW": text(decision.violation_kind),
        "CF_SY": text(decision.violation_facts),
        "CF_YJ": text(decision.legal_basis),
        "CF_CFLB": text(form.kinds(decision.penalty_kinds)),
        "CF_NR": text(decision.penalty_content),
        "CF_NR_FK": credit_amount(decision.fine_fen),
        "CF_NR_WFFF": credit_amount(decision.confiscated_fen),
        "CF_NR_ZKDX": text(decision.revoked_certificate),
        "CF_JDRQ": credit_date(decision.decided_on),
        "CF_YXQ": credit_date(until),
        "CF_GSJZQ": credit_date(period.ends_on),
        "CF_CFJG": text(decision.authority_name),
        "CF_CFJGDM": decision.authority_code,
        "CF_SJLY": text(decision.data_source_name),
        "CF_SJLYDM": decision.data_source_code,
    }


def _capped(day: date | None, form: CreditForm) -> date | None:
    """A day no later than the one that means without end."""
    return None if day is None else min(day, form.open_ended)


def _licence_document_number(decision: Decision) -> str:
    """The document's number; a licence decided without one goes by the number of the licence."""
    return decision.document_number or decision.licence_number


_LICENCE_REQUIRED = (
    ("行政许可决定文书名称", "document_title"),
    ("许可类别", "licence_kind"),
    ("许可内容", "licence_content"),
    ("许可决定日期", "decided_on"),
    ("有效期自", "valid_from"),
    ("有效期至", "valid_until"),
    ("许可机关", "authority_name"),
    ("许可机关统一社会信用代码", "authority_code"),
)
_PENALTY_REQUIRED = (
    ("行政处罚决定书文号", "document_number"),
    ("违法行为类型", "violation_kind"),
    ("违法事实", "violation_facts"),
    ("处罚依据", "legal_basis"),
    ("处罚类别", "penalty_kinds"),
    ("处罚内容", "penalty_content"),
    ("处罚决定日期", "decided_on"),
    ("处罚机关", "authority_name"),
    ("处罚机关统一社会信用代码", "authority_code"),
)
_BOTH_REQUIRED = (
    ("行政相对人名称", "party_name"),
    ("数据来源单位", "data_source_name"),
    ("数据来源单位统一社会信用代码", "data_source_code"),
)


def _missing(decision: Decision, period: Period) -> Iterator[str]:
    licence = decision.act_type is ActType.LICENCE
    for title, field in (*(_LICENCE_REQUIRED if licence else _PENALTY_REQUIRED), *_BOTH_REQUIRED):
        if not getattr(decision, field):
            yield title
    if licence:
        if not _licence_document_number(decision):
            yield "行政许可决定文书号"
        return
    kinds = decision.penalty_kinds
    if "罚款" in kinds.split(";") and not decision.fine_fen:
        yield "罚款金额（万元）"
    if ("暂扣" in kinds or "吊销" in kinds) and not decision.revoked_certificate:
        yield "暂扣或吊销证照名称及编号"
    if period.ends_on is None:
        yield "公示截止期"
