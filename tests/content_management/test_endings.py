"""Down means down in the CMS too: page, list, feed, sitemap, search, API, and every trace of an error (promise 4)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
import requests

from tasks.channels.content_management.channel import ContentManagement
from tasks.channels.content_management.exchange import Answer
from tasks.channels.content_management.marked_text import marked_text
from tasks.channels.content_management.page_request import page_request
from tasks.channels.content_management.reading_back import page_seen
from tasks.channels.delivery import Delivery, Result
from tasks.law.lifecycle import PUBLIC_REASONS, WithdrawalReason
from tests.content_management.deliveries import corrected, decision, taken_back, withdrawn
from tests.content_management.portal import COLUMN, Portal

SILENT = [WithdrawalReason.CORRECTED, WithdrawalReason.REPAIRED, WithdrawalReason.EXPIRED]


def places(portal: Portal, one: Delivery) -> Iterator[tuple[str, str]]:
    """Every place of the CMS that shows a decision, with what stands there."""
    for address in (
        f"/{COLUMN}/",
        "/gongshi/feed.xml",
        "/sitemap.xml",
        f"/search/?query={one.document_number}",
        f"/api/v2/pages/?slug={one.page_id}",
        "/api/v2/pages/?type=disclosure_pages.DecisionPage&fields=*&limit=20&order=-id",
    ):
        answer = requests.get(f"{portal.url}{address}", timeout=30)
        assert answer.status_code == 200, address
        yield address, answer.text


def address_of(portal: Portal, one: Delivery) -> requests.Response:
    return requests.get(f"{portal.url}/{COLUMN}/{one.page_id}/", timeout=30)


def party_of(one: Delivery) -> str:
    return json.loads(one.body)["执法对象"]


def test_a_published_decision_shows_in_every_place_a_withdrawal_is_read_back_from(
    portal: Portal, cms: ContentManagement
) -> None:
    """Else the absence tested below would prove nothing."""
    one = decision()
    cms.deliver([one])
    assert [address for address, text in places(portal, one) if one.page_id not in text] == []


@pytest.mark.parametrize("reason", sorted(PUBLIC_REASONS))
def test_what_the_law_wants_told_answers_410_with_the_reason(
    portal: Portal, cms: ContentManagement, reason: WithdrawalReason
) -> None:
    one = decision()
    cms.deliver([one])
    ending = withdrawn(one, reason)
    (outcome,) = cms.deliver([ending])
    assert (outcome.result, outcome.status, outcome.problem) == (Result.CONFIRMED, 410, "")
    answer = address_of(portal, one)
    assert answer.status_code == 410
    assert marked_text(answer.content, "ending") == f"撤回说明 {ending.explanation}"
    assert "noindex" in answer.text
    assert party_of(one) not in answer.text
    assert [address for address, text in places(portal, one) if one.page_id in text] == []


@pytest.mark.parametrize("reason", SILENT)
def test_what_ended_in_silence_answers_410_without_name_or_number(
    portal: Portal, cms: ContentManagement, reason: WithdrawalReason
) -> None:
    one = decision()
    cms.deliver([one])
    (outcome,) = cms.deliver([withdrawn(one, reason)])
    assert (outcome.result, outcome.status) == (Result.CONFIRMED, 410)
    answer = address_of(portal, one)
    assert answer.status_code == 410
    assert marked_text(answer.content, "ending") == "该信息已停止公示"
    assert one.document_number not in answer.text
    assert party_of(one) not in answer.text
    assert [address for address, text in places(portal, one) if one.page_id in text] == []


def test_what_was_published_in_error_answers_404_and_leaves_no_trace_in_the_database(
    portal: Portal, cms: ContentManagement
) -> None:
    name = "龘靐齉"
    one = decision(
        执法对象=f"{name}口腔门诊部有限公司",
        文书号=f"{name}罚〔2026〕1号",
        违法事实=f"{name}未按规定填写病历。",
    )
    cms.deliver([one])
    portal.edit(one.page_id, "page.heading += '（编辑中）'; page.save_revision(log_action=True)")
    later = corrected(one, 违法事实=f"{name}未按规定填写病历，更正。")
    cms.deliver([later])
    assert traces(portal, name) > 3, "page, revision, search index, log of acts"
    (outcome,) = cms.deliver([withdrawn(later, WithdrawalReason.IN_ERROR)])
    assert (outcome.result, outcome.status, outcome.problem) == (Result.CONFIRMED, 404, "")
    assert address_of(portal, one).status_code == 404
    assert [address for address, text in places(portal, one) if one.page_id in text] == []
    assert traces(portal, name) == 0


def traces(portal: Portal, text: str) -> int:
    """How often a text stands anywhere in the database's files, plain or as JSON escapes it."""
    files = [portal.database, portal.database.with_name(portal.database.name + "-wal")]
    raw = b"".join(path.read_bytes() for path in files if path.exists())
    return raw.count(text.encode()) + raw.count(
        json.dumps(text)[1:-1].encode() if not text.isascii() else b"\0" * 99
    )


