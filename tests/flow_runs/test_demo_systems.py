"""The demo's three systems hold what was generated, misbehave on purpose, and give everything in the end."""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import requests
import sqlalchemy as sa
import yaml
from openpyxl import load_workbook

from tasks.contracts.contract import load_contract
from tasks.contracts.validation import validate
from tasks.demo.bulk import write_decisions
from tasks.demo.decisions import generate
from tasks.demo.demo_city import build_demo
from tasks.demo.exchange_table import TABLES, create_tables, exchange_tables, write_records
from tasks.demo.file_drop import FOLDERS, drop_rows
from tasks.demo.records import COERCION, EXCHANGE, INSPECTION, LICENCE, NOTICE, PENALTY, REST
from tasks.demo.rest_office import KEY_FIELD, PATHS, RestOffice, running_rest_office
from tasks.demo.source_files import TOKEN_VARIABLE, source_names

TODAY = date(2026, 11, 24)
SMALL = 500


def _asked(url: str, token: str, page: int, **query: str | int) -> requests.Response:
    return requests.get(
        url,
        params={"page": page, "size": 20, **query},
        headers={"Authorization": f"Bearer {token}"},
        timeout=5,
    )


def _whole_answer(url: str, token: str, page: int) -> dict[str, Any]:
    for _ in range(8):
        try:
            answer = _asked(url, token, page)
            if answer.status_code == 200:
                return dict(answer.json())
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError, ValueError):
            continue
    pytest.fail("the office never answered")


def test_the_http_interface_misbehaves_and_yet_gives_every_record() -> None:
    served = [record for record in generate(3, TODAY, SMALL).first if record.system == REST]
    with running_rest_office(served, "token", seed=3) as office:
        got: Counter[str] = Counter()
        for path in PATHS.values():
            page: int | None = 1
            while page:
                answer = _whole_answer(office.base_url + path, "token", page)
                got.update(record[KEY_FIELD] for record in answer["records"])
                page = answer["next_page"]
    assert set(got) == {record.key for record in served}
    assert max(got.values()) == 2
    for fault in ("unavailable", "busy", "server_error", "truncated", "slow", "repeated_record"):
        assert office.faults_served[fault] >= 1, fault


def test_the_http_interface_misbehaves_alike_for_the_same_seed() -> None:
    def faults(seed: int) -> list[str]:
        office = RestOffice([], "token", seed)
        return [office.next_fault(path, page) for path in PATHS.values() for page in (1, 1, 1, 2, 3)]

    assert faults(9) == faults(9)
    assert len({tuple(faults(seed)) for seed in range(9)}) > 1


def test_the_http_interface_tells_how_long_to_wait() -> None:
    waits = set()
    with running_rest_office([], "token", seed=1) as office:
        office._faults = {(PATHS[INSPECTION], 1): ["unavailable", "busy", "server_error"]}
        for _ in range(3):
            answer = _asked(office.base_url + PATHS[INSPECTION], "token", 1)
            waits.add((answer.status_code, answer.headers.get("Retry-After")))
        assert _asked(office.base_url + PATHS[INSPECTION], "token", 1).json()["records"] == []
    assert waits == {(503, "1"), (503, "0"), (500, None)}


def test_the_http_interface_wants_its_token_and_sensible_questions() -> None:
    with running_rest_office([], "token", seed=1) as office:
        assert _asked(office.base_url + PATHS[INSPECTION], "other", 1).status_code == 401
        assert _asked(office.base_url + "/nothing", "token", 1).status_code == 404
        assert _asked(office.base_url + PATHS[INSPECTION], "token", 1, size="many").status_code == 400


def test_the_http_interface_gives_only_what_changed_since() -> None:
    served = [record for record in generate(3, TODAY, 200).first if record.contract == INSPECTION]
    latest = max(record.stamp for record in served)
    with running_rest_office(served, "token", seed=3) as office:
        office._faults.clear()
        found = _asked(
            office.base_url + PATHS[INSPECTION], "token", 1, since=f"{latest:%Y-%m-%d %H:%M:%S}"
        ).json()
    assert [row[KEY_FIELD] for row in found["records"]] == [r.key for r in served if r.stamp == latest]


def test_the_exchange_tables_hold_the_records_in_the_national_codes(tmp_path: Path) -> None:
    ours = [record for record in generate(3, TODAY, SMALL).first if record.system == EXCHANGE]
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'exchange.db'}")
    create_tables(engine)
    assert write_records(engine, ours) == len(ours)
    assert write_records(engine, ours[:5]) == 5
    table = exchange_tables()[PENALTY]
    with engine.connect() as connection:
        rows = connection.execute(sa.select(table)).mappings().all()
    engine.dispose()
    wanted = {r.key: r for r in ours if r.contract == PENALTY}
    assert {row["ID"] for row in rows} == set(wanted)
    for row in rows:
        record = wanted[row["ID"]]
        assert (row["CF_WSH"] or "") == record.content["document_number"]
        assert row["GXSJ"] == record.stamp.replace(tzinfo=None)


def _table_of(path: Path) -> list[list[str]]:
    if path.suffix == ".json":
        records = json.loads(path.read_text(encoding="utf-8"))
        return [list(records[0]), *(list(record.values()) for record in records)]
    if path.suffix == ".xlsx":
        return [
            [str(cell or "") for cell in row]
            for row in load_workbook(path).worksheets[0].iter_rows(values_only=True)
        ]
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    return list(csv.reader(text.splitlines(keepends=True)))


