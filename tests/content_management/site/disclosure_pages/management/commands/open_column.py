"""`manage.py open_column SLUG TITLE URL`: the column under the site's root page, where there is none yet."""

from urllib.parse import urlsplit

from django.core.management.base import BaseCommand
from wagtail.models import Page, Site

from disclosure_pages.models import DecisionColumn


class Command(BaseCommand):
    """Make the column, and tell Wagtail under which address the public reads the site."""

    help = "建立行政执法公示栏目"

    def add_arguments(self, parser):
        """Address of the column, its title, and the site's address."""
        parser.add_argument("slug")
        parser.add_argument("title")
        parser.add_argument("url")

    def handle(self, *args, slug, title, url, **options):
        """Does nothing where the column is there."""
        site = Site.objects.get(is_default_site=True)
        parts = urlsplit(url)
        site.hostname, site.port = parts.hostname, parts.port or 80
        site.save()
        root = Page.objects.get(pk=site.root_page_id)
        if not DecisionColumn.objects.exists():
            root.add_child(instance=DecisionColumn(title=title, slug=slug, show_in_menus=True))
