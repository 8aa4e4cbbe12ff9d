"""A backup of a register by rows, for tests of what a restored register may and may not do."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from tasks.register.schema import metadata
from tests.office import Office

Rows = dict[str, list[dict[str, Any]]]


def back_up(office: Office) -> Rows:
    """All rows of a register."""
    with office.open() as here, here.register.reading() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
            for table in metadata.sorted_tables
        }


def restore(office: Office, rows: Rows) -> None:
    """Put a register back to what it was, with everything since then lost."""
    with office.open() as here, here.register.writing() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(sa.delete(table))
        for table in metadata.sorted_tables:
            if rows[table.name]:
                connection.execute(sa.insert(table), rows[table.name])
        if connection.dialect.name == "postgresql":
            _set_sequences(connection)


def _set_sequences(connection: sa.Connection) -> None:
    for table in metadata.sorted_tables:
        if "id" in table.c and isinstance(table.c.id.type, sa.Integer):
            top = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0) + 1).scalar_subquery()
            sequence = sa.func.pg_get_serial_sequence(table.name, "id")
            connection.execute(sa.select(sa.func.setval(sequence, top, False)))
