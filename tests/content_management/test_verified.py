"""`gongshi verify` reads the CMS as the public does: what was changed by hand is found, and mended where it may be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa

from tasks import platform_checking
from tasks.channels.content_management.exchange import Answer, Ask, Exchange
from tasks.law.acts import Channel
from tasks.proving import mend_answer
from tasks.register.schema import publication
from tests.content_management.deliveries import configured
from tests.content_management.portal import COLUMN, TOKEN, Portal
from tests.content_management.test_edited_by_hand import BY_HAND, PUBLISH
from tests.ending_acts import noticed, vanished, withdrawn
from tests.office import Office, licence

CMS = Channel.CMS
PUBLIC = [f"滨卫医许〔2026〕{70 + n}号" for n in range(len(BY_HAND))]
KEPT = "滨卫医许〔2026〕90号"
TOLD = "滨卫医许〔2026〕91号"
SILENT = "滨卫医许〔2026〕92号"
VANISHED = "滨卫医许〔2026〕93号"
EVERYONE = (*PUBLIC, KEPT, TOLD, SILENT, VANISHED)

PUT_BACK = (
    "from disclosure_pages.models import DecisionPage\n"
    "column = DecisionColumn.objects.get()\n"
    "copy = DecisionPage(page_id={page_id!r}, slug={slug!r}, title={title!r}, heading={title!r},\n"
    "    act_type='行政许可', decided_on='2026-11-20', notices=['旧文'], check_rows=[['项', '值']], metadata={metadata!r})\n"
    "column.add_child(instance=copy)\n"
    "copy.save_revision().publish()"
)


@pytest.fixture
def office(sqlite_office: Office, portal: Portal, cms: object, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office with decisions in the portal, some of them ended; the portal holds no others."""
    portal.empty()
    monkeypatch.setenv("CMS_TOKEN", TOKEN)
    configured(sqlite_office.home, portal.url)
    sqlite_office.take(*map(licence, EVERYONE), keys=list(EVERYONE))
    sqlite_office.publish()
    sqlite_office.deliver()
    for number, act in ((TOLD, noticed), (SILENT, withdrawn("信用修复")), (VANISHED, vanished)):
        act(sqlite_office, number)
    sqlite_office.withdraw()
    sqlite_office.deliver()
    sqlite_office.deliver()
    return sqlite_office


def page(office: Office, number: str) -> str:
    return office.publication(number, CMS).page_id


def found(office: Office) -> dict[str, str]:
    """What verify finds of the CMS: the problem by decision, or by place where none is named."""
    return {
        one.decision or one.place: one.problem
        for one in office.differences()
        if one.place.startswith("内容管理系统")
    }


def put_back(office: Office, portal: Portal, number: str, slug: str, *, named: bool = True) -> None:
    """Somebody makes a page of an ended decision by hand; `named` says whether it holds the decision's page id."""
    page_id, title = page(office, number), f"某诊所 {number}"
    metadata = [["索引号" if named else "栏目", page_id]]
    code = PUT_BACK.format(page_id=slug[:26], slug=slug, title=title, metadata=metadata)
    portal.edit(page(office, KEPT), code)


def test_what_nobody_touched_is_without_a_difference(office: Office) -> None:
    assert found(office) == {}
    assert mend_answer()["mended"] == []


def test_everything_changed_by_hand_is_found_said_and_mended(office: Office, portal: Portal) -> None:
    for number, (edit, _) in zip(PUBLIC, BY_HAND.values(), strict=True):
        portal.edit(page(office, number), edit)
    told = found(office)
    assert told.keys() == set(PUBLIC)
    for number, (_, problem) in zip(PUBLIC, BY_HAND.values(), strict=True):
        assert told[number].startswith("对方") and told[number].endswith(problem), number
    mended = mend_answer()
    assert {one["decision"] for one in mended["mended"]} == set(PUBLIC)
    assert mended["differences"] == []
    assert office.rows(sa.select(sa.func.count()).where(publication.c.to_do == "publish")) == [(len(PUBLIC),)]
    assert found(office) == {}, "what is under way is left to the deliver flow"
    (done,) = office.deliver()
    assert (done.published, done.problems) == (len(PUBLIC), ())
    assert found(office) == {}
    office.assert_balanced()


@pytest.mark.parametrize("number", [TOLD, SILENT, VANISHED], ids=["told", "silent", "vanished"])
def test_an_ended_decision_put_back_at_its_address_is_taken_down_again(
    office: Office, portal: Portal, number: str
) -> None:
    put_back(office, portal, number, page(office, number))
    assert "对方仍在公示" in found(office)[number]
    assert [one["decision"] for one in mend_answer()["mended"]] == [number]
    office.deliver()
    assert found(office) == {}
    assert office.state(number, CMS) == "withdrawn"


