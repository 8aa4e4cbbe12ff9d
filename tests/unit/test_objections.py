"""The objection desk's clock and its refusals (clause G15)."""

from datetime import date, timedelta

import pytest

from tasks.contracts.law_tables import load_law
from tasks.law.acts import ActType
from tasks.law.lifecycle import PublicationState
from tasks.law.notifying import late_notice_note
from tasks.law.objections import (
    ObjectionResult,
    after_registration,
    after_reply,
    refuse_reply,
    reply_clock,
    reply_deadline,
)

LAW = load_law(None)
DUE = date(2026, 11, 27)


@pytest.mark.parametrize("act_type", list(ActType))
def test_an_objection_is_answered_within_20_working_days_of_receipt(act_type: ActType) -> None:
    reply = reply_deadline(date(2026, 11, 24), act_type, LAW.objection_rules, LAW.calendar)
    assert (reply.due_on, reply.working_days, reply.provisional) == (date(2026, 12, 22), 20, False)
    assert (reply.rule, reply.calendar) == ("objection-house", "2026-1")


def test_a_deadline_that_reaches_into_a_year_without_its_notice_is_provisional() -> None:
    reply = reply_deadline(date(2026, 12, 15), ActType.PENALTY, LAW.objection_rules, LAW.calendar)
    assert reply.provisional
    assert reply.due_on is not None
    assert reply.latest_on is not None
    assert reply.due_on < reply.latest_on


@pytest.mark.parametrize(
    ("today", "late", "left", "due_today"),
    [
        ("2026-11-24", 0, 3, False),
        ("2026-11-26", 0, 1, False),
        ("2026-11-27", 0, 0, True),
        ("2026-11-28", 1, 0, False),
        ("2026-11-30", 1, 0, False),
        ("2026-12-01", 2, 0, False),
    ],
)
def test_an_objection_is_overdue_from_the_day_after_its_due_day_weekend_or_not(
    today: str, late: int, left: int, due_today: bool
) -> None:
    clock = reply_clock(DUE, date.fromisoformat(today), LAW.calendar)
    assert (clock.late, clock.left, clock.due_today) == (late, left, due_today)
    assert clock.overdue == (late > 0)


def test_an_answer_is_given_once_and_on_a_day_that_can_be() -> None:
    received = date(2026, 11, 2)
    assert refuse_reply(received, DUE, DUE, False) == ""
    assert refuse_reply(received, received, DUE, False) == ""
    assert "已经答复" in refuse_reply(received, DUE, DUE, True)
    assert "早于收到日期" in refuse_reply(received, received - timedelta(days=1), DUE, False)
    assert "在今天之后" in refuse_reply(received, DUE + timedelta(days=1), DUE, False)


@pytest.mark.parametrize("state", list(PublicationState))
def test_an_objection_by_itself_suspends_nothing(state: PublicationState) -> None:
    assert after_registration(state, False, None) == "核查期间不停止公示"


def test_stopped_execution_defers_what_is_not_public_and_asks_a_person_about_what_is() -> None:
    assert "暂缓公示至2026-11-27" in after_registration(PublicationState.DUE, True, DUE)
    assert "不能恢复" in after_registration(PublicationState.PUBLISHED, True, None)
    assert "状态不变" in after_registration(PublicationState.WITHDRAWN, True, None)


def test_every_result_says_what_comes_next() -> None:
    assert after_reply(ObjectionResult.UPHELD, "号", False) == "公示不变"
    assert "gongshi disclose 号" in after_reply(ObjectionResult.UPHELD, "号", True)
    assert "--as 更正" in after_reply(ObjectionResult.CORRECTED, "号", False)
    assert "gongshi withdraw 号" in after_reply(ObjectionResult.WITHDRAWN, "号", False)


def test_a_notice_after_the_publication_it_announces_is_a_warning() -> None:
    assert late_notice_note(None, DUE) is None
    assert late_notice_note(DUE, DUE) is None
    note = late_notice_note(DUE + timedelta(days=1), DUE)
    assert note is not None
    assert note.message == "提示：公示告知日期“2026-11-28”晚于公开日期“2026-11-27”"
