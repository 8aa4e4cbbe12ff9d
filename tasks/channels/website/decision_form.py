"""The decision page as a form: the template rendered once, then cut where a decision's own texts go.

Filling it gives exactly what the template would give, several times as fast; every text is escaped on the way. The
few pages that tell of their past come straight from the template.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jinja2 import Template
from markupsafe import escape

from tasks.channels.website.markup import fit, fit_text, is_fit
from tasks.channels.website.page_content import NO_OFFICE, Entry, Site
from tasks.law.acts import ACT_SLUGS, ActType

_NAMES = (
    "page_id",
    "title",
    "authority",
    "document_number",
    "decided_on",
    "year",
    "published_on",
    "published_day",
    "office",
    "url",
    "log_origin",
    "leaf_index",
    "salt_hex",
    "edition_hash_hex",
)
# One private-use character stands for one text while the template is cut, and nowhere else.
_MARKS = {name: chr(0xE000 + index) for index, name in enumerate((*_NAMES, "field_name", "field_value"))}
_SLOTS = {mark: index for index, mark in enumerate(_MARKS.values())}
_ANY_MARK = re.compile(f"([{''.join(_MARKS.values())}])")
_BETWEEN = "\x00"  # no fit text holds it


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the page: constant texts, and between them the slots of the decision's texts."""

    constants: tuple[str, ...]
    slots: tuple[int, ...]

    def fill(self, texts: list[str]) -> Iterator[str]:
        for constant, slot in zip(self.constants, self.slots, strict=False):
            yield constant
            yield texts[slot]
        yield self.constants[-1]


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """The page of one act type, redacted or not, cut into what is constant and what is a decision's."""

    head: _Piece
    row: tuple[str, str, str]
    tail: _Piece

    def fill(self, entry: Entry, url: str) -> bytes:
        """The page of a decision as UTF-8."""
        fixed = _texts(entry, url)
        values = [text for field in entry.fields.items() if field[1] for text in field]
        texts = _escaped(fixed + values)
        before, between, after = self.row
        count = len(fixed)
        parts = [*self.head.fill(texts)]
        for name, value in zip(texts[count::2], texts[count + 1 :: 2], strict=True):
            parts += (before, name, between, value, after)
        parts += self.tail.fill(texts)
        return "".join(parts).encode()


def _texts(entry: Entry, url: str) -> list[str]:
    """A decision's texts in the order of their names."""
    return [
        entry.page_id,
        entry.title,
        entry.authority,
        entry.document_number,
        entry.decided_on,
        entry.decided_on[:4],
        entry.published_on,
        entry.published_on[:10],
        entry.office or NO_OFFICE,
        url,
        entry.log_origin,
        str(entry.leaf_index),
        entry.salt_hex,
        entry.edition_hash_hex,
    ]


def _escaped(texts: list[str]) -> list[str]:
    """All texts fit to be shown and escaped, in one go."""
    if not is_fit("".join(texts)):
        texts = [fit_text(text) for text in texts]
    return str(escape(_BETWEEN.join(texts))).split(_BETWEEN)


def cut(
    template: Template, fixed: Mapping[str, object], act_type: ActType, *, redacted: bool
) -> DecisionForm:
    """Render the template with marks in place of a decision's texts and cut it at them."""
    site = fixed["site"]
    marks = {name: _MARKS[name] for name in _NAMES}
    if not (isinstance(site, Site) and site.base_url):
        marks["url"] = ""
    values = {**fixed, **marks}
    row = {_MARKS["field_name"]: _MARKS["field_value"]}
    values |= {"revision": None, "replaces": ()}
    without = _render(template, act_type, values, {}, redacted=redacted)
    with_one = _render(template, act_type, values, row, redacted=redacted)
    start = next(index for index, pair in enumerate(zip(without, with_one, strict=False)) if len({*pair}) > 1)
    before, _, between, _, after = _ANY_MARK.split(with_one[start : start + len(with_one) - len(without)])
    return DecisionForm(_piece(without[:start]), (before, between, after), _piece(without[start:]))


def _render(
    template: Template,
    act_type: ActType,
    values: Mapping[str, object],
    fields: Mapping[str, str],
    *,
    redacted: bool,
) -> str:
    return template.render(
        values, fields=fields, act_type=act_type, slug=ACT_SLUGS[act_type], redacted=redacted, root="../../"
    )


def render_entry(template: Template, fixed: Mapping[str, object], entry: Entry, url: str) -> bytes:
    """A decision's page straight from the template: for one with a past, and what the form must equal."""
    texts = {name: fit_text(text) for name, text in zip(_NAMES, _texts(entry, url), strict=True)}
    fields = {fit_text(name): fit_text(value) for name, value in entry.fields.items()}
    past = {"revision": entry.revision, "replaces": [fit(one) for one in entry.replaces]}
    values = {**fixed, **texts, **past}
    return _render(template, entry.act_type, values, fields, redacted=entry.redacted).encode()


def _piece(text: str) -> _Piece:
    found = _ANY_MARK.split(text)
    return _Piece(tuple(found[::2]), tuple(_SLOTS[mark] for mark in found[1::2]))
