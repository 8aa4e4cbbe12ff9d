"""A ruling on disclosure for one channel: shown there and nowhere else, taken down there and nowhere else (clause G11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa

from flows import desk
from tasks.deciding import disclose
from tasks.law.acts import CHANNEL_NAMES, Channel
from tasks.proposing import confirm, proposals_answer
from tasks.register.acting import Act, ActRefused
from tasks.register.operator_acts import rule_on_disclosure
from tasks.register.schema import edition, operator_act
from tasks.reporting import timeline_answer
from tests.flow_runs.test_command_line import gongshi
from tests.office import SECOND, Office, licence, penalty
from tests.platform_server import KEY, KEY_VARIABLE, Platform

NUMBER, OTHER = "滨卫医许〔2026〕35号", "滨卫医许〔2026〕36号"
PENALTY = "滨卫医罚〔2026〕12号"
HALL, SUPERVISION = Channel.SERVICE_HALL, Channel.SUPERVISION
BECAUSE = ("办公室 审查人甲", "涉及商业秘密", "《政府信息公开条例》第十五条")


@pytest.fixture
def hall(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """A service hall the office reports to."""
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    platform = Platform()
    platform.configure(office.home, HALL)
    yield platform
    platform.stop()


def shown_on_hall(office: Office, hall: Platform, number: str) -> bool:
    return office.publication(number).page_id in hall.shown()


def test_a_decision_withheld_on_the_hall_before_it_is_out_shows_on_the_website_only(
    office: Office, hall: Platform
) -> None:
    office.take(licence(NUMBER), licence(OTHER))
    said = disclose(NUMBER, "不予公示", None, "", *BECAUSE, channel=HALL)
    assert "不予公示（仅网上办事大厅）" in said
    office.publish()
    office.deliver()
    assert (office.state(NUMBER), office.state(NUMBER, HALL)) == ("published", "exempt")
    assert not shown_on_hall(office, hall, NUMBER)
    assert shown_on_hall(office, hall, OTHER)
    (told,) = (one for one in timeline_answer(NUMBER) if one["what"].startswith("决定不予公示"))
    assert told["what"] == "决定不予公示（仅网上办事大厅）"
    office.assert_balanced()


def test_withholding_what_the_hall_shows_takes_two_people_and_comes_down_there_only(
    office: Office, hall: Platform
) -> None:
    office.take(licence(NUMBER))
    office.publish()
    office.deliver()
    page = office.page(NUMBER)
    said = disclose(NUMBER, "不予公示", None, "", *BECAUSE, channel=HALL)
    assert "已公开的改为不予公示，撤除（仅网上办事大厅）" in said
    assert "须由另一人确认" in said
    office.deliver()
    assert shown_on_hall(office, hall, NUMBER)
    confirm(1, SECOND, "", "")
    office.withdraw()
    office.deliver()
    assert (office.state(NUMBER), office.state(NUMBER, HALL)) == ("published", "withdrawn")
    assert not shown_on_hall(office, hall, NUMBER)
    assert office.read(page)[0] == 200
    assert NUMBER in office.read(page)[1]
    assert all(row.body for row in office.rows(sa.select(edition.c.body))), "the website shows it still"
    office.publish()
    assert office.differences() == []
    office.assert_balanced()


def test_withholding_what_the_website_shows_leaves_the_hall_its_text_and_then_erases_it_with_the_hall(
    office: Office, hall: Platform
) -> None:
    office.take(licence(NUMBER))
    office.publish()
    office.deliver()
    page = office.page(NUMBER)
    disclose(NUMBER, "不予公示", None, "", *BECAUSE, channel=Channel.WEBSITE)
    office.agree()
    office.withdraw()
    office.deliver()
    assert office.read(page)[0] == 404
    assert (office.state(NUMBER), office.state(NUMBER, HALL)) == ("withdrawn", "published")
    assert shown_on_hall(office, hall, NUMBER)
    assert [row for row in office.rows(sa.select(edition.c.body)) if row.body]
    disclose(NUMBER, "不予公示", None, "", *BECAUSE, channel=HALL)
    office.agree()
    office.deliver()
    assert not shown_on_hall(office, hall, NUMBER)
    assert {row.body for row in office.rows(sa.select(edition.c.body))} == {""}
    assert office.differences() == []
    office.assert_balanced()


def test_without_a_channel_two_people_are_asked_as_soon_as_any_public_channel_shows_it(
    office: Office, hall: Platform
) -> None:
    office.take(licence(NUMBER))
    office.deliver()
    assert (office.state(NUMBER), office.state(NUMBER, HALL)) == ("due", "published")
    assert "须由另一人确认" in disclose(NUMBER, "不予公示", None, "", *BECAUSE)
    office.agree()
    office.deliver()
    assert not shown_on_hall(office, hall, NUMBER)
    assert (office.state(NUMBER), office.state(NUMBER, HALL)) == ("exempt", "withdrawn")
    assert office.where_public(NUMBER) == []
    office.assert_balanced()


def test_one_person_cannot_withhold_what_is_public_by_another_way(office: Office, hall: Platform) -> None:
    """It may have become public between the question and the ruling: the ruling itself asks again."""
    office.take(licence(NUMBER))
    office.deliver()
    with office.open() as here:
        channels = here.law.channels
        act = Act(*BECAUSE, here.now)
        for channel in (HALL, None):
            with pytest.raises(ActRefused, match="已经公开，不予公示须由两人办理"):
                rule_on_disclosure(here.register, act, NUMBER, "不予公示", None, "", "", channel, channels)
        rule_on_disclosure(here.register, act, NUMBER, "不予公示", None, "", "", Channel.WEBSITE, channels)
    assert len(office.rows(sa.select(operator_act))) == 1


def test_of_a_general_and_a_channels_own_ruling_the_later_counts(office: Office, hall: Platform) -> None:
    office.take(licence(NUMBER), licence(OTHER))
    disclose(NUMBER, "公示", None, "", *BECAUSE, channel=HALL)
    disclose(NUMBER, "不予公示", None, "", *BECAUSE)
    disclose(OTHER, "不予公示", None, "", *BECAUSE)
    disclose(OTHER, "公示", None, "", *BECAUSE, channel=HALL)
    office.publish()
    office.deliver()
    assert (office.state(NUMBER), office.state(NUMBER, HALL)) == ("exempt", "exempt")
    assert (office.state(OTHER), office.state(OTHER, HALL)) == ("exempt", "published")
    assert office.where_public(OTHER) == []
    office.assert_balanced()


def test_a_deferral_on_one_channel_holds_that_one(office: Office, hall: Platform) -> None:
    office.take(licence(NUMBER))
    office.publish()
    disclose(NUMBER, "暂缓", date(2026, 12, 9), "", *BECAUSE, channel=HALL)
    office.deliver()
    assert (office.state(NUMBER), office.state(NUMBER, HALL)) == ("published", "held")
    with pytest.raises(ActRefused, match="已经公开（官方网站），不能暂缓"):
        disclose(NUMBER, "暂缓", date(2026, 12, 9), "", *BECAUSE)


def test_a_channel_that_never_carries_the_decision_is_not_ruled_on(office: Office, hall: Platform) -> None:
    office.take(penalty(PENALTY))
    with pytest.raises(ActRefused, match="不经网上办事大厅公示：不报送：网上办事大厅只公开行政许可决定"):
        disclose(PENALTY, "公示", None, "", *BECAUSE, channel=HALL)
    with pytest.raises(ActRefused, match="未启用执法监督平台"):
        disclose(PENALTY, "公示", None, "", *BECAUSE, channel=SUPERVISION)


def test_a_text_in_doubt_is_released_on_the_channel_the_two_people_named(
    office: Office, hall: Platform
) -> None:
    office.take(licence(NUMBER, 不宜公开内容="祖传秘方"))
    assert "（仅网上办事大厅）" in disclose(NUMBER, "公示", None, "", *BECAUSE, channel=HALL)
    disclose(NUMBER, "公示", None, "", *BECAUSE, channel=Channel.WEBSITE)
    assert len(proposals_answer()) == 2
    confirm(1, SECOND, "", "")
    office.publish()
    office.deliver()
    assert (office.state(NUMBER), office.state(NUMBER, HALL)) == ("held", "published")


def test_the_command_and_the_desk_name_the_channel(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sqlite_office.take(licence(NUMBER))
    words = ("disclose", NUMBER, "--outcome", "不予公示", "--by", BECAUSE[0], "--reason", BECAUSE[1])
    words = (*words, "--basis", BECAUSE[2], "--channel", "website")
    assert gongshi(*words, monkeypatch=monkeypatch) == 0
    assert "不予公示（仅官方网站）" in capsys.readouterr().out
    assert sqlite_office.state(NUMBER) == "exempt"
    assert gongshi(*words[:-1], "fax", monkeypatch=monkeypatch) == 2
    done = desk.rule_on_disclosure.fn(NUMBER, "公示", *BECAUSE, channel="官方网站")
    assert "公示（仅官方网站）" in done.message
    assert sqlite_office.state(NUMBER) == "due"


def test_the_desk_offers_every_channel_by_its_official_name() -> None:
    assert set(desk.Place.__args__) == {"各公开渠道", *CHANNEL_NAMES.values()}
