"""Steps that carry out what a named person decided, and say it back in a sentence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from tasks.acting import acting
from tasks.contracts.tables_privacy import Privacy
from tasks.disclosing import reassess_waiting
from tasks.installation import Installation, open_installation
from tasks.law.acts import CHANNEL_NAMES, Channel
from tasks.law.channels import Rendition, places_of_ruling
from tasks.law.corrections import NEVER_WAIVED, checked_edition, waivable
from tasks.law.disclosure import Outcome, Signature
from tasks.law.document_numbers import normalise
from tasks.law.lifecycle import Gate, Refusal
from tasks.law.powers import Power
from tasks.law.review import law_asks_review
from tasks.law.withdrawing import REASON_NAMES, WithdrawalRequest, reason_named
from tasks.proposing import only_on, proposed
from tasks.register.acting import ActRefused
from tasks.register.current_versions import CurrentVersion, current_version
from tasks.register.operator_acts import (
    dismiss_records,
    retry_deliveries,
    rule_on_disclosure,
    sign_policy,
    withdraw_decision,
)
from tasks.register.proposals import ProposalDetails, ProposalKind
from tasks.register.redaction_acts import override_legal_review
from tasks.register.withdrawals import DecisionToWithdraw
from tasks.reviewing import approve, review

__all__ = [
    "approve",
    "disclose",
    "dismiss",
    "override_review",
    "retry",
    "review",
    "sign",
    "signable",
    "withdraw",
]


def disclose(
    number: str,
    outcome: str,
    until: date | None,
    act_type: str,
    operator: str,
    reason: str,
    basis: str,
    authority: str = "",
    channel: Channel | None = None,
) -> str:
    """Decide on the disclosure of one decision, on one channel or wherever the public is shown a text.

    Over a doubtful text, or over a public one, two people decide.
    """
    with open_installation() as here:
        with here.register.reading() as connection:
            version = current_version(connection, normalise(number), act_type, authority)
        kind = _needs_two(here, version, outcome, channel)
        if kind is not None:
            details = ProposalDetails(version.record_id, channel=channel)
            return proposed(here, kind, version, details, operator, reason, basis)
        act = acting(here, Power.DISCLOSE, operator, reason, basis)
        channels = here.law.channels
        rule_on_disclosure(
            here.register, act, normalise(number), outcome, until, act_type, authority, channel, channels
        )
        reassess_waiting(here)
    return f"已记录：{number} {outcome}{only_on(channel)}，决定人{act.operator}"


def _needs_two(
    here: Installation, version: CurrentVersion, outcome: str, channel: Channel | None
) -> ProposalKind | None:
    """Whether a ruling needs a second person: it would erase what is public, or release what the scan held."""
    places = places_of_ruling(here.law.channels, channel)
    if outcome == Outcome.EXEMPT and places & version.published_on:
        return ProposalKind.WITHHOLD_PUBLISHED
    if outcome != Outcome.SHOWN or version.ended or not _of_public_text(here, places):
        return None
    edition = checked_edition(version.decision, here.privacy.redaction_policy, version.corrections)
    if found := [doubt.sentence for doubt in edition.doubts if doubt.code == NEVER_WAIVED]:
        raise ActRefused(
            f"{version.document_number}：{found[0].removeprefix('暂缓公开：')}；扫描发现的号码任何人不得放行，"
            "请更正来源数据或用 gongshi correct-redaction --hide 隐去"
        )
    return ProposalKind.RELEASE_DOUBT if waivable(edition) else None


def _of_public_text(here: Installation, places: Collection[Channel]) -> bool:
    return any(here.law.channels[one].rendition is Rendition.PUBLIC for one in places)


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
    """Request the withdrawal of one decision; what was published in error vanishes once two people say so."""
    named_reason = reason_named(ending)
    if named_reason is None:
        raise ActRefused(f"撤下的种类“{ending}”不明，应为：{'、'.join(REASON_NAMES.values())}")
    if not requester.strip():
        raise ActRefused("请写明由谁提出（--requester）")
    with open_installation() as here:
        request = WithdrawalRequest(
            named_reason,
            basis,
            requester,
            notice_number,
            received_on=here.today,
            replaced_by=normalise(replaced_by) if replaced_by else "",
        )
        with here.register.reading() as connection:
            found = current_version(connection, normalise(number), act_type, authority)
        due_on = here.withdrawal_due(request, found.act_type)
        if request.vanishes:
            _refuse_late_vanishing(found)
            details = ProposalDetails(
                found.record_id, requester, notice_number, request.replaced_by, here.today, due_on
            )
            return proposed(here, ProposalKind.VANISH, found, details, operator, reason, basis)
        act = acting(here, Power.WITHDRAW, operator, reason, basis)
        wanted = DecisionToWithdraw(found.decision_id, found.act_type, found.document_number, request, due_on)
        withdraw_decision(here.register, act, wanted, here.withdrawal_rules)
    return f"已登记撤下：{number}（{ending}），期限{due_on or '未定'}；由 gongshi run withdraw 执行"


def retry(
    channel: str, number: str, act_type: str, operator: str, reason: str, basis: str, authority: str = ""
) -> str:
    """Have deliveries that were set aside on a channel sent again; all of them where no number is given."""
    platforms = {one.value: one for one in Channel if one is not Channel.WEBSITE}
    if channel not in platforms:
        raise ActRefused(f"渠道“{channel}”不明，应为：{'、'.join(platforms)}")
    with open_installation() as here:
        act = acting(here, Power.RETRY, operator, reason, basis)
        named = normalise(number) if number else ""
        count = retry_deliveries(here.register, act, platforms[channel], named, act_type, authority)
    if not count:
        raise ActRefused(f"{CHANNEL_NAMES[platforms[channel]]}没有搁置的报送")
    return f"已重新排入{count}件，由 gongshi run deliver 报送"


def _refuse_late_vanishing(version: CurrentVersion) -> None:
    """No second person is asked for what is down already, or on its way down."""
    if version.withdrawn:
        raise ActRefused(f"{version.document_number}已经撤下，无需再次登记")
    if version.being_withdrawn:
        raise ActRefused(f"{version.document_number}已登记撤下，由 gongshi run withdraw 执行")


def dismiss(record_ids: tuple[int, ...], operator: str, reason: str, basis: str) -> str:
    """Dismiss rejected records."""
    with open_installation() as here:
        act = acting(here, Power.DISMISS, operator, reason, basis)
        count = dismiss_records(here.register, act, record_ids)
    return f"已销号{count}条，办理人{act.operator}"


def sign(policy: str, operator: str, reason: str, basis: str) -> str:
    """Sign a policy row."""
    with open_installation() as here:
        rows = signable(here.privacy)
        if policy not in rows:
            raise ActRefused(f"没有待签署的政策“{policy}”；可签署的：{'、'.join(rows) or '无'}")
        act = acting(here, Power.SIGN, operator, reason, basis)
        count = sign_policy(here.register, act, policy)
    return f"已签署政策{policy}，签署人{act.operator}；{count}件将重新判断"


def override_review(
    number: str, act_type: str, operator: str, reason: str, basis: str, authority: str = ""
) -> str:
    """The head decides to publish although the legal review is missing, where no law forbids it (clause L7)."""
    with open_installation() as here:
        act = acting(here, Power.OVERRIDE_REVIEW, operator, reason, basis)

        def judge(version: CurrentVersion) -> Refusal | None:
            return _refuse_override(here, version)

        override_legal_review(here.register, act, judge, normalise(number), act_type, authority)
        reassess_waiting(here)
    return f"已记录：{number}未经法制审核，由{act.operator}决定公开；双方意见请一并存档"


def _refuse_override(here: Installation, version: CurrentVersion) -> Refusal | None:
    law = law_asks_review(version.decision, here.privacy.review_scope)
    if law is not None:
        return Refusal(
            "law-forbids",
            f"{law.label}依{law.source}应当经过法制审核，未经审核或者审核未通过的不得作出决定，"
            "不能由负责人决定公开；请补交审核通过的证明，或者撤销后重新作出",
        )
    if Gate.LEGAL_REVIEW not in version.gates:
        return Refusal("not-held-for-review", "没有因法制审核暂缓，无需由负责人决定")
    return None


def signable(privacy: Privacy) -> tuple[str, ...]:
    """The policy rows that need the legal office's signature."""
    return tuple(row.id for row in privacy.disclosure_rows if row.signed is Signature.REQUIRED)
