"""An office whose website is a CMS: every ending and every fault, through the register, read where the public reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import requests

from tasks.channels.content_management.channel import ContentManagement
from tasks.law.acts import Channel
from tests.content_management.deliveries import configured
from tests.content_management.portal import COLUMN, TOKEN, Portal
from tests.ending_acts import Act, noticed, vanished, withdrawn, withheld
from tests.office import Office, licence, penalty

CMS = Channel.CMS


@dataclass(frozen=True)
class Ending:
    """What the office does, and what the public finds at the address afterwards."""

    act: Act
    status: int = 410
    told: str = ""


STAYS = "滨卫医许〔2026〕58号"
ENDINGS: dict[str, Ending] = {
    "滨卫医许〔2026〕51号": Ending(noticed, told="撤销"),
    "滨卫医许〔2026〕52号": Ending(withdrawn("确认无效"), told="确认无效"),
    "滨卫医许〔2026〕53号": Ending(withdrawn("确认违法"), told="确认违法"),
    "滨卫医许〔2026〕54号": Ending(withdrawn("变更", STAYS), told="变更"),
    "滨卫医许〔2026〕55号": Ending(withdrawn("重新作出", STAYS), told="重新作出"),
    "滨卫医许〔2026〕56号": Ending(withdrawn("信用修复")),
    "滨卫医许〔2026〕57号": Ending(withdrawn("更正")),
    "滨卫医许〔2026〕61号": Ending(vanished, 404),
    "滨卫医许〔2026〕62号": Ending(withheld, 404),
}
SHORT = "滨卫医罚〔2026〕60号"
"""A penalty whose disclosure period ends in the test."""
EVERYONE = (*ENDINGS, STAYS, SHORT)


@pytest.fixture
def office(sqlite_office: Office, portal: Portal, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office that publishes in the portal."""
    monkeypatch.setenv("CMS_TOKEN", TOKEN)
    configured(sqlite_office.home, portal.url)
    return sqlite_office


class Public:
    """What anybody reads in the portal."""

    def __init__(self, portal: Portal, office: Office) -> None:
        self.url = portal.url
        self.pages = {number: office.publication(number, CMS).page_id for number in EVERYONE}

    def address(self, number: str) -> tuple[int, str]:
        answer = requests.get(f"{self.url}/{COLUMN}/{self.pages[number]}/", timeout=30)
        return answer.status_code, answer.text

    def listed(self) -> set[str]:
        """The decisions of this office in the list, the feed and the sitemap, one by one in search and API."""
        found: set[str] = set()
        for place in (f"/{COLUMN}/", "/gongshi/feed.xml", "/sitemap.xml"):
            text = self._read(place)
            found |= {number for number, page in self.pages.items() if page in text}
        for number, page in self.pages.items():
            for place in (f"/search/?query={number}", f"/api/v2/pages/?slug={page}"):
                if page in self._read(place):
                    found.add(number)
        return found

    def _read(self, place: str) -> str:
        answer = requests.get(f"{self.url}{place}", timeout=30)
        assert answer.status_code == 200, place
        return answer.text


def _states(office: Office) -> dict[str, str]:
    return {number: office.state(number, CMS) for number in EVERYONE}


def _later(office: Office, hours: int = 7) -> None:
    office.on(office.now + timedelta(hours=hours))


def _take_everyone(office: Office) -> None:
    numbers = (*ENDINGS, STAYS)
    keys, stamps = list(numbers), ["2026-11-24T01:00:00"] * len(numbers)
    office.take(*(licence(number) for number in numbers), keys=keys, stamps=stamps)
    office.take(penalty(SHORT))


def _correct(office: Office, number: str) -> None:
    mended = licence(number, 许可内容="准予医疗机构执业登记，诊疗科目：口腔科、眼科")
    _later(office, 1)
    office.take(mended, keys=[number], stamps=[office.now.strftime("%Y-%m-%dT%H:%M:%S")])


