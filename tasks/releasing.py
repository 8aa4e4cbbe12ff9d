"""The step by which a person releases rejected records whose finding is wrong or does not fit their case."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from tasks.acting import acting
from tasks.contracts.contract import load_contract
from tasks.disclosing import reassess_waiting
from tasks.installation import Installation, open_installation
from tasks.law.acts import Channel
from tasks.law.decision import decision_from_content
from tasks.law.lifecycle import RecordState, Refusal
from tasks.law.powers import Power
from tasks.law.quarantine import FieldNames, refuse_notice_release, refuse_release
from tasks.law.withdrawing import reason_named
from tasks.register.acting import gate_note
from tasks.register.assessment import Assessment, Circumstances, Facts
from tasks.register.claims import claim
from tasks.register.notices import NOTICE_CONTRACT
from tasks.register.quarantine_release import (
    RejectedRecord,
    ReleasedRecord,
    ReleaseRules,
    release_records,
)
from tasks.sources.configuration import configured_sources


def release(record_ids: tuple[int, ...], operator: str, reason: str, basis: str) -> str:
    """Release rejected records: decisions go through the gates like any other, notices are applied."""
    with open_installation() as here:
        act = acting(here, Power.RELEASE_REJECTED, operator, reason, basis)
        with claim(here.register, "intake", wait=True):
            released = release_records(here.register, act, record_ids, _rules(here))
        reassess_waiting(here)
        told = [_told(here, one) for one in released]
    return f"已放行{len(released)}条，办理人{act.operator}：{'；'.join(told)}"


def _rules(here: Installation) -> ReleaseRules:
    offices = {one.name: one.office for one in configured_sources(here.settings.home).sources}
    assess = here.assess

    @cache
    def names(contract: str) -> FieldNames:
        fields = load_contract(contract, here.settings.home).fields
        return FieldNames({f.name: f.title for f in fields}, {f.name for f in fields if f.required})

    def judge(one: RejectedRecord) -> Refusal | None:
        if one.contract == NOTICE_CONTRACT:
            known = reason_named(one.content.get("reason", "")) is not None
            return refuse_notice_release(one.content, one.faults, names(one.contract), known)
        return refuse_release(one.act_type, one.content, one.faults, names(one.contract), here.today)

    def assessed(one: RejectedRecord, known: Circumstances) -> Mapping[Channel, Assessment]:
        if one.act_type is None:
            return {}
        facts = Facts(decision_from_content(one.act_type, one.content), one.content, here.today)
        return assess(facts, known, here.channels)

    return ReleaseRules(
        judge, assessed, lambda one: offices.get(one.source, ""), lambda name: names(name).titles
    )


def _told(here: Installation, one: ReleasedRecord) -> str:
    name = f"记录{one.record_id}（{one.act_type}{' ' if one.act_type else '撤下通知 '}{one.document_number}）"
    if one.state is RecordState.SUPERSEDED:
        return f"{name}已登记，但该决定现行版本来自“{one.lead_source}”，以其为准"
    if one.decision_id is None:
        return f"{name}由 gongshi run withdraw 办理"
    with here.register.reading() as connection:
        waits = gate_note(connection, one.decision_id)
    return f"{name}{waits or '已登记，按期公开'}"
