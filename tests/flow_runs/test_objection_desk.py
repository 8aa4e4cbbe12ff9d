"""The objection desk (异议): received, clocked, answered; the page stays up unless execution was stopped (G15)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from tasks.objecting import (
    NewObjection,
    answer_objection,
    objection_lines,
    objections_answer,
    objections_text,
    take_objection,
)
from tasks.register.operator_acts import ActRefused
from tasks.register.schema import objection, operator_act
from tasks.reporting import timeline_answer
from tasks.rescheduling import moved_text, take_in_notice
from tests.contracts.test_law_tables import own_form
from tests.flow_runs.test_command_line import gongshi
from tests.office import NOW, Office, licence

NUMBER, OTHER = "滨卫医许〔2026〕35号", "滨卫医许〔2026〕36号"
CLERK = "办公室 吴某"
TODAY = NOW.date()


def received(day: date = TODAY, stopped_by: str = "", until: date | None = None) -> NewObjection:
    return NewObjection("安康口腔门诊部", "公示的许可内容与决定书不一致", day, stopped_by, until)


def test_an_objection_gets_its_clock_and_the_page_stays_up(office: Office) -> None:
    office.take(licence(NUMBER))
    office.publish()
    said = take_objection(NUMBER, received(), CLERK)
    assert "应于2026-12-22（含）前答复" in said
    assert "不停止公示" in said
    office.publish()
    assert office.read(office.page(NUMBER))[0] == 200
    (row,) = office.rows(sa.select(objection))
    assert (row.reply_due_on, row.deadline_rule, row.calendar) == ("2026-12-22", "objection-house", "2026-1")
    assert office.where_public("安康口腔门诊部：") == []
    office.assert_balanced()


def test_objections_are_listed_overdue_first_and_answered_ones_only_on_request(office: Office) -> None:
    office.take(licence(NUMBER), licence(OTHER))
    take_objection(OTHER, received(), CLERK)
    take_objection(NUMBER, received(date(2026, 10, 9)), CLERK)
    take_objection(OTHER, received(), CLERK)
    answer_objection(3, "维持", "公示内容与决定书一致。", None, CLERK)
    listed = objections_answer(NOW, False)
    assert [(one["id"], one["overdue"]) for one in listed] == [(2, True), (1, False)]
    first, _, second, _ = objections_text(listed).splitlines()
    assert "已超期：应于2026-11-05（含）前答复，已超13个工作日" in first
    assert "还有20个工作日" in second
    assert [one["id"] for one in objections_answer(NOW, True)] == [2, 1, 3]
    with office.open() as here:
        assert objection_lines(here, NOW) == ["异议：已收到，待答复2件，已超期1件"]


def test_an_answer_is_given_once_and_tells_what_comes_next(office: Office) -> None:
    office.take(licence(NUMBER))
    take_objection(NUMBER, received(), CLERK)
    with pytest.raises(ActRefused, match="早于收到日期"):
        answer_objection(1, "维持", "无误", date(2026, 11, 23), CLERK)
    assert "--as 更正" in answer_objection(1, "更正", "已更正。", None, CLERK)
    with pytest.raises(ActRefused, match="已经答复"):
        answer_objection(1, "维持", "无误", None, CLERK)
    with pytest.raises(ActRefused, match="没有7号异议"):
        answer_objection(7, "维持", "无误", None, CLERK)
    with office.open() as here:
        assert objection_lines(here, NOW) == []
    told = [(e["what"], e["who"]) for e in timeline_answer(NUMBER) if "异议" in e["what"]]
    assert told == [("登记1号异议", CLERK), ("答复1号异议：更正", CLERK)]


def test_stopped_execution_defers_what_is_not_public_until_the_day_named(office: Office) -> None:
    office.take(licence(NUMBER))
    with pytest.raises(ActRefused, match="--until"):
        take_objection(NUMBER, received(stopped_by="滨政复停〔2026〕3号"), CLERK)
    assert office.rows(sa.select(objection)) == []
    until = date(2026, 12, 8)
    assert "暂缓公示至2026-12-08" in take_objection(
        NUMBER, received(stopped_by="滨政复停〔2026〕3号", until=until), CLERK
    )
    office.publish()
    assert office.state(NUMBER) == "held"
    assert office.publication(NUMBER).gate == "deferred"
    (act,) = office.rows(sa.select(operator_act))
    assert (act.act, act.basis, act.operator) == ("defer", "滨政复停〔2026〕3号", CLERK)
    office.on(NOW + timedelta(days=14))
    office.publish()
    assert office.state(NUMBER) == "published"
    office.assert_balanced()


def test_stopped_execution_leaves_what_is_public_to_a_person(office: Office) -> None:
    office.take(licence(NUMBER))
    office.publish()
    assert "撤下后不能恢复" in take_objection(NUMBER, received(stopped_by="滨政复停〔2026〕3号"), CLERK)
    office.publish()
    assert office.state(NUMBER) == "published"
    assert office.rows(sa.select(operator_act)) == []
    assert "停止执行（滨政复停〔2026〕3号）" in objections_text(objections_answer(NOW, False))


def test_what_cannot_be_received_is_refused(office: Office) -> None:
    office.take(licence(NUMBER))
    for new, told in (
        (received(TODAY + timedelta(days=1)), "今天之后"),
        (received(date(2007, 6, 1)), "收到日期"),
        (NewObjection(" ", "内容", TODAY), "--from"),
        (NewObjection("某人", " ", TODAY), "--content"),
    ):
        with pytest.raises(ActRefused, match=told):
            take_objection(NUMBER, new, CLERK)
    with pytest.raises(ActRefused, match="未找到"):
        take_objection(OTHER, received(), CLERK)
    with pytest.raises(ActRefused, match="办理人"):
        take_objection(NUMBER, received(), " ")
    assert office.rows(sa.select(objection)) == []


def test_a_holiday_notice_moves_the_day_by_which_an_open_objection_is_answered(office: Office) -> None:
    office.take(licence(NUMBER))
    office.on(datetime(2026, 12, 15, 2, 0, tzinfo=UTC))
    assert "暂定，最迟" in take_objection(NUMBER, received(date(2026, 12, 15)), CLERK)
    (before,) = office.rows(sa.select(objection))
    answer = take_in_notice(own_form(office.home))
    (after,) = office.rows(sa.select(objection))
    assert before.provisional
    assert not after.provisional
    assert after.calendar == "2026-1+2027-1"
    assert after.reply_due_on == after.reply_latest_on
    assert answer["moved_replies"] == (before.reply_due_on != after.reply_due_on)
    assert ("异议答复期限" in moved_text(answer)) == bool(answer["moved_replies"])


def test_the_commands_of_the_desk(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    office.take(licence(NUMBER))
    told = ("--from", "某诊所", "--content", "名称有误", "--received", "2026-11-20", "--by", CLERK)
    assert gongshi("object", NUMBER, *told, monkeypatch=monkeypatch) == 0
    assert "已登记1号异议" in capsys.readouterr().out
    assert gongshi("objections", "--json", monkeypatch=monkeypatch) == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert (one["state"], one["document_number"], one["objector"]) == ("received", NUMBER, "某诊所")
    wrong = ("reply", 1, "--result", "不理", "--reply", "x", "--by", CLERK)
    assert gongshi(*wrong, monkeypatch=monkeypatch) == 2
    assert "维持、更正、撤下" in capsys.readouterr().err
    right = ("reply", 1, "--result", "维持", "--reply", "公示无误。", "--by", CLERK)
    assert gongshi(*right, monkeypatch=monkeypatch) == 0
    capsys.readouterr()
    assert gongshi("objections", monkeypatch=monkeypatch) == 0
    assert capsys.readouterr().out.strip() == "没有待答复的异议"
