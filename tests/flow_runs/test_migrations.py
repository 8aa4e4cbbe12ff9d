"""The register's tables: the scripts make what the code expects, on both databases, and opening again is cheap."""

from __future__ import annotations

import re
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event

from tasks.register import migrations
from tasks.register.schema import metadata
from tests.office import Office

SCRIPTS = Path(migrations.__file__).parent / "versions"


def test_the_migrated_tables_are_those_of_the_schema(office: Office) -> None:
    with office.open() as here, here.register.writing() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_head_names_the_newest_script_and_each_follows_the_one_before() -> None:
    scripts = sorted(path for path in SCRIPTS.glob("[0-9]*.py"))
    revisions = [re.search(r'^revision = "(\w+)"', p.read_text(), re.M) for p in scripts]
    befores = [re.search(r"^down_revision = (.+)", p.read_text(), re.M) for p in scripts]
    names = [found[1] for found in revisions if found]
    assert names[-1] == migrations.HEAD
    assert [found[1].strip('"') for found in befores if found] == ["None", *names[:-1]]


def test_opening_a_register_again_costs_a_few_queries_and_changes_nothing(office: Office) -> None:
    with office.open():
        pass
    statements: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        with office.open():
            pass
    finally:
        event.remove(sa.Engine, "before_cursor_execute", note)
    assert len(statements) <= 8
    assert not [text for text in statements if re.match(r"\s*(CREATE|ALTER|INSERT|UPDATE|DROP)", text)]
