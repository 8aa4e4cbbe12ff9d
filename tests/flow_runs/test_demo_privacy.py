"""What the demo's records hold of persons never reaches a public edition; the planted situations meet their gates."""

from __future__ import annotations

from datetime import date

import pytest

from tasks.contracts.contract import load_contract
from tasks.contracts.tables_privacy import load_privacy
from tasks.demo.decisions import generate
from tasks.demo.records import EXCHANGE, Record
from tasks.law.acts import Channel
from tasks.law.decision import Decision, decision_from_content
from tasks.law.disclosure import disclose
from tasks.law.redaction import public_edition
from tasks.law.release import release_gate
from tasks.law.review import legal_review_gate
from tasks.law.service import service_gate
from tasks.register.assessment import Circumstances

TODAY = date(2026, 11, 24)
PRIVACY = load_privacy(None)


def _readable(record: Record) -> Decision | None:
    act = load_contract(record.contract).act_type
    try:
        decision = decision_from_content(act, record.content) if act else None
    except (ValueError, ArithmeticError):
        return None
    return decision if decision and decision.decided_on else None


def _decisions(seed: int) -> list[tuple[Record, Decision]]:
    found = ((record, _readable(record)) for record in generate(seed, TODAY).first if not record.fault)
    return [(record, decision) for record, decision in found if decision is not None]


@pytest.mark.parametrize("seed", [5, 20])
def test_nothing_private_is_in_any_public_edition(seed: int) -> None:
    leaked = []
    for record, decision in _decisions(seed):
        edition = public_edition(decision, PRIVACY.redaction_policy, TODAY)
        shown = "\n".join(edition.fields.values())
        numbers = {decision.party_id, decision.legal_representative_id} - {""}
        if not edition.doubts:
            leaked += [(text, shown) for text in record.private | numbers if text in shown]
    assert leaked == []


def test_every_planted_situation_meets_the_gate_it_was_planted_for() -> None:
    for record, decision in _decisions(20):
        unreviewed = legal_review_gate(decision, PRIVACY.review_scope) is not None
        assert unreviewed == bool(record.marks & {"no_legal_review", "review_after_decision"}), record
        assert (service_gate(decision, TODAY) is not None) == ("unserved" in record.marks)
        if record.system != EXCHANGE and "twin" not in record.marks:
            waits = release_gate(decision, PRIVACY, Circumstances(), today=TODAY) is not None
            assert waits == ("no_release_review" in record.marks)


def test_minors_and_what_is_not_public_are_not_disclosed() -> None:
    signed = [row.id for row in PRIVACY.disclosure_rows]
    for record, decision in _decisions(20):
        if record.marks & {"minor", "not_public"}:
            answer = disclose(decision, PRIVACY.disclosure_rows, Channel.WEBSITE, TODAY, signed)
            assert answer.outcome == "不予公示"
