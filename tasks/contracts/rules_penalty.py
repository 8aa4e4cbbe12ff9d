"""Rules on penalties: kinds against amounts, words against figures, what a simple procedure may impose."""

from decimal import Decimal, InvalidOperation

from tasks.contracts.rules import NOTHING_MORE, Fault, Surroundings, Values, named_rule, present
from tasks.contracts.rules_party import PERSON
from tasks.law.amounts import AmountKind, amounts_in, contradiction
from tasks.law.decision import FEN_PER_WAN

_SIMPLE_LIMIT_PERSON = Decimal("0.02")
_SIMPLE_LIMIT_ORGANISATION = Decimal("0.3")
_SUSPENDED_OR_REVOKED = ("暂扣", "吊销")
_TEN_THOUSAND = 10_000


def _fen(wan: str) -> int | None:
    try:
        return int((Decimal(wan) * FEN_PER_WAN).to_integral_value()) if wan else None
    except InvalidOperation:
        return None


def _positive(wan: str) -> str:
    return "1" if (_fen(wan) or 0) > 0 else ""


@named_rule("fine-without-amount", None, _positive)
def _fine_without_amount(values: Values, _: Surroundings) -> Fault | None:
    kinds, amount = values
    return NOTHING_MORE if "罚款" in kinds.split(";") and not amount else None


def _confiscated_in_words(content: str) -> str:
    """The first sum that a content says is confiscated, "" where none can be told."""
    if "没收" not in content:
        return ""
    named = (a for a in amounts_in(content) if a.kind is AmountKind.CONFISCATION and a.fen)
    return next((content[slice(*a.span)].strip() for a in named), "")


@named_rule("confiscation-without-amount", None, present, _confiscated_in_words)
def _confiscation_without_amount(values: Values, _: Surroundings) -> Fault | None:
    kinds, amount, words = values
    return NOTHING_MORE if "没收" in kinds and not amount and not words else None


@named_rule("confiscated-amount-missing", None, present, _confiscated_in_words)
def _confiscated_amount_missing(values: Values, _: Surroundings) -> Fault | None:
    kinds, amount, words = values
    return {"words": words} if "没收" in kinds and not amount and words else None


@named_rule("amount-without-kind", None, _positive)
def _amount_without_kind(values: Values, around: Surroundings) -> Fault | None:
    kinds, amount = values
    wanted = str(around.arguments["kind"])
    return {"wanted": wanted} if amount and kinds and wanted not in kinds else None


@named_rule("certificate-not-named", None, present)
def _certificate_not_named(values: Values, _: Surroundings) -> Fault | None:
    kinds, certificate = values
    return NOTHING_MORE if not certificate and any(word in kinds for word in _SUSPENDED_OR_REVOKED) else None


@named_rule("amount-contradicts-words", None, None, None)
def _amount_contradicts_words(values: Values, around: Surroundings) -> Fault | None:
    content, own, other = values
    kind = AmountKind(around.arguments["amount"])
    found = contradiction(_fen(own), content, kind)
    if found is None:
        return _unnamed_amount_contradicts(content, _fen(own), other, kind)
    return {"fault": found.message}


def _unnamed_amount_contradicts(content: str, own: int | None, other: str, kind: AmountKind) -> Fault | None:
    """A content that names one sum and not what it is (“伍仟元整”) still speaks of the only amount given."""
    if kind is not AmountKind.FINE or own is None or other:
        return None
    named = amounts_in(content)
    if len(named) != 1 or named[0].kind is not AmountKind.OTHER or named[0].fen == own or "罚" not in content:
        return None
    text = content[slice(*named[0].span)].strip()
    hint = "，疑将“元”误作“万元”填报" if own == named[0].fen * _TEN_THOUSAND else ""
    return {"fault": f"处罚内容中的金额“{text}”与罚款金额不一致{hint}"}


@named_rule("simple-procedure-limit", None, None, None)
def _simple_procedure_limit(values: Values, _: Surroundings) -> Fault | None:
    procedure, party_kind, amount = values
    fen = _fen(amount)
    if procedure != "简易程序" or fen is None:
        return None
    limit = _SIMPLE_LIMIT_PERSON if party_kind == PERSON else _SIMPLE_LIMIT_ORGANISATION
    if fen <= limit * FEN_PER_WAN:
        return None
    return {"limit": "二百元" if party_kind == PERSON else "三千元"}
