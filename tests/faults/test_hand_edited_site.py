"""Somebody touched the site's files by hand: verify finds it and says where."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.office import Office, licence, notice

NUMBER, OTHER = "滨卫医许〔2026〕35号", "滨卫医许〔2026〕36号"


@pytest.fixture
def standing(sqlite_office: Office) -> Office:
    """An office with one decision on the site and one withdrawn from it."""
    sqlite_office.take(licence(NUMBER), licence(OTHER))
    sqlite_office.publish()
    sqlite_office.take(notice(OTHER))
    sqlite_office.withdraw()
    assert sqlite_office.differences() == []
    return sqlite_office


def file_of(office: Office, path: str, tree: str = "public") -> Path:
    return office.home / "site" / tree / path[1:]


def places(office: Office) -> dict[str, tuple[str, str]]:
    return {found.place: (found.decision, found.problem) for found in office.differences()}


def test_a_page_edited_by_hand_is_found_and_its_decision_named(standing: Office) -> None:
    path = standing.page(NUMBER)
    page = file_of(standing, path)
    page.write_bytes(page.read_bytes().replace("口腔科".encode(), "外科".encode()))
    assert places(standing)[path][0] == NUMBER


def test_a_deleted_page_is_found(standing: Office) -> None:
    path = standing.page(NUMBER)
    file_of(standing, path).unlink()
    decision, problem = places(standing)[path]
    assert decision == NUMBER
    assert "404" in problem


def test_a_file_nobody_published_is_found(standing: Office) -> None:
    file_of(standing, "/decisions/zz").mkdir()
    file_of(standing, "/decisions/zz/zzzzzzzzzzzzzzzz.html").write_text("来历不明", encoding="utf-8")
    assert "网站文件/decisions/zz/zzzzzzzzzzzzzzzz.html" in places(standing)


def test_a_withdrawn_page_put_back_is_found(standing: Office) -> None:
    path = standing.page(OTHER)
    file_of(standing, path).write_text("又回来了", encoding="utf-8")
    assert f"网站文件{path}" in places(standing)
    file_of(standing, path, "gone").unlink()
    assert path in places(standing)


def test_a_tampered_list_is_found(standing: Office) -> None:
    path = "/lists/licences/2026-11/1.html"
    file_of(standing, path).write_text("空", encoding="utf-8")
    assert path in places(standing)


@pytest.mark.parametrize("damage", ["\n\n", "gongshi.example/log\n1\nAAAA\n\n— x y\n", "不是日志首部"])
def test_a_tampered_log_head_is_found_and_nothing_is_signed_over_it(standing: Office, damage: str) -> None:
    head = file_of(standing, "/log/checkpoint")
    head.write_text(damage, encoding="utf-8")
    found = places(standing)
    assert "/log/checkpoint" in found
    assert "签名不符" in found["公示日志"][1]
    standing.take(licence("滨卫医许〔2026〕37号"))
    assert any("签名不符" in problem for problem in standing.publish().problems)
    assert head.read_text(encoding="utf-8") == damage


def test_a_changed_leaf_in_the_register_is_found(standing: Office) -> None:
    with standing.open() as here, here.register.writing() as connection:
        connection.exec_driver_sql('UPDATE log_leaf SET hash = zeroblob(32) WHERE "index" = 0')
    assert "公示日志" in places(standing)


def test_a_counter_changed_by_hand_is_found(standing: Office) -> None:
    with standing.open() as here, here.register.writing() as connection:
        connection.exec_driver_sql("UPDATE counter SET count = count + 1 WHERE state = 'published'")
    assert "账目：website" in places(standing)
