"""A colleague's DuckDB in a process of its own: asks the query server and tells the answers as JSON lines.

python query_client.py HOST:PORT TOKEN            reads a statement a line, tells its rows or its error
python query_client.py HOST:PORT TOKEN SECONDS    asks whole snapshots in a loop, tells how each looked
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import duckdb


def connected(token: str) -> duckdb.DuckDBPyConnection:
    """A client with the protocol, without any download."""
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    for name in ("httpfs", "quack"):
        found = importlib.util.find_spec(f"duckdb_extension_{name}")
        assert found is not None
        assert found.submodule_search_locations
        folder = Path(found.submodule_search_locations[0]) / "extensions" / f"v{duckdb.__version__}"
        connection.execute(f"LOAD '{folder / name}.duckdb_extension'")
    connection.execute(f"CREATE SECRET (TYPE quack, TOKEN '{token}')")
    return connection


def ask(connection: duckdb.DuckDBPyConnection, server: str, statement: str) -> dict[str, object]:
    """The rows of a statement that the server runs, or what it said."""
    try:
        answer = connection.execute("SELECT * FROM quack_query(?, ?)", [f"quack:{server}", statement])
        return {"rows": [[str(cell) for cell in row] for row in answer.fetchall()]}
    except duckdb.Error as error:
        return {"error": str(error)}


def main() -> None:
    server, token = sys.argv[1:3]
    connection = connected(token)
    if len(sys.argv) == 3:
        for line in sys.stdin:
            print(json.dumps(ask(connection, server, json.loads(line))), flush=True)
        return
    whole = "SELECT count(*), min(n), max(n), (SELECT n FROM meta_snapshot) FROM core_decision"
    last = False
    while not last:
        last = Path(sys.argv[3]).exists()
        print(json.dumps(ask(connection, server, whole)), flush=True)


if __name__ == "__main__":
    main()
