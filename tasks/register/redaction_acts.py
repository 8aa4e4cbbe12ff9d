"""Operators' corrections of a redaction, and the head's decision to publish in spite of a missing legal review."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from tasks.law.lifecycle import Refusal
from tasks.register.acting import Act, ActRefused
from tasks.register.current_versions import CurrentVersion, current_version, version_of
from tasks.register.database import Register
from tasks.register.reassessment import mark_for_assessment
from tasks.register.schema import operator_act

Judge = Callable[[CurrentVersion], Refusal | None]
"""Why an act cannot be done for a version; None where it can."""


def correct_redaction(
    register: Register, act: Act, decision_id: int, hide: Sequence[str], show: Sequence[str], judge: Judge
) -> None:
    """Hide phrases in every version of a decision, show phrases in its current one."""
    with register.writing() as connection:
        version = version_of(connection, decision_id)
        _refuse(judge(version), version)
        shared = act.row("hide") | {"decision_id": decision_id}
        rows = [shared | {"subject": phrase, "record_id": None} for phrase in hide]
        rows += [
            shared | {"act": "show", "subject": phrase, "record_id": version.record_id} for phrase in show
        ]
        connection.execute(sa.insert(operator_act), rows)
        mark_for_assessment(connection, [decision_id], act.at)


def override_legal_review(
    register: Register, act: Act, judge: Judge, number: str, act_type: str = "", authority: str = ""
) -> None:
    """The head decides that the current version is published although its legal review is missing (clause L7)."""
    with register.writing() as connection:
        version = current_version(connection, number, act_type, authority)
        _refuse(judge(version), version)
        row = act.row("override") | {"decision_id": version.decision_id, "record_id": version.record_id}
        connection.execute(sa.insert(operator_act), [row])
        mark_for_assessment(connection, [version.decision_id], act.at)


def _refuse(refusal: Refusal | None, version: CurrentVersion) -> None:
    if refusal:
        raise ActRefused(f"{version.document_number}：{refusal.sentence}")
