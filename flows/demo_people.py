"""What the invented city's people do during the demonstration: they sign, and they review."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from tasks.installation import open_installation
from tasks.law.release_stages import STAGE_NAMES, ReviewStage
from tasks.register.schema import decision, publication, record
from tasks.reporting import unsigned_policies
from tasks.reviewing import review

SITE_IDENTITY = """\
name: 滨河市卫生健康委员会行政执法公示
publisher: 滨河市卫生健康委员会
contact: 演示数据，机构、人员和案件均为虚构
log_origin: binhe.example/gongshi
"""
"""What the demonstration's website is called."""

PEOPLE = """\
# 演示用办理人员名册，人员均为虚构
- {name: 安宁（演示）, office: 办公室, roles: [经办, 初审], in_office_from: 2020-01-01}
- {name: 夏禾（演示）, office: 办公室, roles: [复审], in_office_from: 2020-01-01}
- {name: 舟衡（演示）, office: 保密办, roles: [保密审查], in_office_from: 2020-01-01}
- {name: 云初（演示）, office: 办公室, roles: [终审], in_office_from: 2020-01-01}
- {name: 路明（演示）, office: 法规处, roles: [法规], in_office_from: 2020-01-01}
- {name: 方远（演示）, office: 委领导, roles: [负责人], in_office_from: 2020-01-01}
"""
"""Who they are: the demonstration's operators.yaml."""

_LEGAL_OFFICE = "法规处 路明（演示）"
_REVIEWERS = {
    ReviewStage.FIRST: "办公室 安宁（演示）",
    ReviewStage.SECOND: "办公室 夏禾（演示）",
    ReviewStage.SECRECY: "保密办 舟衡（演示）",
    ReviewStage.FINAL: "办公室 云初（演示）",
}


def sign_policies(sign: Callable[[str, str, str, str], str]) -> None:
    """The invented legal office signs every policy that asks for it."""
    with open_installation() as here:
        unsigned = unsigned_policies(here)
    for policy in unsigned:
        sign(policy, _LEGAL_OFFICE, "经研究，同意按本条执行", "演示用政策签署单")


def review_some() -> None:
    """The reviewers pass the first batch that waits for release review, stage by stage; later ones stay waiting."""
    with open_installation() as here, here.register.reading() as connection:
        batch_id = connection.scalar(
            sa.select(sa.func.min(record.c.batch_id))
            .join_from(publication, decision, decision.c.id == publication.c.decision_id)
            .join(record, record.c.id == decision.c.current_record_id)
            .where(publication.c.gate == "release_review")
        )
    if batch_id is None:
        return
    for stage, reviewer in _REVIEWERS.items():
        review(None, batch_id, STAGE_NAMES[stage], "", reviewer, "经审查，同意公开", "演示用发布审查表")
