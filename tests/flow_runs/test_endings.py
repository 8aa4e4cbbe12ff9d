"""Every ending of a publication on the website and in the feed: what the law wants told, and nothing else (G15)."""

from __future__ import annotations

import uuid
from datetime import timedelta
from xml.etree import ElementTree

import pytest
import requests
import sqlalchemy as sa

from tasks.bringing_back import bring_back_corrected
from tasks.deciding import withdraw as withdraw_by_hand
from tasks.register.schema import receipt, withdrawal
from tests.office import NOW, Office, licence, notice, penalty

NUMBER = "滨卫医许〔2026〕35号"
OTHER = "滨卫医许〔2026〕36号"
PARTY = "安康口腔"
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}"
ATOM = "{http://www.w3.org/2005/Atom}"
BY = ("撤下甲", "审查发现", "《政府信息公开条例》")


def published(office: Office, *numbers: str) -> dict[str, str]:
    office.take(*(licence(number) for number in numbers), keys=numbers)
    office.publish()
    return {number: office.page(number) for number in numbers}


def publish_corrected(office: Office) -> None:
    """A publish run with the step that brings back what was taken down to be corrected."""
    with office.open() as here:
        bring_back_corrected(here)
    office.publish()


def removed_from_feed(office: Office) -> dict[str, str]:
    """The feed's deleted entries: id to comment, as a feed reader parses them."""
    status, text = office.read("/feed.xml")
    assert status == 200
    feed = ElementTree.fromstring(text)
    assert all(set(one.attrib) == {"ref", "when"} for one in feed.iter(f"{TOMBSTONE}deleted-entry"))
    return {
        one.attrib["ref"]: one.findtext(f"{TOMBSTONE}comment") or ""
        for one in feed.iter(f"{TOMBSTONE}deleted-entry")
    }


def entries_of_feed(office: Office) -> set[str]:
    feed = ElementTree.fromstring(office.read("/feed.xml")[1])
    return {str(one.findtext(f"{ATOM}id")) for one in feed.iter(f"{ATOM}entry")}


def urn(page: str) -> str:
    page_id = page.rpartition("/")[2].removesuffix(".html")
    return uuid.uuid5(uuid.NAMESPACE_URL, f"gongshi:decision:{page_id}").urn


def everywhere(office: Office, text: str) -> list[str]:
    """Every file of the site, public or gone, that contains a text."""
    site = office.home / "site"
    files = (path for path in site.rglob("*") if path.is_file())
    return [str(path.relative_to(site)) for path in files if text.encode() in path.read_bytes()]


@pytest.mark.parametrize(
    ("reason", "outcome"), [("撤销", "撤销"), ("确认无效", "确认无效"), ("确认违法", "确认违法")]
)
def test_what_was_revoked_annulled_or_unlawful_says_exactly_why(
    office: Office, reason: str, outcome: str
) -> None:
    page = published(office, NUMBER)[NUMBER]
    assert entries_of_feed(office) == {urn(page)}
    office.take(notice(NUMBER, 撤下原因=reason, 撤下依据="《行政许可法》第六十九条"))
    assert office.withdraw().problems == ()
    told = (
        f"撤回说明：{NUMBER}行政许可决定已被滨河市人民政府滨政复决〔2026〕21号{outcome}，"
        "依据《行政许可法》第六十九条撤回该信息"
    )
    status, text = office.read(page)
    assert status == 410
    assert told in text
    assert told.removeprefix("撤回说明：") in office.read("/withdrawals/2026.html")[1]
    assert removed_from_feed(office) == {urn(page): reason}
    assert entries_of_feed(office) == set()
    assert office.differences() == []


@pytest.mark.parametrize(("reason", "name"), [("变更", "变更后的决定"), ("重新作出", "重新作出的决定")])
def test_a_replaced_decision_and_its_successor_lead_to_each_other(
    office: Office, reason: str, name: str
) -> None:
    pages = published(office, NUMBER, OTHER)
    office.take(notice(NUMBER, 撤下原因=reason, 变更后文书号=OTHER))
    assert office.withdraw().problems == ()
    _, gone = office.read(pages[NUMBER])
    assert f'href="../..{pages[OTHER]}">{name}</a>' in gone
    _, successor = office.read(pages[OTHER])
    assert f"本决定替代“{NUMBER}”（因{reason}于2026-11-24撤下）" in successor
    assert f'href="../..{pages[NUMBER]}"' in successor
    assert f"查看{name}" in office.read("/withdrawals/index.html")[1]
    assert office.differences() == []
    kept = office.rows(sa.select(sa.func.count()).select_from(receipt))[0][0]
    office.publish()
    office.withdraw()
    assert office.rows(sa.select(sa.func.count()).select_from(receipt))[0][0] == kept, "nothing more to renew"


