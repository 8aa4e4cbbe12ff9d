"""The feed of the column."""

from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed

from disclosure_pages.models import DecisionColumn

NEWEST = 50


class DecisionFeed(Feed):
    """The newest decisions, as Atom."""

    feed_type = Atom1Feed

    def get_object(self, request):
        """The column."""
        return DecisionColumn.objects.live().get()

    def title(self, column):
        """The column's name."""
        return column.title

    def link(self, column):
        """The column's address."""
        return column.full_url

    def items(self, column):
        """The newest decisions."""
        return column.decisions().order_by("-first_published_at", "-pk")[:NEWEST]

    def item_title(self, item):
        """The decision's heading."""
        return item.heading

    def item_description(self, item):
        """Nothing beyond the heading."""
        return item.heading

    def item_link(self, item):
        """The decision's address."""
        return item.full_url

    def item_pubdate(self, item):
        """When it was first public here."""
        return item.first_published_at

    def item_updateddate(self, item):
        """When its text changed last."""
        return item.last_published_at
