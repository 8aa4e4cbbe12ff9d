"""Down means down: what a revocation notice does, before, with and after the decision it names."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests
import sqlalchemy as sa

from tasks.deciding import withdraw as withdraw_by_hand
from tasks.register.operator_acts import ActRefused
from tasks.register.schema import edition, publication, record, withdrawal
from tests.office import NOW, Office, licence, notice, penalty

NUMBER = "滨卫医许〔2026〕35号"
OTHER = "滨卫医许〔2026〕36号"
BY = ("撤下甲", "审查发现", "《政府信息公开条例》")


def published(office: Office, *numbers: str) -> dict[str, str]:
    """Publish decisions and give their addresses."""
    office.take(*(licence(number) for number in numbers))
    office.publish()
    return {number: office.page(number) for number in numbers}


def test_a_revoked_decision_answers_410_with_the_reason_and_is_gone_from_everything(office: Office) -> None:
    pages = published(office, NUMBER, OTHER)
    assert office.where_public(NUMBER)
    office.take(notice(NUMBER))
    done = office.withdraw()
    assert (done.withdrawn, done.problems) == (1, ())
    status, text = office.read(pages[NUMBER])
    assert status == 410
    assert "撤回说明" in text
    assert "滨政复决〔2026〕21号" in text
    page_id = office.publication(NUMBER).page_id
    told = [path for path in office.where_public(NUMBER) if not path.startswith("/withdrawals/")]
    linked = [path for path in office.where_public(page_id) if not path.startswith("/withdrawals/")]
    assert (told, linked) == ([], [])
    assert NUMBER in office.read("/withdrawals/2026.html")[1] + office.read("/withdrawals/index.html")[1]
    assert office.where_public(OTHER)
    assert office.read(pages[OTHER])[0] == 200
    assert office.differences() == []
    assert office.record_states() == ["accepted", "accepted", "applied"]
    office.assert_balanced()


def test_every_kind_of_public_file_is_among_those_looked_through(sqlite_office: Office) -> None:
    published(sqlite_office, NUMBER)
    found = sqlite_office.where_public(sqlite_office.publication(NUMBER).page_id)
    for kind in ("/lists/", "/offices/", "/downloads/", "/sitemaps/", "/feed.xml", "/index.html"):
        assert any(path.startswith(kind) for path in found), kind


def test_a_decision_revoked_before_it_was_public_never_becomes_public(office: Office) -> None:
    office.take(licence(NUMBER))
    office.take(notice(NUMBER))
    office.publish()
    office.withdraw()
    assert office.state(NUMBER) == "withdrawn"
    assert office.read(office.page(NUMBER))[0] == 404
    assert office.where_public(NUMBER) == []
    office.assert_balanced()


def test_a_notice_that_arrives_before_its_decision_waits_and_then_is_applied_by_itself(
    office: Office,
) -> None:
    office.take(notice(NUMBER))
    office.publish()
    assert office.record_states() == ["quarantined"]
    (found,) = office.findings("notice-unmatched")
    assert NUMBER in found.message
    office.publish()
    assert len(office.findings("notice-unmatched")) == 1
    office.take(licence(NUMBER))
    office.publish()
    assert office.record_states() == ["applied", "accepted"]
    assert office.state(NUMBER) == "withdrawn"
    assert office.where_public(NUMBER) == []
    assert office.findings("notice-unmatched")[0].closed_at
    office.assert_balanced()


def test_a_notice_naming_another_authority_touches_nothing(office: Office) -> None:
    pages = published(office, NUMBER)
    office.take(
        notice(NUMBER, 原决定机关="海州区卫生健康委员会", 原决定机关统一社会信用代码="111201000000000021"),
    )
    office.withdraw()
    assert office.read(pages[NUMBER])[0] == 200
    assert office.state(NUMBER) == "published"
    assert office.record_states()[-1] == "quarantined"
    office.assert_balanced()


def test_the_same_notice_twice_withdraws_once(office: Office) -> None:
    pages = published(office, NUMBER)
    for _ in range(2):
        office.take(notice(NUMBER))
        office.withdraw()
    office.take(notice(NUMBER, 撤下依据="另一份依据说明"))
    office.withdraw()
    requests_kept = office.rows(sa.select(withdrawal.c.basis))
    assert len(requests_kept) == 1
    assert office.read(pages[NUMBER])[0] == 410
    assert office.record_states() == ["accepted", "applied", "applied"]
    office.assert_balanced()


def test_what_was_published_in_error_vanishes_and_its_text_is_erased(office: Office) -> None:
    pages = published(office, NUMBER)
    page_id = office.publication(NUMBER).page_id
    office.take(notice(NUMBER, 撤下原因="公示有误"))
    office.withdraw()
    assert office.read(pages[NUMBER])[0] == 404
    assert office.where_public(NUMBER) == []
    assert office.where_public(page_id) == []
    assert [(e.body, e.salt) for e in office.rows(sa.select(edition.c.body, edition.c.salt))] == [("", None)]
    assert not any(page_id in str(path) for path in (office.home / "site").rglob("*"))
    assert office.differences() == []
    office.assert_balanced()


def test_a_repaired_decision_answers_410_without_name_number_or_listing(office: Office) -> None:
    pages = published(office, NUMBER)
    office.take(notice(NUMBER, 撤下原因="信用修复"))
    office.withdraw()
    status, text = office.read(pages[NUMBER])
    assert status == 410
    assert NUMBER not in text
    assert "安康" not in text
    assert office.where_public(NUMBER) == []


def test_an_expired_decision_answers_410_without_name_number_or_listing(office: Office) -> None:
    number = "滨卫医罚〔2026〕12号"
    office.take(penalty(number, 公示截止期="2026-11-30"))
    office.publish()
    page = office.page(number)
    assert office.state(number) == "published"
    office.on(NOW + timedelta(days=6))
    office.withdraw()
    assert office.state(number) == "published", "the last day of the period is a day of disclosure"
    office.on(NOW + timedelta(days=7))
    office.withdraw()
    assert office.state(number) == "expired"
    status, text = office.read(page)
    assert status == 410
    assert number not in text
    assert office.where_public(number) == []
    assert office.differences() == []
    office.assert_balanced()


def test_a_decision_whose_period_was_over_before_it_came_is_expired_and_a_notice_shows_nothing(
    office: Office,
) -> None:
    number = "滨卫医罚〔2023〕12号"
    office.take(penalty(number, 处罚决定日期="2023-03-01", 法制审核日期="2023-02-27", 送达日期="2023-03-02"))
    office.publish()
    assert office.state(number) == "expired"
    office.take(notice(number, 执法类别="行政处罚"))
    office.withdraw()
    assert office.state(number) == "withdrawn"
    assert office.read(office.page(number))[0] == 404
    assert office.where_public(number) == []
    office.assert_balanced()


def test_a_new_version_arriving_after_the_notice_does_not_stop_the_withdrawal(office: Office) -> None:
    pages = published(office, NUMBER)
    office.take(notice(NUMBER))
    office.publish()
    office.take(licence(NUMBER, 许可内容="准予变更登记"))
    office.publish()
    office.withdraw()
    assert office.state(NUMBER) == "withdrawn"
    assert office.read(pages[NUMBER])[0] == 410
    office.take(licence(NUMBER, 许可内容="再次变更登记"))
    office.publish()
    assert office.read(pages[NUMBER])[0] == 410
    assert office.where_public("再次变更登记") == []
    office.assert_balanced()


def test_a_web_server_that_keeps_showing_the_page_leaves_the_withdrawal_open(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = sqlite_office
    published(office, NUMBER)
    office.take(notice(NUMBER))
    monkeypatch.setenv("GONGSHI_SITE_URL", "http://127.0.0.1:9")
    done = office.withdraw()
    assert done.withdrawn == 0
    assert done.problems
    assert office.state(NUMBER) == "published"
    monkeypatch.setenv("GONGSHI_SITE_URL", office.site_url)
    assert office.withdraw().withdrawn == 1
    assert office.differences() == []
    office.assert_balanced()


def test_a_withdrawal_by_hand_needs_reason_basis_and_requester_and_works_like_a_notice(
    office: Office,
) -> None:
    pages = published(office, NUMBER)
    said = withdraw_by_hand(NUMBER, "撤销", "监督处", "", "", "", *BY)
    assert NUMBER in said
    office.withdraw()
    assert office.read(pages[NUMBER])[0] == 410
    (act,) = office.rows(sa.text("SELECT act, operator, reason FROM operator_act"))  # type: ignore[arg-type]
    assert tuple(act) == ("withdraw", "监督处 撤下甲", "审查发现")
    with pytest.raises(ActRefused, match="已经撤下"):
        withdraw_by_hand(NUMBER, "确认违法", "监督处", "", "", "", *BY)


def test_a_changed_decision_links_to_the_one_that_replaced_it(office: Office) -> None:
    pages = published(office, NUMBER, OTHER)
    office.take(notice(NUMBER, 撤下原因="变更", 变更后文书号=OTHER))
    office.withdraw()
    response = requests.get(office.site_url + pages[NUMBER], timeout=10)
    assert response.status_code == 410
    assert pages[OTHER].rpartition("/")[2] in response.text


def test_the_withdrawal_is_in_the_log_and_its_deadline_is_kept(office: Office) -> None:
    published(office, NUMBER)
    office.take(notice(NUMBER))
    office.withdraw()
    office.withdraw()
    kinds = office.rows(sa.text('SELECT kind FROM log_leaf ORDER BY "index"'))  # type: ignore[arg-type]
    assert [row.kind for row in kinds] == ["publish", "withdraw"]
    (kept,) = office.rows(sa.select(withdrawal))
    assert kept.due_on > kept.effective_on == "2026-11-20"
    assert kept.settled_at


def test_a_notice_applied_leaves_no_work_behind(office: Office) -> None:
    published(office, NUMBER)
    office.take(notice(NUMBER))
    office.withdraw()
    assert office.rows(sa.select(publication.c.id).where(publication.c.to_do.is_not(None))) == []
    assert office.rows(sa.select(record.c.id).where(record.c.state == "quarantined")) == []
