"""Steps of acts that need two people: proposing, agreeing or disagreeing, and what still waits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tasks.acting import acting, agreeing_act
from tasks.disclosing import reassess_waiting
from tasks.installation import Installation, open_installation
from tasks.law.acts import CHANNEL_NAMES, Channel
from tasks.law.lifecycle import WithdrawalReason
from tasks.law.shanghai import SHANGHAI, shanghai_date
from tasks.law.withdrawing import WithdrawalRequest
from tasks.register.acting import Act, ActRefused
from tasks.register.current_versions import CurrentVersion, version_of
from tasks.register.database import Register
from tasks.register.operator_acts import rule_on_disclosure, withdraw_decision
from tasks.register.proposals import (
    KIND_NAMES,
    KIND_POWERS,
    TAKES_DOWN,
    Proposal,
    ProposalDetails,
    ProposalKind,
    agreeing,
    disagree,
    joint_operator,
    open_proposals,
    propose,
    read_proposal,
    waiting_to_vanish,
)
from tasks.register.redaction_acts import correct_redaction
from tasks.register.withdrawals import DecisionToWithdraw, WithdrawalRules

_AGREED = "经核对，同意"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What came of a second person's word; `takes_down` asks for a withdrawal run at once."""

    sentence: str
    takes_down: bool = False


def proposed(
    here: Installation,
    kind: ProposalKind,
    version: CurrentVersion,
    details: ProposalDetails,
    operator: str,
    reason: str,
    basis: str,
) -> str:
    """Keep a proposal; the sentence says that it waits, and how another agrees."""
    act = acting(here, KIND_POWERS[kind], operator, reason, basis)
    what = "、".join(f"“{phrase}”" for phrase in details.phrases)
    asked = f"{KIND_NAMES[kind]}{only_on(details.channel)}{what}"
    summary = f"{version.act_type.value} {version.document_number}：{asked}"
    number = propose(here.register, act, kind, version.decision_id, summary, details)
    until = f"；撤下期限{details.due_on}，等待期间不停止计算" if details.due_on else ""
    return (
        f"已提出第{number}号：{summary}，提出人{act.operator}；须由另一人确认后办理："
        f"gongshi confirm {number} --by 处室姓名（不同意的加 --disagree --reason 理由）{until}"
    )


def only_on(channel: Channel | None) -> str:
    """Where a ruling holds, as it is told; "" for everywhere the public is shown a text."""
    return f"（仅{CHANNEL_NAMES[channel]}）" if channel else ""


def confirm(number: int, operator: str, reason: str, basis: str, *, disagreed: bool = False) -> Confirmed:
    """The second person agrees, and it is done; or disagrees, and it is not. Who proposed may take it back."""
    with open_installation() as here:
        with here.register.reading() as connection:
            one = read_proposal(connection, number)
        basis = basis.strip() or one.basis
        if disagreed:
            return _disagreed(here, one, operator, reason, basis)
        said = reason.strip() or _AGREED
        act = agreeing_act(here, KIND_POWERS[one.kind], operator, said, basis, one.proposed_by)
        _refuse_changed(one)
        with agreeing(here.register, act, one) as register:
            _carry_out(register, one, act, here.withdrawal_rules)
        reassess_waiting(here)
    return Confirmed(f"第{one.id}号已由{act.operator}同意并办理：{one.summary}", one.kind in TAKES_DOWN)


def _disagreed(here: Installation, one: Proposal, operator: str, reason: str, basis: str) -> Confirmed:
    act = acting(here, KIND_POWERS[one.kind], operator, reason, basis)
    disagree(here.register, act, one)
    return Confirmed(f"第{one.id}号不予办理：{one.summary}，由{act.operator}确认不同意；理由：{act.reason}")


def _refuse_changed(one: Proposal) -> None:
    """Two people look at the same text: what was doubtful in an earlier version says nothing of a later one."""
    if one.kind not in TAKES_DOWN and one.details.record_id != one.current_record_id:
        raise ActRefused(
            f"{one.document_number}在提出后有了新版本，第{one.id}号不能再同意；"
            "请用 --disagree 办结，再按新版本重新提出"
        )


