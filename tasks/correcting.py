"""The step by which an operator corrects a redaction: hides more, or shows what was hidden wrongly."""

from __future__ import annotations

from dataclasses import replace

from tasks.acting import acting
from tasks.disclosing import reassess_waiting
from tasks.installation import Installation, open_installation
from tasks.law.corrections import Corrections, checked_edition, refuse_hiding, refuse_showing
from tasks.law.document_numbers import normalise
from tasks.law.lifecycle import Refusal
from tasks.law.powers import Power
from tasks.proposing import proposed
from tasks.register.acting import ActRefused
from tasks.register.current_versions import CurrentVersion, current_version
from tasks.register.proposals import ProposalDetails, ProposalKind
from tasks.register.redaction_acts import correct_redaction


def correct(
    number: str,
    hide: tuple[str, ...],
    show: tuple[str, ...],
    act_type: str,
    operator: str,
    reason: str,
    basis: str,
    authority: str = "",
) -> str:
    """Hide phrases, show phrases; what is shown of a text held in doubt needs two people."""
    hide, show = _phrases(hide), _phrases(show)
    if not hide and not show:
        raise ActRefused("请写明要隐去（--hide）或恢复显示（--show）的内容")
    if both := set(hide) & set(show):
        raise ActRefused(f"“{next(iter(both))}”既要隐去又要恢复显示，请核对")
    with open_installation() as here:
        with here.register.reading() as connection:
            version = current_version(connection, normalise(number), act_type, authority)
        if show and _in_doubt(here, version):
            if hide:
                raise ActRefused("文本存疑，恢复显示须两人办理，请与隐去分别办理")
            _refuse(_judged(here, version, hide, show), version)
            details = ProposalDetails(version.record_id, phrases=show)
            return proposed(here, ProposalKind.SHOW_HELD, version, details, operator, reason, basis)
        act = acting(here, Power.CORRECT_REDACTION, operator, reason, basis)

        def judge(now: CurrentVersion) -> Refusal | None:
            return _judged(here, now, hide, show)

        correct_redaction(here.register, act, version.decision_id, hide, show, judge)
        reassess_waiting(here)
    told = [f"隐去“{phrase}”" for phrase in hide] + [f"恢复显示“{phrase}”" for phrase in show]
    return f"已记录：{number}{'、'.join(told)}，办理人{act.operator}；由 gongshi run publish 更新公开文本"


def _phrases(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase.strip() for phrase in given if phrase.strip()))


def _in_doubt(here: Installation, version: CurrentVersion) -> bool:
    return bool(checked_edition(version.decision, here.privacy.redaction_policy, version.corrections).doubts)


def _judged(
    here: Installation, version: CurrentVersion, hide: tuple[str, ...], show: tuple[str, ...]
) -> Refusal | None:
    """Why the phrases cannot be hidden or shown in this version."""
    if version.ended:
        return Refusal("ended", "公示已经结束，不再更正公开文本")
    before, policy = version.corrections, here.privacy.redaction_policy
    hidden = tuple(dict.fromkeys((*(p for p in before.hidden if p not in show), *hide)))
    shown = tuple(dict.fromkeys((*(p for p in before.shown if p not in hide), *show)))
    after = Corrections(hidden, shown)
    return refuse_hiding(version.decision, policy, before, replace(after, shown=before.shown)) or (
        refuse_showing(version.decision, policy, before, after)
    )


def _refuse(refusal: Refusal | None, version: CurrentVersion) -> None:
    if refusal:
        raise ActRefused(f"{version.document_number}：{refusal.sentence}")
