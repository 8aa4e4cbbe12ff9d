"""Assessing a decision: every rule that decides whether, when and how it is shown on the website, in order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from tasks.contracts.law_tables import Law
from tasks.contracts.tables_privacy import Privacy
from tasks.law.acts import ActType, Channel
from tasks.law.corrections import NEVER_WAIVED, UNCORRECTED, Corrections, checked_edition
from tasks.law.deadlines import deadline
from tasks.law.decision import Decision, decision_from_content
from tasks.law.disclosure import Disclosure, Outcome, disclose
from tasks.law.edition import Edition, canonical_json
from tasks.law.gates import first_gate
from tasks.law.lifecycle import Gate, PublicationState
from tasks.law.periods import disclosure_period
from tasks.law.release import released_by
from tasks.register.assessment import Assessment, Circumstances, Ruling
from tasks.register.reassessment import Assess

RULING = "operator"


def assessor(law: Law, privacy: Privacy, today: date) -> Assess:
    """The rules of one day, as a function of a decision and its circumstances."""

    def assess(decision: Decision, known: Circumstances) -> Assessment:
        return _assess(decision, known, law, privacy, today)

    return assess


@dataclass(frozen=True, slots=True)
class WebsiteView:
    """What the website would show of a record, whatever gate it waits at."""

    outcome: str
    reason: str
    edition: dict[str, str] | None


def website_view(
    act_type: ActType, content: Mapping[str, str], privacy: Privacy, today: date, signed: Collection[str]
) -> WebsiteView:
    """The view of one record; the edition is None only where nothing may be shown."""
    decision = decision_from_content(act_type, content)
    disclosure = disclose(decision, privacy.disclosure_rows, Channel.WEBSITE, today, signed)
    edition = _edition(decision, privacy)
    if disclosure.outcome is Outcome.EXEMPT:
        return WebsiteView(disclosure.outcome.value, disclosure.reason, None)
    if edition.doubts:
        reason = "；".join(doubt.sentence for doubt in edition.doubts)
        return WebsiteView(Outcome.DEFERRED.value, reason, None)
    return WebsiteView(disclosure.outcome.value, disclosure.reason, edition.fields)


def _edition(decision: Decision, privacy: Privacy, corrections: Corrections = UNCORRECTED) -> Edition:
    """The public edition with the scan's findings among its doubts."""
    return checked_edition(decision, privacy.redaction_policy, corrections)


def _assess(decision: Decision, known: Circumstances, law: Law, privacy: Privacy, today: date) -> Assessment:
    computed = disclose(decision, privacy.disclosure_rows, Channel.WEBSITE, today, known.signed)
    ruling = known.ruling if known.ruling and not _ruling_over(known.ruling, today) else None
    disclosure = _ruled(ruling) if ruling else computed
    edition = _edition(decision, privacy, known.corrections)
    doubts = edition.doubts
    if ruling and ruling.outcome == Outcome.SHOWN.value and ruling.waives_doubts:
        doubts = tuple(doubt for doubt in doubts if doubt.code == NEVER_WAIVED)
    gate = first_gate(decision, disclosure, doubts, privacy, known, today=today)
    due = deadline(_dated(decision), decision.act_type, law.deadline_rules, law.calendar, decision.item_code)
    period = disclosure_period(decision, law.period_regimes, Channel.WEBSITE)
    state = _state(disclosure, period.is_over(today), gated=gate is not None)
    return Assessment(
        state=state,
        outcome=disclosure.outcome.value,
        reason=disclosure.reason,
        basis=disclosure.basis,
        rule=disclosure.rule,
        reexamine_on=disclosure.reexamine_on,
        gate=gate.gate if gate and state is PublicationState.HELD else None,
        gate_note=gate.sentence if gate and state is PublicationState.HELD else None,
        due_on=due.due_on,
        latest_on=due.latest_on,
        provisional=due.provisional,
        deadline_rule=due.rule,
        calendar=due.calendar,
        period_ends_on=period.ends_on,
        period_rule=period.rule,
        review_attested_by=known.review_proved_by or (known.legal_review.by if known.legal_review else None),
        released_by=released_by(decision, privacy, known, today=today),
        edition=canonical_json(edition) if state is PublicationState.DUE else None,
        redacted=edition.redacted,
        redaction_policy=edition.policy,
        assess_on=_look_again(decision, disclosure, gate.gate if gate else None, ruling, today),
    )


def _dated(decision: Decision) -> date:
    if decision.decided_on is None:
        raise ValueError("an accepted decision carries its date")
    return decision.decided_on


def _state(disclosure: Disclosure, period_over: bool, *, gated: bool) -> PublicationState:
    if disclosure.outcome is Outcome.EXEMPT:
        return PublicationState.EXEMPT
    if period_over:
        return PublicationState.EXPIRED
    if disclosure.outcome is Outcome.DEFERRED or gated:
        return PublicationState.HELD
    return PublicationState.DUE


def _ruling_over(ruling: Ruling, today: date) -> bool:
    return ruling.until is not None and ruling.until <= today


def _ruled(ruling: Ruling) -> Disclosure:
    """What an operator decided, with name and reason; it stands until its date."""
    return Disclosure(
        Outcome(ruling.outcome),
        f"{ruling.outcome}：{ruling.reason}（{ruling.operator}）",
        ruling.basis,
        RULING,
        ruling.until,
    )


def _look_again(
    decision: Decision, disclosure: Disclosure, gate: Gate | None, ruling: Ruling | None, today: date
) -> date | None:
    """The first day on which time alone may change the answer."""
    days = [disclosure.reexamine_on, ruling.until if ruling else None]
    if gate is Gate.NOT_SERVED:
        days.append(decision.served_on)
    coming = [day for day in days if day is not None and day > today]
    return min(coming) if coming else None
