"""What an explanation of a withdrawal must not say: nothing that the decision's own public edition hides (promise 3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from tasks.law.corrections import UNCORRECTED, Corrections
from tasks.law.decision import Decision
from tasks.law.detectors import HitKind
from tasks.law.edition import AUTHORITY, PARTY, Edition
from tasks.law.names import UNNAMED
from tasks.law.redaction import edition_and_private_values, hidden_in
from tasks.law.redaction_policy import RedactionPolicy
from tasks.law.scan import edition_leaks

WITHHELD = "不宜公开的内容"
"""What is hidden for another reason than being a number or a name."""

_ORGANISATIONS = (PARTY, AUTHORITY, "数据来源单位")
_TOLD = "撤回说明"


def unfit_kinds(
    texts: Sequence[str],
    decision: Decision,
    policy: RedactionPolicy,
    corrections: Corrections = UNCORRECTED,
) -> tuple[str, ...]:
    """The kinds of what texts about a decision may not say in public, as officers call them; () where they are fit.

    The found text itself is not given back.
    """
    kinds = dict.fromkeys(_found(texts, decision, policy, corrections))
    masked = hidden_in(texts, decision, policy, corrections.hidden, corrections.shown)
    if masked.changed:
        named = sum(text.count(UNNAMED) for text in masked.texts) > sum(text.count(UNNAMED) for text in texts)
        if named:
            kinds[HitKind.NAME.value] = None
        elif not kinds:
            kinds[WITHHELD] = None
    return tuple(kinds)


def _found(
    texts: Sequence[str], decision: Decision, policy: RedactionPolicy, corrections: Corrections
) -> list[str]:
    """Private numbers, and the record's own private values, in these texts beyond what the edition has itself."""
    edition, private = edition_and_private_values(decision, policy, corrections.hidden, corrections.shown)
    known = {key: edition.fields[key] for key in _ORGANISATIONS if key in edition.fields}
    before = replace(edition, fields=known)
    after = replace(edition, fields=known | {f"{_TOLD}{place}": text for place, text in enumerate(texts)})
    more = _kinds(after, private, policy) - _kinds(before, private, policy)
    return list(more)


def _kinds(edition: Edition, private: Sequence[str], policy: RedactionPolicy) -> Counter[str]:
    return Counter(hit.kind.value for hit in edition_leaks(edition, private, policy.public_numbers))
