"""An editor who changes a decision in the CMS by hand is found when it is read back, and the next delivery mends it."""

from __future__ import annotations

import pytest
import requests

from tasks.channels.content_management.channel import ContentManagement
from tasks.channels.content_management.exchange import Answer
from tasks.channels.content_management.page_request import page_request
from tasks.channels.content_management.reading_back import page_seen
from tasks.channels.delivery import Delivery, Result
from tasks.law.lifecycle import WithdrawalReason
from tests.content_management.deliveries import LOG, decision, withdrawn
from tests.content_management.portal import COLUMN, Portal

PUBLISH = "page.save_revision(log_action=True).publish()"
BY_HAND = {
    "another text": (f"page.rows[0].value['value'] = '改过的内容'; {PUBLISH}", "读回的文字与应公开的不一致"),
    "another heading": (f"page.heading = '改过的标题'; {PUBLISH}", "读回的文字与应公开的不一致"),
    "a row taken out": (f"page.rows.pop(); {PUBLISH}", "读回的文字与应公开的不一致"),
    "other metadata": (
        f"page.metadata = page.metadata[1:]; {PUBLISH}",
        "读回的网页元数据缺少或不符：ColumnName",
    ),
    "unpublished": ("page.unpublish()", "读回状态404，应为200"),
    "another address": (f"page.slug = 'moved-by-hand'; {PUBLISH}", "读回状态301，应为200"),
    "taken to another place": (
        "page.slug = 'moved'; page.save(); page.move(DecisionColumn.objects.get().get_parent(), pos='last-child')",
        "读回状态301，应为200",
    ),
    "for members only": (
        "from wagtail.models import PageViewRestriction\n"
        "PageViewRestriction.objects.create(page=page, restriction_type='login')",
        "读回状态302，应为200",
    ),
    "deleted": ("page.delete()", "读回状态404，应为200"),
}


def read(portal: Portal, one: Delivery) -> str:
    """What reading the decision's address back finds wrong."""
    answer = requests.get(f"{portal.url}/{COLUMN}/{one.page_id}/", timeout=30, allow_redirects=False)
    return page_seen(Answer(answer.status_code, answer.content), page_request(one, LOG).page).problem


@pytest.mark.parametrize(("edit", "found"), BY_HAND.values(), ids=BY_HAND.keys())
def test_a_change_by_hand_is_found_and_mended(
    portal: Portal, cms: ContentManagement, edit: str, found: str
) -> None:
    one = decision()
    cms.deliver([one])
    assert read(portal, one) == ""
    portal.edit(one.page_id, edit)
    assert read(portal, one) == found
    (outcome,) = cms.deliver([one])
    assert (outcome.result, outcome.problem) == (Result.CONFIRMED, "")
    assert read(portal, one) == ""


def test_a_draft_that_waits_behind_the_page_is_thrown_away(portal: Portal, cms: ContentManagement) -> None:
    """It would go public with the next click in the CMS."""
    one = decision()
    (first,) = cms.deliver([one])
    portal.edit(one.page_id, "page.rows[0].value['value'] = '草稿'; page.save_revision()")
    (outcome,) = cms.deliver([one])
    assert outcome.result is Result.CONFIRMED
    assert outcome.reference != first.reference
    portal.edit(one.page_id, "assert page.revisions.count() == 1 and not page.has_unpublished_changes")


def test_another_page_put_at_the_address_by_hand_makes_room(portal: Portal, cms: ContentManagement) -> None:
    one = decision()
    cms.deliver([one])
    portal.edit(
        one.page_id,
        "from wagtail.models import Page\n"
        "slug = page.slug\n"
        "page.delete()\n"
        "DecisionColumn.objects.get().add_child(instance=Page(title='别的网页', slug=slug))",
    )
    assert read(portal, one) == "读回的网页没有（或不止一处）标明的公开文本"
    (outcome,) = cms.deliver([one])
    assert (outcome.result, outcome.problem) == (Result.CONFIRMED, "")
    portal.edit(one.page_id, "page.delete()")
    (ending,) = cms.deliver([withdrawn(one, WithdrawalReason.REVOKED)])
    assert (ending.result, ending.status) == (Result.CONFIRMED, 410)


def test_a_decision_hidden_at_another_address_goes_with_its_withdrawal(
    portal: Portal, cms: ContentManagement
) -> None:
    one = decision()
    cms.deliver([one])
    portal.edit(one.page_id, "page.slug = 'kept-by-hand'; " + PUBLISH)
    (outcome,) = cms.deliver([withdrawn(one, WithdrawalReason.EXPIRED)])
    assert (outcome.result, outcome.status, outcome.problem) == (Result.CONFIRMED, 410, "")
    assert requests.get(f"{portal.url}/{COLUMN}/kept-by-hand/", timeout=30).status_code == 404


def test_editors_can_neither_copy_nor_move_a_decision(portal: Portal, cms: ContentManagement) -> None:
    """A copy would outlive its withdrawal."""
    one = decision()
    cms.deliver([one])
    portal.edit(
        one.page_id,
        "from django.contrib.auth import get_user_model as model\n"
        "chief, _ = model().objects.get_or_create(username='chief', defaults={'is_superuser': True})\n"
        "may = page.permissions_for_user(chief)\n"
        "assert may.can_edit() and not may.can_copy() and not may.can_move()",
    )


def test_nothing_of_the_portal_asks_elsewhere(portal: Portal, cms: ContentManagement) -> None:
    """Its pages load from the portal itself, and Wagtail is told not to look for updates."""
    one = decision()
    cms.deliver([one])
    page = requests.get(f"{portal.url}/{COLUMN}/{one.page_id}/", timeout=30).text
    loads = [part.split('"')[0] for part in page.split(' src="')[1:]]
    loads += [part.split('"')[0] for part in page.split('rel="stylesheet" href="')[1:]]
    assert loads
    assert [address for address in loads if not address.startswith("/static/")] == []
    told = portal.edit(
        one.page_id,
        "from django.conf import settings as s\n"
        "tell([s.DEBUG, s.WAGTAIL_ENABLE_UPDATE_CHECK, s.WAGTAIL_GRAVATAR_PROVIDER_URL])",
    )
    assert told == "[False, False, None]"
