"""Steps that carry out what a named person decided, and say it back in a sentence."""

from __future__ import annotations

from datetime import date

from tasks.contracts.tables_privacy import Privacy
from tasks.disclosing import reassess_waiting
from tasks.installation import Installation, open_installation
from tasks.law.acts import CHANNEL_NAMES, Channel
from tasks.law.disclosure import Signature
from tasks.law.document_numbers import normalise
from tasks.law.withdrawing import REASON_NAMES, WithdrawalRequest, reason_named
from tasks.register.operator_acts import (
    Act,
    ActRefused,
    approve_batch,
    approve_decision,
    dismiss_records,
    find_decision,
    gate_note,
    retry_deliveries,
    rule_on_disclosure,
    sign_policy,
    withdraw_decision,
)
from tasks.register.withdrawals import DecisionToWithdraw


def act_of(here: Installation, operator: str, reason: str, basis: str) -> Act:
    """What every operator's act must say, at the instant now."""
    return Act(operator, reason, basis, here.now)


def approve(
    number: str | None,
    batch: int | None,
    act_type: str,
    operator: str,
    reason: str,
    basis: str,
    authority: str = "",
) -> str:
    """Pass a decision or a batch through release review."""
    with open_installation() as here:
        act = act_of(here, operator, reason, basis)
        if batch is not None:
            count = approve_batch(here.register, act, batch)
        else:
            count = approve_decision(here.register, act, normalise(number or ""), act_type, authority)
        reassess_waiting(here)
        still = _still_held(here, number, act_type, authority) if number else ""
    return f"已通过发布审查：{count}件，审查人{operator}；{still or '由 gongshi run publish 公开'}"


def _still_held(here: Installation, number: str, act_type: str, authority: str) -> str:
    """What else a decision waits for, "" for nothing."""
    with here.register.reading() as connection:
        return gate_note(connection, find_decision(connection, normalise(number), act_type, authority).id)


def disclose(
    number: str,
    outcome: str,
    until: date | None,
    act_type: str,
    operator: str,
    reason: str,
    basis: str,
    authority: str = "",
) -> str:
    """Decide on the disclosure of one decision."""
    with open_installation() as here:
        act = act_of(here, operator, reason, basis)
        rule_on_disclosure(here.register, act, normalise(number), outcome, until, act_type, authority)
        reassess_waiting(here)
    return f"已记录：{number} {outcome}，决定人{operator}"


def withdraw(
    number: str,
    ending: str,
    requester: str,
    notice_number: str,
    replaced_by: str,
    act_type: str,
    operator: str,
    reason: str,
    basis: str,
    authority: str = "",
) -> str:
    """Request the withdrawal of one decision."""
    named_reason = reason_named(ending)
    if named_reason is None:
        raise ActRefused(f"撤下的种类“{ending}”不明，应为：{'、'.join(REASON_NAMES.values())}")
    if not requester.strip():
        raise ActRefused("请写明由谁提出（--requester）")
    with open_installation() as here:
        act = act_of(here, operator, reason, basis)
        request = WithdrawalRequest(
            named_reason,
            basis,
            requester,
            notice_number,
            received_on=here.today,
            replaced_by=normalise(replaced_by) if replaced_by else "",
        )
        with here.register.reading() as connection:
            found = find_decision(connection, normalise(number), act_type, authority)
        due_on = here.withdrawal_due(request, found.act_type)
        wanted = DecisionToWithdraw(found.id, found.act_type, found.document_number, request, due_on)
        withdraw_decision(here.register, act, wanted, here.withdrawal_rules)
    return f"已登记撤下：{number}（{ending}），期限{due_on or '未定'}；由 gongshi run withdraw 执行"


def retry(
    channel: str, number: str, act_type: str, operator: str, reason: str, basis: str, authority: str = ""
) -> str:
    """Have deliveries that were set aside on a channel sent again; all of them where no number is given."""
    platforms = {one.value: one for one in Channel if one is not Channel.WEBSITE}
    if channel not in platforms:
        raise ActRefused(f"频道“{channel}”不明，应为：{'、'.join(platforms)}")
    with open_installation() as here:
        act = act_of(here, operator, reason, basis)
        named = normalise(number) if number else ""
        count = retry_deliveries(here.register, act, platforms[channel], named, act_type, authority)
    if not count:
        raise ActRefused(f"{CHANNEL_NAMES[platforms[channel]]}没有搁置的报送")
    return f"已重新排入{count}件，由 gongshi run deliver 报送"


def dismiss(record_ids: tuple[int, ...], operator: str, reason: str, basis: str) -> str:
    """Dismiss rejected records."""
    with open_installation() as here:
        count = dismiss_records(here.register, act_of(here, operator, reason, basis), record_ids)
    return f"已销号{count}条，办理人{operator}"


def sign(policy: str, operator: str, reason: str, basis: str) -> str:
    """Sign a policy row."""
    with open_installation() as here:
        rows = signable(here.privacy)
        if policy not in rows:
            raise ActRefused(f"没有待签署的政策“{policy}”；可签署的：{'、'.join(rows) or '无'}")
        count = sign_policy(here.register, act_of(here, operator, reason, basis), policy)
    return f"已签署政策{policy}，签署人{operator}；{count}件将重新判断"


def signable(privacy: Privacy) -> tuple[str, ...]:
    """The policy rows that need the legal office's signature."""
    return tuple(row.id for row in privacy.disclosure_rows if row.signed is Signature.REQUIRED)
