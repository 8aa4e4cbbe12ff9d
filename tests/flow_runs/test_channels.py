"""One state on every channel: what a channel gets, and what the public ones hold back (promises 1 and 3, I1)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tasks.law.acts import Channel
from tasks.register.schema import edition
from tasks.reporting import status_answer, status_text
from tests.office import NOW, Office, licence, penalty
from tests.platform_server import KEY, KEY_VARIABLE, Platform

NUMBER, PENALTY = "滨卫医许〔2026〕35号", "滨卫医罚〔2026〕12号"
HALL, SUPERVISION = Channel.SERVICE_HALL, Channel.SUPERVISION
UNREVIEWED = {"公开属性": "", "终审人": ""}


@pytest.fixture
def platforms(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[Channel, Platform]]:
    """A service hall and a supervision platform."""
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    running = {HALL: Platform(), SUPERVISION: Platform()}
    for channel, platform in running.items():
        platform.configure(office.home, channel)
    yield running
    for platform in running.values():
        platform.stop()


def test_what_waits_for_review_goes_to_the_supervision_platform_and_to_no_public_place(
    office: Office, platforms: dict[Channel, Platform]
) -> None:
    office.take(licence(NUMBER, **UNREVIEWED))
    office.publish()
    office.deliver()
    assert [office.state(NUMBER, one) for one in (Channel.WEBSITE, HALL, SUPERVISION)] == [
        "held",
        "held",
        "published",
    ]
    assert platforms[HALL].shown() == {}
    assert office.where_public(NUMBER) == []
    office.assert_balanced()


def test_a_state_secret_goes_nowhere(office: Office, platforms: dict[Channel, Platform]) -> None:
    office.take(penalty(PENALTY, 不宜公开内容="涉及国家秘密"))
    office.publish()
    office.deliver()
    assert {office.state(PENALTY, one) for one in (Channel.WEBSITE, HALL, SUPERVISION)} == {"exempt"}
    assert platforms[SUPERVISION].shown() == {}


def test_the_supervision_platform_gets_every_field_and_the_hall_the_public_text(
    office: Office, platforms: dict[Channel, Platform]
) -> None:
    office.take(licence(NUMBER, 法定代表人证件类型="身份证", 法定代表人证件号码="990101198003070010"))
    office.publish()
    office.deliver()
    page = office.publication(NUMBER).page_id
    assert "990101198003070010" in platforms[SUPERVISION].shown()[page]
    assert "990101198003070010" not in platforms[HALL].shown()[page]


def test_the_public_text_is_kept_once_and_has_one_leaf_however_many_places_show_it(
    office: Office, platforms: dict[Channel, Platform]
) -> None:
    office.take(licence(NUMBER))
    office.deliver()
    office.publish()
    found = office.rows(sa.select(edition).order_by(edition.c.id))
    assert sorted(one.rendition for one in found) == ["full", "public"]
    leaves = {one.rendition: one.leaf_index for one in found}
    assert leaves == {"public": 0, "full": None}
    assert office.differences() == []


def test_the_standing_tells_each_channel_with_its_balance_and_backlog(
    office: Office, platforms: dict[Channel, Platform]
) -> None:
    office.take(licence(NUMBER))
    office.take(penalty(PENALTY))
    answer = status_answer(NOW)
    assert answer["balance"]["supervision"]["decisions"] == 2
    assert answer["channels"]["supervision"]["backlog"] == 2
    assert answer["channels"]["service_hall"]["backlog"] == 1
    office.deliver()
    told = status_text(office.now)
    assert "执法监督平台：共2件" in told
    assert "待报送0" in told
    assert told.count("平衡") == 4
