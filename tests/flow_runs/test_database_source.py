"""Database sources on real databases: SQLite, PostgreSQL and MariaDB by the same tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tasks.sources import database
from tasks.sources.comparison import compare_keys
from tasks.sources.database_connection import opened_table
from tasks.sources.pull import pull
from tasks.sources.pulled import Pulled, SourceFailure
from tasks.sources.row_texts import row_hashes
from tasks.sources.settings import DatabaseSettings
from tasks.sources.source import Source, SourceKind

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
START = datetime.fromisoformat("2026-11-02T08:00:00")


class Office:
    """A business system's exchange table."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = sa.create_engine(url)
        self.table = sa.Table(
            "t_xzcf",
            sa.MetaData(),
            sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
            sa.Column("cf_wsh", sa.String(200)),
            sa.Column("cf_nr_fk", sa.Numeric(16, 6)),
            sa.Column("cf_jdrq", sa.Date),
            sa.Column("gxsj", sa.DateTime),
            sa.Index("by_change", "gxsj", "id"),
        )
        self.table.metadata.create_all(self.engine)

    def put(self, *ids: int, stamp: datetime | None = START, number: str = "号") -> None:
        rows = [
            {
                "id": i,
                "cf_wsh": f"滨河卫罚〔2026〕{i}{number}",
                "cf_nr_fk": Decimal("0.200000"),
                "cf_jdrq": date(2026, 11, 2),
                "gxsj": stamp,
            }
            for i in ids
        ]
        with self.engine.begin() as connection:
            connection.execute(sa.delete(self.table).where(self.table.c.id.in_(ids)))
            connection.execute(sa.insert(self.table), rows)

    def remove(self, *ids: int) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.delete(self.table).where(self.table.c.id.in_(ids)))

    def source(self, **settings: Any) -> Source:
        given = {"server": "办案系统", "type": "custom", "urlVariable": "CASES_URL", "table": "t_xzcf"}
        keyed = {"keyColumn": "id", "stampColumn": "gxsj"}
        checked = DatabaseSettings.model_validate(given | keyed | settings)
        return Source("办案系统", "penalty_decision", SourceKind.DATABASE, checked)


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def office(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    match request.param:
        case "sqlite":
            url = f"sqlite:///{tmp_path}/cases.db"
        case "postgresql":
            url = request.getfixturevalue("postgres_url")
        case _:
            url = request.getfixturevalue("mariadb_url")
    office = Office(url)
    monkeypatch.setenv("CASES_URL", sa.make_url(url).set(drivername=request.param).render_as_string(False))
    yield office
    office.engine.dispose()


def taken(batches: list[Pulled]) -> list[str]:
    return [key for pulled in batches for key in pulled.keys or []]


def known_of(batches: list[Pulled]) -> dict[str, bytes]:
    return {
        key: row
        for pulled in batches
        for key, row in zip(pulled.keys or [], row_hashes(pulled.rows), strict=True)
    }


def test_rows_come_in_the_order_of_change_as_faithful_text(office: Office) -> None:
    office.put(2, stamp=START + timedelta(seconds=1))
    office.put(1, 3)
    (pulled,) = pull(office.source(), None, NOW)
    assert pulled.keys == ["1", "3", "2"]
    assert pulled.stamps == sorted(pulled.stamps or [])
    assert list(pulled.rows.columns) == ["cf_wsh", "cf_nr_fk", "cf_jdrq"]
    number, amount, day = pulled.rows.iloc[0]
    assert (number, Decimal(amount), day) == ("滨河卫罚〔2026〕1号", Decimal("0.2"), "2026-11-02")
    assert pulled.origin == "办案系统:t_xzcf"
    assert pulled.findings == []


def test_empty_cells_are_empty_text(office: Office) -> None:
    with office.engine.begin() as connection:
        connection.execute(sa.insert(office.table).values(id=1, gxsj=START))
    (pulled,) = pull(office.source(), None, NOW)
    assert pulled.rows.iloc[0].tolist() == ["", "", ""]


def test_key_and_stamp_stay_in_the_row_where_they_are_fields(office: Office) -> None:
    office.put(1)
    (pulled,) = pull(office.source(keyIsField=True, stampIsField=True), None, NOW)
    assert {"id", "gxsj"} <= set(pulled.rows.columns)


def test_a_second_pull_reads_from_the_overlap_on(office: Office) -> None:
    office.put(1, stamp=START - timedelta(hours=1))
    office.put(2)
    first = list(pull(office.source(), None, NOW))
    office.put(3, stamp=START - timedelta(minutes=5))
    office.put(4, stamp=START + timedelta(minutes=5))
    second = list(pull(office.source(), first[-1].cursor_after, NOW))
    assert taken(second) == ["3", "2", "4"]


def test_a_pull_with_nothing_new_reads_nothing_once_late_commits_are_past(office: Office) -> None:
    office.put(*range(50))
    cursor = list(pull(office.source(), None, NOW))[-1].cursor_after
    again = list(pull(office.source(), cursor, NOW + timedelta(hours=1)))
    assert len(taken(again)) == 50
    assert list(pull(office.source(), again[-1].cursor_after, NOW + timedelta(hours=2))) == []
    office.put(60, stamp=START + timedelta(seconds=1))
    assert taken(list(pull(office.source(), again[-1].cursor_after, NOW + timedelta(hours=3)))) == ["60"]


def test_pages_lose_and_double_nothing_where_many_rows_share_a_stamp(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BATCH_ROWS", 7)
    office.put(*range(40))
    office.put(*range(40, 60), stamp=START + timedelta(seconds=1))
    batches = list(pull(office.source(), None, NOW))
    assert taken(batches) == [str(i) for i in range(60)]
    assert max(len(pulled.rows) for pulled in batches) == 7


def test_a_pull_that_died_goes_on_from_the_last_batch_that_was_kept(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BATCH_ROWS", 10)
    for i in range(30):
        office.put(i, stamp=START + timedelta(hours=i))
    first = next(pull(office.source(), None, NOW))
    rest = list(pull(office.source(), first.cursor_after, NOW))
    assert taken(rest) == [str(i) for i in range(9, 30)]


def test_rows_without_a_key_are_told(office: Office) -> None:
    other = sa.Table(
        "keyless",
        sa.MetaData(),
        sa.Column("k", sa.String(20)),
        sa.Column("t", sa.Integer),
        sa.Column("x", sa.Text),
    )
    other.metadata.create_all(office.engine)
    with office.engine.begin() as connection:
        connection.execute(sa.insert(other), [{"k": None, "t": 1, "x": "a"}, {"k": "b", "t": 2, "x": "b"}])
    (pulled,) = pull(office.source(table="keyless", keyColumn="k", stampColumn="t"), None, NOW)
    assert pulled.keys == ["b"]
    assert [f.code for f in pulled.findings] == ["key-missing"]


def test_keys_that_are_equal_only_to_the_database_are_all_read(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BATCH_ROWS", 3)
    other = sa.Table("cased", sa.MetaData(), sa.Column("k", sa.String(20)), sa.Column("t", sa.Integer))
    other.metadata.create_all(office.engine)
    keys = ["a", "A", "b", "B", "b", "c", "C"]
    with office.engine.begin() as connection:
        connection.execute(sa.insert(other), [{"k": k, "t": 1} for k in keys])
    batches = list(pull(office.source(table="cased", keyColumn="k", stampColumn="t"), None, NOW))
    assert sorted(taken(batches)) == sorted(keys)


def test_the_source_is_never_written_to(office: Office) -> None:
    office.put(1)
    source = office.source()
    assert isinstance(source.settings, DatabaseSettings)
    with (
        opened_table(source, source.settings) as table,
        pytest.raises(sa.exc.DBAPIError),
        table.engine.begin() as c,
    ):
        c.execute(sa.text("DELETE FROM t_xzcf"))


def test_a_missing_table_or_column_is_told_with_its_near_miss(office: Office) -> None:
    with pytest.raises(SourceFailure) as failure:
        list(pull(office.source(table="t_xzfc"), None, NOW))
    assert "t_xzfc 不存在" in failure.value.finding.message
    assert "是否应为“t_xzcf”" in failure.value.finding.mending
    with pytest.raises(SourceFailure) as failure:
        list(pull(office.source(stampColumn="GXSI"), None, NOW))
    assert failure.value.finding.field == "stampColumn"
    assert "是否应为“gxsj”" in failure.value.finding.mending


def test_the_comparison_finds_late_commits_and_rows_that_vanished(office: Office) -> None:
    office.put(*range(1, 11))
    first = list(pull(office.source(), None, NOW))
    known = known_of(first)
    office.put(99, stamp=START - timedelta(days=3))
    office.put(5, number="号（更正）")
    office.put(77, stamp=None)
    office.remove(3)
    comparison = compare_keys(office.source(), known)
    assert comparison.stopped is None
    assert (comparison.unseen, comparison.changed) == (frozenset({"99", "77"}), frozenset({"5"}))
    assert comparison.vanished == ("3",)
    assert [f.code for f in comparison.findings] == ["vanished-at-source"]
    late = list(comparison.late())
    assert sorted(taken(late)) == ["5", "77", "99"]
    assert all(pulled.cursor_after is None for pulled in late)


def test_the_comparison_of_a_source_in_step_finds_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.put(*range(25))
    known = known_of(list(pull(office.source(), None, NOW)))
    monkeypatch.setattr(database, "BATCH_ROWS", 10)
    comparison = compare_keys(office.source(), known)
    assert comparison.rows == 25
    assert not (comparison.unseen or comparison.changed or comparison.vanished or comparison.findings)
    assert list(comparison.late()) == []


def test_of_several_versions_of_a_key_the_newest_is_compared(office: Office) -> None:
    history = sa.Table(
        "history",
        sa.MetaData(),
        sa.Column("k", sa.String(9)),
        sa.Column("t", sa.Integer),
        sa.Column("x", sa.Text),
    )
    history.metadata.create_all(office.engine)
    rows = [{"k": "a", "t": 2, "x": "new"}, {"k": "a", "t": 1, "x": "old"}, {"k": "b", "t": 1, "x": "only"}]
    with office.engine.begin() as connection:
        connection.execute(sa.insert(history), rows)
    source = office.source(table="history", keyColumn="k", stampColumn="t")
    known = known_of(list(pull(source, None, NOW)))
    assert compare_keys(source, known).changed == frozenset()


@pytest.mark.parametrize(("left", "floor"), [(0, 0.5), (4, 0.5), (9, 10)])
def test_a_source_below_its_floor_stops_the_comparison_with_an_alert(
    office: Office, left: int, floor: float
) -> None:
    office.put(*range(10))
    source = office.source(floor=floor)
    known = known_of(list(pull(source, None, NOW)))
    office.remove(*range(left, 10))
    comparison = compare_keys(source, known)
    assert comparison.stopped is not None
    assert comparison.stopped.code == "source-below-floor"
    assert comparison.vanished == ()
    assert list(comparison.late()) == []


def test_a_quiet_day_is_no_alarm(office: Office) -> None:
    office.put(1)
    cursor = list(pull(office.source(), None, NOW))[-1].cursor_after
    office.remove(1)
    assert list(pull(office.source(), cursor, NOW)) == []