def test_a_successor_that_comes_later_is_linked_both_ways_as_soon_as_it_is_public(office: Office) -> None:
    page = published(office, NUMBER)[NUMBER]
    office.take(notice(NUMBER, 撤下原因="变更", 变更后文书号=OTHER))
    office.withdraw()
    assert "变更后的决定" not in office.read(page)[1]
    later = published(office, OTHER)[OTHER]
    assert f'href="../..{later}">变更后的决定</a>' in office.read(page)[1]
    assert f"本决定替代“{NUMBER}”" in office.read(later)[1]
    assert later.rpartition("/")[2] in office.read("/withdrawals/2026.html")[1]
    assert office.differences() == []


def test_a_successor_that_is_withdrawn_itself_is_no_longer_linked(office: Office) -> None:
    pages = published(office, NUMBER, OTHER)
    office.take(notice(NUMBER, 撤下原因="变更", 变更后文书号=OTHER))
    office.withdraw()
    office.take(notice(OTHER, 撤下原因="信用修复"))
    assert office.withdraw().problems == ()
    assert office.read(pages[OTHER])[0] == 410
    assert everywhere(office, pages[OTHER].rpartition("/")[2]) == []
    assert office.read(pages[NUMBER])[0] == 410
    assert office.differences() == []


def test_a_successor_no_longer_names_what_vanished_since(sqlite_office: Office) -> None:
    office = sqlite_office
    pages = published(office, NUMBER, OTHER)
    office.take(notice(NUMBER, 撤下原因="变更", 变更后文书号=OTHER))
    office.withdraw()
    assert NUMBER in office.read(pages[OTHER])[1]
    (first,) = office.rows(sa.select(withdrawal))
    later = dict(first._mapping) | {"id": first.id + 1, "reason": "in_error", "replaced_by": None}
    with office.open() as here, here.register.writing() as connection:
        connection.execute(
            sa.insert(withdrawal), [later | {"settled_at": "2026-11-25T00:00:00.000000+00:00"}]
        )
    office.on(NOW + timedelta(days=1))
    office.withdraw()
    assert NUMBER not in office.read(pages[OTHER])[1]


def test_a_newer_version_takes_the_place_of_the_text_at_the_same_address_and_says_so(office: Office) -> None:
    page = published(office, NUMBER)[NUMBER]
    office.on(NOW + timedelta(days=3))
    office.take(licence(NUMBER, 许可内容="准予登记，诊疗科目：内科"), keys=[NUMBER], stamps=["2026-11-27"])
    office.publish()
    status, text = office.read(page)
    assert status == 200
    assert "诊疗科目：内科" in text
    assert "诊疗科目：口腔科" not in text
    assert "本信息已于2026-11-27更新，以现公开文本为准。此前公开的文本见公示日志第0号。" in text
    assert "<dd>2026-11-24</dd>" in text, "the day of first publication stays"
    assert len(office.rows(sa.text("SELECT hash FROM log_leaf"))) == 2  # type: ignore[arg-type]
    assert everywhere(office, "口腔科") == []
    assert office.differences() == []


def test_what_is_to_be_corrected_is_down_until_the_corrected_text_shows_at_the_same_address(
    office: Office,
) -> None:
    page = published(office, NUMBER)[NUMBER]
    withdraw_by_hand(NUMBER, "更正", "监督处", "", "", "", *BY)
    assert office.withdraw().problems == ()
    status, text = office.read(page)
    assert status == 410
    assert "该信息正在更正" in text
    assert "更正后的信息将在本网址公开" in text
    assert everywhere(office, NUMBER) == everywhere(office, PARTY) == []
    publish_corrected(office)
    assert office.state(NUMBER) == "withdrawn", "nothing newer has come"
    office.on(NOW + timedelta(days=1))
    office.take(licence(NUMBER, 许可内容="准予登记，诊疗科目：内科"), keys=[NUMBER], stamps=["2026-11-25"])
    publish_corrected(office)
    assert office.state(NUMBER) == "published"
    status, text = office.read(page)
    assert status == 200
    assert "本信息已于2026-11-25更正，以现公开文本为准" in text
    assert urn(page) in entries_of_feed(office)
    assert removed_from_feed(office) == {}
    assert office.differences() == []
    office.assert_balanced()


