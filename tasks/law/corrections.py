"""What operators correct in a redaction: phrases to hide as well, and phrases that were hidden wrongly (G14)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tasks.law.decision import Decision
from tasks.law.detectors import detect_plain
from tasks.law.edition import Doubt, Edition
from tasks.law.lifecycle import Refusal
from tasks.law.plain_text import places, plain
from tasks.law.redaction import edition_and_private_values
from tasks.law.redaction_policy import RedactionPolicy
from tasks.law.scan import edition_leaks, leak_doubts

NEVER_WAIVED = "leak-found"
"""The code of a doubt that nobody waives, not even two people."""
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Corrections:
    """What operators decided about the redaction of one version."""

    hidden: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()


UNCORRECTED = Corrections()
"""Where operators decided nothing."""


def checked_edition(
    decision: Decision, policy: RedactionPolicy, corrections: Corrections = UNCORRECTED
) -> Edition:
    """The public edition with corrections made, and the scan's findings among its doubts."""
    edition, private = edition_and_private_values(decision, policy, corrections.hidden, corrections.shown)
    hits = edition_leaks(edition, private)
    return replace(edition, doubts=(*edition.doubts, *leak_doubts(hits))) if hits else edition


def waivable(edition: Edition) -> tuple[Doubt, ...]:
    """The doubts that two people may waive."""
    return tuple(doubt for doubt in edition.doubts if doubt.code != NEVER_WAIVED)


def refuse_hiding(
    decision: Decision, policy: RedactionPolicy, before: Corrections, after: Corrections
) -> Refusal | None:
    """Why phrases cannot be hidden: what is nowhere to be found, or must be public; None where they can."""
    if short := next((one for one in after.hidden if len(one.strip()) < _SHORTEST), None):
        return Refusal("phrase-too-short", f"要隐去的“{short}”过短，请写明至少{_SHORTEST}个字")
    known = {doubt.sentence for doubt in checked_edition(decision, policy, before).doubts}
    edition = checked_edition(decision, policy, after)
    found = next(
        (one for one in edition.doubts if one.code.startswith("withheld-") and one.sentence not in known),
        None,
    )
    return Refusal(found.code, found.sentence.removeprefix("暂缓公开：")) if found else None


def refuse_showing(
    decision: Decision, policy: RedactionPolicy, before: Corrections, after: Corrections
) -> Refusal | None:
    """Why phrases cannot be shown: numbers, names hidden by the policy, what was not hidden; None where they can."""
    added = [phrase for phrase in after.shown if phrase not in before.shown]
    for phrase in added:
        if detect_plain(plain(phrase), ()):
            return Refusal("number-never-shown", f"“{phrase}”含有扫描发现的个人号码，任何人不得恢复显示")
        texts = checked_edition(decision, policy, after).fields.values()
        if not any(places(plain(text), plain(phrase)) for text in texts):
            return Refusal(
                "not-shown",
                f"“{phrase}”不能恢复显示：原文中没有，或者是按政策隐名的当事人、来源列为不宜公开的内容",
            )
        earlier = checked_edition(decision, policy, before)
        shown_before = sum(len(places(plain(text), plain(phrase))) for text in earlier.fields.values())
        if shown_before >= sum(len(places(plain(text), plain(phrase))) for text in texts):
            return Refusal("not-hidden", f"“{phrase}”没有被隐去，无需恢复显示")
    return None
