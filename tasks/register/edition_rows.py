"""Texts to show as rows: each text of a decision is kept once, however many channels carry it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from tasks.law.lifecycle import PublicationState, WithdrawalReason
from tasks.register.assessment import Assessment
from tasks.register.database import instant_text
from tasks.register.schema import edition, publication, withdrawal
from tasks.register.selection import next_id, selected


class _Place(NamedTuple):
    decision_id: int
    rendition: str


class EditionRows:
    """Editions of some decisions: the latest kept already, and new ones waiting to be stored together.

    A text that comes back after another stood in between is a new edition: a change back is a change.
    """

    def __init__(self, connection: sa.Connection, decision_ids: Iterable[int], at: datetime) -> None:
        self._connection = connection
        self._at = instant_text(at)
        self._next = next_id(connection, edition)
        self._rows: list[dict[str, Any]] = []
        self._latest = self._kept(decision_ids)

    def _kept(self, decision_ids: Iterable[int]) -> dict[_Place, tuple[bytes, int]]:
        still_open = sa.or_(edition.c.leaf_index.is_(None), edition.c.salt.is_not(None))
        with selected(self._connection, decision_ids) as chosen:
            rows = self._connection.execute(
                sa.select(edition.c.decision_id, edition.c.rendition, edition.c.hash, edition.c.id)
                .where(edition.c.decision_id.in_(chosen), edition.c.body != "", still_open)
                .order_by(edition.c.id)
            )
            return {_Place(row.decision_id, row.rendition): (row.hash, row.id) for row in rows}

    def wanted(self, decision_id: int, record_id: int, assessment: Assessment) -> int | None:
        """The id of the text to show, queued for storing where it is new; None where nothing is to be shown now."""
        if assessment.state is not PublicationState.DUE or assessment.edition is None:
            return None
        place = _Place(decision_id, assessment.rendition.value)
        text_hash = hashlib.sha256(assessment.edition).digest()
        latest = self._latest.get(place)
        if latest and latest[0] == text_hash:
            return latest[1]
        edition_id, self._next = self._next, self._next + 1
        self._latest[place] = (text_hash, edition_id)
        self._rows.append(
            {
                "id": edition_id,
                "decision_id": decision_id,
                "record_id": record_id,
                "body": assessment.edition.decode(),
                "hash": text_hash,
                "redacted": assessment.redacted,
                "redaction_policy": assessment.redaction_policy,
                "made_at": self._at,
                "rendition": assessment.rendition,
            }
        )
        return edition_id

    def store(self) -> None:
        """Store what was queued."""
        if self._rows:
            self._connection.execute(sa.insert(edition), self._rows)
            self._rows = []


def erase_vanished(connection: sa.Connection, decision_ids: Iterable[int]) -> None:
    """What leaked is not kept as a text: of these decisions, those published in error lose what no channel keeps.

    A text withheld on one channel stays where another shows it still, until it comes down there too.
    """
    ended = (PublicationState.WITHDRAWN, PublicationState.EXPIRED)
    stays = sa.and_(publication.c.state.not_in(ended), publication.c.to_do.is_distinct_from("withdraw"))
    in_error = sa.select(withdrawal.c.decision_id).where(withdrawal.c.reason == WithdrawalReason.IN_ERROR)
    with selected(connection, decision_ids) as chosen:
        kept = [
            sa.select(column).where(publication.c.decision_id.in_(chosen), stays, column.is_not(None))
            for column in (publication.c.live_edition_id, publication.c.wanted_edition_id)
        ]
        connection.execute(
            sa.update(edition)
            .where(
                edition.c.decision_id.in_(chosen),
                edition.c.decision_id.in_(in_error),
                edition.c.id.not_in(sa.union(*kept)),
            )
            .values(body="", salt=None)
        )
