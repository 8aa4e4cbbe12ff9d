"""What programs read: the public edition, downloads, feed and sitemaps, each with the flag of clause G12."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from tasks.channels.website import addresses, markup
from tasks.channels.website.addresses import Part
from tasks.channels.website.markup import fit, fit_text
from tasks.channels.website.overviews import download_files
from tasks.channels.website.page_content import (
    CREDIT_NOTICE,
    CREDIT_USE,
    REDACTED_NOTICE,
    DeletedEntry,
    Entry,
    ListRow,
    PartCount,
    Site,
)

_FLAG: dict[str, Any] = {"credit-rating-use": CREDIT_USE, "notice": CREDIT_NOTICE}
_FORMULA_START = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]").match


def download_json(site: Site, part: Part, number: int, entries: Iterable[Entry]) -> bytes:
    """One download file as JSON."""
    head = {**_FLAG, "act-type": addresses.act_type_of(part.slug), "month": part.month, "number": number}
    return _json({**head, "decisions": [_envelope(site, entry) for entry in entries]})


def download_csv(site: Site, entries: Sequence[Entry]) -> bytes:
    """One download file as CSV that Excel reads as UTF-8 and in which nothing runs as a formula."""
    columns = list(dict.fromkeys(name for entry in entries for name in entry.fields))
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(
        ["网址", *map(as_cell, columns), "承办处室", "发布日期", "公开文本摘要", "说明", CREDIT_NOTICE]
    )
    for entry in entries:
        writer.writerow(
            [
                site.base_url + addresses.decision_page(entry.page_id),
                *[as_cell(entry.fields.get(name, "")) for name in columns],
                as_cell(entry.office),
                entry.published_on[:10],
                entry.edition_hash_hex,
                REDACTED_NOTICE if entry.redacted else "",
                CREDIT_USE,
            ]
        )
    return b"\xef\xbb\xbf" + fit_text(text.getvalue()).encode()


def as_cell(text: str) -> str:
    """A text as a table cell: one a spreadsheet would run as a formula gets a leading apostrophe."""
    return "'" + text if _FORMULA_START(text) else text


def feed(site: Site, rows: Sequence[ListRow], removed: Sequence[DeletedEntry], today: str) -> bytes:
    """The newest decisions and removals as Atom, each newest first; `today` dates an empty feed.

    A removal is a deleted-entry (RFC 6721) that names nothing but the entry's own opaque id.
    """
    shown = [fit(row) for row in rows[: addresses.FEED_SIZE]]
    gone = removed[: addresses.FEED_SIZE]
    moments = [*(markup.instant_of(row.published_on) for row in shown), *(one.when for one in gone)]
    return _xml(
        "feed.xml",
        site,
        rows=shown,
        removed=gone,
        updated=max(moments, default=markup.instant_of(today)),
        feed_id=markup.entry_urn(f"feed:{site.base_url or site.name}"),
    )


def sitemap(site: Site, rows: Iterable[ListRow]) -> bytes:
    """One block of decisions as a sitemap."""
    return _xml("sitemap.xml", site, rows=rows)


def sitemap_index(site: Site, parts: Sequence[PartCount]) -> bytes:
    """The index of all sitemaps of the act types' parts."""
    started = sorted((each for each in parts if each.next_ordinal), key=lambda each: each.part)
    paths = [
        addresses.sitemap(each.part, number)
        for each in started
        for number in download_files((each,))[0].files
    ]
    return _xml("sitemap_index.xml", site, paths=paths)


def _xml(name: str, site: Site, **values: object) -> bytes:
    template = markup.environment().get_template(name)
    return template.render(site=fit(site), prefix=site.base_url, **values).encode()


def _envelope(site: Site, entry: Entry) -> dict[str, Any]:
    return {
        "page": site.base_url + addresses.decision_page(entry.page_id),
        "act-type": str(entry.act_type),
        "office": entry.office,
        "published-on": entry.published_on,
        "redacted": entry.redacted,
        "edition": dict(entry.fields),
        "edition-sha256": entry.edition_hash_hex,
        "log": {"origin": entry.log_origin, "index": entry.leaf_index, "salt": entry.salt_hex},
    }


def _json(value: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(value) + b"\n"
    except TypeError:  # a lone surrogate, which no UTF-8 can carry
        return orjson.dumps(_encodable(value)) + b"\n"


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_encodable(name): _encodable(each) for name, each in value.items()}
    return [_encodable(each) for each in value] if isinstance(value, list) else value
