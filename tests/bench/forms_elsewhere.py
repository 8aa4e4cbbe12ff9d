"""The same figures on the same rows by other means: pandas in memory, and PostgreSQL in a database of its own."""

from __future__ import annotations

import os
import uuid

import duckdb
import pyarrow as pa
import sqlalchemy as sa

COLUMNS = (
    "act_type, counted_year, counted_kind, authority_key, fine_fen, confiscated_fen, procedure_kind, review_date, "
    "not_counted"
)
ADMIN = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"


class Pandas:
    """All rows as one frame; loading it is not counted."""

    name = "pandas"

    def __init__(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        self._rows = warehouse.execute(f"SELECT {COLUMNS} FROM core_decision").df()

    def count(self, year: int) -> dict[str, int]:
        """The totals, by way of the same groups the forms need."""
        rows = self._rows
        rows = rows[(rows.counted_year == year) & rows.not_counted.isna()]
        rows = rows.assign(fen=rows.fine_fen.fillna(0) + rows.confiscated_fen.fillna(0))
        groups = rows.groupby(["act_type", "authority_key", "counted_kind"], observed=True)
        found = groups.agg(cases=("act_type", "size"), fen=("fen", "sum")).reset_index()
        penalties = rows[rows.act_type == "行政处罚"]
        penalties.groupby(["authority_key", "procedure_kind"], observed=True).size()
        penalties[penalties.review_date.notna()].groupby("authority_key", observed=True).size()
        return _totals(found.groupby(["act_type", "counted_kind"])[["cases", "fen"]].sum().reset_index())

    def close(self) -> None:
        """Let the frame go."""
        del self._rows


class PostgreSQL:
    """The columns the forms need in one table, vacuumed; loading it is not counted."""

    name = "PostgreSQL"

    def __init__(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        url = os.environ.get("GONGSHI_TEST_POSTGRES_URL", ADMIN)
        self._admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        self._database = f"gongshi_bench_{uuid.uuid4().hex[:8]}"
        with self._admin.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {self._database}"))
        self._engine = sa.create_engine(
            sa.make_url(url).set(database=self._database), isolation_level="AUTOCOMMIT"
        )
        self._load(warehouse)

    def _load(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        with self._engine.connect() as connection:
            connection.execute(sa.text(
                "CREATE UNLOGGED TABLE decision (act_type text, counted_year smallint, counted_kind text, "
                "authority_key integer, fine_fen bigint, confiscated_fen bigint, procedure_kind text, "
                "review_date date, not_counted text)"
            ))  # fmt: skip
            driver = connection.connection.driver_connection
            assert driver is not None
            with driver.cursor().copy(f"COPY decision ({COLUMNS}) FROM STDIN") as copy:
                reader = warehouse.execute(f"SELECT {COLUMNS} FROM core_decision").fetch_record_batch(100_000)
                for batch in reader:
                    for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                        copy.write_row(row)
            connection.execute(sa.text("VACUUM ANALYZE decision"))

    def count(self, year: int) -> dict[str, int]:
        """The totals, by way of the same groups the forms need; parallel workers as the server has them."""
        with self._engine.connect() as connection:
            found = connection.execute(
                sa.text(
                    "SELECT act_type, authority_key, counted_kind, count(*) AS cases, "
                    "sum(coalesce(fine_fen, 0) + coalesce(confiscated_fen, 0)) AS fen, "
                    "count(*) FILTER (WHERE procedure_kind = '简易程序'), "
                    "count(*) FILTER (WHERE review_date IS NOT NULL) "
                    "FROM decision WHERE counted_year = :year AND not_counted IS NULL "
                    "GROUP BY act_type, authority_key, counted_kind"
                ),
                {"year": year},
            ).all()
        frame = pa.table(
            {
                "act_type": [row[0] for row in found],
                "counted_kind": [row[2] for row in found],
                "cases": [row[3] for row in found],
                "fen": [int(row[4]) for row in found],
            }
        ).to_pandas()
        return _totals(frame.groupby(["act_type", "counted_kind"])[["cases", "fen"]].sum().reset_index())

    def close(self) -> None:
        """Drop the database."""
        self._engine.dispose()
        with self._admin.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {self._database} WITH (FORCE)"))
        self._admin.dispose()


def _totals(groups: object) -> dict[str, int]:
    rows = groups.to_dict("records")  # type: ignore[attr-defined]
    by_act = {
        act: sum(int(row["cases"]) for row in rows if row["act_type"] == act)
        for act in ("行政处罚", "行政强制", "行政检查")
    }
    return {
        "penalty": by_act["行政处罚"],
        "fen": sum(int(row["fen"]) for row in rows if row["act_type"] == "行政处罚"),
        "coercion": by_act["行政强制"],
        "inspections": by_act["行政检查"],
        "licences": sum(int(row["cases"]) for row in rows if row["counted_kind"] == "准予许可"),
    }
