"""Findings about deliveries a person must look at, closed once the other side has what it should (clause O2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from tasks.contracts.finding import Finding, Severity
from tasks.law.acts import CHANNEL_NAMES, Channel
from tasks.law.channels import ChannelRow
from tasks.register.database import instant_text
from tasks.register.delivery import Outcome, Result
from tasks.register.finding_rows import finding_row
from tasks.register.schema import finding
from tasks.register.selection import selected

REFUSED, FAILED = "delivery-refused", "delivery-failed"
_MENDING = {
    Result.REFUSED: "请按平台退回的原因在业务系统中更正，更正后自动重新报送；平台有误的，联系平台后执行 gongshi retry",
    Result.FAILED: "请查明平台或网络的原因，处理后执行 gongshi retry 重新报送",
}


def channel_source(channel: Channel) -> str:
    """The name under which findings of a channel are kept."""
    return f"渠道：{CHANNEL_NAMES[channel]}"


def keep_delivery_findings(
    connection: sa.Connection, row: ChannelRow, aside: Sequence[Outcome], at: datetime
) -> None:
    """A finding for each delivery set aside; the one before it on the same channel is closed."""
    if not aside:
        return
    close_delivery_findings(connection, row.id, [one.delivery.decision_id for one in aside], at)
    connection.execute(
        sa.insert(finding),
        [
            finding_row(_finding(one, row), channel_source(row.id), "", at)
            | {"decision_id": one.delivery.decision_id}
            for one in aside
        ],
    )


def _finding(one: Outcome, row: ChannelRow) -> Finding:
    return Finding(
        None,
        CHANNEL_NAMES[row.id],
        REFUSED if one.result is Result.REFUSED else FAILED,
        Severity.ERROR,
        f"搁置：{CHANNEL_NAMES[row.id]}未接收“{one.delivery.document_number}”：{one.problem}",
        _MENDING[one.result],
        row.clause,
    )


def close_delivery_findings(
    connection: sa.Connection, channel: Channel, decision_ids: Iterable[int], at: datetime
) -> None:
    """Close the open findings of a channel about these decisions."""
    with selected(connection, decision_ids) as chosen:
        connection.execute(
            sa.update(finding)
            .where(
                finding.c.decision_id.in_(chosen),
                finding.c.source == channel_source(channel),
                finding.c.closed_at.is_(None),
            )
            .values(closed_at=instant_text(at))
        )
