"""Publications as rows: opened with a decision, changed when its assessment changes (design 3)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.law.lifecycle import PublicationState
from tasks.register.assessment import Assessment
from tasks.register.counters import bump
from tasks.register.database import instant_text
from tasks.register.edition_rows import EditionRows
from tasks.register.schema import publication
from tasks.register.selection import next_id
from tasks.register.versions import Version


def open_publications(connection: sa.Connection, opened: Sequence[tuple[int, Version]], at: datetime) -> None:
    """Open the publications of each new decision, one on each channel, in the states its assessment gives."""
    fresh = []
    for decision_id, version in opened:
        if version.row is None or not version.row.assessments:
            raise ValueError(f"decision {decision_id} came without an assessment")
        fresh.append((decision_id, version.id, version.row.assessments))
    add_publications(connection, fresh, at)


def add_publications(
    connection: sa.Connection,
    fresh: Sequence[tuple[int, int, Mapping[Channel, Assessment]]],
    at: datetime,
) -> None:
    """Add publications, given as (decision, record, assessment by channel), and count them in the balances."""
    editions = EditionRows(connection, (one[0] for one in fresh), at)
    next_row = next_id(connection, publication)
    rows: list[dict[str, Any]] = []
    changes: dict[str, Counter[str]] = defaultdict(Counter)
    for decision_id, record_id, assessments in fresh:
        for channel, assessment in assessments.items():
            due = assessment.state is PublicationState.DUE
            rows.append(
                assessment_columns(assessment)
                | {
                    "id": next_row + len(rows),
                    "decision_id": decision_id,
                    "channel": channel,
                    "state": assessment.state,
                    "state_since": instant_text(at),
                    "wanted_edition_id": editions.wanted(decision_id, record_id, assessment),
                    "to_do": "publish" if due else None,
                    "sequence": int(due),
                    "attempts": 0,
                }
            )
            changes[channel].update({assessment.state.value: 1, "total": 1})
    editions.store()
    if rows:
        connection.execute(sa.insert(publication), rows)
    for balance, counted in changes.items():
        bump(connection, balance, counted)


def assessment_columns(assessment: Assessment) -> dict[str, Any]:
    """What an assessment says, as columns of a publication; the state is not among them."""
    return {
        "disclosure": assessment.outcome,
        "disclosure_reason": assessment.reason,
        "disclosure_basis": assessment.basis,
        "disclosure_rule": assessment.rule,
        "reexamine_on": _text(assessment.reexamine_on),
        "gate": assessment.gate,
        "gate_note": assessment.gate_note,
        "due_on": _text(assessment.due_on),
        "latest_on": _text(assessment.latest_on),
        "provisional": assessment.provisional,
        "deadline_rule": assessment.deadline_rule,
        "calendar": assessment.calendar,
        "period_ends_on": _text(assessment.period_ends_on),
        "period_rule": assessment.period_rule,
        "review_attested_by": assessment.review_attested_by,
        "released_by": assessment.released_by,
        "release_due_on": _text(assessment.release_due_on),
        "elsewhere_address": assessment.elsewhere_address,
        "elsewhere_on": _text(assessment.elsewhere_on),
        "assess_on": _text(assessment.assess_on),
    }


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
