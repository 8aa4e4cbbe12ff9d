"""The current snapshot for colleagues on the network: DuckDB's own client-server protocol, reading only.

Who has the token may ask one SELECT at a time. They can neither write nor reach files, settings or the server itself;
a new snapshot takes the place of the former between two questions, so an answer always comes from one of them.
"""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from tasks.warehouse.snapshots import current_snapshot, private_link

EXTENSIONS = ("httpfs", "quack")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_CONFIGURATION: dict[str, Any] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "1GB",
    "threads": 2,
    "max_temp_directory_size": "5GB",
}
_FOR_CLIENTS = (
    "range", "generate_series", "unnest", "repeat", "repeat_row", "summary", "query_table", "json_each", "json_tree",
    "duckdb_tables", "duckdb_views", "duckdb_columns", "duckdb_schemas", "duckdb_databases", "duckdb_functions",
    "duckdb_types", "whoami",
)  # fmt: skip
"""Functions of DuckDB's own that may stand in FROM; every other one there is, is refused. Macros of the snapshot may."""
_OTHERS = """
SELECT string_agg(DISTINCT regexp_escape(function_name), '|')
FROM duckdb_functions()
WHERE (function_type IN ('table', 'pragma') OR (function_type = 'table_macro' AND internal)
        OR function_name IN ('write_log', 'nextval', 'currval'))
    AND NOT list_contains($allowed, function_name)
"""
_ONLY_SELECTS = """
CREATE MACRO only_selects(session, asked) AS
    json_extract_string(json_serialize_sql(asked::VARCHAR), '$.error') = 'false'
    AND json_array_length(json_serialize_sql(asked::VARCHAR), '$.statements') = 1
    AND NOT regexp_matches(json_serialize_sql(asked::VARCHAR)::VARCHAR, '(?i)"function_name":"({others})"')
"""


class QueryServerFault(Exception):
    """The server cannot be started; the sentence says why and how to mend it."""


@dataclass(slots=True)
class QueryServer:
    """One server on a folder of snapshots; `follow` now and then brings it to the newest."""

    folder: Path
    listen: str
    token: str
    _connection: duckdb.DuckDBPyConnection = field(init=False)
    _spill: tempfile.TemporaryDirectory[str] = field(init=False)
    _shown: tuple[str, int] | None = field(default=None, init=False)
    _attached: list[str] = field(default_factory=list, init=False)

    def __enter__(self) -> Self:
        """Start; QueryServerFault where a part is missing or the address is taken."""
        self._spill = tempfile.TemporaryDirectory(prefix="gongshi-query-")
        self._connection = duckdb.connect(":memory:", config=_CONFIGURATION)
        try:
            for name in EXTENSIONS:
                self._connection.execute(f"LOAD {_quoted(str(_extension(name)))}")
            others = self._connection.execute(_OTHERS, {"allowed": list(_FOR_CLIENTS)}).fetchall()[0][0]
            self._connection.execute(_ONLY_SELECTS.replace("{others}", others.replace("'", "''")))
            for name, value in (
                ("temp_directory", _quoted(self._spill.name)),
                ("allowed_directories", f"[{_quoted(str(self.folder.resolve()) + '/')}]"),
                ("GLOBAL quack_authorization_function", "'only_selects'"),
            ):
                self._connection.execute(f"SET {name} = {value}")
            self._serve()
            self._connection.execute("SET enable_external_access = false; SET lock_configuration = true")
        except duckdb.Error as error:
            self.__exit__(None, None, None)
            raise QueryServerFault(
                f"查询服务无法在{self.listen}启动：{str(error).splitlines()[0]}"
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening; running questions end."""
        self._connection.close()
        self._spill.cleanup()

    def _serve(self) -> None:
        host = self.listen.rpartition(":")[0].strip("[]")
        open_to_others = "" if host in LOOPBACK else ", allow_other_hostname := true, disable_ssl := true"
        uri, token = _quoted(f"quack:{self.listen}"), _quoted(self.token)
        self._connection.execute(f"CALL quack_serve({uri}, token := {token}{open_to_others})")

    @property
    def showing(self) -> str:
        """The name of the snapshot that is shown, "" where none is."""
        return self._shown[0] if self._shown else ""

    def follow(self) -> str | None:
        """Show the current snapshot; its name where it is another than before, or was written anew, else None.

        The former one is let go a call later: a question may be between its reading and its start.
        """
        self._let_go()
        snapshot = current_snapshot(self.folder)
        if snapshot is None:
            self._show_nothing()
            return None
        identity = (snapshot.name, snapshot.stat().st_ino)
        if identity == self._shown:
            return None
        name = f"{snapshot.stem}-{identity[1]}"
        with private_link(snapshot) as link:
            self._connection.execute(f"ATTACH {_quoted(str(link))} AS {_named(name)} (READ_ONLY)")
        self._show(name)
        self._shown = identity
        self._attached.append(name)
        return snapshot.name

    def _show_nothing(self) -> None:
        """A snapshot that is gone, since text in it had to go, is not read on."""
        if self._shown is not None:
            for kind, name in _shown_names(self._connection):
                self._connection.execute(f"DROP {kind} memory.main.{_named(name)}")
            self._shown = None
        for former in self._attached:
            self._connection.execute(f"DETACH {_named(former)}")
        self._attached.clear()

    def _let_go(self) -> None:
        for former in self._attached[:-1]:
            self._connection.execute(f"DETACH {_named(former)}")
        del self._attached[:-1]

    def _show(self, name: str) -> None:
        """In one transaction: what is asked without a database's name comes from this snapshot."""
        self._connection.execute("BEGIN")
        for statement in _views(self._connection, name):
            self._connection.execute(statement)
        self._connection.execute("COMMIT")


def _views(connection: duckdb.DuckDBPyConnection, name: str) -> Iterator[str]:
    tables = connection.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_catalog = ? AND table_schema = 'main'",
        [name],
    ).fetchall()
    macros = connection.execute(
        "SELECT function_name, parameters, macro_definition FROM duckdb_functions() "
        "WHERE database_name = ? AND function_type = 'table_macro' AND NOT internal",
        [name],
    ).fetchall()
    for (table,) in tables:
        yield f"CREATE OR REPLACE VIEW memory.main.{_named(table)} AS FROM {_named(name)}.main.{_named(table)}"
    for macro, parameters, definition in macros:
        named = ", ".join(map(_named, parameters))
        yield f"CREATE OR REPLACE MACRO memory.main.{_named(macro)}({named}) AS TABLE {definition}"


def _shown_names(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return connection.execute(
        "SELECT 'VIEW', view_name FROM duckdb_views() WHERE database_name = 'memory' AND NOT internal "
        "UNION ALL SELECT 'MACRO TABLE', function_name FROM duckdb_functions() "
        "WHERE database_name = 'memory' AND function_type = 'table_macro' AND NOT internal"
    ).fetchall()


def _extension(name: str) -> Path:
    found = importlib.util.find_spec(f"duckdb_extension_{name}")
    if found is None or not found.submodule_search_locations:
        raise QueryServerFault("查询服务的组件未安装，请执行 pip install 'gongshi[query-server]'")
    folder = Path(found.submodule_search_locations[0]) / "extensions" / f"v{duckdb.__version__}"
    path = folder / f"{name}.duckdb_extension"
    if not path.is_file():
        raise QueryServerFault(f"查询服务的组件{name}与DuckDB {duckdb.__version__}版本不符，请按锁定文件安装")
    return path


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _named(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
