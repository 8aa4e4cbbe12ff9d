"""Fixtures of the fault tests: an office with a register of its own, a city platform that misbehaves."""

from tests.office import office, site_server, sqlite_office
from tests.platform_server import platform

__all__ = ["office", "platform", "site_server", "sqlite_office"]
