"""Assessing a decision: every rule that decides whether, when and how it is shown on a channel, in order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import orjson

from tasks.contracts.law_tables import Law
from tasks.contracts.tables_privacy import Privacy
from tasks.law.acts import ActType, Channel
from tasks.law.channels import ChannelRow, Rendition
from tasks.law.corrections import NEVER_WAIVED, UNCORRECTED, Corrections, checked_edition
from tasks.law.credit_form import credit_form_on
from tasks.law.credit_record import credit_doubts, credit_rendition
from tasks.law.decision import Decision, decision_from_content
from tasks.law.disclosure import Disclosure, Outcome, disclose
from tasks.law.edition import Doubt, Edition, canonical_json
from tasks.law.elsewhere import is_elsewhere
from tasks.law.gates import first_gate
from tasks.law.lifecycle import Gate, PublicationState
from tasks.law.periods import Period, disclosure_period
from tasks.law.release import released_by
from tasks.law.release_clock import release_due
from tasks.register.assessment import Assess, Assessment, Circumstances, Facts, Ruling

RULING = "operator"
BEFORE_CHANNEL = "before-channel"


def assessor(law: Law, privacy: Privacy, today: date, since: Mapping[Channel, date | None]) -> Assess:
    """The rules of one day; `since` names, by channel, the first decision date it carries (None: all)."""

    def assess(facts: Facts, known: Circumstances, channels: Iterable[Channel]) -> dict[Channel, Assessment]:
        question = _Question(facts, known, law, privacy, today)
        return {one: _assess(question, law.channels[one], since.get(one)) for one in channels}

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


class _Question:
    """One decision on one day; what several channels need of it is computed once."""

    def __init__(self, facts: Facts, known: Circumstances, law: Law, privacy: Privacy, today: date) -> None:
        self.facts, self.known, self.law, self.privacy, self.today = facts, known, law, privacy, today

    @cached_property
    def edition(self) -> Edition:
        """The public edition with its doubts."""
        return _edition(self.facts.decision, self.privacy, self.known.corrections)

    def text(self, rendition: Rendition, period: Period) -> bytes:
        """The text a channel of this rendition carries."""
        if rendition is Rendition.PUBLIC:
            return canonical_json(self.edition)
        if rendition is Rendition.CREDIT:
            form = credit_form_on(self.law.credit_forms, _dated(self.facts.decision))
            return credit_rendition(self.facts.decision, period, form)
        return orjson.dumps(dict(self.facts.content), option=orjson.OPT_SORT_KEYS)

    def doubts(self, row: ChannelRow, ruling: Ruling | None, period: Period) -> tuple[Doubt, ...]:
        """What of the text is in doubt; an operator's 公示 waives all but a found number."""
        if row.rendition is Rendition.CREDIT and self.facts.decision.act_type in row.act_types:
            return credit_doubts(self.facts.decision, period)
        if row.rendition is not Rendition.PUBLIC:
            return ()
        if ruling and ruling.outcome == Outcome.SHOWN.value and ruling.waives_doubts:
            return tuple(doubt for doubt in self.edition.doubts if doubt.code == NEVER_WAIVED)
        return self.edition.doubts


def _assess(question: _Question, row: ChannelRow, since: date | None) -> Assessment:
    decision, known, today = question.facts.decision, question.known, question.today
    law, privacy = question.law, question.privacy
    ruling = known.ruling_on(row.id, row.rendition)
    ruling = ruling if ruling and not _ruling_over(ruling, today) else None
    disclosure = _disclosure(question, row, since, ruling)
    period = disclosure_period(decision, law.period_regimes, row.id)
    doubts = question.doubts(row, ruling, period)
    gate = first_gate(decision, disclosure, doubts, privacy, known, today=today, among=row.gates)
    due = law.deadline(_dated(decision), decision.act_type, decision.item_code, row.id)
    state = _state(disclosure, period.is_over(today), gated=gate is not None)
    public = row.rendition is Rendition.PUBLIC
    elsewhere = Gate.ELSEWHERE in row.gates and is_elsewhere(decision)
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
        release_due_on=release_due(
            question.facts.registered_on, due.due_on, privacy.release_clock, law.calendar
        ),
        edition=question.text(row.rendition, period) if state is PublicationState.DUE else None,
        rendition=row.rendition,
        redacted=public and question.edition.redacted,
        redaction_policy=question.edition.policy if public else "",
        elsewhere_address=decision.elsewhere_address if elsewhere else None,
        elsewhere_on=decision.elsewhere_on if elsewhere else None,
        assess_on=_look_again(decision, disclosure, gate.gate if gate else None, ruling, today),
    )


def _disclosure(
    question: _Question, row: ChannelRow, since: date | None, ruling: Ruling | None
) -> Disclosure:
    """What becomes of the decision on the channel: out of its scope, before its time, ruled on, or by the rows."""
    decision = question.facts.decision
    if decision.act_type not in row.act_types:
        return Disclosure(Outcome.EXEMPT, row.out_of_scope, row.basis, f"{row.id.value}-scope")
    if since is not None and _dated(decision) < since:
        reason = f"不报送：本渠道自{since.isoformat()}起报送，此前的决定由原途径报送"
        return Disclosure(Outcome.EXEMPT, reason, row.basis, BEFORE_CHANNEL)
    if ruling:
        return _ruled(ruling)
    rows, signed = question.privacy.disclosure_rows, question.known.signed
    return disclose(decision, rows, row.id, question.today, signed)


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
