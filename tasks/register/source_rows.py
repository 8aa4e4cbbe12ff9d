"""What the register knows of a source: where its next pull starts, when it was last well, what it holds of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from tasks.contracts.finding import Finding
from tasks.register.database import Register, instant_text
from tasks.register.finding_rows import finding_row
from tasks.register.incoming import IncomingBatch
from tasks.register.schema import finding, record, source


def read_cursor(register: Register, name: str) -> str | None:
    """Where the source's next pull starts; None for the first."""
    with register.reading() as connection:
        return connection.scalar(sa.select(source.c.cursor).where(source.c.name == name))


def known_rows(register: Register, name: str) -> dict[str, bytes]:
    """The source's own keys with the hash of the row last seen under each."""
    query = (
        sa.select(record.c.source_key, record.c.raw_hash)
        .where(record.c.source == name, sa.not_(record.c.source_key.startswith("~")))
        .order_by(record.c.source_order, record.c.id)
    )
    with register.reading() as connection:
        return dict(connection.execute(query).tuples().all())


def keep_source_findings(
    register: Register, name: str, contract: str, found: Sequence[Finding], at: datetime, *, failed: bool
) -> None:
    """Keep findings about a source as a whole; with `failed` the source is shown as not well since now.

    A finding that is already open is not repeated.
    """
    stamp = instant_text(at)
    with register.writing() as connection:
        values = {"last_pulled_at": stamp, "contract": contract}
        if failed:
            values["last_error"] = found[0].message if found else ""
        known = connection.execute(sa.update(source).where(source.c.name == name).values(**values))
        if not known.rowcount:
            connection.execute(sa.insert(source).values(name=name, **values))
        open_now = set(
            connection.execute(
                sa.select(finding.c.code, finding.c.message).where(
                    finding.c.source == name, finding.c.record_id.is_(None), finding.c.closed_at.is_(None)
                )
            ).tuples()
        )
        rows = [
            finding_row(one, name, "", at) | {"record_id": None}
            for one in found
            if (one.code, one.message) not in open_now
        ]
        if rows:
            connection.execute(sa.insert(finding), rows)


def note_well(register: Register, name: str, contract: str, at: datetime) -> None:
    """The source answered; what stood open about it as a whole is closed."""
    stamp = instant_text(at)
    values = {"last_pulled_at": stamp, "last_ok_at": stamp, "last_error": None}
    with register.writing() as connection:
        known = connection.execute(sa.update(source).where(source.c.name == name).values(**values))
        if not known.rowcount:
            connection.execute(sa.insert(source).values(name=name, contract=contract, **values))
        connection.execute(
            sa.update(finding)
            .where(finding.c.source == name, finding.c.scope == "run", finding.c.closed_at.is_(None))
            .values(closed_at=stamp)
        )


def move_cursor(connection: sa.Connection, incoming: IncomingBatch) -> None:
    """Remember how far a source was read, in the transaction that takes the batch in."""
    at = instant_text(incoming.pulled_at)
    values = {"last_pulled_at": at, "last_ok_at": at, "last_error": None}
    if incoming.cursor is not None:
        values["cursor"] = incoming.cursor
    known = connection.execute(sa.update(source).where(source.c.name == incoming.source).values(**values))
    if not known.rowcount:
        connection.execute(
            sa.insert(source).values(
                name=incoming.source,
                contract=incoming.contract,
                cursor=incoming.cursor,
                last_pulled_at=at,
                last_ok_at=at,
            )
        )