def test_a_correction_that_must_wait_at_a_gate_keeps_saying_that_it_is_being_corrected(
    office: Office,
) -> None:
    page = published(office, NUMBER)[NUMBER]
    withdraw_by_hand(NUMBER, "更正", "监督处", "", "", "", *BY)
    office.withdraw()
    office.take(
        licence(NUMBER, 许可内容="准予登记，诊疗科目：内科", 公开属性="", 终审人=""),
        keys=[NUMBER],
        stamps=["2026-11-25"],
    )
    publish_corrected(office)
    assert office.state(NUMBER) == "held"
    assert office.read(page)[0] == 410
    assert everywhere(office, "内科") == []
    office.assert_balanced()


def test_a_correction_notice_after_the_corrected_text_leaves_that_text_up(office: Office) -> None:
    page = published(office, NUMBER)[NUMBER]
    office.take(licence(NUMBER, 许可内容="准予登记，诊疗科目：内科"), keys=[NUMBER], stamps=["2026-11-25"])
    office.publish()
    office.take(notice(NUMBER, 撤下原因="更正"))
    office.withdraw()
    assert office.read(page)[0] == 200
    assert office.record_states()[-1] == "applied"
    assert office.rows(sa.select(withdrawal.c.id)) == []


def test_a_correction_older_than_what_is_published_changes_nothing(office: Office) -> None:
    office.take(licence(NUMBER, 许可内容="现行文本"), keys=[NUMBER], stamps=["2026-11-20"])
    office.publish()
    office.take(licence(NUMBER, 许可内容="更早的文本"), keys=[NUMBER], stamps=["2026-11-19"])
    office.publish()
    assert "现行文本" in office.read(office.page(NUMBER))[1]
    assert everywhere(office, "更早的文本") == []
    assert office.record_states() == ["accepted", "superseded"]


@pytest.mark.parametrize("ending", ["repaired", "expired"])
def test_the_repaired_and_the_expired_are_named_nowhere(office: Office, ending: str) -> None:
    number = "滨卫医罚〔2026〕12号"
    office.take(penalty(number, 公示截止期="2026-11-30"))
    office.publish()
    page = office.page(number)
    if ending == "repaired":
        office.take(notice(number, 执法类别="行政处罚", 撤下原因="信用修复"))
    else:
        office.on(NOW + timedelta(days=7))
    assert office.withdraw().problems == ()
    answered = requests.get(office.site_url + page, timeout=10)
    assert answered.status_code == 410
    assert "该信息已停止公示" in answered.text
    page_id = office.publication(number).page_id
    for told in (number, PARTY, "91120101MA0000001C", page_id):
        assert everywhere(office, told) == []
        assert told not in answered.text + str(answered.headers)
    assert removed_from_feed(office) == {urn(page): ""}, "an opaque id, so that readers forget the entry"
    assert "尚无撤回说明" in office.read("/withdrawals/index.html")[1]
    assert office.differences() == []


def test_what_vanished_leaves_not_even_a_deleted_entry(office: Office) -> None:
    page = published(office, NUMBER)[NUMBER]
    office.take(notice(NUMBER, 撤下原因="公示有误"))
    office.withdraw()
    assert office.read(page)[0] == 404
    assert removed_from_feed(office) == {}
    assert entries_of_feed(office) == set()
    assert everywhere(office, NUMBER) == []


def test_a_revocation_after_the_disclosure_period_tells_its_reason(office: Office) -> None:
    number = "滨卫医罚〔2026〕12号"
    office.take(penalty(number, 公示截止期="2026-11-30"))
    office.publish()
    office.on(NOW + timedelta(days=7))
    office.withdraw()
    assert office.state(number) == "expired"
    office.take(notice(number, 执法类别="行政处罚"))
    assert office.withdraw().problems == ()
    status, text = office.read(office.page(number))
    assert status == 410
    assert f"撤回说明：{number}行政处罚决定已被" in text
    assert office.state(number) == "withdrawn"
    assert number in office.read("/withdrawals/2026.html")[1]
    assert list(removed_from_feed(office).values()) == ["撤销"]
    assert office.differences() == []
    office.assert_balanced()
