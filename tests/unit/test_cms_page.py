"""What is asked of a CMS and what must be read there (promises 4 and 5; G12, G15)."""

from __future__ import annotations

import json

import pytest

from tasks.channels.content_management.exchange import Answer
from tasks.channels.content_management.marked_text import marked_text, page_metadata
from tasks.channels.content_management.page_request import page_request
from tasks.channels.content_management.reading_back import page_seen
from tasks.law.lifecycle import PUBLIC_REASONS, WithdrawalReason
from tests.content_management.deliveries import LOG, decision, withdrawn


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ('<p>菜单</p><div data-gongshi="decision">一<b>二</b>\n 三</div><p>页脚</p>', "一 二 三"),
        ('<div data-gongshi="decision">一<div>二</div>三</div>四', "一 二 三"),
        ('<div data-gongshi="decision">a&lt;b&amp;<br>c<img src="x"/>d</div>', "a<b& c d"),
        ('<section data-gongshi="decision">一<script>二</script><style>三</style>四</section>', "一 四"),
        ('<p data-gongshi="ending">一</p>', None),
        ('<p data-gongshi="decision">一</p><p data-gongshi="decision">一</p>', None),
        ('<div data-gongshi="decision">一<p hidden>二</p></div>', None),
        ('<div data-gongshi="decision" hidden>一</div>', None),
        ("", None),
    ],
)  # fmt: skip
def test_the_visible_text_of_the_one_marked_section_is_read(page: str, text: str | None) -> None:
    assert marked_text(page.encode(), "decision") == text


def test_metadata_are_read_decoded() -> None:
    page = '<meta name="a" content="b &amp; c"><meta charset="utf-8"><meta name="d">'
    assert page_metadata(page.encode()) == {("a", "b & c"), ("d", "")}


def test_the_same_delivery_is_the_same_request() -> None:
    one = decision()
    assert page_request(one, LOG) == page_request(one, LOG)
    asked = json.loads(page_request(one, LOG).body)
    assert (asked["sequence"], asked["key"], asked["standing"]) == (1, one.key, "published")


@pytest.mark.parametrize("reason", list(WithdrawalReason))
def test_an_ending_says_in_public_only_what_the_law_wants_told(reason: WithdrawalReason) -> None:
    one = decision()
    request = page_request(withdrawn(one, reason), LOG)
    told = request.body.decode()
    assert (one.document_number in told) == (reason in PUBLIC_REASONS)
    assert json.loads(one.body)["执法对象"] not in told
    assert request.page.status == (404 if reason is WithdrawalReason.IN_ERROR else 410)


def test_a_silent_page_that_still_says_the_number_is_not_down() -> None:
    one = withdrawn(decision(), WithdrawalReason.REPAIRED)
    page = '<title>{}</title><p data-gongshi="ending">该信息已停止公示</p>'
    expected = page_request(one, LOG).page
    said = page_seen(Answer(410, page.format(one.document_number).encode()), expected)
    assert said.problem == "已停止公示的网页仍显示文书号"
    assert page_seen(Answer(410, page.format("已停止公示").encode()), expected).problem == ""
