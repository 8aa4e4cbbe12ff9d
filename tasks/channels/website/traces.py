"""Places of the website that still show a withdrawn decision: one pass over every file (promise 4).

Page ids are looked up as whole words, and so are document numbers of the usual form (…〔2026〕12号) by what stands
before them; only numbers of another form are searched for one by one. Memory grows with the decisions that left the
site, some hundred bytes each, not with the files.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from markupsafe import escape

from tasks.channels.website import addresses
from tasks.channels.website.channel import Website
from tasks.channels.website.files import GONE, PUBLIC, gone_file, is_address, public_file
from tasks.channels.website.markup import fit_text
from tasks.channels.website.site_tree import walked
from tasks.law.reconciling import Shape
from tasks.register.database import Register
from tasks.register.ended_rows import EndedDecision, numbers_in_use, read_ended

_WORD = re.compile(rb"(?<![0-9a-z])[0-9a-z]{16,26}(?![0-9a-z])")
_CORE = re.compile("〔\\d{4}〕[0-9A-Za-z-]+".encode())
_USUAL = re.compile("[^〔〕]{1,40}(〔\\d{4}〕[0-9A-Za-z-]+)号?")
_LOG = "/log/"
_PAST = b'<ul class="past">'
"""Where a decision page names what it replaced (reports/website/decision.html)."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A file of the site that shows a decision which left it; `shown` is its page id or document number."""

    path: str
    document_number: str
    shown: str

    @property
    def problem(self) -> str:
        """What an officer reads."""
        return f"仍显示已撤下的决定（{self.shown}）"


def find_traces(register: Register, website: Website) -> list[Trace]:
    """Every file, public or gone, that shows a withdrawn decision where the law does not want it told."""
    with register.reading() as connection:
        ended = read_ended(connection)
    if not ended:
        return []
    found = list(_search(website.root, _Sought(ended)))
    with register.reading() as connection:
        cited = numbers_in_use(connection, {t.shown for t in found if t.shown == t.document_number})
    return [trace for trace in found if trace.shown not in cited]


class _Sought:
    """What must not show, arranged for looking up what a file holds."""

    def __init__(self, ended: Iterable[EndedDecision]) -> None:
        self.pages: dict[bytes, EndedDecision] = {}
        self.by_core: dict[bytes, list[tuple[bytes, EndedDecision]]] = defaultdict(list)
        self.others: list[tuple[tuple[bytes, ...], EndedDecision]] = []
        for one in ended:
            self.pages[one.page_id.encode()] = one
            number = fit_text(one.document_number)
            usual = _USUAL.fullmatch(number)
            if usual:
                self.by_core[usual[1].encode()].append((number.encode(), one))
            elif len(number.strip()) > 1:
                self.others.append((_spellings(number), one))

    def in_file(self, body: bytes) -> Iterator[tuple[EndedDecision, str]]:
        """What of it a file shows, each once."""
        for word in {*_WORD.findall(body)} & self.pages.keys():
            yield self.pages[word], word.decode()
        for core in {*_CORE.findall(body)} & self.by_core.keys():
            for number, one in self.by_core[core]:
                if number in body:
                    yield one, one.document_number
        for spellings, one in self.others:
            if any(spelling in body for spelling in spellings):
                yield one, one.document_number


def _spellings(number: str) -> tuple[bytes, ...]:
    """A number as pages, XML, JSON and CSV write it."""
    quoted = number.replace("\\", "\\\\").replace('"', '\\"')
    return tuple({text.encode() for text in (number, str(escape(number)), quoted, number.replace('"', '""'))})


def _search(root: Path, sought: _Sought) -> Iterator[Trace]:
    for tree, file_at in ((PUBLIC, public_file), (GONE, gone_file)):
        for portion in walked(root / tree):
            for path, shape in sorted(portion.items()):
                if shape is Shape.FILE and is_address(path) and not path.startswith(_LOG):
                    yield from _in_file(path, file_at(root, path), sought)


def _in_file(path: str, file: Path, sought: _Sought) -> Iterator[Trace]:
    try:
        body = file.read_bytes()
    except FileNotFoundError:
        return  # taken down while we looked
    for one, shown in sought.in_file(body):
        if not (one.told and _may_tell(path, one, body)):
            yield Trace(path, one.document_number, shown)


def _may_tell(path: str, one: EndedDecision, body: bytes) -> bool:
    """A told ending shows in the list of withdrawals, at its own address, and where its successor leads back."""
    if path.startswith("/withdrawals/") or path == addresses.decision_page(one.page_id):
        return True
    past = body.partition(_PAST)[2].partition(b"</ul>")[0]
    return path.startswith("/decisions/") and one.page_id.encode() in past
