"""Fixtures of the fault tests: an office with a register of its own."""

from tests.office import office, site_server, sqlite_office

__all__ = ["office", "site_server", "sqlite_office"]
