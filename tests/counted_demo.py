"""The invented city, pulled, published, partly withdrawn and counted: what statisticians would have of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.count import count
from flows.pull import pull
from tasks.channels.website.serving import running_site
from tasks.demo.demo_city import build_demo
from tasks.law.shanghai import shanghai_date
from tasks.warehouse.snapshots import current_snapshot
from tests.office import NOW, Office


@dataclass(frozen=True)
class CountedDemo:
    """The current snapshot with its page, and what must be nowhere in anything made of it."""

    snapshot: Path
    page: Path
    private_texts: frozenset[str]


@pytest.fixture(scope="session")
def counted_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CountedDemo]:
    """The demonstration of some hundred decisions, counted once for a test process."""
    home = tmp_path_factory.mktemp("counted") / "home"
    with pytest.MonkeyPatch.context() as patch, running_site(home / "site") as url:
        office = Office(home, f"sqlite:///{home / 'register.sqlite3'}", url, patch)
        with build_demo(home, shanghai_date(NOW), 20260101, 800) as city:
            pull()
            office.publish()
            city.changes_arrive()
            pull()
            office.withdraw()
            office.publish()
            count()
            private = city.private_texts
    snapshot = current_snapshot(home / "warehouse")
    assert snapshot is not None
    yield CountedDemo(snapshot, home / "warehouse" / "catalogue.html", private)
