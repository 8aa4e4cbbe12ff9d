"""The gates in their order: the first reason a due publication waits is the one that is shown (design 3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Protocol

from tasks.law.decision import Decision
from tasks.law.disclosure import Disclosure, Outcome
from tasks.law.edition import Doubt
from tasks.law.elsewhere import elsewhere_gate
from tasks.law.gate_result import DECIDING_OFFICE, INFORMATION_OFFICE, LEGAL_OFFICE, Attested, GateResult
from tasks.law.lifecycle import Gate
from tasks.law.release import ReleaseRow, release_gate
from tasks.law.release_stages import StageAct, StageRow
from tasks.law.review import ReviewScopeRow, law_asks_review, legal_review_gate
from tasks.law.service import service_gate


class Clearances(Protocol):
    """What is known beside the decision: who vouches for its reviews, who approved and who proved what."""

    @property
    def legal_review(self) -> Attested | None:
        """Who vouches for legal review at the source."""

    @property
    def release_review(self) -> Attested | None:
        """Who vouches for release review at the source."""

    @property
    def approved_by(self) -> Collection[str]:
        """Who vouched for release review when the version was handed in."""

    @property
    def stage_acts(self) -> Sequence[StageAct]:
        """What reviewers said of this version, oldest first."""

    @property
    def review_proved_by(self) -> str | None:
        """The operator who took in proof that legal review was passed."""

    @property
    def review_overridden_by(self) -> str | None:
        """The head who decided to publish in spite of a missing legal review."""

    @property
    def taken_over(self) -> bool:
        """Whether what an old site shows is to be shown here from now on."""

    @property
    def changed_since(self) -> bool:
        """Whether the decision came in another version since it was registered."""


class GateRows(Protocol):
    """The tables the gates stand on (`tables_privacy.Privacy`)."""

    @property
    def review_scope(self) -> tuple[ReviewScopeRow, ...]:
        """Which decisions need legal review."""

    @property
    def release_rows(self) -> tuple[ReleaseRow, ...]:
        """What counts as release review on the record itself."""

    @property
    def stage_rows(self) -> tuple[StageRow, ...]:
        """Which stages of release review people pass here."""


def disclosure_gate(disclosure: Disclosure) -> GateResult | None:
    """Why a deferred decision waits: for the legal office's signature, or for an office's decision."""
    if disclosure.outcome is not Outcome.DEFERRED:
        return None
    if disclosure.needs_signature is not None:
        exits = ("法规处签署公示政策", "经办人员作出公示决定并说明理由")
        return GateResult(
            Gate.POLICY_UNSIGNED, LEGAL_OFFICE, disclosure.reason, "policy-unsigned", "G14", exits
        )
    exits = ("作出公示决定并说明理由", "更正来源数据")
    return GateResult(Gate.DEFERRED, DECIDING_OFFICE, disclosure.reason, "deferred", "G14", exits)


def doubt_gate(doubts: Iterable[Doubt]) -> GateResult | None:
    """Why an edition in doubt waits; the sentences of all doubts are told."""
    found = tuple(doubts)
    if not found:
        return None
    exits = ("更正来源数据", "填写或更正不宜公开内容", "两人核对后作出公示决定并说明理由")
    sentence = "；".join(dict.fromkeys(doubt.sentence for doubt in found))
    return GateResult(Gate.REDACTION_DOUBT, INFORMATION_OFFICE, sentence, found[0].code, "G14", exits)


def _overridden(decision: Decision, rows: GateRows, known: Clearances) -> bool:
    """The head's decision to publish opens the gate only where no law itself asks for the review (处罚法 58)."""
    return known.review_overridden_by is not None and law_asks_review(decision, rows.review_scope) is None


def first_gate(
    decision: Decision,
    disclosure: Disclosure,
    doubts: Iterable[Doubt],
    rows: GateRows,
    known: Clearances,
    *,
    today: date,
    among: Collection[Gate] = tuple(Gate),
) -> GateResult | None:
    """The first gate that holds a decision, in the order of `lifecycle.Gate`; None where it may go out.

    `among` are the gates of the channel in question (`channels.yaml`).
    """
    found = _gates(decision, disclosure, doubts, rows, known, today)
    return next((one for one in found if one is not None and one.gate in among), None)


def _gates(
    decision: Decision,
    disclosure: Disclosure,
    doubts: Iterable[Doubt],
    rows: GateRows,
    known: Clearances,
    today: date,
) -> Iterator[GateResult | None]:
    if not known.taken_over:
        yield elsewhere_gate(decision, changed_since=known.changed_since)
    yield disclosure_gate(disclosure)
    yield doubt_gate(doubts)
    if known.review_proved_by is None and not _overridden(decision, rows, known):
        yield legal_review_gate(decision, rows.review_scope, known.legal_review)
    yield service_gate(decision, today)
    yield release_gate(decision, rows, known, today=today)
