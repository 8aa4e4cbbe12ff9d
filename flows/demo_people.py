"""What the invented city's people do during the demonstration: they sign, and they approve."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from tasks.installation import open_installation
from tasks.register.operator_acts import Act, approve_batch
from tasks.register.schema import publication, record
from tasks.reporting import unsigned_policies

SITE_IDENTITY = """\
name: 滨河市卫生健康委员会行政执法公示
publisher: 滨河市卫生健康委员会
contact: 演示数据，机构、人员和案件均为虚构
log_origin: binhe.example/gongshi
"""
"""What the demonstration's website is called."""

_LEGAL_OFFICE = "法规处 路明（演示）"
_REVIEWER = "办公室 安宁（演示）"


def sign_policies(sign: Callable[[str, str, str, str], str]) -> None:
    """The invented legal office signs every policy that asks for it."""
    with open_installation() as here:
        unsigned = unsigned_policies(here)
    for policy in unsigned:
        sign(policy, _LEGAL_OFFICE, "经研究，同意按本条执行", "演示用政策签署单")


def approve_some(_home: Path) -> int:
    """The reviewer approves the first batch that waits for release review; later ones stay waiting."""
    with open_installation() as here:
        with here.register.reading() as connection:
            batch_id = connection.scalar(
                sa.select(sa.func.min(record.c.batch_id))
                .join_from(publication, record, record.c.decision_id == publication.c.decision_id)
                .where(publication.c.gate == "release_review")
            )
        if batch_id is None:
            return 0
        act = Act(_REVIEWER, "经初审、复审、终审和保密审查，同意公开", "演示用发布审查表", here.now)
        return approve_batch(here.register, act, batch_id)
