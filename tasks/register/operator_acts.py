"""What named people decide: disclosing, withholding, deferring, withdrawing, dismissing, signing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from tasks.law.acts import CHANNEL_NAMES, Channel
from tasks.law.channels import ChannelRow, places_of_ruling
from tasks.law.lifecycle import PublicationState, RecordState, WithdrawalReason
from tasks.law.shanghai import shanghai_date
from tasks.law.withdrawing import outranks
from tasks.register.acting import Act, ActRefused, NamedDecision, find_decision, gate_note
from tasks.register.assess import BEFORE_CHANNEL
from tasks.register.assessed_rows import POLICY_ACT
from tasks.register.counters import RECORDS, bump
from tasks.register.database import Register, instant_text
from tasks.register.deliveries import retry_set_aside
from tasks.register.finding_rows import close_findings
from tasks.register.intake import move_records
from tasks.register.reassessment import mark_for_assessment
from tasks.register.schema import operator_act, publication, withdrawal
from tasks.register.withdrawals import DecisionToWithdraw, WithdrawalRules, request_withdrawals

__all__ = [
    "Act",
    "ActRefused",
    "NamedDecision",
    "dismiss_records",
    "find_decision",
    "gate_note",
    "retry_deliveries",
    "rule_on_disclosure",
    "sign_policy",
    "withdraw_decision",
]


def rule_on_disclosure(
    register: Register,
    act: Act,
    number: str,
    outcome: str,
    until: date | None,
    act_type: str,
    authority: str,
    channel: Channel | None,
    channels: Mapping[Channel, ChannelRow],
) -> None:
    """Decide 公示, 不予公示 or 暂缓 for one decision, over what the rules say.

    `channel` of None: wherever the public is shown a text, so everywhere but on a platform inside government.
    """
    verbs = {"公示": "disclose", "不予公示": "withhold", "暂缓": "defer"}
    if outcome not in verbs:
        raise ActRefused(f"公示决定只能是{'、'.join(verbs)}")
    if outcome == "暂缓" and until is None:
        raise ActRefused("暂缓公示须写明到哪一天（--until）")
    with register.writing() as connection:
        named = find_decision(connection, number, act_type, authority)
        if channel is not None:
            _refuse_out_of_scope(connection, named, channels[channel])
        found = _states(connection, named, places_of_ruling(channels, channel))
        _refuse_where_too_late(named, outcome, found)
        if outcome == "不予公示" and PublicationState.PUBLISHED in found.values() and act.proposal_id is None:
            raise ActRefused(f"“{named.document_number}”已经公开，不予公示须由两人办理")
        row = act.row(verbs[outcome]) | {
            "decision_id": named.id,
            "channel": channel,
            "until": until.isoformat() if until else None,
        }
        connection.execute(sa.insert(operator_act), [row])
        mark_for_assessment(connection, [named.id], act.at)


def _states(
    connection: sa.Connection, named: NamedDecision, places: Collection[Channel]
) -> dict[Channel, PublicationState]:
    rows = connection.execute(
        sa.select(publication.c.channel, publication.c.state).where(
            publication.c.decision_id == named.id, publication.c.channel.in_(places)
        )
    )
    return {Channel(row.channel): PublicationState(row.state) for row in rows}


def _refuse_out_of_scope(connection: sa.Connection, named: NamedDecision, row: ChannelRow) -> None:
    """A channel that does not carry the decision is not told to show it, nor to hide it."""
    name = CHANNEL_NAMES[row.id]
    if named.act_type not in row.act_types:
        raise ActRefused(f"“{named.document_number}”不经{name}公示：{row.out_of_scope}")
    rule = connection.scalar(
        sa.select(publication.c.disclosure_rule).where(
            publication.c.decision_id == named.id, publication.c.channel == row.id
        )
    )
    if rule is None:
        raise ActRefused(f"本机关未启用{name}，见 docs/channels.md")
    if rule == BEFORE_CHANNEL:
        raise ActRefused(f"“{named.document_number}”在{name}启用前由原途径报送，不在此作公示决定")


def _refuse_where_too_late(
    named: NamedDecision, outcome: str, found: Mapping[Channel, PublicationState]
) -> None:
    """A ruling that would change nothing is not taken down as if it did."""
    number = named.document_number
    if all(state in (PublicationState.WITHDRAWN, PublicationState.EXPIRED) for state in found.values()):
        raise ActRefused(f"“{number}”的公示已经结束，不再作公示决定")
    shown = [CHANNEL_NAMES[one] for one in Channel if found.get(one) is PublicationState.PUBLISHED]
    if shown and outcome == "暂缓":
        raise ActRefused(f"“{number}”已经公开（{'、'.join(shown)}），不能暂缓；须撤下的请用 gongshi withdraw")


def withdraw_decision(
    register: Register, act: Act, wanted: DecisionToWithdraw, rules: WithdrawalRules
) -> None:
    """Request the withdrawal of one decision by hand; the first reason stands, so a second is refused.

    ActRefused too where the public would be told what the decision's own text hides.
    """
    with register.writing() as connection:
        _refuse_second_withdrawal(connection, wanted)
        connection.execute(
            sa.insert(operator_act),
            [act.row("withdraw") | {"decision_id": wanted.decision_id}],
        )
        for unfit in request_withdrawals(connection, [wanted], act.at, rules):
            raise ActRefused(
                f"{unfit.document_number}：撤回说明将在原网址公开，其中含有{'、'.join(unfit.kinds)}，公开文本对此不予显示；"
                "请从依据（--basis）和撤销文书号（--notice-number）中去掉，只写法律条款和文书号，具体情况写在理由（--reason）中"
            )


def _refuse_second_withdrawal(connection: sa.Connection, wanted: DecisionToWithdraw) -> None:
    standing = connection.execute(
        sa.select(publication.c.state, publication.c.to_do).where(
            publication.c.decision_id == wanted.decision_id, publication.c.channel == Channel.WEBSITE
        )
    ).one()
    last = connection.scalar(
        sa.select(withdrawal.c.reason)
        .where(withdrawal.c.decision_id == wanted.decision_id, withdrawal.c.channel == Channel.WEBSITE)
        .order_by(withdrawal.c.id.desc())
        .limit(1)
    )
    if last and standing.to_do != "withdraw" and outranks(wanted.request.reason, WithdrawalReason(last)):
        return
    if standing.state == PublicationState.WITHDRAWN:
        raise ActRefused(f"{wanted.document_number}已经撤下，无需再次登记")
    if standing.to_do == "withdraw":
        raise ActRefused(f"{wanted.document_number}已登记撤下，由 gongshi run withdraw 执行")


def retry_deliveries(
    register: Register, act: Act, channel: Channel, number: str = "", act_type: str = "", authority: str = ""
) -> int:
    """Have what was set aside on a channel sent again; returns how many."""
    with register.writing() as connection:
        named = find_decision(connection, number, act_type, authority).id if number else None
        count = retry_set_aside(connection, channel, named)
        if count:
            row = act.row("retry") | {"decision_id": named, "channel": channel.value}
            connection.execute(sa.insert(operator_act), [row])
    return count


def dismiss_records(register: Register, act: Act, record_ids: Sequence[int]) -> int:
    """Take rejected records out of quarantine for good; they stay in the balance as dismissed."""
    with register.writing() as connection:
        rows = [act.row("dismiss") | {"record_id": i} for i in record_ids]
        steps = {(RecordState.QUARANTINED, RecordState.DISMISSED): list(record_ids)}
        changes = move_records(connection, steps, instant_text(act.at))
        if changes[RecordState.DISMISSED] != len(record_ids):
            raise ActRefused("只有退回待改的记录可以销号，请核对记录编号")
        connection.execute(sa.insert(operator_act), rows)
        bump(connection, RECORDS, Counter(changes))
        close_findings(connection, record_ids, act.at)
    return len(record_ids)


def sign_policy(register: Register, act: Act, policy: str) -> int:
    """The legal office signs a policy row; everything that row held is looked at again."""
    with register.writing() as connection:
        connection.execute(sa.insert(operator_act), [act.row(POLICY_ACT) | {"subject": policy}])
        waiting = sa.and_(
            publication.c.state == PublicationState.HELD,
            publication.c.disclosure_rule == policy,
        )
        return connection.execute(
            sa.update(publication).where(waiting).values(assess_on=shanghai_date(act.at).isoformat())
        ).rowcount
