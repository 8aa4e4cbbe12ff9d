"""The website of an installation as a channel, opened for one run: where its files are and who reads it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from tasks import installation
from tasks.installation import Installation
from tasks.observing import observer_reader
from tasks.settings import OBSERVER

if TYPE_CHECKING:
    from tasks.channels.website.channel import Website


@contextmanager
def open_website(here: Installation) -> Iterator[Website]:
    """The website as a channel; where no web server is configured one is started for the reading back."""
    from tasks.channels.website.channel import Website
    from tasks.channels.website.page_content import Site
    from tasks.channels.website.rendering import Pages
    from tasks.channels.website.serving import running_site

    settings, identity = here.settings, here.settings.site
    pages = Pages(
        Site(
            identity.name,
            identity.publisher,
            identity.base_url,
            id_code=identity.id_code,
            contact=identity.contact,
        )
    )
    key = settings.home / "keys" / "log-signing.pem"
    observed = settings.site.reading == OBSERVER

    def website(read_from: str) -> Website:
        site = Website(
            settings.site_root, pages, read_from, key, identity.log_origin, installation.real_clock
        )
        return _through_observers(here, site) if observed else site

    if settings.site_url and not observed:
        yield website(settings.site_url)
        return
    with running_site(settings.site_root) as url:
        yield website(url)


def _through_observers(here: Installation, site: Website) -> Website:
    """The same website, read by its observers beyond the network gap."""
    reader = observer_reader(here)
    return replace(site, reader=reader, unseen=reader.unseen)
