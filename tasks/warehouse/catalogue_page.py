"""The catalogue page beside the current snapshot: one HTML file that asks nothing of anybody.

It is taken away before another snapshot becomes current and written anew after, so that a page that is there belongs to
the current snapshot.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tasks.warehouse.catalogue import Catalogue, read_catalogue
from tasks.warehouse.ready_queries import READY_QUERIES
from tasks.warehouse.snapshots import CURRENT, PAGE

TEMPLATES = Path(__file__).parents[2] / "reports" / "catalogue"
_HEAD_BYTES = 1024


def renew_page(snapshot: Path, publisher: str) -> Path:
    """Write the page beside its snapshot where it is missing or made by other templates or queries.

    The caller holds the claim "warehouse", and `snapshot` is the current one.
    """
    page, mark = snapshot.with_name(PAGE), _mark(snapshot, publisher)
    if not _bears(page, mark):
        hidden = page.with_name(f".{PAGE}")
        hidden.write_bytes(render_page(read_catalogue(snapshot), publisher, mark))
        hidden.replace(page)
    return page


def render_page(catalogue: Catalogue, publisher: str, mark: str = "") -> bytes:
    """The page as bytes; the same snapshot gives the same ones."""
    template = _environment().get_template("catalogue.html")
    return template.render(
        catalogue=catalogue, publisher=publisher, mark=mark or catalogue.snapshot, database=CURRENT
    ).encode()


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _mark(snapshot: Path, publisher: str) -> str:
    """What a page is made of beside the code: changes when the page would."""
    texts = (*sorted(TEMPLATES.iterdir()), *sorted(READY_QUERIES.iterdir()))
    digest = hashlib.sha256(b"\0".join([publisher.encode(), *(path.read_bytes() for path in texts)]))
    return f"{snapshot.name} {digest.hexdigest()[:16]}"


def _bears(page: Path, mark: str) -> bool:
    if not page.exists():
        return False
    with page.open("rb") as file:
        return f'content="{mark}"'.encode() in file.read(_HEAD_BYTES)