def test_a_withdrawal_before_the_decision_came_keeps_it_out(portal: Portal, cms: ContentManagement) -> None:
    one = decision()
    (outcome,) = cms.deliver([withdrawn(one, WithdrawalReason.REVOKED)])
    assert (outcome.result, outcome.status) == (Result.CONFIRMED, 410)
    (late,) = cms.deliver([one])
    assert (late.result, late.code) == (Result.FAILED, "overtaken")
    assert address_of(portal, one).status_code == 410


def test_an_ending_delivered_twice_is_the_same_ending(portal: Portal, cms: ContentManagement) -> None:
    one = decision()
    cms.deliver([one])
    ending = withdrawn(one, WithdrawalReason.EXPIRED)
    first, second = cms.deliver([ending]), cms.deliver([ending])
    assert [first[0].result, second[0].result] == [Result.CONFIRMED] * 2
    assert first[0].shown_hash == second[0].shown_hash


def test_a_later_ending_takes_the_place_of_an_earlier(portal: Portal, cms: ContentManagement) -> None:
    """Expired, then found to have leaked: the notice goes too."""
    one = decision()
    cms.deliver([one])
    expired = withdrawn(one, WithdrawalReason.EXPIRED)
    cms.deliver([expired])
    (outcome,) = cms.deliver([withdrawn(expired, WithdrawalReason.IN_ERROR)])
    assert (outcome.result, outcome.status) == (Result.CONFIRMED, 404)
    assert address_of(portal, one).status_code == 404


def test_what_must_wait_after_all_leaves_nothing_and_can_come_later(
    portal: Portal, cms: ContentManagement
) -> None:
    one = decision()
    cms.deliver([one])
    back = taken_back(one)
    (outcome,) = cms.deliver([back])
    assert (outcome.result, outcome.status) == (Result.CONFIRMED, 404)
    assert address_of(portal, one).status_code == 404
    (again,) = cms.deliver([corrected(replace(one, sequence=back.sequence))])
    assert (again.result, again.status, again.problem) == (Result.CONFIRMED, 200, "")


def test_hostile_text_in_an_explanation_is_shown_as_text(portal: Portal, cms: ContentManagement) -> None:
    one = decision(文书号="<script>alert(1)</script>〔2026〕\u202e1号")
    cms.deliver([one])
    (outcome,) = cms.deliver([withdrawn(one, WithdrawalReason.REVOKED)])
    assert (outcome.result, outcome.problem) == (Result.CONFIRMED, "")
    assert "<script" not in address_of(portal, one).text


def test_the_whole_list_is_read_not_its_first_page(portal: Portal, cms: ContentManagement) -> None:
    """The withdrawn decision is the oldest, so it stood on the last page of the list."""
    oldest = decision(决定日期="2020-01-02")
    cms.deliver([oldest])
    numbers = requests.get(f"{portal.url}/{COLUMN}/?page=999", timeout=30).status_code
    assert numbers == 404, "the list ends somewhere, and says so"
    (outcome,) = cms.deliver([withdrawn(oldest, WithdrawalReason.REPAIRED)])
    assert outcome.result is Result.CONFIRMED


def test_a_decision_in_anothers_place_is_linked_and_a_page_without_the_link_is_no_withdrawal(
    portal: Portal, cms: ContentManagement
) -> None:
    old, new = decision(), decision()
    cms.deliver([old, new])
    ending = replace(withdrawn(old, WithdrawalReason.REMADE), successor=new.page_id)
    (outcome,) = cms.deliver([ending])
    assert (outcome.result, outcome.problem) == (Result.CONFIRMED, "")
    page = address_of(portal, old)
    assert f'href="/{COLUMN}/{new.page_id}/">该决定已依法重新作出，请查看重新作出的决定<' in page.text
    without = Answer(410, page.content.replace(new.page_id.encode(), b"elsewhere"))
    seen = page_seen(without, page_request(ending, "log").page)
    assert seen.problem == "撤回说明没有链接到接替它的决定"