def _carry_out(register: Register, one: Proposal, second: Act, rules: WithdrawalRules) -> None:
    """Do what was proposed, under both names."""
    both = replace(
        second,
        operator=joint_operator(one, second.operator),
        reason=one.reason,
        basis=one.basis,
        proposal_id=one.id,
        record_id=one.details.record_id,
    )
    with register.reading() as connection:
        version = version_of(connection, one.decision_id)
    named = (version.document_number, version.act_type.value, version.authority_code)
    places = (one.details.channel, rules.channels)
    match one.kind:
        case ProposalKind.VANISH:
            withdraw_decision(register, both, _wanted(one, version), rules)
        case ProposalKind.WITHHOLD_PUBLISHED:
            rule_on_disclosure(register, both, named[0], "不予公示", None, *named[1:], *places)
        case ProposalKind.RELEASE_DOUBT:
            rule_on_disclosure(register, both, named[0], "公示", None, *named[1:], *places)
        case ProposalKind.SHOW_HELD:
            correct_redaction(register, both, one.decision_id, (), one.details.phrases, lambda _: None)


def _wanted(one: Proposal, version: CurrentVersion) -> DecisionToWithdraw:
    details = one.details
    request = WithdrawalRequest(
        WithdrawalReason.IN_ERROR,
        one.basis,
        details.requester,
        details.notice_number,
        received_on=details.received_on,
        replaced_by=details.replaced_by,
    )
    return DecisionToWithdraw(
        version.decision_id, version.act_type, version.document_number, request, details.due_on
    )


def proposals_answer() -> list[dict[str, Any]]:
    """`gongshi proposals --json`."""
    with open_installation() as here, here.register.reading() as connection:
        waiting = open_proposals(connection)
    return [
        {
            "id": one.id,
            "act": one.kind.value,
            "what": one.summary,
            "document_number": one.document_number,
            "reason": one.reason,
            "basis": one.basis,
            "proposed_by": one.proposed_by,
            "proposed_at": _moment(one).isoformat(timespec="seconds"),
            "due_on": one.details.due_on.isoformat() if one.details.due_on else None,
        }
        for one in waiting
    ]


def proposals_text(answer: list[dict[str, Any]]) -> str:
    """What waits for a second person, for a reader."""
    if not answer:
        return "没有等待第二人确认的事项"
    lines = []
    for one in answer:
        due = f"，应于{one['due_on']}（含）前撤下" if one["due_on"] else ""
        moment = datetime.fromisoformat(one["proposed_at"])
        lines.append(f"{one['id']}　{one['what']}{due}")
        lines.append(
            f"    {moment:%Y-%m-%d %H:%M}由{one['proposed_by']}提出：{one['reason']}（{one['basis']}）；"
            f"gongshi confirm {one['id']} --by 处室姓名"
        )
    return "\n".join(lines)


def _moment(one: Proposal) -> datetime:
    return datetime.fromisoformat(one.proposed_at).astimezone(SHANGHAI)


def count_waiting(here: Installation) -> int:
    """How much waits for a second person."""
    with here.register.reading() as connection:
        return len(open_proposals(connection))


def second_person_lines(here: Installation, as_of: datetime) -> list[str]:
    """What waits for a second person, for `gongshi status`: first what is to come down, each with its running clock."""
    with here.register.reading() as connection:
        waiting = open_proposals(connection)
    urgent = waiting_to_vanish(waiting)
    lines = [_urgent_line(one, as_of) for one in urgent]
    if others := len(waiting) - len(urgent):
        lines.append(f"等待第二人确认：{others}件（gongshi proposals）")
    return lines


def _urgent_line(one: Proposal, as_of: datetime) -> str:
    hours = int((as_of - _moment(one)).total_seconds() // 3600)
    waited = f"已等待{hours}小时" if hours >= 1 else "等待不足1小时"
    shown = "仍可公开查阅" if one.public else "尚未公开"
    due = ""
    if one.details.due_on:
        late = shanghai_date(as_of) > one.details.due_on
        due = f"，{'已超期，' if late else ''}应于{one.details.due_on}（含）前撤下"
    return (
        f"等待第二人确认撤除，{shown}：第{one.id}号 {one.summary}，"
        f"{_moment(one):%m月%d日%H:%M}由{one.proposed_by}提出，{waited}{due}（gongshi confirm {one.id}）"
    )
