"""Reading a page of somebody else's template: the visible text of the section that is ours, and its metadata."""

from __future__ import annotations

from collections.abc import Iterable
from html.parser import HTMLParser

MARK = "data-gongshi"
_UNSEEN = frozenset({"script", "style", "template"})


def one_line(texts: Iterable[str]) -> str:
    """Texts as a reader sees them, whatever the line breaks and indents of a template: one space between words."""
    return " ".join(" ".join(texts).split())


class _Reader(HTMLParser):
    """Collects the texts of every section with the mark; elements of the section's own kind may nest in it."""

    def __init__(self, mark: str) -> None:
        super().__init__(convert_charrefs=True)
        self.sections: list[list[str]] = []
        self.metadata: list[tuple[str, str]] = []
        self.links: list[str] = []
        self.hidden = False
        self._mark, self._tag, self._depth, self._unseen = mark, "", 0, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "meta" and named.get("name"):
            self.metadata.append((named["name"] or "", named.get("content") or ""))
        if tag == "a" and named.get("href"):
            self.links.append(named["href"] or "")
        self._unseen += tag in _UNSEEN
        if self._depth:
            self._depth += tag == self._tag
        elif named.get(MARK) == self._mark:
            self.sections.append([])
            self._tag, self._depth = tag, 1
        self.hidden = self.hidden or bool(self._depth and "hidden" in named)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """HTML knows no element that closes itself: `<div/>` opens one."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        self._depth -= bool(self._depth and tag == self._tag)

    def handle_data(self, data: str) -> None:
        if self._depth and not self._unseen:
            self.sections[-1].append(data)


def _read(page: bytes, mark: str) -> _Reader:
    reader = _Reader(mark)
    reader.feed(page.decode(errors="replace"))
    reader.close()
    return reader


def marked_text(page: bytes, mark: str) -> str | None:
    """The visible text of the one section so marked; None where there is none, several, or a hidden one."""
    reader = _read(page, mark)
    if len(reader.sections) != 1 or reader.hidden:
        return None
    return one_line(reader.sections[0])


def page_metadata(page: bytes) -> frozenset[tuple[str, str]]:
    """Name and content of every `meta` of a page, spaces made one."""
    return frozenset((name, one_line([content])) for name, content in _read(page, "").metadata)


def links(page: bytes) -> list[str]:
    """Where the links of a page lead, in order."""
    return _read(page, "").links
