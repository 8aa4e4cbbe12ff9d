"""What one person must not do alone: erase what is public, release what the scan held (issue 3, promise 3)."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from flows import desk
from tasks.deciding import approve, disclose, withdraw
from tasks.importing import import_files
from tasks.proposing import confirm, proposals_answer, proposals_text
from tasks.register.acting import ActRefused
from tasks.register.claims import claim
from tasks.register.schema import edition, operator_act, proposal, withdrawal
from tasks.reporting import status_answer, status_text, timeline_answer
from tests.flow_runs.test_command_line import gongshi
from tests.office import NOW, PEOPLE, SECOND, Office, licence

NUMBER = "滨卫医许〔2026〕35号"
BECAUSE = ("误公开个人信息", "《个人信息保护法》第五十七条")
DOUBTFUL = {"不宜公开内容": "祖传秘方"}
"""What the source withholds and is nowhere to be found: the scan holds it."""


def propose_vanish(number: str = NUMBER) -> str:
    return withdraw(number, "公示有误", "信息处", "", "", "", "处长甲", *BECAUSE)


def test_an_error_is_still_public_until_a_second_person_agrees(office: Office) -> None:
    office.take(licence(NUMBER))
    office.publish()
    page = office.page(NUMBER)
    said = propose_vanish()
    assert "须由另一人确认" in said
    assert "gongshi confirm 1" in said
    office.withdraw()
    assert office.read(page)[0] == 200
    done = confirm(1, SECOND, "", "")
    assert done.takes_down
    office.withdraw()
    assert office.read(page)[0] == 404
    assert {row.body for row in office.rows(sa.select(edition.c.body))} == {""}
    office.assert_balanced()
    assert office.differences() == []


def test_both_names_office_and_role_stand_in_the_timeline(office: Office) -> None:
    office.take(licence(NUMBER))
    office.publish()
    propose_vanish()
    confirm(1, SECOND, "已核对", "")
    told = {entry["what"]: entry for entry in timeline_answer(NUMBER)}
    assert told["提出，待第二人确认"]["who"] == "政务服务处 处长甲"
    assert told["第二人同意"]["who"] == SECOND
    assert "职责：负责人" in told["第二人同意"]["detail"]
    assert told["登记撤下"]["who"] == f"政务服务处 处长甲、{SECOND}"
    (act,) = office.rows(sa.select(operator_act).where(operator_act.c.act == "withdraw"))
    assert (act.proposal_id, act.office, act.role) == (1, "委领导", "负责人")


def test_the_proposer_and_their_deputy_cannot_agree_and_an_agreement_is_given_once(office: Office) -> None:
    deputy = "  deputies: [{person: 撤下甲, acts_from: 2026-01-01, acts_to: 2026-12-31}]\n"
    head = "- name: 主任乙\n  office: 委领导\n  roles: [负责人]\n  in_office_from: 2020-01-01\n"
    (office.home / "operators.yaml").write_text(PEOPLE + head + deputy, encoding="utf-8")
    office.take(licence(NUMBER))
    office.publish()
    withdraw(NUMBER, "公示有误", "信息处", "", "", "", "主任乙", *BECAUSE)
    with pytest.raises(ActRefused, match="须由另一人确认：委领导 主任乙是提出人"):
        confirm(1, "主任乙", "", "")
    with pytest.raises(ActRefused, match="不能办理“撤除误公开信息”"):
        confirm(1, "撤下甲", "", "")
    confirm(1, SECOND, "", "")
    with pytest.raises(ActRefused, match="已由委领导 主任甲同意"):
        confirm(1, SECOND, "", "")
    with pytest.raises(ActRefused, match="没有第9号"):
        confirm(9, SECOND, "", "")
    assert len(office.rows(sa.select(withdrawal))) == 1


def test_a_second_proposal_of_the_same_is_pointed_to_the_first(office: Office) -> None:
    office.take(licence(NUMBER))
    office.publish()
    propose_vanish()
    with pytest.raises(ActRefused, match=r"已由政务服务处 处长甲提出.*gongshi confirm 1"):
        withdraw(NUMBER, "公示有误", "信息处", "", "", "", "审查人甲", *BECAUSE)
    assert len(office.rows(sa.select(proposal))) == 1


def test_who_disagrees_says_why_and_the_page_stays(office: Office) -> None:
    office.take(licence(NUMBER))
    office.publish()
    propose_vanish()
    with pytest.raises(ActRefused, match="理由"):
        confirm(1, SECOND, "", "", disagreed=True)
    done = confirm(1, SECOND, "公开内容无误", "", disagreed=True)
    assert not done.takes_down
    office.withdraw()
    assert office.state(NUMBER) == "published"
    assert proposals_answer() == []
    (row,) = office.rows(sa.select(proposal))
    assert (row.outcome, row.settled_by) == ("不同意", SECOND)


def test_status_begins_with_what_is_public_in_error_and_its_running_clock(sqlite_office: Office) -> None:
    sqlite_office.take(licence(NUMBER))
    sqlite_office.publish()
    propose_vanish()
    first = status_text(NOW + timedelta(hours=5)).splitlines()[1]
    assert "等待第二人确认撤除，仍可公开查阅" in first
    assert "已等待4小时" in first or "已等待5小时" in first
    assert "应于2026-11-27（含）前撤下" in first
    assert "已超期" in status_text(NOW + timedelta(days=9)).splitlines()[1]
    assert status_answer(NOW)["proposals"] == 1
    assert "gongshi confirm 1" in proposals_text(proposals_answer())


def test_a_proposal_for_what_was_withdrawn_meanwhile_is_neither_done_nor_lost(office: Office) -> None:
    office.take(licence(NUMBER))
    office.publish()
    propose_vanish()
    withdraw(NUMBER, "撤销", "市政府", "", "", "", "撤下甲", "复议撤销", "《行政复议法》")
    with pytest.raises(ActRefused, match="已登记撤下"):
        confirm(1, SECOND, "", "")
    assert len(proposals_answer()) == 1, "agreeing and doing are one transaction"
    assert office.rows(sa.select(operator_act).where(operator_act.c.act == "agree")) == []


def test_what_is_down_already_or_on_its_way_needs_no_second_person(office: Office) -> None:
    office.take(licence(NUMBER))
    office.publish()
    withdraw(NUMBER, "撤销", "市政府", "", "", "", "撤下甲", "复议撤销", "《行政复议法》")
    with pytest.raises(ActRefused, match="已登记撤下"):
        propose_vanish()
    office.withdraw()
    with pytest.raises(ActRefused, match="已经撤下"):
        propose_vanish()
    assert proposals_answer() == []


def test_a_deputy_decides_in_the_absent_persons_role_and_the_act_says_so(office: Office) -> None:
    deputy = "  deputies: [{person: 撤下甲, acts_from: 2026-11-20, acts_to: 2026-11-30}]\n"
    people = "- name: 终审乙\n  office: 办公室\n  roles: [终审]\n  in_office_from: 2020-01-01\n" + deputy
    (office.home / "operators.yaml").write_text(PEOPLE + people, encoding="utf-8")
    office.take(licence(NUMBER, 公开属性="", 终审人=""))
    approve(NUMBER, None, "", "撤下甲", "同意公开", "审查表")
    (act,) = office.rows(sa.select(operator_act))
    assert (act.operator, act.office, act.role) == ("监督处 撤下甲", "监督处", "终审（代办公室 终审乙）")
    office.on(NOW + timedelta(days=8))
    with pytest.raises(ActRefused, match="不能办理“发布审查终审”"):
        approve(NUMBER, None, "", "撤下甲", "同意公开", "审查表")


def test_a_doubtful_text_is_released_by_two_and_only_that_version(office: Office) -> None:
    office.take(licence(NUMBER, **DOUBTFUL))
    office.publish()
    assert office.publication(NUMBER).gate == "redaction_doubt"
    said = disclose(NUMBER, "公示", None, "", "处长甲", "经核实，文本中确无秘方", "审查表")
    assert "须由另一人确认" in said
    office.publish()
    assert office.state(NUMBER) == "held"
    assert not confirm(1, SECOND, "", "").takes_down
    office.publish()
    assert office.state(NUMBER) == "published"
    office.take(licence(NUMBER, 许可内容="另有内容", **DOUBTFUL))
    office.publish()
    assert office.publication(NUMBER).gate == "redaction_doubt", "two people looked at the other version"
    assert office.where_public("另有内容") == []
    office.assert_balanced()


def test_a_proposal_for_an_older_version_cannot_be_agreed_to(office: Office) -> None:
    office.take(licence(NUMBER, **DOUBTFUL))
    disclose(NUMBER, "公示", None, "", "处长甲", "经核实", "审查表")
    office.take(licence(NUMBER, 许可内容="另有内容", **DOUBTFUL))
    with pytest.raises(ActRefused, match="有了新版本"):
        confirm(1, SECOND, "", "")
    office.publish()
    assert office.state(NUMBER) == "held"


def test_a_found_number_is_not_waived_even_by_two(office: Office) -> None:
    tax_number = {"行政相对人代码_4(税务登记号)": "120101790000001", "许可编号": "PDY120101790000001"}
    office.take(licence(NUMBER, **tax_number))
    office.publish()
    assert office.publication(NUMBER).gate == "redaction_doubt"
    with pytest.raises(ActRefused, match="任何人不得放行"):
        disclose(NUMBER, "公示", None, "", "处长甲", "经核实", "审查表")
    assert proposals_answer() == []


def test_the_command_takes_an_error_down_in_the_same_call(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sqlite_office.take(licence(NUMBER))
    sqlite_office.publish()
    page = sqlite_office.page(NUMBER)
    propose_vanish()
    assert gongshi("confirm", 1, "--by", SECOND, monkeypatch=monkeypatch) == 0
    said = capsys.readouterr().out
    assert "第1号已由委领导 主任甲同意并办理" in said
    assert "撤下1件" in said
    assert sqlite_office.read(page)[0] == 404


def test_the_desk_takes_an_error_down_in_the_same_run(sqlite_office: Office) -> None:
    sqlite_office.take(licence(NUMBER))
    sqlite_office.publish()
    page = sqlite_office.page(NUMBER)
    propose_vanish()
    refused = desk.confirm_proposal.fn(1, "同意", "处长甲")
    assert refused.is_failed()
    assert "提出人" in refused.message
    done = desk.confirm_proposal.fn(1, "同意", SECOND)
    assert done.is_completed()
    assert "已撤下1件并读回" in done.message
    assert sqlite_office.read(page)[0] == 404


def test_a_withdrawal_run_under_way_is_waited_for_and_followed_by_another(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sqlite_office.take(licence(NUMBER))
    sqlite_office.publish()
    page = sqlite_office.page(NUMBER)
    propose_vanish()
    monkeypatch.setattr("flows.immediately.PAUSE_SECONDS", 0.2)
    held, free = threading.Event(), threading.Event()

    def another_run() -> None:
        with sqlite_office.open() as here, claim(here.register, "website"):
            held.set()
            free.wait(20)

    other = threading.Thread(target=another_run)
    other.start()
    assert held.wait(20)
    threading.Timer(1.0, free.set).start()
    assert gongshi("confirm", 1, "--by", SECOND, monkeypatch=monkeypatch) == 0
    other.join(20)
    assert "撤下1件" in capsys.readouterr().out
    assert sqlite_office.read(page)[0] == 404


def test_without_a_file_of_people_nothing_is_decided_and_one_sentence_says_how_to_make_it(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (sqlite_office.home / "operators.yaml").unlink()
    sqlite_office.take(licence(NUMBER))
    words = (
        "withdraw",
        NUMBER,
        "--as",
        "撤销",
        "--requester",
        "市政府",
        "--reason",
        "复议",
        "--basis",
        "复议法",
    )
    assert gongshi(*words, "--by", "办公室 吴某", monkeypatch=monkeypatch) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert "docs/example/operators.yaml" in line
    assert str(sqlite_office.home / "operators.yaml") in line
    assert sqlite_office.rows(sa.select(operator_act)) == []


def test_who_vouches_on_import_is_an_operator_too(sqlite_office: Office) -> None:
    path = sqlite_office.home / "许可.csv"
    row = licence(NUMBER, 公开属性="", 终审人="")
    path.write_text(",".join(row) + "\n" + ",".join(f'"{v}"' for v in row.values()), encoding="utf-8")
    with pytest.raises(ActRefused, match="名册中没有“赵无人”"):
        import_files("licence_decision", [path], None, "赵无人")
    with pytest.raises(ActRefused, match="不能办理“担保已经法制审核”"):
        import_files("licence_decision", [path], "审查人甲", None)
    import_files("licence_decision", [path], "路某", "审查人甲")
    assert sqlite_office.publication(NUMBER).released_by == "办公室 审查人甲"
