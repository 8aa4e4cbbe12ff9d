"""A restored register never signs a second history, and can be brought forward from the public tiles."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from flows.cli import gongshi
from tasks.checking import check_public_log
from tasks.log_keeping import bring_forward
from tasks.register.operator_acts import ActRefused
from tasks.register.schema import edition, log_leaf, metadata, operator_act
from tests.office import NOW, Office, licence, notice
from tests.register_backup import back_up, restore

BY = ("委领导 主任甲", "登记簿由备份恢复", "《备份恢复规程》")


def numbers(first: int, last: int) -> list[str]:
    return [f"滨卫医许〔2026〕{n}号" for n in range(first, last)]


@pytest.fixture
def restored(office: Office) -> Office:
    """An office whose register was restored: three publications known, 300 and a withdrawal lost."""
    office.take(*(licence(number) for number in numbers(1, 4)))
    office.publish()
    kept = back_up(office)
    office.take(*(licence(number) for number in numbers(4, 304)))
    office.publish()
    office.take(notice(numbers(4, 5)[0]))
    office.withdraw()
    restore(office, kept)
    office.on(NOW + timedelta(hours=1))
    return office


def log_differences(office: Office) -> list[str]:
    with office.open() as here:
        return [found.problem for found in check_public_log(here, {})]


def test_a_restored_register_is_brought_forward_and_goes_on_as_the_same_history(restored: Office) -> None:
    office = restored
    before = office.read("/log/checkpoint")[1].encode()
    assert any("catch-up" in problem for problem in office.publish().problems)
    assert office.read("/log/checkpoint")[1].encode() == before
    assert "已由公开的日志补入301项（第3项至第303项）" in bring_forward(*BY)
    kinds = [row.kind for row in office.rows(sa.select(log_leaf.c.kind).order_by(log_leaf.c.index))]
    assert kinds == ["publish"] * 3 + ["recovered"] * 301
    assert office.read("/log/checkpoint")[1].encode() == before, "the same head, signed again alike"
    office.take(licence("滨卫医许〔2026〕900号"))
    assert office.publish().problems == ()
    after = office.read("/log/checkpoint")[1]
    assert after.split("\n")[1] == "305"
    with office.open() as here:
        found = check_public_log(here, {"恢复前的首部": before})
    assert [d.problem for d in found if "补入" not in d.problem] == []


def test_leaves_without_a_text_are_findings_while_pages_nobody_knows_stand_on_the_site(
    restored: Office,
) -> None:
    bring_forward(*BY)
    (found,) = log_differences(restored)
    assert "第3项至第303项" in found
    assert "300个登记簿不认识的决定页面" in found
    strangers = [d.place for d in restored.differences() if "登记簿中没有此文件" in d.problem]
    assert len([place for place in strangers if "/decisions/" in place]) == 300
    for tree in ("public", "gone"):
        for page in (restored.home / "site" / tree / "decisions").rglob("*.html"):
            known = {row.page_id for row in restored.rows(sa.select(metadata.tables["decision"].c.page_id))}
            if page.stem not in known:
                page.unlink()
    assert log_differences(restored) == []


def test_a_text_published_again_afterwards_gets_a_new_leaf(restored: Office) -> None:
    bring_forward(*BY)
    restored.take(licence(numbers(7, 8)[0]))
    assert restored.publish().problems == ()
    (kept,) = restored.rows(sa.select(edition).where(edition.c.body.contains(numbers(7, 8)[0])))
    assert kept.leaf_index == 304
    assert "304" in restored.read(restored.page(numbers(7, 8)[0]))[1]


def test_who_brought_it_forward_is_kept(restored: Office) -> None:
    bring_forward(*BY)
    (act,) = restored.rows(sa.select(operator_act).where(operator_act.c.act == "log_catch_up"))
    assert (act.operator, act.reason, act.subject) == (BY[0], BY[1], "3-303")
    with pytest.raises(ActRefused, match="没有可以补入的"):
        bring_forward(*BY)
    with pytest.raises(ActRefused, match="请填写理由"):
        bring_forward("甲", " ", "依据")


def test_a_register_that_went_on_by_itself_is_refused(restored: Office) -> None:
    """A leaf of its own beside the public ones is a second history, not a beginning."""
    restored.take(licence("滨卫医许〔2026〕901号"))
    checkpoint = restored.home / "site" / "public" / "log" / "checkpoint"
    aside = checkpoint.rename(checkpoint.with_name("aside"))
    restored.publish()
    aside.replace(checkpoint)
    before = restored.rows(sa.select(log_leaf))
    with pytest.raises(ActRefused, match="两段不同的历史"):
        bring_forward(*BY)
    assert restored.rows(sa.select(log_leaf)) == before
    with pytest.raises(ActRefused, match="两段不同的历史"):
        gongshi.main(
            ["log", "catch-up", "--by", BY[0], "--reason", "恢复", "--basis", "规程"], standalone_mode=False
        )


@pytest.mark.parametrize(
    ("name", "change", "sentence"),
    [
        ("tile/0/000", lambda b: b[:96] + bytes(32) + b[128:], "不同的历史|不符"),
        ("tile/0/000", lambda b: b[:-1], "不能证明"),
        ("tile/0/001.p/48", lambda b: bytes(32) + b[32:], "不符"),
        ("checkpoint", lambda b: b.replace(b"\n304\n", b"\n303\n"), "签名不符"),
        ("checkpoint", lambda b: b"", "签名不符"),
    ],
)
def test_nothing_is_taken_over_from_a_log_that_does_not_prove_itself(
    restored: Office, name: str, change: Any, sentence: str
) -> None:
    path = restored.home / "site" / "public" / "log" / name
    path.write_bytes(change(path.read_bytes()))
    before = restored.rows(sa.select(log_leaf))
    with pytest.raises(ActRefused, match=sentence):
        bring_forward(*BY)
    assert restored.rows(sa.select(log_leaf)) == before


def test_a_log_signed_by_somebody_elses_key_is_refused(restored: Office) -> None:
    keys = restored.home / "keys"
    for path in (keys / "log-signing.pem", keys / "log-keys"):
        path.unlink()
    with pytest.raises(ActRefused, match="签名不符"):
        bring_forward(*BY)


def test_a_register_that_is_not_behind_has_nothing_to_take_over(office: Office) -> None:
    with pytest.raises(ActRefused, match="没有公示日志的首部"):
        bring_forward(*BY)
    office.take(licence(numbers(1, 2)[0]))
    office.publish()
    with pytest.raises(ActRefused, match="没有可以补入的"):
        bring_forward(*BY)


def test_a_register_begun_anew_takes_over_the_whole_log(sqlite_office: Office) -> None:
    office = sqlite_office
    empty = back_up(office)
    office.take(*(licence(number) for number in numbers(1, 4)))
    office.publish()
    restore(office, empty)
    assert "补入3项" in bring_forward(*BY)
    office.take(licence("滨卫医许〔2026〕900号"))
    assert office.publish().problems == ()
    assert office.read("/log/checkpoint")[1].split("\n")[1] == "4"
