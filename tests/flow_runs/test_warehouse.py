"""The statisticians' snapshots: whole or not there, never locked, explained in Chinese, without identity numbers."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlalchemy as sa
from sqlalchemy import event

from tasks.contracts.law_tables import load_law
from tasks.contracts.tables_counting import load_counting
from tasks.contracts.tables_privacy import load_privacy
from tasks.register.schema import batch, counter, decision, finding, metadata, publication, record, withdrawal
from tasks.warehouse import load
from tasks.warehouse.load import build_snapshot
from tasks.warehouse.rule_rows import StatisticsLaw
from tasks.warehouse.snapshots import current_snapshot, open_snapshot

NAMES = load_privacy(None).redaction_policy.names
LAW = StatisticsLaw(load_law(None).authorities, load_counting(None), NAMES)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
AT = "2026-11-22T16:30:00.000000+00:00"
PERSONS_ID, HEADS_ID, STRAY_ID = "999999199001011237", "99999919850302456X", "999999197512129875"
CONTENT = {
    "authority_name": "滨河市卫生健康委员会",
    "document_number": "滨卫医罚〔2026〕1号",
    "decided_on": "2026-11-02",
    "party_name": "张三四",
    "party_kind": "自然人",
    "party_id": PERSONS_ID,
    "party_uscc": STRAY_ID,
    "legal_representative_id": HEADS_ID,
    "legal_representative": "钱大成",
    "violation_kind": f"张三四无证行医（{STRAY_ID}）",
    "review_opinion": "同意对钱大成、张三四的处罚",
    "violation_facts": f"张三四（{PERSONS_ID}）无证行医",
    "penalty_kinds": "没收违法所得、没收非法财物;罚款",
    "penalty_content": "罚款2000元",
    "fine_wan": "0.2",
    "remark": HEADS_ID,
}


@pytest.fixture(params=["sqlite", "postgresql"])
def register(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    url = f"sqlite:///{tmp_path / 'register.sqlite3'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    engine = sa.create_engine(url)
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'register.sqlite3'}")
    metadata.create_all(engine)
    add(engine, 1)
    yield engine
    engine.dispose()


def given(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    return {column.name: row.get(column.name, blank(column)) for column in table.columns}


def blank(column: sa.Column[Any]) -> Any:
    if column.nullable:
        return None
    kind = column.type
    if isinstance(kind, sa.Boolean):
        return False
    return b"" if isinstance(kind, sa.LargeBinary) else 0 if isinstance(kind, sa.Integer) else ""


def rows_of(*numbers: int, **changed: str) -> dict[sa.Table, list[dict[str, Any]]]:
    """What the register holds of decisions with these ids."""
    rows: dict[sa.Table, list[dict[str, Any]]] = {
        record: [],
        decision: [],
        publication: [],
        finding: [],
        withdrawal: [],
    }
    for number in numbers:
        content = json.dumps(CONTENT | {"document_number": f"滨卫医罚〔2026〕{number}号"} | changed)
        own = {
            "id": number,
            "decision_id": number,
            "record_id": number,
            "batch_id": 1,
            "act_type": "行政处罚",
        }
        own |= {"decided_on": "2026-11-02", "due_on": "2026-11-11", "state_since": AT, "first_seen_at": AT}
        rows[record].append(given(record, own | {
            "content": content, "state": "accepted", "content_hash": number.to_bytes(16, "big"),
            "source_key": str(number), "raw": content,
        }))  # fmt: skip
        rows[decision].append(given(decision, own | {
            "page_id": f"{number:026d}", "current_record_id": number, "registered_at": AT, "office": "监督处",
        }))  # fmt: skip
        rows[publication].append(given(publication, own | {
            "channel": "website", "state": "published", "provisional": True,
            "first_published_at": "2026-11-11T16:00:00.000000+00:00" if number % 2 else AT,
        }))  # fmt: skip
        rows[finding].append(given(finding, own | {
            "code": "id-checksum", "severity": "warning", "found_at": AT, "message": f"证件号码{PERSONS_ID}校验不符",
        }))  # fmt: skip
        rows[withdrawal].append(given(withdrawal, own | {
            "channel": "website", "reason": "revoked", "requested_at": AT,
        }))  # fmt: skip
    return rows


def add(engine: sa.Engine, *numbers: int, **changed: str) -> None:
    """Register decisions with these ids."""
    with engine.begin() as connection:
        if not connection.scalar(sa.select(sa.func.count()).select_from(batch)):
            connection.execute(sa.insert(batch), [given(batch, {"id": 1, "pulled_at": AT})])
        for table, given_rows in rows_of(*numbers, **changed).items():
            connection.execute(sa.insert(table), given_rows)


def ask(snapshot: Path, question: str) -> list[tuple[Any, ...]]:
    with open_snapshot(snapshot) as warehouse:
        return warehouse.execute(question).fetchall()


def test_decisions_are_typed_and_counted(register: sa.Engine, tmp_path: Path) -> None:
    add(register, 1, 2)
    snapshot = build_snapshot(register, tmp_path / "warehouse", LAW, NOW)
    assert ask(
        snapshot,
        "SELECT document_number, decided_on::VARCHAR, fine_fen, confiscated_fen, kinds, counted_kind, counted_year,"
        " website_state, website_due_on::VARCHAR, registered_at::VARCHAR, not_counted FROM core_decision ORDER BY 1",
    )[0] == (
        "滨卫医罚〔2026〕1号",
        "2026-11-02",
        200000,
        None,
        ["没收违法所得、没收非法财物", "罚款"],
        "没收违法所得、没收非法财物",
        2026,
        "published",
        "2026-11-11",
        "2026-11-23 00:30:00",
        None,
    )
    assert ask(snapshot, "SELECT count(*) FROM raw_record")[0][0] == 2
    assert ask(snapshot, "SELECT provisional FROM core_publication")[0][0] is True
    assert ask(snapshot, "SELECT count(*) FROM core_withdrawal") == [(2,)]
    assert ask(snapshot, "SELECT code FROM core_finding")[0] == ("id-checksum",)


def test_on_time_is_until_midnight_in_beijing_of_the_due_day(small: sa.Engine, tmp_path: Path) -> None:
    add(small, 2)
    snapshot = build_snapshot(small, tmp_path / "warehouse", LAW, NOW)
    assert ask(snapshot, "SELECT on_time FROM core_decision ORDER BY decision_id") == [(True,), (False,)]


def test_no_identity_number_and_no_natural_persons_name_is_in_the_file(
    register: sa.Engine, tmp_path: Path
) -> None:
    add(register, *range(1, 40))
    snapshot = build_snapshot(register, tmp_path / "warehouse", LAW, NOW)
    with open_snapshot(snapshot) as warehouse:
        names = [row[0] for row in warehouse.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        content = "".join(str(warehouse.table(name).fetchall()) for name in names)
        columns = {
            row[0]
            for row in warehouse.execute(
                "SELECT column_name FROM duckdb_columns() WHERE NOT internal"
            ).fetchall()
        }
    for hidden in (PERSONS_ID, HEADS_ID, STRAY_ID, "张三四", "钱大成"):
        assert hidden not in content
        assert hidden.encode() not in snapshot.read_bytes()
    assert not columns & {"party_id", "legal_representative_id", "raw", "content", "message"}
    assert "（姓名略）无证行医（（证件号码略））" in content
    assert "同意对（姓名略）、（姓名略）的处罚" in content


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("周福明", None),
        ("个体工商户周福明（经营者）", None),
        ("好再来理发店（周福明）", "好再来理发店"),
        ("好再来理发店周福明", "好再来理发店"),
        ("好再来理发店", "好再来理发店"),
    ],
)
def test_a_sole_traders_operator_is_not_named_where_the_trader_has_no_other_name(
    register: sa.Engine, tmp_path: Path, given_name: str, shown: str | None
) -> None:
    trader = {"party_kind": "个体工商户", "party_name": given_name, "legal_representative": "周福明"}
    add(register, 1, **trader)
    snapshot = build_snapshot(register, tmp_path / "warehouse", LAW, NOW)
    assert ask(snapshot, "SELECT party_name FROM core_decision") == [(shown,)]
    assert "周福明".encode() not in snapshot.read_bytes()


def test_an_organisation_that_bears_a_persons_name_keeps_its_own(small: sa.Engine, tmp_path: Path) -> None:
    kind = {"party_kind": "法人及非法人组织"}
    add(small, 2, party_name="张仲景大药房有限公司", **kind)
    add(small, 3, party_name="李福明", **kind)
    snapshot = build_snapshot(small, tmp_path / "warehouse", LAW, NOW)
    found = ask(snapshot, "SELECT party_name FROM core_decision ORDER BY decision_id")
    assert found == [(None,), ("张仲景大药房有限公司",), (None,)]


def test_every_table_view_and_column_is_explained_in_chinese(small: sa.Engine, tmp_path: Path) -> None:
    snapshot = build_snapshot(small, tmp_path / "warehouse", LAW, NOW)
    silent = ask(
        snapshot,
        """
        SELECT table_name, comment FROM duckdb_tables() WHERE NOT internal
        UNION ALL SELECT view_name, comment FROM duckdb_views() WHERE NOT internal
        UNION ALL SELECT table_name || '.' || column_name, comment FROM duckdb_columns() WHERE NOT internal
        """,
    )
    assert len(silent) > 100
    assert [
        name for name, comment in silent if not any("\u4e00" <= c <= "\u9fff" for c in comment or "")
    ] == []


def test_names_tell_the_stage(small: sa.Engine, tmp_path: Path) -> None:
    snapshot = build_snapshot(small, tmp_path / "warehouse", LAW, NOW)
    names = ask(snapshot, "SELECT table_name FROM information_schema.tables")
    assert {name.partition("_")[0] for (name,) in names} == {"raw", "core", "out", "meta"}


def test_the_snapshot_says_what_it_was_counted_by(small: sa.Engine, tmp_path: Path) -> None:
    snapshot = build_snapshot(small, tmp_path / "warehouse", LAW, NOW)
    about = dict(ask(snapshot, "SELECT item, value FROM meta_snapshot"))
    assert about["built_at"] == "2026-11-23T08:00:00+00:00"
    assert about["pulled_until"] == AT
    assert about["counting_version"]
    kinds = ask(
        snapshot,
        "SELECT kind FROM meta_severity_order WHERE severity_order = 'penalty-law-2021' ORDER BY rank",
    )
    assert kinds[0] == ("警告",)
    assert kinds[-1] == ("行政拘留",)


def test_an_unchanged_register_gives_no_new_snapshot(register: sa.Engine, tmp_path: Path) -> None:
    add(register, 1)
    first = build_snapshot(register, tmp_path / "warehouse", LAW, NOW)
    again = build_snapshot(register, tmp_path / "warehouse", LAW, NOW + timedelta(hours=1))
    assert again == first
    add(register, 2)
    later = build_snapshot(register, tmp_path / "warehouse", LAW, NOW + timedelta(hours=2))
    assert later != first
    assert current_snapshot(tmp_path / "warehouse") == later


def test_a_changed_state_or_rule_gives_a_new_snapshot(small: sa.Engine, tmp_path: Path) -> None:
    folder = tmp_path / "warehouse"
    seen = [build_snapshot(small, folder, LAW, NOW)]
    with small.begin() as connection:
        connection.execute(sa.insert(counter).values(balance="website", state="withdrawn", count=1))
    seen.append(build_snapshot(small, folder, LAW, NOW))
    seen.append(build_snapshot(small, folder, StatisticsLaw(LAW.authorities[:1], LAW.counting, NAMES), NOW))
    assert len(set(seen)) == 3


def test_looking_at_an_unchanged_register_costs_the_same_at_any_size(
    register: sa.Engine, tmp_path: Path
) -> None:
    statements: list[str] = []
    event.listen(register, "before_cursor_execute", lambda *given: statements.append(given[2]))
    counted = []
    for more in (range(1, 11), range(11, 400)):
        add(register, *more)
        build_snapshot(register, tmp_path / "warehouse", LAW, NOW)
        statements.clear()
        build_snapshot(register, tmp_path / "warehouse", LAW, NOW)
        counted.append(len(statements))
    assert counted[0] == counted[1] <= 3


def test_looking_at_an_unchanged_register_scans_no_table(small: sa.Engine, tmp_path: Path) -> None:
    build_snapshot(small, tmp_path / "warehouse", LAW, NOW)
    statements: list[str] = []
    event.listen(small, "before_cursor_execute", lambda *given: statements.append(given[2]))
    build_snapshot(small, tmp_path / "warehouse", LAW, NOW)
    with small.connect() as connection:
        asked = [one for one in statements if one.startswith("SELECT") and "counter" not in one]
        plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {one}").all() for one in asked]
    steps = [row[3] for plan in plans for row in plan]
    assert sum(step.startswith("SEARCH") for step in steps) >= 10
    assert [step for step in steps if step.startswith("SCAN") and step != "SCAN CONSTANT ROW"] == []


def test_only_the_newest_snapshots_are_kept(small: sa.Engine, tmp_path: Path) -> None:
    folder = tmp_path / "warehouse"
    for number in range(2, 7):
        add(small, number)
        build_snapshot(small, folder, LAW, NOW + timedelta(minutes=number), keep=2)
    files = sorted(path.name for path in folder.iterdir())
    assert len(files) == 3
    assert files[0] == "current.duckdb"
    assert current_snapshot(folder) == (folder / files[2]).resolve()
    assert files[2].startswith("gongshi-20261123T0806")


def test_snapshots_are_read_only_and_a_reader_keeps_its_own(small: sa.Engine, tmp_path: Path) -> None:
    folder = tmp_path / "warehouse"
    first = build_snapshot(small, folder, LAW, NOW)
    assert stat.S_IMODE(first.stat().st_mode) == 0o444
    with open_snapshot(folder / "current.duckdb") as reader:
        add(small, 2)
        build_snapshot(small, folder, LAW, NOW)
        assert reader.execute("SELECT count(*) FROM core_decision").fetchone() == (1,)
        assert ask(folder / "current.duckdb", "SELECT count(*) FROM core_decision") == [(2,)]


def test_a_build_that_dies_leaves_the_current_snapshot_and_no_rubbish(
    small: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "warehouse"
    first = build_snapshot(small, folder, LAW, NOW)
    add(small, 2)
    with monkeypatch.context() as broken:
        broken.setattr(load, "describe", lambda *given: (_ for _ in ()).throw(RuntimeError("died")))
        with pytest.raises(RuntimeError, match="died"):
            build_snapshot(small, folder, LAW, NOW)
    assert current_snapshot(folder) == first
    (folder / ".building-999999999-gongshi-x.duckdb").write_bytes(b"left by a killed process")
    second = build_snapshot(small, folder, LAW, NOW)
    assert sorted(path.name for path in folder.iterdir()) == ["current.duckdb", first.name, second.name]


def test_a_damaged_snapshot_is_built_again(small: sa.Engine, tmp_path: Path) -> None:
    folder = tmp_path / "warehouse"
    first = build_snapshot(small, folder, LAW, NOW)
    first.chmod(0o644)
    first.write_bytes(b"not a database")
    second = build_snapshot(small, folder, LAW, NOW)
    assert second != first
    assert ask(second, "SELECT count(*) FROM core_decision") == [(1,)]


def test_an_empty_register_makes_an_empty_snapshot(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'register.sqlite3'}")
    metadata.create_all(engine)
    snapshot = build_snapshot(engine, tmp_path / "warehouse", LAW, NOW)
    assert ask(snapshot, "SELECT count(*) FROM out_counted") == [(0,)]
    engine.dispose()


def test_a_statistician_needs_nothing_but_duckdb(small: sa.Engine, tmp_path: Path) -> None:
    build_snapshot(small, tmp_path / "warehouse", LAW, NOW)
    with duckdb.connect(str((tmp_path / "warehouse" / "current.duckdb").resolve()), read_only=True) as plain:
        assert plain.execute("SELECT item, cases, fen FROM out_penalty").fetchall() == [
            ("没收违法所得、没收非法财物", 1, 200000)
        ]