def test_an_ended_decision_shown_at_another_address_is_found_by_its_list(
    office: Office, portal: Portal
) -> None:
    put_back(office, portal, SILENT, "a-case-we-liked")
    problem = found(office)[SILENT]
    assert "对方仍在公示" in problem
    assert "a-case-we-liked" in problem


def test_a_notice_with_other_words_is_told_again(office: Office, portal: Portal) -> None:
    reword = (
        "from disclosure_pages.models import Standing\n"
        "Standing.objects.filter(page_id={!r}).update(explanation='此件作废，见谅。')"
    )
    portal.edit(page(office, KEPT), reword.format(page(office, TOLD)))
    assert "停止公示后的说明与登记簿不一致" in found(office)[TOLD]
    mend_answer()
    office.deliver()
    assert found(office) == {}


def test_a_page_of_no_known_decision_is_told_and_left(office: Office, portal: Portal) -> None:
    put_back(office, portal, SILENT, "0strange0page0of0nobody00", named=False)
    place = f"内容管理系统 {portal.url}/{COLUMN}/0strange0page0of0nobody00/"
    assert found(office) == {place: "登记簿中没有此决定"}
    answer = mend_answer()
    assert answer["mended"] == []
    assert [one["place"] for one in answer["differences"]] == [place]


def test_a_cms_ahead_of_a_restored_register_is_not_overwritten(office: Office, portal: Portal) -> None:
    ahead = (
        "page.heading = '更新的标题'\n"
        "page.save_revision().publish()\n"
        "from disclosure_pages.models import Standing\n"
        "Standing.objects.filter(page_id=page.page_id).update(sequence=99)"
    )
    portal.edit(page(office, KEPT), ahead)
    assert "比登记簿新" in found(office)[KEPT]
    assert mend_answer()["mended"] == []


def test_what_is_withdrawn_between_looking_and_mending_stays_withdrawn(
    office: Office, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal.edit(page(office, KEPT), "page.unpublish()")
    look = platform_checking.content_plans

    def withdraw_then(*given: Any) -> Any:
        plans = list(look(*given))
        withdrawn("确认无效")(office, KEPT)
        return iter(plans)

    with monkeypatch.context() as patch:
        patch.setattr(platform_checking, "content_plans", withdraw_then)
        assert mend_answer()["mended"] == []
    assert office.publication(KEPT, CMS).to_do == "withdraw"
    office.deliver()
    assert office.state(KEPT, CMS) == "withdrawn"


@pytest.mark.parametrize("status", [429, 503])
def test_a_cms_under_maintenance_is_no_difference(
    office: Office, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """Its lists answered, then the maintenance began."""
    ask = Exchange.ask

    def busy(self: Exchange, asks: Sequence[Ask]) -> list[Answer]:
        one_by_one = [COLUMN in one.address and "page=" not in one.address for one in asks]
        return [
            Answer(status) if page_of else answer
            for page_of, answer in zip(one_by_one, ask(self, asks), strict=True)
        ]

    monkeypatch.setattr(Exchange, "ask", busy)
    (told,) = found(office).values()
    assert told.startswith(f"未能核对：{len(EVERYONE)}件未能核对")
    assert mend_answer()["mended"] == []


def test_where_the_cms_does_not_say_its_sequence_no_text_is_sent_over_it(
    office: Office, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal.edit(page(office, KEPT), f"page.heading = '改过的标题'; {PUBLISH}")
    monkeypatch.setenv("CMS_TOKEN", "expired-token")
    (told,) = found(office).values()
    assert "接口未说明所存次序" in told
    assert mend_answer()["mended"] == []


def test_a_cms_that_is_down_is_said_in_one_line_and_nothing_is_sent(office: Office, portal: Portal) -> None:
    portal.kill()
    assert mend_answer()["mended"] == []
    told = [one.problem for one in office.differences() if one.place.startswith("内容管理系统")]
    portal.start()
    lists, (pages,) = told[:-1], told[-1:]
    assert [one.split("：")[1].removesuffix("无法读回") for one in lists] == [
        "栏目列表",
        "订阅源",
        "网站地图",
    ]
    assert pages.startswith(f"未能核对：{len(EVERYONE)}件未能核对，如")


def test_a_place_that_cannot_be_read_is_named_and_the_rest_is_checked(office: Office, portal: Portal) -> None:
    configured(
        office.home,
        portal.url,
        extra_places=f'  - {{name: 镜像列表, address: "{portal.url}/no-such-list/"}}',
    )
    portal.edit(page(office, KEPT), "page.unpublish()")
    told = found(office)
    assert told["内容管理系统"] == "未能核对：镜像列表无法读回：状态404"
    assert told.keys() == {"内容管理系统", KEPT}
