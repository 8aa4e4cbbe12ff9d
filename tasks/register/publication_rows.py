"""Publications as rows: opened with a decision, changed when its assessment changes (design 3)."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.law.lifecycle import PublicationState
from tasks.register.assessment import Assessment
from tasks.register.counters import bump
from tasks.register.database import instant_text
from tasks.register.schema import edition, publication
from tasks.register.selection import next_id
from tasks.register.versions import Version


def open_publications(connection: sa.Connection, opened: Sequence[tuple[int, Version]], at: datetime) -> None:
    """Open the website publication of each new decision in the state its assessment gives."""
    editions = EditionRows(connection, at)
    first_id = next_id(connection, publication)
    rows: list[dict[str, Any]] = []
    for offset, (decision_id, version) in enumerate(opened):
        assessment = version.row.assessment if version.row else None
        if assessment is None:
            raise ValueError(f"decision {decision_id} came without an assessment")
        wanted = editions.wanted(decision_id, version.id, assessment)
        rows.append(
            assessment_columns(assessment)
            | {
                "id": first_id + offset,
                "decision_id": decision_id,
                "channel": Channel.WEBSITE,
                "state": assessment.state,
                "state_since": instant_text(at),
                "wanted_edition_id": wanted,
                "to_do": "publish" if assessment.state is PublicationState.DUE else None,
                "attempts": 0,
            }
        )
    editions.store()
    if rows:
        connection.execute(sa.insert(publication), rows)
    changes = Counter(str(row["state"]) for row in rows)
    bump(connection, Channel.WEBSITE, {**changes, "total": len(rows)})


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
        "assess_on": _text(assessment.assess_on),
    }


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


class EditionRows:
    """Public editions waiting to be stored together."""

    def __init__(self, connection: sa.Connection, at: datetime) -> None:
        self._connection = connection
        self._at = instant_text(at)
        self._next = next_id(connection, edition)
        self._rows: list[dict[str, Any]] = []

    def wanted(self, decision_id: int, record_id: int, assessment: Assessment) -> int | None:
        """The id of the edition to show, queued for storing; None where nothing is to be shown now."""
        if assessment.state is not PublicationState.DUE or assessment.edition is None:
            return None
        edition_id, self._next = self._next, self._next + 1
        self._rows.append(
            {
                "id": edition_id,
                "decision_id": decision_id,
                "record_id": record_id,
                "body": assessment.edition.decode(),
                "hash": hashlib.sha256(assessment.edition).digest(),
                "redacted": assessment.redacted,
                "redaction_policy": assessment.redaction_policy,
                "made_at": self._at,
            }
        )
        return edition_id

    def store(self) -> None:
        """Store what was queued."""
        if self._rows:
            self._connection.execute(sa.insert(edition), self._rows)
            self._rows = []