def test_dropped_files_come_in_every_format_encoding_and_spelling(tmp_path: Path) -> None:
    rows = [r.content for r in generate(3, TODAY, SMALL).first if r.contract == PENALTY]
    paths = drop_rows(tmp_path, PENALTY, rows, "01")
    assert sum(len(_table_of(path)) - 1 for path in paths) == len(rows)
    assert [path.suffix for path in paths] == [".csv", ".csv", ".csv", ".xlsx"]
    assert paths[1].read_bytes().startswith(b"\xef\xbb\xbf")
    assert paths[2].read_bytes().decode("gb18030").startswith("CF_XDR_MC")
    headers = {header for path in paths for header in _table_of(path)[0]}
    assert {
        "处罚事由",
        "决定书文号",
        "行政处罚决定文书号 海州一所",
        "出发事由",
        "行政相对人名称（必填）",
    } <= headers
    assert not list(tmp_path.rglob("*.part"))


def test_licences_also_come_as_json(tmp_path: Path) -> None:
    rows = [r.content for r in generate(3, TODAY, SMALL).first if r.contract == LICENCE][:30]
    paths = drop_rows(tmp_path, LICENCE, rows, "01")
    assert [path.suffix for path in paths] == [".xlsx", ".json", ".csv"]
    assert sum(len(_table_of(path)) - 1 for path in paths) == len(rows)


def test_the_whole_city_is_built_and_configured(tmp_path: Path) -> None:
    with build_demo(tmp_path, TODAY, seed=5, count=SMALL) as city:
        assert os.environ[TOKEN_VARIABLE]
        files = sorted((tmp_path / "sources").glob("*.yaml"))
        servers = [yaml.safe_load(path.read_text(encoding="utf-8"))["servers"][0] for path in files]
        assert {server["server"] for server in servers} == set(source_names())
        assert any(server.get("location", "").startswith("http://127.0.0.1:") for server in servers)
        assert sum(city.expected_records.values()) >= SMALL
        assert 0 < sum(city.expected_rejected.values()) < 0.1 * SMALL
        assert city.private_texts
    assert TOKEN_VARIABLE not in os.environ
    assert len(list((tmp_path / "demo" / "drop" / FOLDERS[PENALTY]).iterdir())) == 5


def test_what_changes_later_arrives_once(tmp_path: Path) -> None:
    with build_demo(tmp_path, TODAY, seed=5, count=SMALL) as city:
        before = set((tmp_path / "demo" / "drop").rglob("*.*"))
        assert city.changes_arrive() == len(city.decisions.later) + len(city.decisions.notices.later)
        assert city.changes_arrive() == 0
        new = set((tmp_path / "demo" / "drop").rglob("*.*")) - before
    assert any(path.parent.name == FOLDERS[NOTICE] for path in new)


def _check_bulk(url: str) -> None:
    engine = sa.create_engine(url)
    try:
        assert write_decisions(engine, TODAY, count=1_000) == {"XZCF": 300, "XZXK": 700}
        for contract, name in TABLES.items():
            table = sa.Table(name, sa.MetaData(), autoload_with=engine)
            assert {field.code for field in load_contract(contract).fields} <= set(table.columns.keys())
            number = exchange_tables()[contract].c[load_contract(contract).field("document_number").code]
            with engine.connect() as connection:
                rows = connection.execute(sa.select(table)).mappings().all()
                assert connection.execute(sa.select(sa.func.count(sa.distinct(number)))).scalar_one() == len(
                    rows
                )
            name_code = load_contract(contract).field("party_name").code
            assert sum(not row[name_code] for row in rows) == pytest.approx(0.02 * len(rows), abs=2)
    finally:
        engine.dispose()


def test_the_benchmarks_decisions_fill_sqlite(tmp_path: Path) -> None:
    _check_bulk(f"sqlite:///{tmp_path / 'bulk.db'}")


def test_the_benchmarks_decisions_fill_postgresql(postgres_url: str) -> None:
    _check_bulk(postgres_url)


def test_the_benchmarks_decisions_fill_mariadb(mariadb_url: str) -> None:
    _check_bulk(mariadb_url)


@pytest.mark.parametrize("contract_name", [LICENCE, PENALTY, COERCION, INSPECTION])
def test_the_contracts_reject_exactly_what_was_planted_to_be_rejected(contract_name: str) -> None:
    contract = load_contract(contract_name)
    ours = [record for record in generate(20, TODAY).first if record.contract == contract_name]
    columns = {field.title: [r.content.get(field.name, "") for r in ours] for field in contract.fields}
    found = validate(contract, pd.DataFrame(columns, dtype="str"), TODAY)
    assert not found.broken
    wrong = [
        (record.fault, record.marks, [f.message for f in found.findings if f.record == place])
        for place, (record, rejected) in enumerate(zip(ours, found.rejected, strict=True), 1)
        if bool(record.fault) != bool(rejected)
    ]
    assert wrong == []


def test_the_contract_accepts_every_notice() -> None:
    contract = load_contract(NOTICE)
    notices = generate(20, TODAY).notices
    rows = [*notices.early, *notices.later]
    columns = {field.title: [row.get(field.name, "") for row in rows] for field in contract.fields}
    found = validate(contract, pd.DataFrame(columns, dtype="str"), TODAY)
    assert not found.rejected.any(), found.findings
