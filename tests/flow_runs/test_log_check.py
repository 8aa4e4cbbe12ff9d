"""`gongshi verify --log`: what is public is proved from what is published; every forgery is found and named."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
import sqlalchemy as sa

from tasks.checking import check_public_log
from tasks.register.schema import edition, log_head, log_leaf
from tests.office import Office, licence, notice

NUMBERS = [f"滨卫医许〔2026〕{n}号" for n in range(1, 8)]


def problems(office: Office, **kept: bytes) -> list[tuple[str, str, str]]:
    with office.open() as here:
        return [(d.place, d.decision, d.problem) for d in check_public_log(here, kept)]


@pytest.fixture
def standing(office: Office) -> Office:
    """An office whose log has seven publications and two withdrawals."""
    office.take(*(licence(number) for number in NUMBERS))
    office.publish()
    office.take(notice(NUMBERS[0]), notice(NUMBERS[1], 撤下原因="公示有误"))
    office.withdraw()
    assert problems(office) == []
    return office


def log_file(office: Office, name: str) -> Path:
    return office.home / "site" / "public" / "log" / name


def execute(office: Office, statement: sa.Update | sa.Delete) -> None:
    with office.open() as here, here.register.writing() as connection:
        assert connection.execute(statement).rowcount


def test_a_sound_log_of_more_than_one_tile_is_proved_to_the_last_leaf(sqlite_office: Office) -> None:
    for first, last in ((1, 200), (200, 300), (300, 530)):
        sqlite_office.take(*(licence(f"滨卫医许〔2026〕{n}号") for n in range(first, last)))
        sqlite_office.publish()
    heads = sqlite_office.rows(sa.select(log_head.c.size).order_by(log_head.c.size))
    assert [row.size for row in heads] == [199, 299, 529]
    assert problems(sqlite_office) == []
    whole = log_file(sqlite_office, "tile/1/000.p/2")
    body = whole.read_bytes()
    whole.write_bytes(bytes(32) + body[32:])
    found = problems(sqlite_office)
    assert any("第256项" in problem for _, _, problem in found), "a leaf beside the forged tile is not proved"
    assert any("另有" in problem for _, _, problem in found)


def test_a_changed_tile_names_the_decision_that_can_no_longer_be_proved(standing: Office) -> None:
    tile = log_file(standing, "tile/0/000.p/9")
    body = tile.read_bytes()
    tile.write_bytes(body[:64] + bytes(32) + body[96:])
    found = problems(standing)
    assert len(found) >= 8
    assert (NUMBERS[3], True) in {(number, "不能证明" in problem) for _, number, problem in found}


def test_a_missing_or_shortened_tile_is_named(standing: Office) -> None:
    tile = log_file(standing, "tile/0/000.p/9")
    tile.write_bytes(tile.read_bytes()[:-1])
    assert problems(standing)[0][0] == "/log/tile/0/000.p/9"
    tile.unlink()
    assert problems(standing)[0][0] == "/log/tile/0/000.p/9"


def test_a_public_text_other_than_its_leaf_commits_to_is_found(standing: Office) -> None:
    other = hashlib.sha256("改过的公开文本".encode()).digest()
    execute(standing, sa.update(edition).where(edition.c.body.contains(NUMBERS[4])).values(hash=other))
    assert [(d, p) for _, d, p in problems(standing)] == [(NUMBERS[4], "公开文本不在日志中，或与日志不符")]


def test_a_published_text_without_salt_or_leaf_is_found(standing: Office) -> None:
    for gone in ({"salt": None}, {"leaf_index": None}):
        execute(standing, sa.update(edition).where(edition.c.body.contains(NUMBERS[4])).values(**gone))
        assert [d for _, d, _ in problems(standing)] == [NUMBERS[4]]


def test_a_withdrawal_without_its_leaf_is_found(standing: Office) -> None:
    leaf = sa.select(sa.func.min(log_leaf.c.index)).where(log_leaf.c.kind == "withdraw").scalar_subquery()
    execute(standing, sa.update(log_leaf).where(log_leaf.c.index == leaf).values(kind="publish"))
    assert [(d, p) for _, d, p in problems(standing)] == [(NUMBERS[0], "撤下不在日志中")]


def test_a_leaf_changed_in_the_register_is_found_and_named(standing: Office) -> None:
    execute(standing, sa.update(log_leaf).where(log_leaf.c.index == 2).values(hash=b"\0" * 32))
    assert NUMBERS[2] in [number for _, number, _ in problems(standing)]


def test_a_kept_head_is_proved_to_go_on_into_the_public_one(standing: Office) -> None:
    kept = standing.read("/log/checkpoint")[1].encode()
    standing.take(licence("滨卫医许〔2026〕90号"))
    standing.publish()
    assert standing.read("/log/checkpoint")[1].encode() != kept
    assert problems(standing, 旧首部=kept) == []
    forged = kept.replace(b"\n9\n", b"\n8\n")
    ((place, _, problem),) = problems(standing, 旧首部=forged)
    assert place == "旧首部"
    assert "签名不符" in problem
    ((_, _, problem),) = problems(standing, 旧首部=b"nothing\n")
    assert "不是日志首部" in problem


def test_a_log_that_was_turned_back_is_found_by_who_kept_its_head(standing: Office) -> None:
    old = {path: path.read_bytes() for path in log_file(standing, "").rglob("*") if path.is_file()}
    standing.take(licence("滨卫医许〔2026〕90号"))
    standing.publish()
    kept = standing.read("/log/checkpoint")[1].encode()
    for path, body in old.items():
        path.write_bytes(body)
    found = problems(standing, 新首部=kept)
    assert ("新首部", True) in {(place, "不是它的延续" in problem) for place, _, problem in found}
    assert any("本登记簿签发过" in problem for _, _, problem in found), "its own heads say so too"


def test_a_head_this_register_signed_with_another_root_is_found_and_never_signed_over(
    standing: Office,
) -> None:
    execute(standing, sa.update(log_head).where(log_head.c.size == 7).values(root=b"\0" * 32))
    assert any("签发过的日志首部（7项）" in problem for _, _, problem in problems(standing))
    size = 10
    with standing.open() as here, here.register.writing() as connection:
        row = {"size": size, "root": b"\0" * 32, "signed_at": ""}
        connection.execute(sa.insert(log_head), [row])
    standing.take(licence("滨卫医许〔2026〕90号"))
    head = standing.read("/log/checkpoint")
    assert any("内容不同的日志首部" in problem for problem in standing.publish().problems)
    assert standing.read("/log/checkpoint") == head


def test_a_head_with_another_root_is_not_believed_though_the_rest_agrees(standing: Office) -> None:
    checkpoint = log_file(standing, "checkpoint")
    text = checkpoint.read_text(encoding="utf-8")
    root = text.split("\n")[2]
    checkpoint.write_text(text.replace(root, base64.b64encode(bytes(32)).decode()), encoding="utf-8")
    ((_, _, problem),) = problems(standing)
    assert "签名不符" in problem


def test_a_site_that_does_not_answer_is_a_finding_not_a_crash(
    standing: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGSHI_SITE_URL", "http://127.0.0.1:1")
    ((place, _, problem),) = problems(standing)
    assert place == "公示日志"
    assert "无应答" in problem
