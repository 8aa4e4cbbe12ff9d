"""The app that shows enforcement decisions as pages of a Wagtail site."""

from django.apps import AppConfig


class DisclosurePages(AppConfig):
    """Copy this folder into an existing Wagtail project to let it be the website."""

    name = "disclosure_pages"
    verbose_name = "行政执法公示"
