"""The templates, compiled once, and the one rule for text from outside: it is content, never markup."""

import hashlib
import re
import uuid
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tasks.channels.website import addresses
from tasks.channels.website.page_content import (
    CREDIT_NOTICE,
    CREDIT_USE,
    NO_OFFICE,
    REDACTED_NOTICE,
    successor_name,
    title_in_list,
)

TEMPLATES = Path(__file__).resolve().parents[3] / "reports" / "website"

_Shown = TypeVar("_Shown")
# What XML 1.0 forbids, and the marks that make text read in another order than it is written.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
REPLACEMENT = "\ufffd"


def fit_text(text: str) -> str:
    """The text with every character replaced that XML forbids or that would turn its reading order."""
    return _UNFIT.sub(REPLACEMENT, text)


def is_fit(text: str) -> bool:
    """Whether every character of the text may stand in a page."""
    return _UNFIT.search(text) is None


def fit(value: _Shown) -> _Shown:
    """A value of page content with all its texts fit to be shown; itself where they already are."""
    changed: dict[str, object] = {}
    for each in fields(value):  # type: ignore[arg-type]
        content = getattr(value, each.name)
        if type(content) is str and not is_fit(content):
            changed[each.name] = fit_text(content)
    return replace(value, **changed) if changed else value  # type: ignore[type-var]


@cache
def environment() -> Environment:
    """The template environment: everything is escaped, and an unknown name is an error."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        keep_trailing_newline=True,
    )
    env.globals.update(
        credit_notice=CREDIT_NOTICE,
        credit_use=CREDIT_USE,
        redacted_notice=REDACTED_NOTICE,
        successor_name=successor_name,
        no_office=NO_OFFICE,
        page_of=lambda page_id: addresses.decision_page(page_id)[1:],
        title_in_list=title_in_list,
        id_of=entry_urn,
        instant_of=instant_of,
    )
    return env


@cache
def hashed_asset(name: str) -> tuple[str, bytes]:
    """The address and the bytes of an asset; the address changes with the bytes, so it can be cached for good."""
    body = (TEMPLATES / name).read_bytes()
    stem, _, suffix = name.partition(".")
    return f"/{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{suffix}", body


def entry_urn(page_id: str) -> str:
    """A permanent identifier of a decision for feed readers, whatever the site's host."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"gongshi:decision:{page_id}").urn


def instant_of(published_on: str) -> str:
    """A Shanghai date, or date and time, as Atom wants it."""
    day, clock = published_on[:10], published_on[11:16] or "00:00"
    return f"{day}T{clock}:00+08:00"
