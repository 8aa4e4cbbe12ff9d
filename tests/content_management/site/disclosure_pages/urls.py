"""Addresses of the API and the feed; hang them anywhere above Wagtail's own."""

from django.urls import path

from disclosure_pages.api import decision
from disclosure_pages.feeds import DecisionFeed

urlpatterns = [
    path("decisions/<slug:page_id>", decision),
    path("feed.xml", DecisionFeed(), name="decision_feed"),
]
