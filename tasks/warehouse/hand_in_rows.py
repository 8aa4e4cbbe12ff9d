"""What was handed in to platforms that answer with files, for the warehouse: when, and how it was answered (I1, G12).

What a platform wrote, its receipt numbers and the names of its files stay in the register.
"""

from __future__ import annotations

import sqlalchemy as sa

from tasks.register.schema import hand_in, hand_in_row

HAND_INS = (
    sa.select(
        hand_in_row.c.id.label("hand_in_row_id"),
        hand_in_row.c.publication_id,
        hand_in_row.c.decision_id,
        hand_in.c.channel,
        hand_in.c.name.label("file"),
        hand_in_row.c.row_number,
        hand_in_row.c.task,
        hand_in_row.c.sequence,
        hand_in.c.placed_at,
        hand_in_row.c.answered_at,
        hand_in_row.c.result,
        hand_in_row.c.code,
    )
    .join_from(hand_in_row, hand_in)
    .where(hand_in.c.placed_at.is_not(None))
)
"""Rows of files that stand or stood in the hand-in folder; what was only intended is left out."""
