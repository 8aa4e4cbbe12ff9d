"""Reaching the table of a database source: address, reflection, reading only, failures told clearly."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from tasks.sources.environment import resolved, variable
from tasks.sources.pulled import SourceFailure, source_finding
from tasks.sources.settings import DatabaseSettings
from tasks.sources.source import Source

_DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mysql+pymysql",
}
_CONNECT_ARGUMENTS: dict[str, dict[str, Any]] = {
    "sqlite": {"timeout": 30},
    "postgresql": {"connect_timeout": 10},
    "mysql": {"connect_timeout": 10, "read_timeout": 600, "charset": "utf8mb4"},
}
_READ_ONLY = {
    "sqlite": "PRAGMA query_only = ON",
    "postgresql": "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    "mysql": "SET SESSION TRANSACTION READ ONLY",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was found with the columns the configuration names."""

    engine: sa.Engine
    source: str
    origin: str
    clause: sa.TableClause
    names: list[str]
    key: sa.ColumnClause[Any]
    stamp: sa.ColumnClause[Any]
    key_may_be_empty: bool

    @property
    def columns(self) -> list[sa.ColumnClause[Any]]:
        """All columns, in the table's order."""
        return [self.clause.c[name] for name in self.names]

    def value(self, value: object) -> sa.BindParameter[Any]:
        """A value the driver compares by its own type, without a cast in the statement."""
        return sa.bindparam(None, value, type_=sa.types.NullType(), unique=True)

    def run(self, query: sa.Select[Any]) -> list[sa.Row[Any]]:
        """All rows of a query, in a transaction of its own."""
        with telling_failures(self.source), self.engine.connect() as connection:
            return list(connection.execute(query).all())


@contextmanager
def opened_table(source: Source, settings: DatabaseSettings) -> Iterator[Table]:
    """The source's table, checked against what the database really has."""
    engine = _engine(source.name, settings)
    try:
        with telling_failures(source.name):
            table = _reflected(source, settings, engine)
        yield table
    finally:
        engine.dispose()


@contextmanager
def telling_failures(source: str) -> Iterator[None]:
    """Whatever the driver raises becomes one finding without secrets."""
    try:
        yield
    except sa.exc.DBAPIError as failure:
        reason = type(failure.orig).__name__ if failure.orig else type(failure).__name__
        raise SourceFailure(
            source_finding(
                "database-failed",
                f"来源“{source}”的数据库无法读取（{reason}）",
                "请检查数据库是否运行、网络是否连通、账号是否有只读权限",
            )
        ) from failure


def _engine(source: str, settings: DatabaseSettings) -> sa.Engine:
    url = _url(source, settings)
    backend = url.get_backend_name()
    if backend == "sqlite" and url.database and not Path(url.database).is_file():
        raise _misconfigured(source, f"的数据库文件 {url.database} 不存在", "请检查 url 中的路径", "url")
    try:
        engine = sa.create_engine(url, poolclass=StaticPool, connect_args=_CONNECT_ARGUMENTS.get(backend, {}))
    except (sa.exc.ArgumentError, ImportError) as problem:
        raise _misconfigured(
            source, f"的数据库类型 {url.drivername} 没有可用的驱动", "请改用支持的类型或安装驱动", "url"
        ) from problem
    statement = _READ_ONLY.get(backend)
    if statement:
        sa.event.listen(engine, "connect", lambda connection, _record: _say(connection, statement))
    return engine


def _say(connection: Any, statement: str) -> None:
    cursor = connection.cursor()
    cursor.execute(statement)
    cursor.close()
    connection.commit()


def _url(source: str, settings: DatabaseSettings) -> sa.URL:
    text = (
        variable(settings.url_variable, source) if settings.url_variable else resolved(settings.url, source)
    )
    if text:
        try:
            url = sa.make_url(text)
        except sa.exc.ArgumentError as problem:
            raise _misconfigured(
                source, "的数据库地址无法识别", "应形如 mysql+pymysql://用户@主机:端口/库名", "url"
            ) from problem
    else:
        url = sa.URL.create(
            settings.type,
            username=variable(settings.user_variable, source) if settings.user_variable else None,
            password=variable(settings.password_variable, source) if settings.password_variable else None,
            host=resolved(settings.host, source),
            port=settings.port,
            database=settings.database,
        )
    return url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))


def _reflected(source: Source, settings: DatabaseSettings, engine: sa.Engine) -> Table:
    inspector = sa.inspect(engine)
    schema = settings.schema_name or None
    try:
        columns = inspector.get_columns(settings.table, schema)
    except sa.exc.NoSuchTableError as problem:
        tables = [*inspector.get_table_names(schema), *inspector.get_view_names(schema)]
        raise _absent(source.name, "数据表", settings.table, "table", tables) from problem
    names = [str(column["name"]) for column in columns]
    for wanted, setting in ((settings.key_column, "keyColumn"), (settings.stamp_column, "stampColumn")):
        if wanted not in names:
            raise _absent(source.name, f"数据表 {settings.table} 的列", wanted, setting, names)
    clause = sa.table(settings.table, *(sa.column(name) for name in names), schema=schema)
    primary = inspector.get_pk_constraint(settings.table, schema).get("constrained_columns") or []
    nullable = {str(column["name"]) for column in columns if column.get("nullable", True)} - set(primary)
    return Table(
        engine,
        source.name,
        f"{source.name}:{settings.table}",
        clause,
        names,
        clause.c[settings.key_column],
        clause.c[settings.stamp_column],
        settings.key_column in nullable,
    )


def _absent(source: str, what: str, name: str, setting: str, known: list[str]) -> SourceFailure:
    folded = {one.casefold(): one for one in known}
    near = difflib.get_close_matches(name.casefold(), folded, n=1)
    hint = f"是否应为“{folded[near[0]]}”" if near else "请与来源系统的管理员核对"
    return _misconfigured(source, f"的{what} {name} 不存在", f"请检查 {setting}：{hint}", setting)


def _misconfigured(source: str, what: str, mending: str, setting: str) -> SourceFailure:
    return SourceFailure(
        source_finding("source-misconfigured", f"来源“{source}”{what}", mending, field=setting)
    )
