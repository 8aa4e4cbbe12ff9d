"""A decision counts as published in a CMS only when the page the public reads carries what was sent (G9, G12, G13)."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256

import pytest
import requests

from tasks.channels.content_management.channel import ContentManagement
from tasks.channels.content_management.marked_text import marked_text, page_metadata
from tasks.channels.delivery import Delivery, Result
from tasks.channels.website.page_content import CREDIT_NOTICE, REDACTED_NOTICE
from tests.content_management.deliveries import LOG, corrected, decision, with_text
from tests.content_management.portal import COLUMN, Portal


def page_of(portal: Portal, delivery: Delivery) -> requests.Response:
    return requests.get(f"{portal.url}/{COLUMN}/{delivery.page_id}/", timeout=30, allow_redirects=False)


def test_a_decision_is_confirmed_once_the_public_page_carries_all_of_it(
    portal: Portal, cms: ContentManagement
) -> None:
    one = decision()
    (outcome,) = cms.deliver([one])
    assert (outcome.result, outcome.status, outcome.problem) == (Result.CONFIRMED, 200, "")
    assert outcome.reference.startswith("page-")
    page = page_of(portal, one)
    text = marked_text(page.content, "decision") or ""
    assert outcome.shown_hash == sha256(text.encode()).digest()
    assert one.content_hash.hex() in text
    assert text.startswith(
        f"{'滨河市海州区'}{one.page_id[:6]}口腔门诊部有限公司 行政处罚决定（{one.document_number}）"
    )
    for shown in (
        "执法结论 警告；罚款4.9万元",
        f"{REDACTED_NOTICE}。",
        f"{CREDIT_NOTICE}。",
        f"公示日志 {LOG} 日志序号 41",
        "5a" * 16,
    ):
        assert shown in text


def test_the_page_carries_the_metadata_of_a_government_site(portal: Portal, cms: ContentManagement) -> None:
    one = decision()
    cms.deliver([one])
    named = dict(page_metadata(page_of(portal, one).content))
    assert named["索引号"] == one.page_id
    assert named["发文字号"] == one.document_number
    assert named["成文日期"] == "2026-11-18"
    assert named["ColumnName"] == "行政处罚"
    assert named["gongshi:credit-rating-use"] == "not-direct"
    assert {
        "SiteName",
        "SiteIDCode",
        "ArticleTitle",
        "PubDate",
        "ContentSource",
        "发布机构",
        "Url",
    } <= named.keys()


def test_nothing_says_redacted_where_nothing_was(portal: Portal, cms: ContentManagement) -> None:
    one = replace(decision(), redacted=False, leaf_index=None)
    assert cms.deliver([one])[0].result is Result.CONFIRMED
    text = marked_text(page_of(portal, one).content, "decision") or ""
    assert REDACTED_NOTICE not in text
    assert "随机盐" not in text


def test_the_same_delivery_twice_changes_nothing(portal: Portal, cms: ContentManagement) -> None:
    one = decision()
    (first,) = cms.deliver([one])
    (second,) = cms.deliver([one])
    assert second.result is Result.CONFIRMED
    assert second.reference == first.reference, "no new revision"
    assert second.shown_hash == first.shown_hash


def test_a_correction_stands_at_the_same_address_and_the_old_text_is_nowhere(
    portal: Portal, cms: ContentManagement
) -> None:
    one = decision(违法事实="误写的违法事实。")
    cms.deliver([one])
    assert "误写的违法事实" in page_of(portal, one).text
    (outcome,) = cms.deliver([corrected(one, 违法事实="更正后的违法事实。")])
    assert outcome.result is Result.CONFIRMED
    page = page_of(portal, one)
    assert "更正后的违法事实" in page.text
    assert "误写的违法事实" not in page.text
    assert portal.edit(one.page_id, "tell(page.revisions.count())") == "1"


def test_an_older_delivery_that_arrives_late_changes_nothing(portal: Portal, cms: ContentManagement) -> None:
    one = decision()
    later = corrected(one, 执法结论="警告")
    assert cms.deliver([later])[0].result is Result.CONFIRMED
    (outcome,) = cms.deliver([one])
    assert (outcome.result, outcome.code) == (Result.FAILED, "overtaken")
    assert "已有更新的一次变动（序号2）" in outcome.problem
    assert cms.deliver([later])[0].result is Result.CONFIRMED, "the newer text still stands"


def test_two_changes_under_one_number_are_not_taken_for_each_other(cms: ContentManagement) -> None:
    one = decision()
    cms.deliver([one])
    other = with_text(one, {**json.loads(one.body), "执法结论": "警告"})
    (outcome,) = cms.deliver([other])
    assert (outcome.result, outcome.code) == (Result.REFUSED, "sequence-reused")


HOSTILE = {
    "markup": "<script>document.title='x'</script><b>粗</b>",
    "attribute": "\"><img src=x onerror=alert(1)> ' onmouseover=",
    "template": "{{ settings.SECRET_KEY }}{% load x %} &lt;i&gt; &amp;",
    "closing": '</td></tr></table></article><article data-gongshi="decision">假的公开文本</article>',
    "control": "隐\x00藏\x08字\u202e符\u2066结",
    "spaces": " 前后  多个\t空格\n与换行\u3000全角 ",
    "long": "长" * 300,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_shown_as_text_and_is_never_markup(
    portal: Portal, cms: ContentManagement, text: str
) -> None:
    one = decision(违法事实=text, 执法对象=f"{text}公司", 文书号=f"罚〔2026〕{text}号")
    (outcome,) = cms.deliver([one])
    assert (outcome.result, outcome.problem) == (Result.CONFIRMED, "")
    page = page_of(portal, one).text
    for markup in ("<script", "<b>", "<img", "onerror=alert(1)>", '<article data-gongshi="decision">假'):
        assert markup not in page
    for address in (f"/{COLUMN}/", "/gongshi/feed.xml", "/sitemap.xml"):
        listed = requests.get(f"{portal.url}{address}", timeout=30)
        assert listed.status_code == 200, address
        assert "<script" not in listed.text
        assert "<img" not in listed.text


def test_a_whole_batch_is_delivered_in_order(cms: ContentManagement) -> None:
    batch = [decision() for _ in range(5)]
    outcomes = cms.deliver(batch)
    assert [one.delivery.page_id for one in outcomes] == [one.page_id for one in batch]
    assert {one.result for one in outcomes} == {Result.CONFIRMED}
    assert cms.deliver([]) == []
