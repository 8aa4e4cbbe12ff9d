"""What a reader of the website would see, for the privacy scan: decoded text and attribute values, not bytes.

The template is the same on every page, so it is scanned once (`template_texts`) and each decision by the
texts that fill it (`entry_texts`); `visible_texts` reads a finished page and proves that nothing else shows.
"""

from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

from tasks.channels.website.page_content import Entry, Site
from tasks.channels.website.rendering import Pages
from tasks.law.acts import ActType

_UNSEEN = frozenset({"script", "style"})
_READ_ATTRIBUTES = frozenset(
    {"content", "title", "alt", "href", "aria-label", "data-label", "value", "label"}
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        self.texts.extend(value for name, value in attrs if value and name in _READ_ATTRIBUTES)

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN

    def handle_data(self, data: str) -> None:
        if not self._unseen and (text := data.strip()):
            self.texts.append(text)

    def handle_comment(self, data: str) -> None:
        self.texts.append(data)


def visible_texts(page: bytes) -> list[str]:
    """Every text and readable attribute value of a page, decoded, in the order they stand."""
    reader = _Reader()
    reader.feed(page.decode())
    reader.close()
    return reader.texts


def entry_texts(entry: Entry) -> Iterator[str]:
    """Every text of a decision that its page, its JSON, the lists, the feed or a download show."""
    yield from (entry.title, entry.authority, entry.party, entry.document_number, entry.office)
    yield from entry.fields
    yield from entry.fields.values()
    yield from (one.document_number for one in entry.replaces)


def template_texts(site: Site) -> list[str]:
    """What every decision page of a site shows before any decision is filled in."""
    shown: dict[str, None] = {}
    blank = Entry("0" * 16, "", ActType.PENALTY, "", "", "", "", "", "", {}, True, 0, "", "", "")
    for act_type in ActType:
        page = Pages(site).decision(replace(blank, act_type=act_type))
        shown.update(dict.fromkeys(visible_texts(page)))
    return list(shown)
