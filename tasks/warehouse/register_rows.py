"""Reading the register for the warehouse: one consistent view, streamed in batches as Arrow tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import chain
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.law.lifecycle import PublicationState, RecordState
from tasks.register.hand_ins import ANSWERS_KEPT
from tasks.register.schema import (
    batch,
    counter,
    deadline_change,
    decision,
    district_workbook,
    edition,
    finding,
    hand_in,
    hand_in_row,
    operator_act,
    publication,
    receipt,
    record,
    setting,
    sighting,
    withdrawal,
)
from tasks.register.transparency import PUBLICATIONS_CHANGED

BATCH_ROWS = 20_000

_WEBSITE: sa.ColumnClause[str] = sa.literal_column(f"'{Channel.WEBSITE.value}'")
_ENDED: tuple[sa.ColumnClause[str], ...] = tuple(
    sa.literal_column(f"'{state.value}'") for state in (PublicationState.WITHDRAWN, PublicationState.EXPIRED)
)

RECORDS = sa.select(
    record.c.id.label("record_id"),
    record.c.source,
    record.c.contract,
    record.c.batch_id,
    record.c.row_number,
    record.c.state,
    record.c.decision_id,
    record.c.act_type,
    record.c.decided_on,
    record.c.due_on,
    record.c.first_seen_at,
    record.c.state_since,
    sa.case(
        (record.c.state == sa.literal_column(f"'{RecordState.QUARANTINED.value}'"), record.c.content)
    ).label("returned_content"),
)
_LIVE = edition.alias("live")
_ENDING = withdrawal.alias("ending")


def _newest_ending() -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.max(withdrawal.c.id))
        .where(withdrawal.c.decision_id == decision.c.id, withdrawal.c.channel == _WEBSITE)
        .correlate(decision)
        .scalar_subquery()
    )


DECISIONS = (
    sa.select(
        decision.c.id.label("decision_id"),
        decision.c.page_id,
        decision.c.act_type,
        decision.c.decided_on,
        decision.c.authority_name,
        decision.c.office,
        decision.c.lead_source,
        decision.c.registered_at,
        publication.c.state.label("website_state"),
        publication.c.state_since.label("website_state_since"),
        _ENDING.c.reason.label("website_ending"),
        publication.c.gate.label("website_gate"),
        publication.c.due_on.label("website_due_on"),
        publication.c.first_published_at,
        (_LIVE.c.record_id == decision.c.current_record_id).label("website_current"),
        record.c.content,
    )
    .join_from(decision, record, record.c.id == decision.c.current_record_id)
    .outerjoin(
        publication,
        sa.and_(
            publication.c.decision_id == decision.c.id,
            publication.c.channel == _WEBSITE,
        ),
    )
    .outerjoin(_LIVE, _LIVE.c.id == publication.c.live_edition_id)
    .outerjoin(
        _ENDING,
        sa.and_(publication.c.state.in_(_ENDED), _ENDING.c.id == _newest_ending()),
    )
)


FINDINGS = sa.select(
    finding.c.id.label("finding_id"),
    finding.c.record_id,
    finding.c.batch_id,
    finding.c.decision_id,
    finding.c.source,
    finding.c.scope,
    finding.c.field,
    finding.c.code,
    finding.c.severity,
    finding.c.clause,
    finding.c.found_at,
    finding.c.closed_at,
)

_MARKS = (
    sa.func.max(record.c.id),
    sa.func.max(decision.c.id),
    sa.func.max(sighting.c.id),
    sa.func.max(publication.c.id),
    sa.func.max(publication.c.first_published_at),
    sa.func.max(edition.c.id),
    sa.func.max(receipt.c.id),
    sa.func.max(withdrawal.c.id),
    sa.func.max(withdrawal.c.settled_at),
    sa.func.max(finding.c.id),
    sa.func.max(finding.c.closed_at),
    sa.func.max(operator_act.c.id),
    sa.func.max(deadline_change.c.id),
    sa.func.max(hand_in_row.c.id),
    sa.func.max(hand_in.c.placed_at),
    sa.func.max(district_workbook.c.id),
)
_TOLD_BY_SETTINGS = tuple(
    sa.select(setting.c.value).where(setting.c.name == sa.literal_column(f"'{name}'"))
    for name in (ANSWERS_KEPT, PUBLICATIONS_CHANGED)
)


@contextmanager
def one_view(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that sees the register as it is now until it is closed, and keeps no writer waiting."""
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    else:
        options = {"reading": True}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def state_of(connection: sa.Connection) -> list[str]:
    """What tells a changed register from an unchanged one: ends of indexes and counters, never a scan."""
    marks = [*(sa.select(mark) for mark in _MARKS), *_TOLD_BY_SETTINGS]
    ends = connection.execute(sa.select(*(mark.scalar_subquery() for mark in marks))).one()
    counters = connection.execute(
        sa.select(counter.c.balance, counter.c.state, counter.c.count).order_by(
            counter.c.balance, counter.c.state
        )
    )
    return [str(value) for value in chain(ends, *counters)]


def last_pull(connection: sa.Connection) -> str | None:
    """When the newest batch was pulled."""
    newest = sa.select(batch.c.pulled_at).order_by(batch.c.id.desc()).limit(1)
    return connection.scalar(newest)


def arrow_batches(connection: sa.Connection, query: sa.Select[Any]) -> Iterator[pa.Table]:
    """The rows of a query without parameters, some thousands at a time.

    Read by the driver's own cursor: looking at every value on the way costs more than the reading.
    """
    names = [column.name for column in query.selected_columns]
    kinds = [_arrow_type(column.type) for column in query.selected_columns]
    statement = str(query.compile(dialect=connection.dialect))
    with _cursor(connection) as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(BATCH_ROWS):
            columns = zip(zip(*rows, strict=True), kinds, strict=True)
            yield pa.Table.from_arrays([pa.array(values, kind) for values, kind in columns], names=names)


@contextmanager
def _cursor(connection: sa.Connection) -> Iterator[Any]:
    """On PostgreSQL one that stays at the server, or all rows would come at once; SQLite's gives text undecoded."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        with closing(driver.cursor(name="warehouse")) as cursor:
            yield cursor
        return
    decoded = driver.text_factory
    driver.text_factory = bytes
    try:
        with closing(driver.cursor()) as cursor:
            yield cursor
    finally:
        driver.text_factory = decoded


def _arrow_type(kind: sa.types.TypeEngine[Any]) -> pa.DataType | None:
    if isinstance(kind, sa.Boolean):
        return None  # as the driver gives it: PostgreSQL's booleans, SQLite's numbers
    return pa.int64() if isinstance(kind, sa.Integer) else pa.string()
