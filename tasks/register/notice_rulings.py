"""What becomes of each notice that waits: applied, already done, or sent back with what keeps it (clause G15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tasks.contracts.finding import Finding, Severity
from tasks.law.lifecycle import RecordState, WithdrawalReason
from tasks.law.withdrawing import COMES_BACK, REASON_NAMES, WithdrawalRequest, contradict, outranks

UNMATCHED = "notice-unmatched"
CONTRADICTED = "notice-contradicted"
BEFORE_DECISION = "notice-before-decision"
REASON_UNKNOWN = "notice-reason-unknown"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice record as it waits: which decision it names, and what it asks; None where its reason is unknown."""

    record_id: int
    state: RecordState
    document_number: str
    authority_code: str
    authority_name: str
    act_type: str
    reason_text: str
    request: WithdrawalRequest | None


@dataclass(frozen=True, slots=True)
class NamedByNotice:
    """A decision a notice names; `corrected_on` is the day its newer version came, where that version shows."""

    decision_id: int
    act_type: str
    document_number: str
    decided_on: date
    corrected_on: date | None


@dataclass(frozen=True, slots=True)
class Ending:
    """The ending that stands for a decision, and the notice it came by."""

    reason: WithdrawalReason
    notice_record_id: int | None
    told_by: str


@dataclass(frozen=True, slots=True)
class Rulings:
    """What to do: requests to make, notices done with, notices to send back, and findings by record."""

    requests: tuple[tuple[Notice, NamedByNotice], ...]
    done: tuple[Notice, ...]
    sent_back: tuple[Notice, ...]
    findings: tuple[tuple[int, Finding], ...]


def rule_on_notices(
    notices: Sequence[Notice],
    matches: Mapping[int, Sequence[NamedByNotice]],
    endings: Mapping[int, Ending],
) -> Rulings:
    """Rule on the notices in the order they came; of two that contradict each other the first stands."""
    standing = dict(endings)
    requests: list[tuple[Notice, NamedByNotice]] = []
    done, sent_back = [], []
    findings: list[tuple[int, Finding]] = []
    for notice in notices:
        named = matches.get(notice.record_id, ())
        kept_by = _kept_by(notice, named, standing)
        if kept_by:
            sent_back.append(notice)
            findings += kept_by
            continue
        (decision,) = named
        done.append(notice)
        if _asks_more(notice, decision, standing.get(decision.decision_id)):
            requests.append((notice, decision))
            standing[decision.decision_id] = ending_of(notice)
    return Rulings(tuple(requests), tuple(done), tuple(sent_back), tuple(findings))


def ending_of(notice: Notice) -> Ending:
    """The ending a notice brings about."""
    request = _request(notice)
    return Ending(request.reason, notice.record_id, request.notice_number or request.notice_authority)


def _request(notice: Notice) -> WithdrawalRequest:
    if notice.request is None:
        raise ValueError("a notice without a known reason is never applied")
    return notice.request


def _asks_more(notice: Notice, decision: NamedByNotice, ended: Ending | None) -> bool:
    """Whether a notice changes anything: not where its ending stands, or where the corrected text shows already."""
    request = _request(notice)
    if ended is not None and not outranks(request.reason, ended.reason):
        return False
    since, came_on = request.effective_on or request.received_on, decision.corrected_on
    if request.reason not in COMES_BACK or since is None or came_on is None:
        return True
    return came_on < since


def _kept_by(
    notice: Notice, named: Sequence[NamedByNotice], standing: Mapping[int, Ending]
) -> list[tuple[int, Finding]]:
    if notice.request is None:
        return [(notice.record_id, _reason_unknown(notice))]
    if len(named) != 1:
        return [(notice.record_id, _unmatched(notice, len(named)))]
    (decision,) = named
    effective_on = notice.request.effective_on
    if effective_on is not None and effective_on < decision.decided_on:
        return [(notice.record_id, _before_decision(effective_on, decision))]
    ended = standing.get(decision.decision_id)
    if ended is None or not contradict(notice.request.reason, ended.reason):
        return []
    found = [(notice.record_id, _contradicted(decision, notice, ended))]
    if ended.notice_record_id is not None:
        found.append((ended.notice_record_id, _contradicting(decision, notice)))
    return found


def _finding(field: str, code: str, message: str, mending: str, severity: Severity) -> Finding:
    return Finding(None, field, code, severity, message, mending, "G15")


def _unmatched(notice: Notice, candidates: int) -> Finding:
    if candidates:
        message = f"暂缓办理：文书号“{notice.document_number}”对应{candidates}个决定，请补充原决定机关代码和执法类别"
    else:
        message = f"暂缓办理：未找到文书号“{notice.document_number}”对应的已登记决定"
    mending = "请核对文书号和原决定机关；原决定登记后本通知自动办理"
    return _finding("原决定文书号", UNMATCHED, message, mending, Severity.ERROR)


def _reason_unknown(notice: Notice) -> Finding:
    told = "、".join(REASON_NAMES[r] for r in WithdrawalReason if r is not WithdrawalReason.EXPIRED)
    message = f"退回：撤下原因“{notice.reason_text}”不在规定的取值范围内"
    return _finding("撤下原因", REASON_UNKNOWN, message, f"请从下列取值中选填：{told}", Severity.ERROR)


def _before_decision(effective_on: date, decision: NamedByNotice) -> Finding:
    message = (
        f"暂缓办理：生效日期{effective_on}早于“{decision.document_number}”的决定日期{decision.decided_on}"
    )
    mending = "请核对文书号和生效日期，改正后重新报送；撤下期限不停止计算"
    return _finding("生效日期", BEFORE_DECISION, message, mending, Severity.ERROR)


_WHICH = "请与发出通知的机关核对：以先办的为准的，将后到的通知销号；以后到的为准的，请先办通知的机关书面说明"


def _contradicted(decision: NamedByNotice, notice: Notice, ended: Ending) -> Finding:
    asked = REASON_NAMES[_request(notice).reason]
    by = f"（{ended.told_by}）" if ended.told_by else ""
    message = (
        f"暂缓办理：“{decision.document_number}”已按先到的通知{by}以“{REASON_NAMES[ended.reason]}”撤下，"
        f"与本通知的“{asked}”不一致，以先办的为准"
    )
    return _finding("撤下原因", CONTRADICTED, message, _WHICH, Severity.ERROR)


def _contradicting(decision: NamedByNotice, notice: Notice) -> Finding:
    request = _request(notice)
    by = request.notice_number or request.notice_authority
    message = (
        f"提示：“{decision.document_number}”撤下后，另有通知{f'（{by}）' if by else ''}"
        f"以“{REASON_NAMES[request.reason]}”要求撤下，与本通知不一致，以本通知为准"
    )
    return _finding("撤下原因", CONTRADICTED, message, _WHICH, Severity.WARNING)
