"""What the register itself says, asked set by set and without the warehouse, to hold a snapshot against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from tasks.law.acts import Channel
from tasks.register.schema import decision, log_leaf, publication, record

_FEN_PER_WAN = 1_000_000
_FIGURE = pa.schema(
    [
        ("what", pa.string()),
        ("act_type", pa.string()),
        ("year", pa.int64()),
        ("state", pa.string()),
        ("number", pa.int64()),
        ("fen", pa.int64()),
    ]
)
_LEAF = pa.schema([("decision_id", pa.int64()), ("leaves", pa.int64())])


@dataclass(frozen=True, slots=True)
class RegisterFigures:
    """`figures`: decisions by act type, year and website state with their amounts, and records by act type and
    state; `leaves`: the log's publication leaves of each decision of the year.
    """

    figures: pa.Table
    leaves: pa.Table


def read_register_figures(connection: sa.Connection, year: int) -> RegisterFigures:
    """Both, from one consistent view of the register."""
    return RegisterFigures(
        _table(connection, sa.union_all(_decisions(connection.dialect.name), _records()), _FIGURE),
        _table(connection, _leaves(year), _LEAF),
    )


def _decisions(dialect: str) -> sa.Select[Any]:
    decided_on = sa.func.coalesce(sa.func.nullif(_text(dialect, "decided_on"), ""), decision.c.decided_on)
    year = sa.cast(sa.func.substr(decided_on, 1, 4), sa.Integer)
    state = sa.func.coalesce(publication.c.state, "")
    fen = sa.func.sum(_fen(dialect, "fine_wan") + _fen(dialect, "confiscated_wan"))
    return (
        sa.select(
            sa.literal("决定").label("what"),
            decision.c.act_type,
            year.label("year"),
            state.label("state"),
            sa.func.count().label("number"),
            sa.cast(fen, sa.BigInteger).label("fen"),
        )
        .join_from(decision, record, record.c.id == decision.c.current_record_id)
        .outerjoin(
            publication,
            sa.and_(publication.c.decision_id == decision.c.id, publication.c.channel == Channel.WEBSITE),
        )
        .group_by(decision.c.act_type, sa.text("3"), sa.text("4"))
    )


def _records() -> sa.Select[Any]:
    number = sa.func.count()
    zero: sa.ColumnElement[int] = sa.literal_column("0")
    return sa.select(sa.literal("记录"), record.c.act_type, zero, record.c.state, number, zero).group_by(
        record.c.act_type, record.c.state
    )


def _leaves(year: int) -> sa.Select[Any]:
    return (
        sa.select(log_leaf.c.decision_id, sa.func.count().label("leaves"))
        .join_from(log_leaf, decision, decision.c.id == log_leaf.c.decision_id)
        .where(
            log_leaf.c.kind == "publish",
            decision.c.decided_on >= f"{year}-01-01",
            decision.c.decided_on <= f"{year}-12-31",
        )
        .group_by(log_leaf.c.decision_id)
    )


def _text(dialect: str, name: str) -> sa.ColumnElement[str]:
    """A field of the current record's content, as each database reads JSON kept as text."""
    if dialect == "postgresql":
        content: sa.ColumnElement[Any] = sa.cast(record.c.content, postgresql.JSON)
        return content.op("->>")(name)
    return sa.cast(sa.func.json_extract(record.c.content, f"$.{name}"), sa.Text)


def _fen(dialect: str, name: str) -> sa.ColumnElement[int]:
    """An amount in 万元 as whole fen; 0 where none is given."""
    wan = sa.cast(sa.func.nullif(_text(dialect, name), ""), sa.Numeric(24, 6))
    return sa.func.coalesce(sa.cast(sa.func.round(wan * _FEN_PER_WAN), sa.BigInteger), 0)


def _table(
    connection: sa.Connection, query: sa.Select[Any] | sa.CompoundSelect[Any], schema: pa.Schema
) -> pa.Table:
    rows = [tuple(row) for row in connection.execute(query)]
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table(
        [pa.array(values, kind.type) for values, kind in zip(columns, schema, strict=True)], schema=schema
    )
