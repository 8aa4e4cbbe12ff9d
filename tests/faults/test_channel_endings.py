"""Every ending through every platform with every fault of its HTTP service: the promises hold (clauses G11, G15, I1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tasks.deciding import disclose, retry
from tasks.law.acts import Channel
from tasks.proving import mend_answer
from tasks.register.schema import withdrawal
from tests.ending_acts import Act, noticed, vanished, withdrawn, withheld
from tests.office import Office, licence, penalty
from tests.platform_server import (
    KEY,
    KEY_VARIABLE,
    Platform,
    answering,
    changed,
    delivered_twice,
    dropped_after,
    dropped_before,
    half_answer,
    lying,
    slowly,
)

HALL, SUPERVISION = Channel.SERVICE_HALL, Channel.SUPERVISION


def _foreign(document: dict[str, Any]) -> dict[str, Any]:
    return {"results": [one | {"key": "别人的"} for one in document["results"]]}


def _no_receipt(document: dict[str, Any]) -> dict[str, Any]:
    return {"results": [one | {"receipt": ""} for one in document["results"]]}


FAULTS: dict[str, Any] = {
    "none": None,
    "slow": slowly,
    "429": answering(429, b"{}", **{"Retry-After": "1"}),
    "500": answering(500),
    "503 with a page": answering(503, b"<html>busy</html>"),
    "dropped before the write": dropped_before,
    "dropped after the write": dropped_after,
    "half an answer": half_answer,
    "delivered twice": delivered_twice,
    "says yes and does nothing": lying,
    "answers for another": changed(_foreign),
    "no receipt": changed(_no_receipt),
    "not JSON": answering(200, b"OK"),
}


@dataclass(frozen=True)
class Ending:
    """What the office does, how each platform stands afterwards, whether the reason is told to all, and what the page says otherwise."""

    act: Act
    supervision: str = "withdrawn"
    told: str = ""
    page: str = "已停止公示"


ENDINGS: dict[str, Ending] = {
    "滨卫医许〔2026〕31号": Ending(noticed, told="撤销"),
    "滨卫医许〔2026〕32号": Ending(withdrawn("确认无效"), told="确认无效"),
    "滨卫医许〔2026〕33号": Ending(withdrawn("确认违法"), told="确认违法"),
    "滨卫医许〔2026〕34号": Ending(withdrawn("变更", by="滨卫医许〔2026〕38号"), told="变更"),
    "滨卫医许〔2026〕35号": Ending(withdrawn("重新作出", by="滨卫医许〔2026〕38号"), told="重新作出"),
    "滨卫医许〔2026〕36号": Ending(withdrawn("信用修复"), supervision="published"),
    "滨卫医许〔2026〕37号": Ending(withheld, supervision="published"),
    "滨卫医许〔2026〕39号": Ending(vanished),
    "滨卫医许〔2026〕40号": Ending(withdrawn("更正"), supervision="published", page="正在更正"),
}
STAYS = "滨卫医许〔2026〕38号"


@pytest.fixture
def platforms(sqlite_office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[Channel, Platform]]:
    """A service hall and a supervision platform that the office reports to."""
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    running = {HALL: Platform(), SUPERVISION: Platform()}
    for channel, platform in running.items():
        platform.configure(sqlite_office.home, channel)
    yield running
    for platform in running.values():
        platform.stop()


def _through(office: Office, platforms: dict[Channel, Platform], fault: Any) -> None:
    """Deliver with a fault in the way, mend it, and deliver again later as the schedule would."""
    for platform in platforms.values():
        platform.always_on_post = fault
    office.deliver()
    office.assert_balanced()
    for platform in platforms.values():
        platform.mend()
    for _ in range(3):
        office.on(office.now + timedelta(hours=7))
        office.deliver()
    office.assert_balanced()


def _states(office: Office, channel: Channel) -> dict[str, str]:
    return {number: office.state(number, channel) for number in (*ENDINGS, STAYS)}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_ending_reaches_every_platform_through_every_fault(
    sqlite_office: Office, platforms: dict[Channel, Platform], fault: str
) -> None:
    office = sqlite_office
    office.take(*(licence(number) for number in (*ENDINGS, STAYS)))
    office.publish()
    _through(office, platforms, FAULTS[fault])
    pages = {number: office.publication(number).page_id for number in (*ENDINGS, STAYS)}
    for channel, platform in platforms.items():
        assert set(_states(office, channel).values()) == {"published"}
        assert platform.shown().keys() == set(pages.values())
    for number, ending in ENDINGS.items():
        ending.act(office, number)
    office.withdraw()
    _through(office, platforms, FAULTS[fault])
    _seen_as_it_ended(office, platforms, pages)


def _seen_as_it_ended(office: Office, platforms: dict[Channel, Platform], pages: dict[str, str]) -> None:
    hall, supervision = platforms[HALL].state, platforms[SUPERVISION].state
    assert _states(office, HALL) == dict.fromkeys(ENDINGS, "withdrawn") | {STAYS: "published"}
    wanted = {number: ending.supervision for number, ending in ENDINGS.items()}
    assert _states(office, SUPERVISION) == wanted | {STAYS: "published"}
    assert set(hall.shown()) == {pages[STAYS]}
    for number, ending in ENDINGS.items():
        assert (pages[number] in supervision.shown()) == (ending.supervision == "published")
        page = hall.pages[pages[number]]
        assert ending.told in page.explanation if ending.told else page.explanation == ""
        assert page.successor == (pages[STAYS] if ending.told in ("变更", "重新作出") else "")
        assert number not in page.document_number
        status, text = office.read(office.page(number))
        assert status == (404 if ending.act in (withheld, vanished) else 410)
        assert (ending.told or ending.page) in text or status == 404
    for number, page in pages.items():
        changes = [(one, task) for one, _, task in hall.changes if one == page]
        assert len(changes) == len(set(changes)), f"{number} was applied twice"


def test_what_one_platform_refuses_is_set_aside_with_its_reason_and_the_rest_go_on(
    sqlite_office: Office, platforms: dict[Channel, Platform]
) -> None:
    office, numbers = sqlite_office, list(ENDINGS)
    platforms[HALL].state.refused[numbers[0]] = ("E17", "许可编号已注销")
    office.take(*(licence(number) for number in numbers))
    hall, supervision = office.deliver()
    assert (hall.published, hall.set_aside, supervision.set_aside) == (len(numbers) - 1, 1, 0)
    found = office.publication(numbers[0], HALL)
    assert found.state == "due"
    assert "许可编号已注销" in found.last_problem
    (told,) = office.findings("delivery-refused")
    assert "许可编号已注销" in told.message
    assert told.closed_at is None
    posts = platforms[HALL].posts
    office.on(office.now + timedelta(days=1))
    office.deliver()
    assert platforms[HALL].posts == posts, "what a person must look at is not sent again"
    platforms[HALL].state.refused.clear()
    assert "已重新排入" in retry("service_hall", numbers[0], "", "处长甲", "平台已更正", "平台工单")
    office.deliver()
    assert office.state(numbers[0], HALL) == "published"
    assert office.findings("delivery-refused")[0].closed_at is not None
    office.assert_balanced()


def test_a_decision_mended_at_the_source_goes_out_without_anybody_asking(
    sqlite_office: Office, platforms: dict[Channel, Platform]
) -> None:
    office, number = sqlite_office, STAYS
    platforms[HALL].state.refused[number] = ("E17", "诊疗科目填写有误")
    office.take(licence(number), keys=["1"], stamps=["2026-11-24T01:00:00"])
    office.deliver()
    platforms[HALL].state.refused.clear()
    mended = licence(number, 许可内容="准予医疗机构执业登记，诊疗科目：口腔科、眼科")
    office.take(mended, keys=["1"], stamps=["2026-11-24T02:00:00"])
    office.deliver()
    assert office.state(number, HALL) == "published"
    assert "眼科" in platforms[HALL].shown()[office.publication(number).page_id]


def test_a_change_that_overtakes_an_unanswered_delivery_is_what_the_platform_shows(
    sqlite_office: Office, platforms: dict[Channel, Platform]
) -> None:
    office, number = sqlite_office, STAYS
    office.take(licence(number), keys=["1"], stamps=["2026-11-24T01:00:00"])
    platforms[HALL].always_on_post = dropped_after
    office.deliver()
    platforms[HALL].mend()
    office.take(licence(number, 许可内容="准予登记：眼科"), keys=["1"], stamps=["2026-11-24T02:00:00"])
    office.take(licence(number), keys=["1"], stamps=["2026-11-24T03:00:00"])
    office.deliver()
    assert office.state(number, HALL) == "published"
    assert "口腔科" in platforms[HALL].shown()[office.publication(number).page_id]


def test_what_must_wait_after_all_is_taken_back_from_the_platform(
    sqlite_office: Office, platforms: dict[Channel, Platform]
) -> None:
    office, number = sqlite_office, STAYS
    office.take(licence(number))
    platforms[HALL].always_on_post = dropped_after
    platforms[HALL].always_on_get = dropped_before
    office.deliver()
    assert office.state(number, HALL) == "due"
    assert platforms[HALL].shown()
    platforms[HALL].mend()
    disclose(number, "暂缓", date(2026, 12, 20), "", "处长甲", "核实中", "《政府信息公开条例》")
    office.on(office.now + timedelta(hours=7))
    office.deliver()
    assert office.state(number, HALL) == "held"
    assert platforms[HALL].shown() == {}
    office.assert_balanced()


def test_a_platform_switched_on_later_gets_every_decision_and_what_ended_stays_away(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = sqlite_office
    office.take(*(licence(number) for number in (*ENDINGS, STAYS)))
    office.publish()
    for number, ending in ENDINGS.items():
        ending.act(office, number)
    office.withdraw()
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    late = Platform()
    late.configure(office.home, HALL)
    office.deliver()
    late.stop()
    assert set(late.shown()) == {office.publication(STAYS).page_id}
    office.assert_balanced()


def test_decisions_from_before_a_platform_was_in_use_are_left_to_the_old_way(
    sqlite_office: Office, platforms: dict[Channel, Platform]
) -> None:
    platforms[HALL].configure(sqlite_office.home, HALL, since=date(2026, 11, 19))
    sqlite_office.take(licence(STAYS))
    sqlite_office.deliver()
    found = sqlite_office.publication(STAYS, HALL)
    assert (found.state, found.disclosure_rule) == ("exempt", "before-channel")
    assert platforms[HALL].shown() == {}


def test_a_penalty_is_no_business_of_the_service_hall(
    sqlite_office: Office, platforms: dict[Channel, Platform]
) -> None:
    sqlite_office.take(penalty("滨卫医罚〔2026〕12号"))
    sqlite_office.deliver()
    assert sqlite_office.state("滨卫医罚〔2026〕12号", HALL) == "exempt"
    assert sqlite_office.state("滨卫医罚〔2026〕12号", SUPERVISION) == "published"
    assert platforms[HALL].shown() == {}
    sqlite_office.assert_balanced()


def test_a_platform_configured_wrongly_stops_no_other(
    sqlite_office: Office, platforms: dict[Channel, Platform], monkeypatch: pytest.MonkeyPatch
) -> None:
    platforms[HALL].configure(sqlite_office.home, HALL, key_variable="NOT_SET_ANYWHERE")
    sqlite_office.take(licence(STAYS))
    hall, supervision = sqlite_office.deliver()
    assert "NOT_SET_ANYWHERE" in hall.problems[0]
    assert supervision.published == 1


def test_what_a_platform_shows_otherwise_than_registered_is_found_and_sent_again(
    sqlite_office: Office, platforms: dict[Channel, Platform]
) -> None:
    office, state = sqlite_office, platforms[HALL].state
    numbers = list(ENDINGS)[:4]
    office.take(*(licence(number) for number in numbers))
    office.publish()
    office.deliver()
    noticed(office, numbers[3])
    office.withdraw()
    office.deliver()
    assert [one for one in office.differences() if "大厅" in one.place] == []
    changed, lost, kept, gone = (office.publication(number).page_id for number in numbers)
    state.pages[changed] = replace(state.pages[changed], body="{}")
    del state.pages[lost]
    state.pages[gone] = replace(state.pages[gone], state="published", body="{}")
    state.pages["0strange0page0of0somebody0"] = replace(
        state.pages[kept], page_id="0strange0page0of0somebody0"
    )
    found = {one.place.split(" ")[1]: one.problem for one in office.differences() if "大厅" in one.place}
    assert {changed, lost, gone, "0strange0page0of0somebody0"} == found.keys()
    told = mend_answer()
    assert "0strange0page0of0somebody0" in str(told["differences"])
    office.deliver()
    assert {lost, changed, kept} <= platforms[HALL].shown().keys()
    assert gone not in platforms[HALL].shown()
    assert "口腔" in platforms[HALL].shown()[changed]
    assert "撤销" in state.pages[gone].explanation
    left = [one.place for one in office.differences() if "大厅" in one.place]
    assert left == ["网上办事大厅 0strange0page0of0somebody0"]
    office.assert_balanced()


def test_a_platform_is_told_again_when_the_decision_in_anothers_place_comes_later_or_leaves(
    sqlite_office: Office, platforms: dict[Channel, Platform]
) -> None:
    office, hall = sqlite_office, platforms[HALL].state
    old, new = "滨卫医许〔2026〕35号", STAYS
    office.take(licence(old))
    office.publish()
    office.deliver()
    ENDINGS[old].act(office, old)
    office.withdraw()
    office.deliver()
    page = office.publication(old).page_id
    assert (hall.pages[page].state, hall.pages[page].successor) == ("withdrawn", "")
    settled = office.rows(sa.select(withdrawal.c.settled_at).order_by(withdrawal.c.id))
    office.take(licence(new))
    office.deliver()
    office.deliver()
    assert hall.pages[page].successor == office.publication(new, HALL).page_id
    noticed(office, new)
    office.withdraw()
    for _ in range(3):
        office.deliver()
    assert hall.pages[page].successor == ""
    assert "重新作出" in hall.pages[page].explanation
    told = office.rows(sa.select(withdrawal.c.settled_at).order_by(withdrawal.c.id))
    assert told[: len(settled)] == settled, "the day it came down is not moved by telling more of it"
    changes = len(hall.changes)
    office.deliver()
    assert len(hall.changes) == changes
    office.assert_balanced()
