"""Fixtures of the flow runs: an office with a register of its own, on SQLite and on PostgreSQL."""

from tests.office import office, site_server, sqlite_office

__all__ = ["office", "site_server", "sqlite_office"]