def test_every_ending_is_seen_by_the_public_of_the_cms_as_the_register_says(
    office: Office, portal: Portal
) -> None:
    _take_everyone(office)
    office.publish()
    (done,) = office.deliver()
    assert (done.published, done.problems) == (len(EVERYONE), ())
    public = Public(portal, office)
    assert set(_states(office).values()) == {"published"}
    assert public.listed() == set(EVERYONE)
    _correct(office, STAYS)
    office.deliver()
    assert "口腔科、眼科" in public.address(STAYS)[1]
    for number, ending in ENDINGS.items():
        ending.act(office, number)
    office.deliver()
    office.deliver()
    _seen_as_they_ended(office, public)
    _corrected_and_back(office, public)
    _over_in_time(office, public)


def _seen_as_they_ended(office: Office, public: Public) -> None:
    assert _states(office) == dict.fromkeys(ENDINGS, "withdrawn") | {STAYS: "published", SHORT: "published"}
    assert public.listed() == {STAYS, SHORT}
    for number, ending in ENDINGS.items():
        status, text = public.address(number)
        assert status == ending.status, number
        assert "安康口腔门诊部" not in text
        assert (number in text) == bool(ending.told), number
        assert ending.told in text
        successor = f"/{COLUMN}/{public.pages[STAYS]}/"
        assert (successor in text) == (ending.told in ("变更", "重新作出")), number
    office.assert_balanced()


def _corrected_and_back(office: Office, public: Public) -> None:
    number = "滨卫医许〔2026〕57号"
    _correct(office, number)
    office.deliver()
    assert office.state(number, CMS) == "published"
    status, text = public.address(number)
    assert (status, "口腔科、眼科" in text) == (200, True)
    office.assert_balanced()


def _over_in_time(office: Office, public: Public) -> None:
    office.on(office.now + timedelta(days=1900))
    office.deliver()
    assert office.state(SHORT, CMS) == "expired"
    status, text = public.address(SHORT)
    assert status == 410
    assert SHORT not in text
    assert SHORT not in public.listed()
    office.assert_balanced()


def _killed_before_reading_back(office: Office, portal: Portal) -> None:
    """The CMS took what was written and died before anybody could read it."""
    read_back = ContentManagement._read_back

    def die_first(self: ContentManagement, exchange: Any, taken: Any) -> Any:
        assert taken
        portal.kill()
        return read_back(self, exchange, taken)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ContentManagement, "_read_back", die_first)
        office.deliver()
    assert portal.process is None
    portal.start()


def _another_token(office: Office, _portal: Portal) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CMS_TOKEN", "expired-token")
        (done,) = office.deliver()
    assert "令牌" in done.problems[0]


def _too_slow(office: Office, portal: Portal) -> None:
    configured(office.home, portal.url, timeout=0.001)
    office.deliver()
    configured(office.home, portal.url)


def _no_token(office: Office, _portal: Portal) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CMS_TOKEN")
        (done,) = office.deliver()
    assert "CMS_TOKEN" in done.problems[0]


FAULTS: dict[str, Callable[[Office, Portal], None]] = {
    "killed between write and read back": _killed_before_reading_back,
    "wrong token": _another_token,
    "no token": _no_token,
    "slow": _too_slow,
}


def test_through_every_fault_the_next_runs_finish_publishing_and_taking_down(
    office: Office, portal: Portal
) -> None:
    _take_everyone(office)
    office.publish()
    for fault in FAULTS.values():
        fault(office, portal)
        assert set(_states(office).values()) == {"due"}
        office.assert_balanced()
        _later(office)
    office.deliver()
    public = Public(portal, office)
    assert set(_states(office).values()) == {"published"}
    assert public.listed() == set(EVERYONE)
    for number, ending in ENDINGS.items():
        ending.act(office, number)
    for fault in FAULTS.values():
        fault(office, portal)
        assert set(_states(office).values()) == {"published"}, "down only where it was seen to be down"
        office.assert_balanced()
        _later(office)
    office.deliver()
    office.deliver()
    _seen_as_they_ended(office, public)


def test_a_cms_that_is_down_stops_no_other_channel_and_loses_nothing(office: Office, portal: Portal) -> None:
    portal.kill()
    office.take(licence(STAYS))
    office.publish()
    (done,) = office.deliver()
    assert (done.published, done.waiting) == (0, 1)
    assert office.state(STAYS) == "published"
    assert office.state(STAYS, CMS) == "due"
    portal.start()
    _later(office)
    office.deliver()
    assert office.state(STAYS, CMS) == "published"
    office.assert_balanced()
