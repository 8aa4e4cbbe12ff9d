"""What named people did to the transparency log: changing its keys, bringing it forward."""

from __future__ import annotations

import sqlalchemy as sa

from tasks.register.operator_acts import Act
from tasks.register.schema import operator_act

ROTATE_KEY, RETIRE_KEY, CATCH_UP = "rotate_key", "retire_key", "log_catch_up"


def record_log_act(connection: sa.Connection, act: Act, verb: str, subject: str) -> None:
    """Keep an act on the log; one that a dead process had already kept is not kept twice."""
    same = sa.select(operator_act.c.id).where(operator_act.c.act == verb, operator_act.c.subject == subject)
    if connection.scalar(same.limit(1)) is None:
        connection.execute(sa.insert(operator_act), [act.row(verb) | {"subject": subject}])
