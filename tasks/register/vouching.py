"""Attestations that come with a later import of the same records."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from tasks.law.lifecycle import RecordState
from tasks.register.database import instant_text
from tasks.register.incoming import IncomingBatch
from tasks.register.schema import batch, operator_act, publication, record
from tasks.register.selection import selected
from tasks.register.versions import Version


def vouch_for_reseen(
    connection: sa.Connection, incoming: IncomingBatch, batch_id: int, versions: Sequence[Version]
) -> None:
    """An attestation given with a second import reaches the records that came without it the first time."""
    vouchers = [("approve", incoming.release_review), ("attest_review", incoming.legal_review)]
    reseen = [
        v for v in versions if v.reseen and v.decision_id is not None and v.state is RecordState.ACCEPTED
    ]
    known = _vouched_for(connection, [v.id for v in reseen] if any(one for _, one in vouchers) else [])
    rows = [
        {
            "decision_id": v.decision_id,
            "record_id": v.id,
            "batch_id": batch_id,
            "act": act,
            "reason": "随批次导入时担保",
            "basis": incoming.origin,
            "operator": voucher.by,
            "acted_at": instant_text(incoming.pulled_at),
        }
        for act, voucher in vouchers
        if voucher
        for v in reseen
        if (v.id, act, voucher.by) not in known
    ]
    if not rows:
        return
    connection.execute(sa.insert(operator_act), rows)
    with selected(connection, (v.decision_id for v in reseen if v.decision_id is not None)) as chosen:
        connection.execute(
            sa.update(publication)
            .where(publication.c.decision_id.in_(chosen), publication.c.state == "held")
            .values(assess_on=instant_text(incoming.pulled_at)[:10])
        )


def _vouched_for(connection: sa.Connection, record_ids: Sequence[int]) -> set[tuple[int, str, str]]:
    """Who vouched for these records already: with the batch they came in, or by a later import."""
    if not record_ids:
        return set()
    with selected(connection, record_ids) as chosen:
        came = connection.execute(
            sa.select(record.c.id, batch.c.release_attested_by, batch.c.review_attested_by)
            .join_from(record, batch, batch.c.id == record.c.batch_id)
            .where(record.c.id.in_(chosen))
        ).all()
        acts = connection.execute(
            sa.select(operator_act.c.record_id, operator_act.c.act, operator_act.c.operator).where(
                operator_act.c.record_id.in_(chosen)
            )
        ).all()
    known = {(row.record_id, row.act, row.operator) for row in acts}
    known |= {(row.id, "approve", row.release_attested_by) for row in came if row.release_attested_by}
    return known | {
        (row.id, "attest_review", row.review_attested_by) for row in came if row.review_attested_by
    }
