"""Steps that bring decisions onto the website and take them off it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tasks.installation import Installation
from tasks.register.claims import claim
from tasks.steps import step
from tasks.websites import open_website

if TYPE_CHECKING:
    from tasks.channels.website.channel import Website


@dataclass(frozen=True, slots=True)
class Published:
    """What a run did on the website."""

    published: int = 0
    withdrawn: int = 0
    lists: int = 0
    problems: tuple[str, ...] = ()

    def beside(self, problems: Sequence[str]) -> Published:
        """The same with problems met before the website was touched."""
        return replace(self, problems=(*problems, *self.problems))


@step("发布到网站", retries=2)
def publish_website(here: Installation) -> Published:
    """Publish what is due, renew the lists, publish the log's head; nothing where the log would fork."""
    from tasks.channels.website.log_files import KeyExposed, SecondHistory, check_history
    from tasks.channels.website.log_notes import BrokenNote
    from tasks.channels.website.publish_pages import publish_pages
    from tasks.channels.website.stale_lists import refresh_lists
    from tasks.channels.website.withdraw_pages import remove_unread

    with claim(here.register, "website"), open_website(here) as website:
        try:
            check_history(here.register, website)
        except (SecondHistory, KeyExposed, BrokenNote) as refusal:
            return Published(problems=(str(refusal),))
        removed = remove_unread(here.register, website)
        pages = publish_pages(here.register, website)
        lists = refresh_lists(here.register, website)
        log = _publish_log(here, website)
    return Published(pages.published, 0, lists.changed, (*removed, *pages.problems, *lists.problems, *log))


@step("从网站撤下", retries=2)
def withdraw_website(here: Installation) -> Published:
    """Take down what must come down, renew the lists, publish the log's head."""
    from tasks.channels.website.withdraw_pages import remove_unread, withdraw_pages

    with claim(here.register, "website"), open_website(here) as website:
        removed = remove_unread(here.register, website)
        pages = withdraw_pages(here.register, website)
        log = _publish_log(here, website)
    return Published(0, pages.withdrawn, 0, (*removed, *pages.problems, *log))


def _publish_log(here: Installation, website: Website) -> tuple[str, ...]:
    """Publish the log's head; what keeps it from being signed is a problem of the run, not its end."""
    from tasks.channels.website.log_files import KeyExposed, SecondHistory, publish_log
    from tasks.channels.website.log_notes import BrokenNote

    try:
        return publish_log(here.register, website).problems
    except (SecondHistory, KeyExposed, BrokenNote) as refusal:
        return (str(refusal),)
