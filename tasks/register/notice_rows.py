"""Reading notices: what each record asks, the decisions it names, and the endings these already have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import orjson
import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.law.document_numbers import identity_key
from tasks.law.lifecycle import PublicationState, RecordState, WithdrawalReason
from tasks.law.shanghai import shanghai_date
from tasks.law.withdrawing import WithdrawalRequest, reason_named
from tasks.register.notice_rulings import Ending, NamedByNotice, Notice
from tasks.register.schema import decision, edition, publication, record, withdrawal
from tasks.register.selection import selected, temporary

_ENDED = (PublicationState.WITHDRAWN, PublicationState.EXPIRED)


def notice_of(record_id: int, state: RecordState, content: dict[str, str]) -> Notice:
    """The notice a record holds."""

    def day(name: str) -> date | None:
        return date.fromisoformat(content[name]) if content.get(name) else None

    reason = reason_named(content.get("reason", ""))
    request = (
        None
        if reason is None
        else WithdrawalRequest(
            reason,
            content.get("basis", ""),
            content.get("requester") or content.get("notice_authority") or content.get("authority_name", ""),
            content.get("notice_number", ""),
            content.get("notice_authority", ""),
            day("effective_on"),
            day("received_on"),
            content.get("replaced_by", ""),
        )
    )
    return Notice(
        record_id,
        state,
        content.get("document_number", ""),
        content.get("authority_code", ""),
        content.get("authority_name", ""),
        content.get("act_type", ""),
        content.get("reason", ""),
        request,
    )


def named_by(connection: sa.Connection, notices: Sequence[Notice]) -> dict[int, list[NamedByNotice]]:
    """The decisions each notice names, by the notice's record."""
    columns: list[sa.Column[Any]] = [
        sa.Column("record_id", sa.BigInteger, primary_key=True),
        sa.Column("number_key", sa.Text),
        sa.Column("authority_code", sa.Text),
        sa.Column("authority_name", sa.Text),
        sa.Column("act_type", sa.Text),
    ]
    rows = [
        {
            "record_id": n.record_id,
            "number_key": identity_key(n.document_number),
            "authority_code": n.authority_code,
            "authority_name": n.authority_name,
            "act_type": n.act_type,
        }
        for n in notices
    ]
    found: dict[int, list[NamedByNotice]] = defaultdict(list)
    with temporary(connection, "waiting_notices", columns, rows) as table:
        for row in connection.execute(_named_decisions(table)):
            corrected_on = shanghai_date(datetime.fromisoformat(row.came_at)) if row.came_at else None
            found[row.record_id].append(
                NamedByNotice(
                    row.id,
                    row.act_type,
                    row.document_number,
                    date.fromisoformat(row.decided_on),
                    corrected_on,
                )
            )
    return found


def _named_decisions(table: sa.Table) -> sa.Select[Any]:
    """The decisions notices name; `came_at` is given where a version after the first is what shows."""
    older, current, live = record.alias("older"), record.alias("current"), edition.alias("live")
    named = sa.and_(
        decision.c.number_key == table.c.number_key,
        sa.case(
            (table.c.authority_code != "", decision.c.authority_code == table.c.authority_code),
            (table.c.authority_name != "", decision.c.authority_name == table.c.authority_name),
            else_=sa.true(),
        ),
        sa.or_(table.c.act_type == "", decision.c.act_type == table.c.act_type),
    )
    website = sa.and_(publication.c.decision_id == decision.c.id, publication.c.channel == Channel.WEBSITE)
    later_version = sa.exists().where(older.c.decision_id == decision.c.id, older.c.id < current.c.id)
    return (
        sa.select(
            table.c.record_id,
            decision.c.id,
            decision.c.act_type,
            decision.c.document_number,
            decision.c.decided_on,
            sa.case(
                (sa.and_(live.c.record_id == current.c.id, later_version), current.c.first_seen_at),
            ).label("came_at"),
        )
        .join_from(table, decision, named)
        .join(current, current.c.id == decision.c.current_record_id)
        .outerjoin(publication, website)
        .outerjoin(live, live.c.id == publication.c.live_edition_id)
    )


def endings_of(connection: sa.Connection, decision_ids: Iterable[int]) -> dict[int, Ending]:
    """The newest ending of each decision on the website, unless its text is shown again."""
    with selected(connection, decision_ids) as chosen:
        rows = connection.execute(
            sa.select(
                withdrawal.c.decision_id, withdrawal.c.reason, withdrawal.c.notice_record_id, record.c.content
            )
            .join_from(withdrawal, publication, publication.c.decision_id == withdrawal.c.decision_id)
            .outerjoin(record, record.c.id == withdrawal.c.notice_record_id)
            .where(
                withdrawal.c.decision_id.in_(chosen),
                withdrawal.c.channel == Channel.WEBSITE,
                publication.c.channel == Channel.WEBSITE,
                sa.or_(publication.c.state.in_(_ENDED), publication.c.to_do == "withdraw"),
            )
            .order_by(withdrawal.c.id)
        )
        return {
            row.decision_id: Ending(WithdrawalReason(row.reason), row.notice_record_id, _told_by(row.content))
            for row in rows
        }


def _told_by(content: str | None) -> str:
    told = orjson.loads(content) if content else {}
    return str(told.get("notice_number") or told.get("notice_authority") or "")
