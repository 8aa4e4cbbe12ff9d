"""Makes the public edition of a decision (clauses G13, G14; DOMAIN 5 and 10)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date

from tasks.law.characters import without_unseen
from tasks.law.decision import Decision
from tasks.law.detectors import is_personal_number
from tasks.law.edition import (
    ALWAYS_SHOWN,
    AUTHORITY,
    AUTHORITY_CODE,
    CATEGORY,
    CONCLUSION,
    DECIDED_ON,
    DOCUMENT_NUMBER,
    FIRST_KEYS,
    LAYOUTS,
    LEGAL_REPRESENTATIVE,
    PARTY,
    PARTY_CODE,
    PARTY_KIND,
    Doubt,
    Edition,
    Kind,
    conclusion,
    written,
)
from tasks.law.masking import BREAK, Marked, Masked, mask
from tasks.law.names import aliases
from tasks.law.parties import Party, PartyKind, party_of
from tasks.law.plain_text import plain
from tasks.law.redaction_policy import STRICTEST, RedactionPolicy, RedactionRow, Showing

_PROSE_FIELDS = {
    act: tuple(field for _, field, kind in layout if kind is Kind.PROSE) for act, layout in LAYOUTS.items()
}
_BETWEEN_PHRASES = re.compile(r"[；;\n]+")
_QUOTES = "\"'“”‘’「」 　。"
_NOTHING = frozenset({"", "无", "否", "没有", "不涉及", "/", "-", "—", "暂无"})
_CERTIFICATE_NUMBER = re.compile(
    r"(?:号|编码|证|书)[》码:为是\s(]{0,3}(?!1[3-9][0-9]{9}(?![0-9]))([A-Z0-9]{8,30})"
)
_UNTITLED = re.compile(r"[（(].*$")


def public_edition(decision: Decision, policy: RedactionPolicy, today: date) -> Edition:  # noqa: ARG001 - one signature
    """What may be shown of a decision; `doubts` say why a person must look at it first."""
    return edition_and_private_values(decision, policy)[0]


def edition_and_private_values(
    decision: Decision, policy: RedactionPolicy, hidden: Iterable[str] = (), shown: Collection[str] = ()
) -> tuple[Edition, tuple[str, ...]]:
    """The public edition together with what must be nowhere in it.

    `hidden` are phrases operators withhold beside the office's own, `shown` what was hidden wrongly before.
    """
    row = policy.row_for(decision.act_type, decision.decided_on)
    party = party_of(decision, row, policy.names)
    withheld = tuple(dict.fromkeys((*withheld_phrases(decision), *hidden)))
    marked = Marked(_exempt(decision, party), withheld, shown)
    return _edition(decision, party, row, policy, marked), _private_values(decision, party)


def _edition(
    decision: Decision, party: Party, row: RedactionRow, policy: RedactionPolicy, marked: Marked
) -> Edition:
    prose = _prose(decision, party, row)
    masked = _masked(prose, party, row, policy, marked)
    texts = dict(zip(prose, masked.texts, strict=True))
    fields, numbers_hidden = _fields(decision, party, texts, policy)
    if party.hidden:
        fields[PARTY] = _party_alias(decision, party, masked, policy)
    doubts = [*party.doubts, *masked.doubts, *numbers_hidden]
    dropped = _drop_withheld(fields, masked.missing, doubts)
    doubts += _withheld_doubts(decision, marked.withheld)
    for key in ALWAYS_SHOWN:
        if not fields.get(key):
            doubts.append(Doubt("not-complete", f"暂缓公开：缺少{key}，公开内容不完整"))
    return Edition(
        fields={key: value for key, value in fields.items() if value},
        redacted=masked.changed or party.hidden or dropped or bool(numbers_hidden),
        doubts=tuple(doubts),
        exempt=frozenset(marked.exempt),
        policy=f"{row.id}@{policy.version}",
    )


def hidden_in(
    texts: Iterable[str],
    decision: Decision,
    policy: RedactionPolicy,
    hidden: Iterable[str] = (),
    shown: Collection[str] = (),
) -> Masked:
    """Other texts about a decision, with everything hidden that its own edition hides, and names after any cue."""
    row = policy.row_for(decision.act_type, decision.decided_on)
    party = party_of(decision, row, policy.names)
    withheld = tuple(dict.fromkeys((*withheld_phrases(decision), *hidden)))
    marked = Marked(_exempt(decision, party), withheld, shown)
    return mask(texts, party.persons, policy, policy.finder_for(STRICTEST), marked)


def private_values(decision: Decision, policy: RedactionPolicy) -> tuple[str, ...]:
    """What of the record itself must be nowhere in the edition: hidden names, every ID number, the tax number."""
    row = policy.row_for(decision.act_type, decision.decided_on)
    return _private_values(decision, party_of(decision, row, policy.names))


def _private_values(decision: Decision, party: Party) -> tuple[str, ...]:
    values = [decision.party_id, decision.legal_representative_id, decision.party_tax_number]
    values += (name for name in party.persons.hidden if len(name) > 1)
    shown = {party.code, decision.document_number, decision.licence_number}
    return tuple(value for value in dict.fromkeys(values) if value and value not in shown)


def withheld_phrases(decision: Decision) -> tuple[str, ...]:
    """The phrases an office marked as 不宜公开内容."""
    if not decision.withheld_content:
        return ()
    phrases = (phrase.strip(_QUOTES) for phrase in _BETWEEN_PHRASES.split(decision.withheld_content))
    return tuple(dict.fromkeys(phrase for phrase in phrases if phrase not in _NOTHING))


def _prose(decision: Decision, party: Party, row: RedactionRow) -> dict[str, str]:
    """The texts that are read for private content, by field of the decision."""
    fields = [*_PROSE_FIELDS[decision.act_type], "authority_name"]
    if not party.hidden:
        fields.append("party_name")
    if party.kind is PartyKind.ORGANISATION and row.legal_representative is Showing.NAME:
        fields.append("legal_representative")
    prose = {field: value for field in fields if (value := getattr(decision, field))}
    whole = "".join(prose.values())
    if without_unseen(whole) == whole:
        return prose
    return {field: without_unseen(value) for field, value in prose.items()}


def _masked(
    prose: dict[str, str], party: Party, row: RedactionRow, policy: RedactionPolicy, marked: Marked
) -> Masked:
    whole = BREAK.join(prose.values())
    hidden = party.persons.hidden
    if (
        not marked.withheld
        and not policy.may_hide(row, whole)
        and not any(name[0] in whole and name[-1] in whole for name in hidden)
    ):
        return Masked(tuple(prose.values()), {}, (), changed=False)
    return mask(prose.values(), party.persons, policy, policy.finder_for(row), marked)


def _fields(
    decision: Decision, party: Party, texts: dict[str, str], policy: RedactionPolicy
) -> tuple[dict[str, str], list[Doubt]]:
    """Every field in display order, empty ones too, and doubts about numbers that were hidden."""
    number = decision.document_number
    fields = dict.fromkeys(FIRST_KEYS, "") | {
        CATEGORY: decision.act_type.value,
        AUTHORITY: texts.get("authority_name", ""),
        AUTHORITY_CODE: decision.authority_code,
        PARTY: texts.get("party_name", ""),
        PARTY_KIND: party.kind.value,
        PARTY_CODE: party.code,
        DOCUMENT_NUMBER: number,
        DECIDED_ON: written(decision.decided_on, Kind.DATE),
        CONCLUSION: conclusion(decision, texts),
        LEGAL_REPRESENTATIVE: texts.get("legal_representative", ""),
    }
    for label, field, kind in LAYOUTS[decision.act_type]:
        fields[label] = (
            texts.get(field, "") if kind is Kind.PROSE else written(getattr(decision, field), kind)
        )
    doubts = []
    for label in (DOCUMENT_NUMBER, "许可编号"):
        if fields.get(label) and is_personal_number(fields[label]):
            fields[label] = policy.mask
            doubts.append(
                Doubt("personal-number-in-number", f"暂缓公开：{label}中含有疑似身份证号码，已隐去，请核对")
            )
    return fields, doubts


def _party_alias(decision: Decision, party: Party, masked: Masked, policy: RedactionPolicy) -> str:
    people = party.persons.hidden[: max(1, len(party.persons.hidden) - bool(decision.legal_representative))]
    named = masked.aliases or aliases(dict.fromkeys(people), policy.names)
    known = {name: named.get(name) or aliases([name], policy.names)[name] for name in people}
    return "、".join(dict.fromkeys(known.values()))


def _drop_withheld(fields: dict[str, str], missing: Iterable[str], doubts: list[Doubt]) -> bool:
    """Leaves out fields an office withholds by name or by value; what is nowhere to be found is a doubt."""
    dropped = False
    for phrase in missing:
        labels = [
            label
            for label, value in fields.items()
            if value and phrase in (label, _UNTITLED.sub("", label), value)
        ]
        if not labels:
            doubts.append(
                Doubt("withheld-not-found", f"暂缓公开：不宜公开内容“{phrase}”在公开文本中未找到，请核对")
            )
        for label in labels:
            if label in ALWAYS_SHOWN:
                doubts.append(
                    Doubt(
                        "withheld-essential", f"暂缓公开：{label}属于应当公开的内容，又列为不宜公开，请核对"
                    )
                )
            else:
                fields[label] = ""
                dropped = True
    return dropped


def _withheld_doubts(decision: Decision, withheld: Iterable[str]) -> list[Doubt]:
    essential = {PARTY: decision.party_name, AUTHORITY: decision.authority_name}
    return [
        Doubt("withheld-essential", f"暂缓公开：{label}属于应当公开的内容，又列为不宜公开，请核对")
        for phrase in withheld
        for label, value in essential.items()
        if phrase in value
    ]


def _exempt(decision: Decision, party: Party) -> frozenset[str]:
    """Values of known origin that are shown although they may look like private numbers."""
    values = [party.code, decision.document_number, decision.licence_number, decision.authority_code]
    if decision.revoked_certificate:
        values += _CERTIFICATE_NUMBER.findall(plain(decision.revoked_certificate))
    return frozenset(value for value in values if value and not is_personal_number(value))
