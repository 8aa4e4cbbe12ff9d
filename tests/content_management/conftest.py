"""Fixtures of the content management tests: one running portal for a session, and the channel that speaks to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.channels.content_management.channel import ContentManagement
from tests.conftest import leave_out
from tests.content_management.deliveries import configured
from tests.content_management.portal import PYTHON, Portal, prepared_portal
from tests.office import site_server, sqlite_office

__all__ = ["cms", "portal", "session_portal", "site_server", "sqlite_office"]


@pytest.fixture(scope="session")
def session_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    if not PYTHON.exists():
        leave_out("the content management portal", "make cms")
    portal = prepared_portal(tmp_path_factory.mktemp("portal"))
    try:
        yield portal
    finally:
        portal.close()


@pytest.fixture
def portal(session_portal: Portal) -> Portal:
    """The portal, running, whatever the test before did to it."""
    if session_portal.process is None or session_portal.process.poll() is not None:
        session_portal.start()
    return session_portal


@pytest.fixture
def cms(portal: Portal, tmp_path: Path) -> ContentManagement:
    """The channel to the portal."""
    return configured(tmp_path, portal.url)
