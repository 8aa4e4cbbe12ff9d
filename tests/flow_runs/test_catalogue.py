"""The catalogue page: every table, column and query of the current snapshot, of that one only, and nothing private."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from flows.count import count
from tasks.deciding import disclose
from tasks.law.acts import CHANNEL_NAMES, ActType
from tasks.law.lifecycle import Gate, PublicationState, RecordState, WithdrawalReason
from tasks.warehouse import catalogue_page
from tasks.warehouse.catalogue import Catalogue, read_catalogue
from tasks.warehouse.catalogue_page import render_page
from tasks.warehouse.snapshots import CURRENT, PAGE, current_snapshot, open_snapshot
from tests.counted_demo import CountedDemo, counted_demo
from tests.office import Office, licence, notice, penalty, site_server, sqlite_office

__all__ = ["counted_demo", "site_server", "sqlite_office"]

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def read(counted_demo: CountedDemo) -> Catalogue:
    return read_catalogue(counted_demo.snapshot)


def comment(read: Catalogue, table: str, column: str) -> str:
    (found,) = (c.comment for t in read.tables if t.name == table for c in t.columns if c.name == column)
    return found


def test_every_table_and_view_says_in_chinese_what_a_row_is_and_what_to_mind(read: Catalogue) -> None:
    assert len(read.tables) > 15
    for table in read.tables:
        for said in (table.comment, table.grain, table.caveat):
            assert CHINESE.search(said), table.name
        assert table.columns, table.name
        for column in table.columns:
            assert CHINESE.search(column.comment), f"{table.name}.{column.name}"
            assert CHINESE.search(column.kind), f"{table.name}.{column.name}: {column.data_type}"


def test_no_note_is_about_a_table_that_is_not_there(read: Catalogue, counted_demo: CountedDemo) -> None:
    with open_snapshot(counted_demo.snapshot) as warehouse:
        noted = warehouse.execute("SELECT table_name FROM meta_table").fetchall()
    assert sorted(name for (name,) in noted) == sorted(table.name for table in read.tables)


def test_comments_name_every_code_a_column_can_hold(read: Catalogue) -> None:
    channels = comment(read, "core_publication", "channel")
    assert all(f"{channel.value}{name}" in channels for channel, name in CHANNEL_NAMES.items())
    for table, column, codes in (
        ("core_publication", "state", PublicationState),
        ("core_publication", "gate", Gate),
        ("core_withdrawal", "reason", WithdrawalReason),
        ("raw_record", "state", RecordState),
        ("core_decision", "act_type", ActType),
    ):
        said = comment(read, table, column)
        assert [code.value for code in codes if code.value not in said] == [], f"{table}.{column}"


def test_the_page_shows_all_of_it(read: Catalogue, counted_demo: CountedDemo) -> None:
    page = counted_demo.page.read_text(encoding="utf-8")
    shown = html.unescape(page)
    assert counted_demo.snapshot.name in page
    for table in read.tables:
        assert f'id="t-{table.name}"' in page
        assert table.grain in shown
        assert table.caveat in shown
        assert all(column.comment in shown for column in table.columns)
    for query, answer in read.queries:
        assert f'id="q-{query.name}"' in page
        assert query.sql in shown
        assert all(name in shown for name in (query.title, *query.notes, *answer.columns))
        assert all(cell in shown for row in answer.rows for cell in row)
    for fact in read.facts:
        assert fact.value in shown
    assert "2026-11-24" in read.fact("built_at")
    assert "（北京时间）" in read.fact("built_at")


def test_the_page_is_whole_in_itself_and_asks_nobody(counted_demo: CountedDemo) -> None:
    page = counted_demo.page.read_text(encoding="utf-8")
    assert re.findall(r"<script|<link|<img|<iframe|@import|url\(|https?://|\bon\w+=", page) == []
    inside = set(re.findall(r'href="([^"]*)"', page))
    assert inside
    assert {address for address in inside if not address.startswith("#")} == set()
    assert {address[1:] for address in inside} <= set(re.findall(r'id="([^"]*)"', page))
    assert '<html lang="zh-CN">' in page


def test_nothing_private_is_on_the_page(counted_demo: CountedDemo) -> None:
    page = counted_demo.page.read_text(encoding="utf-8")
    assert len(counted_demo.private_texts) > 300
    assert [text for text in counted_demo.private_texts if text in page] == []


def test_who_ruled_on_disclosure_and_in_which_words_stays_in_the_register(sqlite_office: Office) -> None:
    sqlite_office.take(penalty("滨卫医罚〔2026〕5号"), penalty("滨卫医罚〔2026〕6号"))
    disclose("滨卫医罚〔2026〕5号", "不予公示", None, "", "处长甲", "王小明反映涉及商业秘密", "王小明的申请")
    count()
    snapshot = sqlite_office.home / "warehouse" / CURRENT
    with open_snapshot(snapshot) as warehouse:
        found = warehouse.execute(
            "SELECT disclosure_reason, disclosure_basis FROM core_publication WHERE disclosure_rule = 'operator'"
        ).fetchall()
    assert found == [(None, None)]
    for person in ("王小明", "处长甲"):
        assert person.encode() not in snapshot.resolve().read_bytes()
        assert person.encode() not in snapshot.with_name(PAGE).read_bytes()


def test_words_from_decisions_stay_words(sqlite_office: Office) -> None:
    sqlite_office.take(penalty("滨卫医罚〔2026〕5号", 违法行为类型="<b>越界</b>&amp;执业"))
    count()
    page = (sqlite_office.home / "warehouse" / PAGE).read_text(encoding="utf-8")
    assert "<b>越界" not in page
    assert "&lt;b&gt;越界&lt;/b&gt;&amp;amp;执业" in page


def test_the_same_snapshot_gives_the_same_page(read: Catalogue) -> None:
    assert render_page(read, "滨河市卫生健康委员会") == render_page(read, "滨河市卫生健康委员会")


def belongs(home: Path) -> bool:
    current = current_snapshot(home / "warehouse")
    page = home / "warehouse" / PAGE
    return current is not None and current.name in page.read_text(encoding="utf-8")


def test_the_page_always_belongs_to_the_current_snapshot(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, page = sqlite_office, sqlite_office.home / "warehouse" / PAGE
    office.take(licence("滨卫医许〔2026〕1号"))
    first = count()
    assert belongs(office.home)
    written = page.stat().st_mtime_ns
    assert count() == first
    assert page.stat().st_mtime_ns == written, "an unchanged register costs no page"
    office.take(licence("滨卫医许〔2026〕2号"))
    with monkeypatch.context() as broken:
        broken.setattr(
            catalogue_page, "render_page", lambda *given: (_ for _ in ()).throw(RuntimeError("died"))
        )
        with pytest.raises(RuntimeError, match="died"):
            count()
    current = current_snapshot(office.home / "warehouse")
    assert current is not None
    assert current.name != first, "the statistics do not wait for their page"
    assert not page.exists(), "rather none than that of another snapshot"
    assert count() == current.name
    assert belongs(office.home)


def test_what_was_published_in_error_leaves_the_page_with_the_snapshot(sqlite_office: Office) -> None:
    office, kind = sqlite_office, "误公开的违法行为类型"
    office.take(penalty("滨卫医罚〔2026〕12号", 违法行为类型=kind), penalty("滨卫医罚〔2026〕13号"))
    office.publish()
    count()
    page = office.home / "warehouse" / PAGE
    assert kind in page.read_text(encoding="utf-8")
    office.take(notice("滨卫医罚〔2026〕12号", 执法类别="行政处罚", 撤下原因="公示有误", 撤下依据="误公开"))
    office.withdraw()
    assert kind not in page.read_text(encoding="utf-8")
    assert belongs(office.home)


def test_a_snapshot_of_an_office_without_a_decision_has_its_page_too(sqlite_office: Office) -> None:
    count()
    page = (sqlite_office.home / "warehouse" / PAGE).read_text(encoding="utf-8")
    assert page.count("现无符合条件的数据") == 20
    assert "尚未取数" in page


def test_yuan_beside_fen_to_the_last_fen(sqlite_office: Office) -> None:
    sqlite_office.take(
        penalty("滨卫医罚〔2026〕5号", **{"罚款金额（万元）": "0.012345", "处罚内容": "警告，罚款123.45元"})
    )
    count()
    with open_snapshot(sqlite_office.home / "warehouse" / CURRENT) as warehouse:
        found = warehouse.execute(
            "SELECT f.fine_yuan, d.fine_fen FROM out_fine_yuan AS f JOIN core_decision AS d USING (decision_id)"
        ).fetchall()
        exact = warehouse.execute("SELECT in_yuan(9007199254740993)").fetchone()
    assert [(str(yuan), fen) for yuan, fen in found] == [("123.45", 12345)]
    assert str((exact or ("",))[0]) == "90071992547409.93"


def test_every_column_in_fen_has_its_view_in_yuan(counted_demo: CountedDemo) -> None:
    with open_snapshot(counted_demo.snapshot) as warehouse:
        fen = warehouse.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND column_name LIKE '%fen'"
        ).fetchall()
        yuan = warehouse.execute(
            "SELECT sum(fine_yuan), sum(confiscated_yuan), (SELECT sum(yuan) FROM out_penalty_yuan),"
            " (SELECT sum(yuan) FROM out_counted_yuan) FROM out_fine_yuan"
        ).fetchone()
        sums = warehouse.execute(
            "SELECT sum(fine_fen), sum(confiscated_fen), (SELECT sum(fen) FROM out_penalty),"
            " (SELECT sum(fen) FROM out_counted) FROM core_decision WHERE act_type = '行政处罚'"
        ).fetchone()
    assert set(fen) == {
        ("core_decision", "fine_fen"),
        ("core_decision", "confiscated_fen"),
        ("out_counted", "fen"),
        ("out_penalty", "fen"),
    }
    assert yuan is not None
    assert sums is not None
    assert [value * 100 for value in yuan] == list(sums)
