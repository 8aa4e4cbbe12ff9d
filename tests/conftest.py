"""Fixtures shared by all tests: the servers found on this machine, and what to do where one is missing."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

NOTHING_LEFT_OUT = os.environ.get("GONGSHI_TEST_ALL") == "1"
"""Set by .ci/run: a missing server or browser then fails the test instead of leaving it out."""

_POSTGRES = os.environ.get(
    "GONGSHI_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)
_MARIADB = os.environ.get(
    "GONGSHI_TEST_MARIADB_URL", "mysql+pymysql://root@127.0.0.1:3306/mysql?charset=utf8mb4"
)


def leave_out(what: str, how: str = "make system") -> None:
    """Leave a test out with a sentence where what it needs is not installed; fail where nothing may be left out."""
    sentence = f"left out: {what} (install with `{how}`)"
    if NOTHING_LEFT_OUT:
        pytest.fail(f"GONGSHI_TEST_ALL=1, but {sentence}")
    pytest.skip(sentence)


def _throwaway_database(admin_url: str, what: str) -> Iterator[str]:
    name = f"gongshi_{uuid.uuid4().hex[:12]}"
    admin = sa.create_engine(admin_url, isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
    except sa.exc.OperationalError:
        leave_out(what)
    try:
        yield sa.make_url(admin_url).set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            force = " WITH (FORCE)" if admin.dialect.name == "postgresql" else ""
            connection.execute(sa.text(f"DROP DATABASE {name}{force}"))
        admin.dispose()


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """A fresh database on the local PostgreSQL, dropped afterwards."""
    yield from _throwaway_database(_POSTGRES, "PostgreSQL")


@pytest.fixture
def mariadb_url() -> Iterator[str]:
    """A fresh database on the local MariaDB, dropped afterwards."""
    yield from _throwaway_database(_MARIADB, "MariaDB")


@pytest.fixture(scope="session")
def nginx_binary() -> str:
    """Path of nginx."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if not found:
        leave_out("nginx")
    return str(found)


@pytest.fixture(scope="session")
def chromium() -> tuple[str, str]:
    """Paths of Chromium and its driver."""
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not browser or not driver:
        leave_out("Chromium")
    return str(browser), str(driver)
